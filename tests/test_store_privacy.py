"""Search everything that rests on disk for a name that stood in every field."""

from __future__ import annotations

import os
import stat
from dataclasses import fields, replace
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from auditor.exits import Refusal
from auditor.finding import Confidence, Finding, Reason, Skipped, Stage
from auditor.mask import NO_MASK, Mask
from auditor.page import Location, Source
from auditor.pages import PageCache
from auditor.store import (
    Decision,
    PageRecord,
    SiteOutcome,
    Store,
    StoredFinding,
    Verdict,
    VisitRecord,
)
from auditor.store.schema import facts, spans
from tests.night_data import (
    MASK,
    ROOT,
    SITE,
    begin,
    finding,
    moment,
    night,
    only,
    open_store,
    page,
    result,
    stored,
)

pytestmark = pytest.mark.usefixtures("each_database")

CANARY = "Avery Quill"
LATER = "Juniper Wraxall"
SPELLINGS = ("avery", "quill", "juniper", "wraxall")
PNG = b"\x89PNG\r\n\x1a\n"


_everything = stored


def _leaks(folder: Path) -> list[tuple[str, str]]:
    return [
        (name, spelling)
        for name, content in _everything(folder).items()
        for spelling in SPELLINGS
        for encoding in ("utf-8", "utf-16-le")
        if spelling.encode(encoding) in content.lower() or spelling in name.lower()
    ]


def _full_of(name: str, number: int, rule: str) -> Finding:
    slug = name.lower().replace(" ", "-")
    url = f"{ROOT}{slug}/{number}"
    return Finding(
        rule=rule,
        page=f"/{slug}/{number}",
        url=url,
        target=name,
        message=f"The text names {name}",
        where=Location(
            f"{url}#{slug}", Source.ALT, f'img[alt="{name}"]', f"About {name}", f"below {name}", f"{url}.pdf"
        ),
        confidence=Confidence.LIKELY,
        quote=f"{name} won",
        details={"html": f'<img alt="{name}" src="/{slug}.jpg">', "to": url, name: name},
        student=f"id-of-{slug}",
        covers=name,
        page_title=f"{name}'s page",
        picture=PNG + name.encode(),
    )


def test_no_name_rests_anywhere(tmp_path: Path) -> None:
    """The canary is on the roster tonight; the other name joins it tomorrow."""
    evidence = tmp_path / "var" / "evidence"
    found = [
        _full_of(name, number, rule)
        for name in (CANARY, LATER)
        for number, rule in enumerate(("k8-full-name", "wcag-1.1.1", "text-political"))
    ]
    found = [replace(each, picture=None) if LATER in each.quote else each for each in found]
    pages = [PageRecord(each.page, each.url, each.page_title, digest=each.quote) for each in found]
    skipped = [
        Skipped(Stage.CRAWL, Reason.TIMEOUT, f"{ROOT}{each.page}", f"{each.quote} late") for each in found
    ]
    with open_store(tmp_path, evidence=evidence) as store:
        cache = PageCache(tmp_path / "var" / "pages", b"p" * 32)
        blob = cache.put(f"{CANARY} and {LATER}".encode() * 9)
        begun = begin(store, 5)
        store.save_visit(begun, SITE, VisitRecord(SiteOutcome.PARTIAL, f"{CANARY} {LATER}", blob=blob))
        tonight = result(*found, pages=pages, skipped=skipped, reason=f"because of {CANARY}")
        store.save_site(begun, SITE, tonight, MASK)
        decision = Decision("", Verdict.WRONG, f"{CANARY} {LATER}", "Robin Vale", moment(5, 9))
        store.decide(replace(decision, finding=store.findings()[0].id), MASK)
        assert _leaks(tmp_path) == []  # while it is open: database, -wal, -shm
        assert blob.encode() not in b"".join(
            content
            for name, content in _everything(tmp_path).items()
            if not name.endswith(("db", "wal", "visits"))
        )
        texts = [
            str(getattr(each, field.name)).lower()
            for each in store.findings(all=True)
            for field in fields(StoredFinding)
        ]
        assert not any("avery" in text or "quill" in text for text in texts)
        assert any("juniper wraxall" in text for text in texts)
        store.show_through(Mask([("Avery", "Quill"), ("Juniper", "Wraxall")]))
        read = repr((store.findings(all=True), store.skipped(), store.sites(), store.school_report("fern")))
        assert "uniper" not in read
        assert "raxall" not in read.lower()
    assert _leaks(tmp_path) == []
    assert list(evidence.rglob("*.png")) == []


def test_every_field_is_masked(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(_full_of(CANARY, 1, "k8-full-name")))
        found = only(store)
    assert found.message == "The text names [student]"
    assert found.quote == "[student] won"
    assert found.url == f"{ROOT}%5Bstudent%5D/1"
    assert found.page == "/%5Bstudent%5D/1"
    assert found.page_title == "[student]'s page"
    assert (found.heading, found.place) == ("About [student]", "below [student]")
    assert found.selector == 'img[alt="[student]"]'
    assert found.document == f"{ROOT}%5Bstudent%5D/1.pdf"
    assert found.details == {
        "html": '<img alt="[student]" src="/[student].jpg">',
        "to": f"{ROOT}%5Bstudent%5D/1",
        "[student]": "[student]",
    }


