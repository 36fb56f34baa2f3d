"""Nights of a district that registered its logos: what looks like one is asked about, nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import night
from auditor.config import load_config
from auditor.doctor import examine
from auditor.exits import Exit, Refusals
from auditor.keys import load_keys
from auditor.night import Options, Step
from auditor.night.logos import registered_logos
from auditor.store import Store
from tests.extract.files import saved
from tests.extract.test_likeness import LOGO, SMALL, crest
from tests.golden.district import AS_OF, NEXT, District, Town, page, write_district
from tests.test_night import Told
from tests.web import Response

OAK, ELM, FIR = "oak.example", "elm.example", "fir.example"
SITES = [("oak", f"http://{OAK}/"), ("elm", f"http://{ELM}/"), ("fir", f"http://{FIR}/")]
OTHER = crest("MVE", star=130)


def picture(kind: str, body: bytes) -> Response:
    return Response(200, {"Content-Type": f"image/{kind}"}, body)


def asked(district: District, as_of: str) -> list[tuple[str, str]]:
    """Make one night and return the questions about logos that stand after it, by site."""
    night.run(district.config, Options(as_of=as_of, browser=False), (Step.VISIT, Step.JUDGE), Told())
    config = load_config(district.config)
    with Store.open(config.store_url, load_keys(config.keys).fingerprint, create=False) as store:
        return [(each.site, each.message) for each in store.findings() if each.rule == "logo-unapproved"]


def test_a_copy_is_found_by_its_looks_on_the_night_after_the_logo_is_registered(tmp_path: Path) -> None:
    pages = {
        f"{OAK}/": page('<img src="/a.jpg" alt="Go team">', title="Oak room"),
        f"{OAK}/a.jpg": picture("jpeg", saved(SMALL, "JPEG")),
        f"{ELM}/": page('<img src="/a.png" alt="Our owl">', title="Elm room"),
        f"{ELM}/a.png": picture("png", saved(OTHER)),
        f"{FIR}/": page('<img src="/a.png" alt="A dot">', title="Fir room"),
        f"{FIR}/a.png": picture("png", saved(LOGO.resize((30, 30)))),
    }
    with Town(pages) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        before = asked(district, AS_OF)
        (district.config / "logos").mkdir()
        (district.config / "logos" / "larkspur.png").write_bytes(saved(LOGO))
        after = asked(district, NEXT)
    question = 'A picture here looks like the registered logo "larkspur.png". Did the office allow it?'
    assert (before, after) == ([], [("oak", question)])


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("plain.png", saved(OTHER.resize((20, 20)))),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>'),
        ("notes.txt", b"Ask Morgan for the new logo"),
        ("empty.png", b""),
    ],
)
def test_a_logo_with_which_nothing_can_be_compared_stops_the_night(
    tmp_path: Path, name: str, body: bytes
) -> None:
    district = write_district(tmp_path / "d", SITES, {})
    folder = district.config / "logos"
    folder.mkdir()
    (folder / "good.png").write_bytes(saved(LOGO))
    (folder / ".hidden").write_bytes(b"no picture")
    assert list(registered_logos(district.config)) == ["good.png"]
    (folder / name).write_bytes(body)
    with pytest.raises(Refusals) as refused:
        registered_logos(district.config)
    [fault] = refused.value.faults
    assert (fault.code, fault.path) == (Exit.CONFIGURATION, folder / name)
    assert fault.sentence.startswith("pictures cannot be compared with this logo; save it as PNG or JPEG")


def test_the_doctor_names_the_registered_logos(tmp_path: Path) -> None:
    district = write_district(tmp_path / "d", SITES, {})
    folder = district.config / "logos"
    folder.mkdir()
    told = []
    for body in (saved(LOGO), b"no picture"):
        (folder / "larkspur.png").write_bytes(body)
        for line in examine(district.config):
            if line.name == "logos":
                told.append((line.ok, line.code))
                break
    assert told == [(True, Exit.OK), (False, Exit.CONFIGURATION)]
