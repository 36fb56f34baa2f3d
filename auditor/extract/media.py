"""Read a picture's metadata and prepare its pixels for reading words; recognises no face."""

from __future__ import annotations

import io
import re
import warnings
from typing import Any, Final

from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageChops,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from auditor.extract.gathering import Gathering, Unreadable
from auditor.extract.likeness import likeness_of
from auditor.extract.metadata import iptc_text, say_exif, say_iptc, say_xmp
from auditor.extract.moving import moving
from auditor.page import Source

PICTURES: Final = frozenset("jpg jpeg jpe png gif webp tif tiff heic heif avif bmp".split())
MOST_PIXELS: Final = 80_000_000
SMALLEST_SIDE: Final = 24
SMALLEST_AREA: Final = 12_000
SCORE_UNKNOWN: Final = 0.3
"""How much a picture inside a document is taken to look printed: it is not weighed."""
_PLATE_PIXELS: Final = 4_000_000
_PLATE_LEAST: Final = 900
_RAW_PROFILE: Final = re.compile(r"\s*\S+\s+(\d+)\s+([0-9a-fA-F\s]+)$")
# Named one by one: the library would load forty others before it gives up on a file.
_PLUGINS: Final = (
    BmpImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin,
)  # fmt: skip
_FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")
_NO_WORDS: Final = frozenset(
    "software date:create date:modify date:timestamp creation time png:ihdr.bit-depth jpeg:colorspace".split()
)


def read_picture(data: bytes, found: Gathering, place: str = "", *, weigh: bool = False) -> None:
    """Say what a picture's metadata says, and count it as unread where it may hold words.

    `weigh` looks at the pixels too, so that pictures that look like flyers come first. A picture that is
    in no other file (no `place`) gets a mark of its looks. Raises `Unreadable` for what is no picture;
    what its head says is said before.
    """
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    # What a browser shows of a picture whose end is missing can be read as well.
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    before = len(found.texts)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombWarning,
            Image.DecompressionBombError) as error:  # fmt: skip
        say_loose_metadata(data, found)
        if isinstance(error, (Image.DecompressionBombWarning, Image.DecompressionBombError)):
            found.unread += 1
            raise Unreadable(f"more than {MOST_PIXELS // 1_000_000} million pixels") from None
        if data[4:8] == b"ftyp":
            # HEIC and AVIF: what they say of themselves was read; their pixels need another program.
            found.unread += 1
            return
        if len(found.texts) == before:
            raise Unreadable("damaged, or no picture") from None
        return
    say_metadata(picture, data, found)
    if not place:
        found.access |= moving(data)
    wordy = may_hold_words(*picture.size)
    found.unread += wordy
    # A plate needs all pixels, so that what makes fewer of them must not come before it.
    marks = not place and not found.wants_plate
    if not marks and not (wordy and (weigh or found.wants_plate)):
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if weigh and wordy:
                score = likeness_of_words(picture.copy() if found.wants_plate else picture)
                found.score = max(found.score, score)
                if not place:
                    found.access["flat"] = str(round(100 * score))
            if marks:
                found.likeness = likeness_of(picture)
            if wordy and found.wants_plate:
                found.plate(place, plate_of(picture))
    except Exception:  # noqa: BLE001 - any codec may fail in any way on damaged pixels
        return


def may_hold_words(width: int, height: int) -> bool:
    """Say whether a picture is large enough for words that somebody reads: icons and rules are not."""
    return min(width, height) >= SMALLEST_SIDE and width * height >= SMALLEST_AREA


def say_metadata(picture: Image.Image, data: bytes, found: Gathering) -> None:
    """Say all that the head of an opened picture says in words."""
    info = picture.info
    try:
        # A PNG's own method would unpack all its pixels to look for EXIF behind them.
        say_exif(Image.Image.getexif(picture), found)
    except Exception:  # noqa: BLE001, S110 - damaged EXIF must not hide IPTC and XMP
        pass
    tags: Any = getattr(picture, "tag_v2", {})
    photoshop = info.get("photoshop")
    blocks = [photoshop.get(0x0404) if isinstance(photoshop, dict) else None, tags.get(33723)]
    for block in blocks:
        if isinstance(block, tuple):
            block = b"".join(part.to_bytes(4, "little") for part in block if isinstance(part, int))
        if isinstance(block, bytes):
            say_iptc(block, found)
    packets = [info.get("xmp"), info.get("XML:com.adobe.xmp"), tags.get(700)]
    for packet in packets:
        if isinstance(packet, str):
            packet = packet.encode()
        if isinstance(packet, bytes) and packet:
            say_xmp(packet, found)
            break
    comment = info.get("comment")
    if comment:
        words = iptc_text(comment) if isinstance(comment, bytes) else str(comment)
        found.say(words[:5_000], "comment in the picture's file", source=Source.META)
    if picture.format == "PNG":
        _say_png(picture, data, found)