def test_a_first_name_is_masked_where_it_is_the_finding(tmp_path: Path) -> None:
    words = Location(ROOT + "a", Source.BODY, "main > p")
    told = finding("Avery", "k8-full-name", quote="Avery won; Bo watched", student="s1", where=words)
    mention = {"mention": "Avery's"}
    named = finding("art", "text-political", quote="Avery's art", student="s1", details=mention)
    other = finding("main > p", quote="Avery won")
    with open_store(tmp_path) as store:
        night(store, 5, result(told, named, other))
        found = {each.rule: each for each in store.findings()}
        assert store.student_hash("s1") == found["k8-full-name"].student != ""
    assert found["k8-full-name"].quote == "[student] won; Bo watched"
    assert found["text-political"].quote == "[student] art"
    assert found["text-political"].details == {}
    assert (found["wcag-1.1.1"].quote, found["wcag-1.1.1"].student) == ("Avery won", "")


# --- pictures ---


def _kept(folder: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def _pictured(selector: str = "main > ul > li", covers: str = "Menu", key: str = "/a") -> Finding:
    where = Location(ROOT + key, Source.ELEMENT, selector)
    return finding(selector, key=key, where=where, picture=PNG, covers=covers)


def _private(selector: str, quote: str = "Avery Q.", key: str = "/a", document: str = "") -> Finding:
    where = Location(ROOT + key, Source.BODY, selector, document=document)
    return finding("Avery", "k8-full-name", key=key, where=where, quote=quote)


@pytest.mark.parametrize(
    ("why", "pictured", "private", "kept"),
    [
        ("harmless", _pictured(), None, True),
        ("shows a name", _pictured(covers="by avery quill"), None, False),
        ("same element", _pictured(), _private("main > ul > li"), False),
        ("inside it", _pictured(), _private("main > ul > li > b"), False),
        ("around it", _pictured(), _private("main > ul"), False),
        ("beside it", _pictured(), _private("main > ul > li:nth-child(2)"), True),
        ("same figure", _pictured("main > figure > img"), _private("main > figure > figcaption"), False),
        ("other figure", _pictured("main > figure > img"), _private("main > figure:nth-child(2) > p"), True),
        ("place unknown", _pictured(), _private(""), False),
        ("another page", _pictured(), _private("main > ul > li", key="/b"), True),
        ("in a linked file", _pictured(), _private("", document=ROOT + "x.pdf"), True),
        ("shows what was quoted", _pictured(covers="AVERY  Q. won"), _private("aside > p"), False),
    ],
)
def test_keeps_only_harmless_pictures(
    tmp_path: Path, why: str, pictured: Finding, private: Finding | None, kept: bool
) -> None:
    with open_store(tmp_path, evidence=tmp_path / "evidence") as store:
        night(store, 5, result(pictured, *([private] if private else [])))
        assert _kept(tmp_path / "evidence") == ([PNG] if kept else []), why
        (found,) = [each for each in store.findings() if each.rule == "wcag-1.1.1"]
        assert (found.picture is not None) is kept


def test_no_roster_no_picture(tmp_path: Path) -> None:
    with open_store(tmp_path, evidence=tmp_path / "evidence") as store:
        night(store, 5, result(_pictured()), mask=NO_MASK)
        assert _kept(tmp_path / "evidence") == []


def test_pictures_are_private_and_named_for_their_finding(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with open_store(tmp_path, evidence=tmp_path / "evidence") as store:
            begun = night(store, 5, result(_pictured()))
            found = only(store)
            assert found.picture == tmp_path / "evidence" / str(begun.id) / f"{found.id}.png"
            modes = [
                stat.S_IMODE(path.stat().st_mode)
                for path in (tmp_path / "evidence", found.picture.parent, found.picture)
            ]
            assert modes == [0o700, 0o700, 0o600]
    finally:
        os.umask(before)


def test_a_picture_is_kept_once_while_nothing_changes(tmp_path: Path) -> None:
    evidence = tmp_path / "evidence"
    with open_store(tmp_path, evidence=evidence) as store:
        first = night(store, 5, result(_pictured()))
        night(store, 6, result(_pictured()))
        assert [path.parent.name for path in evidence.rglob("*.png")] == [str(first.id)]
        night(store, 7, result(replace(_pictured(), message="changed", picture=PNG + b"2")))
        assert _kept(evidence) == [PNG + b"2"]
        path = only(store).picture
        assert path is not None
        path.unlink()
        assert only(store).picture is None
        last = night(store, 8, result(replace(_pictured(), message="changed")))
        assert only(store).picture == evidence / str(last.id) / f"{only(store).id}.png"


def test_a_picture_goes_when_a_child_in_it_joins_the_roster(tmp_path: Path) -> None:
    shown = _pictured(covers="by Juniper Wraxall")
    grown = Mask([("Juniper", "Wraxall")])
    with open_store(tmp_path, evidence=tmp_path / "evidence") as store:
        night(store, 5, result(shown))
        assert only(store).picture is not None
        store.show_through(grown)
        assert only(store).picture is None
        night(store, 6, result(shown), mask=grown)
        assert _kept(tmp_path / "evidence") == []


def test_damaged_rows_are_one_sentence(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(), pages=[page("/a")]))
        with store._database.write() as connection:
            connection.execute(update(spans).values(content=bytes(range(19))))
        with pytest.raises(Refusal, match="a row of the database is damaged"):
            store.findings()


def test_errors_quote_no_row(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding()))
        with pytest.raises(Exception) as raised, store._database.write() as connection:
            connection.execute(insert(facts).values(name="key", value=CANARY))
        assert CANARY not in str(raised.value)
        assert raised.value.__cause__ is None
        assert isinstance(store, Store)
