"""Marks of what pictures look like: copies of a logo are known by them, other pictures are not."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

from auditor.extract.documents import DocumentReader
from auditor.likeness import alike, is_mark
from tests.extract.files import docx, jpeg, saved

URL = "https://room12.example/i/1.png"
NAVY, GOLD, WHITE = (20, 30, 90), (230, 180, 40), (255, 255, 255)


def crest(letters: str = "LHS", shape: str = "disc", star: int = 200) -> Image.Image:
    """Draw an invented school's crest: an outline, letters, a bar and a star's box."""
    picture = Image.new("RGB", (400, 400), WHITE)
    draw = ImageDraw.Draw(picture)
    if shape == "disc":
        draw.ellipse((10, 10, 390, 390), fill=NAVY)
        draw.ellipse((45, 45, 355, 355), fill=GOLD)
    else:
        draw.polygon([(20, 20), (380, 20), (380, 220), (200, 390), (20, 220)], fill=NAVY)
        draw.polygon([(60, 60), (340, 60), (340, 205), (200, 335), (60, 205)], fill=GOLD)
    draw.text((95, 110), letters, font=ImageFont.load_default(100), fill=NAVY)
    draw.rectangle((110, 235, 290, 255), fill=NAVY)
    draw.regular_polygon((star, 290, 30), 5, fill=WHITE)
    return picture


def clear(picture: Image.Image) -> Image.Image:
    """Return a picture whose white is nothing."""
    made = picture.convert("RGBA")
    made.putalpha(ImageOps.invert(picture.convert("L")).point(lambda value: 255 if value else 0))
    return made


def hue(picture: Image.Image, turn: int) -> Image.Image:
    first, *rest = picture.convert("HSV").split()
    return Image.merge("HSV", (first.point(lambda value: (value + turn) % 256), *rest)).convert("RGB")


LOGO = crest()
SMALL = LOGO.resize((90, 90))
COPIES: list[tuple[str, Image.Image, str]] = [
    ("the same", LOGO, "PNG"),
    ("small", SMALL, "PNG"),
    ("large", LOGO.resize((1100, 1100)), "PNG"),
    ("a little wider", LOGO.resize((430, 400)), "PNG"),
    ("as a JPEG", LOGO, "JPEG"),
    ("as a GIF of few colors", LOGO.quantize(16), "GIF"),
    ("in greys", ImageOps.grayscale(LOGO), "PNG"),
    ("in other colors", hue(LOGO, 40), "PNG"),
    ("pale", ImageEnhance.Contrast(LOGO).enhance(0.6), "JPEG"),
    ("in reverse", ImageOps.invert(LOGO), "PNG"),
    ("with a margin", ImageOps.expand(LOGO, (90, 30), WHITE), "PNG"),
    ("on nothing", clear(LOGO), "PNG"),
    ("blurred", LOGO.filter(ImageFilter.GaussianBlur(2)), "JPEG"),
]
OTHERS: list[tuple[str, Image.Image]] = [
    ("another crest of the same outline", crest("MVE", star=130)),
    ("the same letters on a shield", crest(shape="shield")),
    ("a crest without words", crest("", star=260)),
    ("noise", Image.effect_noise((400, 400), 80).convert("RGB")),
    ("a disc", ImageOps.expand(Image.radial_gradient("L").convert("RGB"), 70, WHITE)),
    ("the crest in a corner of a photo", Image.effect_noise((400, 400), 50).convert("RGB")),
    ("the crest on its side", LOGO.rotate(90)),
    ("the crest squeezed", LOGO.resize((400, 250))),
]
OTHERS[5][1].paste(SMALL, (20, 20))


def mark(reader: DocumentReader, picture: Image.Image, kind: str = "PNG", *, weigh: bool = False) -> str:
    out = io.BytesIO()
    picture.save(out, kind, **({"quality": 35} if kind == "JPEG" else {}))
    return reader.read_file(out.getvalue(), kind.lower(), URL, weigh=weigh).likeness


@pytest.mark.parametrize(("name", "copy", "kind"), COPIES, ids=[each[0] for each in COPIES])
def test_copies_are_alike(reader: DocumentReader, name: str, copy: Image.Image, kind: str) -> None:
    assert alike(mark(reader, LOGO), mark(reader, copy, kind)), name
    assert alike(mark(reader, copy, kind, weigh=True), mark(reader, LOGO)), "weighed or not"


@pytest.mark.parametrize(("name", "other"), OTHERS, ids=[each[0] for each in OTHERS])
def test_other_pictures_are_not(reader: DocumentReader, name: str, other: Image.Image) -> None:
    found = mark(reader, other)
    assert is_mark(found) and not alike(mark(reader, LOGO), found), name


def stripe() -> Image.Image:
    made = Image.new("RGB", (900, 60), NAVY)
    ImageDraw.Draw(made).rectangle((300, 10, 600, 50), fill=GOLD)
    return made


BLANK: list[tuple[str, Callable[[], Image.Image]]] = [
    ("an icon", lambda: LOGO.resize((32, 32))),
    ("an icon on a large sheet", lambda: ImageOps.expand(LOGO.resize((30, 30)), 200, WHITE)),
    ("one color", lambda: Image.new("RGB", (400, 400), NAVY)),
    ("nothing", lambda: Image.new("RGBA", (400, 400), (0, 0, 0, 0))),
    ("hardly any shade", lambda: ImageEnhance.Contrast(LOGO).enhance(0.05)),
    ("a line", stripe),
]


@pytest.mark.parametrize(("name", "made"), BLANK, ids=[each[0] for each in BLANK])
def test_what_has_no_mark_is_like_nothing(
    reader: DocumentReader, name: str, made: Callable[[], Image.Image]
) -> None:
    found = mark(reader, made())
    assert found == "" and not alike(found, found) and not alike(found, mark(reader, LOGO)), name


def test_light_letters_on_nothing_have_a_mark(reader: DocumentReader) -> None:
    made = Image.new("RGBA", (500, 160), (0, 0, 0, 0))
    ImageDraw.Draw(made).text((10, 10), "Larkspur", font=ImageFont.load_default(100), fill=(255, 255, 255))
    dark = Image.new("RGB", (500, 160), WHITE)
    ImageDraw.Draw(dark).text((10, 10), "Larkspur", font=ImageFont.load_default(100), fill=NAVY)
    assert alike(mark(reader, made), mark(reader, dark))


def test_files_that_hold_pictures_and_what_is_too_large_have_no_mark(reader: DocumentReader) -> None:
    inside = docx("<w:p/>", **{"word/media/image1.png": saved(LOGO)})  # type: ignore[arg-type]
    assert reader.read_file(inside, "docx", URL).likeness == ""
    large = Image.new("1", (6000, 4100))
    ImageDraw.Draw(large).ellipse((900, 900, 3000, 3000), fill=1)
    assert mark(reader, large) == ""
    assert reader.read_file(jpeg(size=(600, 400))[:700], "jpg", URL).likeness == "", (
        "half a picture, all grey"
    )


@pytest.mark.parametrize(
    "mark", ["", "0" * 64, "g" * 64 + "/100", "0" * 64 + "/0", "0" * 63 + "/100", "0" * 64 + "/100\n"]
)
def test_what_is_no_mark(mark: str) -> None:
    assert not is_mark(mark) and not alike(mark, mark)


def test_how_near_is_near() -> None:
    def bits(number: int) -> str:
        return f"{(1 << number) - 1:064x}/100"

    told = [alike(bits(0), bits(number)) for number in (36, 37, 219, 220, 256)]
    assert told == [True, False, False, True, True]
    assert alike(bits(0), bits(0).replace("/100", "/120")) and not alike(
        bits(0), bits(0).replace("/100", "/121")
    )