def _say_png(picture: Image.Image, data: bytes, found: Gathering) -> None:
    texts = [(key, value) for key, value in picture.info.items() if isinstance(value, str)]
    for key, value in (*texts, *_png_tail(data, found)):
        key, value = str(key), str(value)
        lower = key.lower()
        if lower == "xml:com.adobe.xmp":
            if "xmp" not in picture.info and "XML:com.adobe.xmp" not in picture.info:
                say_xmp(value.encode(), found)
        elif lower.startswith("raw profile type"):
            _say_profile(lower, value, found)
        elif lower not in _NO_WORDS and not lower.startswith(("date:", "png:", "exif:", "thumb:")):
            found.say(value[:5_000], f"PNG text '{key[:40]}'", source=Source.META)


def _png_tail(data: bytes, found: Gathering) -> list[tuple[str, str]]:
    """Return texts behind the pixels, and say EXIF there: the library reads them with the pixels."""
    start = data.rfind(b"IDAT")
    texts: list[tuple[str, str]] = []
    if start < 4:
        return texts
    position = start + 4 + int.from_bytes(data[start - 4 : start], "big") + 4
    while position + 12 <= len(data) and len(texts) < 100:
        length = int.from_bytes(data[position : position + 4], "big")
        kind = data[position + 4 : position + 8]
        body = data[position + 8 : position + 8 + min(length, 100_000)]
        key, _, rest = body.partition(b"\x00")
        if kind == b"tEXt":
            texts.append((key.decode("latin-1"), rest.decode("latin-1")))
        elif kind == b"iTXt" and rest[:2] == b"\x00\x00":
            texts.append((key.decode("latin-1"), rest[2:].split(b"\x00", 2)[-1].decode("utf-8", "replace")))
        elif kind == b"eXIf":
            _say_exif_block(body, found)
        position += 12 + length
    return texts


def _say_profile(name: str, value: str, found: Gathering) -> None:
    match = _RAW_PROFILE.match(value[:2_000_000])
    if match is None:
        return
    try:
        block = bytes.fromhex("".join(match[2].split()))
    except ValueError:
        return
    if name.endswith(("iptc", "8bim")):
        say_iptc(block, found)
    elif name.endswith("xmp"):
        say_xmp(block, found)
    elif name.endswith(("exif", "app1")):
        _say_exif_block(block, found)


def say_loose_metadata(data: bytes, found: Gathering) -> None:
    """Say EXIF and XMP found anywhere in a file that the library cannot open (HEIC, AVIF, damaged)."""
    start = data.find(b"Exif\x00\x00")
    if start >= 0:
        _say_exif_block(data[start : start + 100_000], found)
    start = data.find(b"<x:xmpmeta")
    end = data.find(b"</x:xmpmeta>", start)
    if 0 <= start < end:
        say_xmp(data[start : end + 12], found)


def _say_exif_block(block: bytes, found: Gathering) -> None:
    start = block.find(b"Exif\x00\x00")
    exif = Image.Exif()
    try:
        exif.load(b"Exif\x00\x00" + block[start + 6 :] if start >= 0 else b"Exif\x00\x00" + block)
        say_exif(exif, found)
    except Exception:  # noqa: BLE001 - EXIF that no camera wrote
        return


def likeness_of_words(picture: Image.Image) -> float:
    """Return how much a picture looks printed, from 0 (a photo) to 1: flat areas with sharp edges."""
    picture.draft("L", (320, 320))
    small = picture.convert("L")
    small.thumbnail((320, 320), Image.Resampling.NEAREST)
    shifted = ImageChops.difference(small, ImageChops.offset(small, 1, 0))
    counts = shifted.histogram()
    pixels = max(1, small.width * small.height)
    flat = sum(counts[:3]) / pixels
    sharp = sum(counts[60:]) / pixels
    return round(flat * min(1.0, sharp * 40), 4)


def plate_of(picture: Image.Image) -> bytes:
    """Return a grey PNG of bounded size on which words can be read, upright."""
    width, height = picture.size
    if width * height > _PLATE_PIXELS:
        picture.draft("L", (width // 2, height // 2))
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        # White letters on nothing would vanish on white, black ones on black: what browsers lay below.
        clear = upright.convert("RGBA")
        paper = Image.new("RGBA", clear.size, (255, 255, 255, 255))
        upright = Image.alpha_composite(paper, clear)
    grey = upright.convert("L")
    pixels = grey.width * grey.height
    if pixels > _PLATE_PIXELS:
        factor = (_PLATE_PIXELS / pixels) ** 0.5
        grey = grey.resize((max(1, int(grey.width * factor)), max(1, int(grey.height * factor))))
    elif max(grey.size) < _PLATE_LEAST:
        # Letters of ten pixels are below what the reader of words knows.
        grey = grey.resize((grey.width * 2, grey.height * 2), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    grey.save(out, "PNG", compress_level=1)
    return out.getvalue()
