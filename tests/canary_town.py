"""Make an invented district whose sites name its students in every place that anyone can think of."""

# ruff: noqa: E501 - pages and files in their own markup, which read worse when cut
from __future__ import annotations

import base64
from pathlib import Path
from typing import Final

from tests.extract.files import (
    A,
    P,
    R,
    S,
    docx,
    iptc,
    jpeg,
    lines,
    p,
    pdf,
    png,
    relations,
    xmp,
    xmp_segment,
    zipped,
)
from tests.golden.district import District, Town, write_district
from tests.web import Response, redirect

HOST: Final = "wren-room.example"
CHILD: Final = "Zephyrine Quillwraith"
"""On the roster; goes by Zeffa, has a middle name, is in grade 3."""
OPTED_OUT: Final = "Thaddelin Oswine-Marrowby"
"""On the roster and on the opt-out list, with an address, a telephone number, a birth date."""
ACCENTED: Final = "Éloïvar Ñuñezcar"
LATER: Final = "Juniper Wraxall"
"""On the pages from the first night on, on the roster from the second."""

TOKENS: Final = (
    "zephyrine", "quillwraith", "zeffa", "umbriel", "thaddelin", "oswine", "marrowby", "éloïvar", "eloivar",
    "ñuñezcar", "nunezcar", "wraithmoor", "555-0142", "5550142", "zquillwraith", "tmarrowby", "pupil-0041",
    "2017-03-14", "march 14, 2017",
)  # fmt: skip
LATER_TOKENS: Final = ("juniper", "wraxall")

_USERS = (
    "sourcedId,status,orgSourcedIds,role,username,givenName,middleName,familyName,preferredFirstName,email,grades\n"
    "pupil-00417,active,elm,student,zquillwraith,Zephyrine,Umbriel,Quillwraith,Zeffa,zquillwraith@pupils.example,03\n"
    "pupil-00418,active,elm,student,tmarrowby,Thaddelin,,Oswine-Marrowby,,tmarrowby@pupils.example,03\n"
    "pupil-00419,active,elm,student,,Éloïvar,,Ñuñezcar,,,03\n"
)
_LATER = "pupil-00420,active,elm,student,,Juniper,,Wraxall,,,03\n"
_OPTOUTS = "student_id,scope\npupil-00418,A\npupil-00418,C\n"
_CONTACTS = "student_id,address,phone\npupil-00418,4417 Wraithmoor Lane,406-555-0142\n"
_BIRTHS = "sourcedId,status,birthDate\npupil-00418,active,2017-03-14\n"


def write_roster(folder: Path, *, later: bool = False) -> None:
    """Write the export and the opt-out list below `folder`; `later` adds the child who came after the night."""
    export = folder / "oneroster"
    export.joinpath("users.csv").write_text(_USERS + (_LATER if later else ""), "utf-8")
    export.joinpath("demographics.csv").write_text(_BIRTHS, "utf-8")
    export.joinpath("student_contacts.csv").write_text(_CONTACTS, "utf-8")
    folder.joinpath("optouts.csv").write_text(_OPTOUTS, "utf-8")


def write_canaries(folder: Path, town: Town) -> District:
    """Write the district that registers the town's site."""
    sites = [("wren", f"http://{HOST}/")]
    district = write_district(folder, sites, town.hosts("gone.example"), students=[("x", "y")])
    write_roster(folder / "confidential")
    settings = district.config / "auditor.toml"
    text = settings.read_text("utf-8")
    named = '[roster]\noneroster = "../confidential/oneroster"'
    assert named in text
    settings.write_text(text.replace(named, f'{named}\noptouts = "../confidential/optouts.csv"'), "utf-8")
    return district


def town() -> Town:
    """Return the site: each page, file and fault says a name in one more way."""
    return Town({f"{HOST}{path}": answer for path, answer in {**_pages(), **_files()}.items()})


def _page(title: str, *body: str, head: str = "") -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head>"
        f"<body><h1>{title}</h1>{''.join(body)}</body></html>"
    )


def _everywhere(name: str) -> str:
    """Return markup that says one name wherever markup can, with faults that engines quote."""
    slug = name.lower().replace(" ", "-")
    joined = name.replace(" ", "")
    return (
        f"<p>{name} won. <b>{name[:3]}</b>{name[3:]} too, said {name}'s friends; {name.upper()} smiled.</p>"
        f"<p style='color:#bbb;background:#fff'>Faint praise for {name}</p>"
        f"<img src='/files/{slug}.png'><img src='/files/photo.jpg' alt='{name}'>"
        f"<figure><img src='/files/photo.jpg' alt=''><figcaption>{name} on stage</figcaption></figure>"
        f"<a href='/files/{slug}.pdf'>Work of {name}</a> <a href='/missing/{slug}'></a>"
        f"<a href='https://gone.example/{slug}?who={slug}'>{name} elsewhere</a>"
        f"<a href='https://bit.ly/{slug}'>Help {name}</a>"
        f"<form><input name='{slug}' value='{name}'><select title='{name}'><option>{name}</option></select></form>"
        f"<button aria-label='{name}' title='{name}'></button><div role='button' id='{slug}' tabindex=0></div>"
        f"<div role='{slug}' class='{joined}'>x</div><a href='#{slug}'>x</a><i id='{slug}'></i><u id='{slug}'></u>"
        f"<table summary='{name}'><tr><td>{name.split()[-1]}<td>{name.split()[0]}</table>"
        f"<ul><div>{name}</div></ul><iframe src='/frame/{slug}' ></iframe>"
        f"<iframe src='http://gone.example/{slug}'></iframe>"
        f"<p data-owner='{name}' aria-labelledby='{slug}' lang='{joined.lower()}'>x</p>"
        f"<script>var pupil = '{name}'; console.error('{name}')</script><!-- {name} -->"
        f'<script type=\'application/ld+json\'>{{"@type":"Person","name":"{name}"}}</script>'
        f"<svg><title>{name}</title></svg><object data='/files/{slug}-broken.pdf'></object>"
        f"<video src='/files/{slug}.mp4'><track src='/files/{slug}.vtt' label='{name}'></video>"
        f"<img src='data:image/png;base64,{base64.b64encode(_tagged(name)).decode()}'>"
    )


def _pages() -> dict[str, str | Response]:
    names = (CHILD, OPTED_OUT, ACCENTED, LATER)
    pages: dict[str, str | Response] = {
        "/": _page(
            "Wren room",
            "".join(f"<p><a href='/{name.lower().replace(' ', '-')}'>About {name}</a></p>" for name in names),
            "<p><a href='/more'>More</a> <a href='/zephyrine-quillwraith/loop'>loop</a></p>",
        ),
        "/more": _page(
            "Zeffa Quillwraith and Umbriel Quillwraith",
            "<p>Zeffa Quillwraith sang. Umbriel Quillwraith danced. Quillwraith, Zephyrine led.</p>"
            "<p>Zephyrine Umbriel Quillwraith and Zephyrine Q. wrote to zquillwraith@pupils.example</p>"
            "<p>Thaddelin Oswine-Marrowby lives at 4417 Wraithmoor Lane, call 406-555-0142, born March 14, 2017.</p>"
            "<p>Thaddelin is in grade 3 and plays soccer.</p><img alt='Thaddelin Marrowby' src='/files/photo.jpg'>"
            "<img alt='' src='/files/drawing.svg'><a href='/files/slides.pptx'>slides</a>"
            "<a href='/files/sheet.xlsx'>sheet</a><a href='/files/word.docx'>letter</a>",
            head="<meta name=description content='The page of Zephyrine Quillwraith'>"
            "<meta property='og:title' content='Thaddelin Oswine-Marrowby'>",
        ),
        "/zephyrine-quillwraith/loop": redirect("/zephyrine-quillwraith/loop"),
        "/robots.txt": "User-agent: *\nDisallow: /kept/zephyrine-quillwraith\n",
    }
    for name in names:
        slug = name.lower().replace(" ", "-")
        pages[f"/{slug}"] = _page(f"{name} of room 3", _everywhere(name))
        pages[f"/frame/{slug}"] = f"<p>{name} in a frame</p>"
    return pages


def _tagged(name: str) -> bytes:
    return png([(b"tEXt", b"Author\x00" + name.encode("latin-1", "replace"))])


def _files() -> dict[str, Response]:
    def file(kind: str, body: bytes) -> Response:
        return Response(200, {"Content-Type": kind}, body)

    person = (
        "<Iptc4xmpExt:PersonInImage><rdf:Bag>"
        f"<rdf:li>{CHILD}</rdf:li><rdf:li>{LATER}</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage>"
    )
    photo = jpeg([xmp_segment(xmp(person)), (0xED, iptc([(120, f"{OPTED_OUT} on stage")]))], size=(400, 300))
    slide = f"<p:sld {P} {A} {R}><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>{CHILD}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
    slides = zipped(
        {
            "_rels/.rels": relations({"r1": ("officeDocument", "ppt/presentation.xml")}),
            "ppt/presentation.xml": f"<p:presentation {P} {R}><p:sldIdLst><p:sldId id='256' r:id='r1'/></p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": relations({"r1": ("slide", "slides/slide1.xml")}),
            "ppt/slides/slide1.xml": slide,
        }
    )
    sheet = zipped(
        {
            "_rels/.rels": relations({"r1": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": f"<workbook {S} {R}><sheets><sheet name='{CHILD}' sheetId='1' r:id='r1'/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations({"r1": ("worksheet", "worksheets/sheet1.xml")}),
            "xl/worksheets/sheet1.xml": f"<worksheet {S}><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>Quillwraith</t></is></c><c r='B1' t='inlineStr'><is><t>Zephyrine</t></is></c></row></sheetData></worksheet>",
        }
    )
    files = {
        "/files/photo.jpg": file("image/jpeg", photo),
        "/files/slides.pptx": file(
            "application/vnd.openxmlformats-officedocument.presentationml.presentation", slides
        ),
        "/files/sheet.xlsx": file("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheet),
        "/files/word.docx": file(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            docx(p(f"Dear {OPTED_OUT}, dear {CHILD} and {LATER}"), None),
        ),
        "/files/drawing.svg": file(
            "image/svg+xml",
            f'<svg xmlns="http://www.w3.org/2000/svg"><text>{CHILD}</text><title>{LATER}</title></svg>'.encode(),
        ),
    }
    for name in (CHILD, OPTED_OUT, ACCENTED, LATER):
        slug = name.lower().replace(" ", "-")
        plain = name.encode("latin-1").decode("latin-1")
        files[f"/files/{slug}.pdf"] = file(
            "application/pdf",
            pdf([lines([f"Star of the week: {plain}"])], info={"Title": plain, "Author": plain}),
        )
        files[f"/files/{slug}-broken.pdf"] = file("application/pdf", b"%PDF-1.7 " + name.encode())
        files[f"/files/{slug}.png"] = file("image/png", _tagged(name))
        files[f"/files/{slug}.mp4"] = file("video/mp4", bytes(200))
        files[f"/files/{slug}.vtt"] = file(
            "text/vtt", f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v {name}>I am {name}\n".encode()
        )
    return files
