"""A district whose pages are in a third language adds a folder of words: one list of each area is taken."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from auditor import night
from auditor.calendar.closures import Cues as Closing
from auditor.checkers.statements import sentences
from auditor.engines import own
from auditor.exits import Refusal
from auditor.extract.html import read_html
from auditor.finding import Confidence
from auditor.history.dates import dates_in, shape
from auditor.history.words import is_loading
from auditor.links.destination import Destination
from auditor.links.signals import Signal
from auditor.names import Locales, reader_of
from auditor.names.grid import Grid
from auditor.registry import School
from auditor.words import Words, in_force, put_in_force, shipped_words, words_in_force
from spiders.signs import is_soft_404
from tests.names.invented_class import ROSTER, SITE, text

CONFIG = Path(__file__).parents[1] / "config"
FRENCH = """
adult-role = ["professeure"]
role-ours = ["notre"]
abbreviation = ["mme"]
month-1 = ["janvier"]
lost-phrase = ["page introuvable"]
title-filler = ["désolé"]
generic-link = ["cliquez ici"]
no-school = ["école fermée"]
loading = ["chargement en cours"]
"""


class _Silent:
    def start(self, step: night.Step, total: int) -> None:
        pass

    def site(self, step: night.Step, site_id: str, remark: str) -> None:
        pass


@pytest.fixture
def french(tmp_path: Path) -> Iterator[Words]:
    shutil.copytree(CONFIG / "words", tmp_path / "words")
    (tmp_path / "words" / "fr").mkdir()
    (tmp_path / "words" / "fr" / "ours.toml").write_text(FRENCH, encoding="utf-8")
    words = words_in_force(tmp_path)
    put_in_force(words)
    yield words
    put_in_force(shipped_words())


def test_names(french: Words) -> None:
    said = (text("Mirela Tarnquist, notre nouvelle professeure, lit."),)

    def sure(words: Words) -> list[Confidence]:
        reader = reader_of(ROSTER, words)
        locale = Locales(reader.index, SITE, School("s1", "Cedar")).of("/")
        found = reader.mentions(said, reader.skimmer.marked(said), Grid(said, words), locale)
        return [mention.confidence for mention in found]

    assert sure(shipped_words()) == [Confidence.CERTAIN]
    assert Confidence.CERTAIN not in sure(french)


def test_a_sentence_goes_on_behind_an_abbreviation(french: Words) -> None:
    said = "Merci, Mme. Berg a lu. Demain aussi."
    assert list(sentences(said, french)) == ["Merci, Mme. Berg a lu.", "Demain aussi."]
    assert len(list(sentences(said, shipped_words()))) == 3


def test_a_page_that_is_not_there(french: Words) -> None:
    page = read_html("<html><head><title>Page introuvable</title></head><body><p>-</p></body></html>", "u")
    other = read_html("<html><head><title>Page de lecture</title></head><body><p>-</p></body></html>", "u")
    assert is_soft_404(page) and not is_soft_404(other)
    put_in_force(shipped_words())
    assert not is_soft_404(page)


def test_links(french: Words) -> None:
    lost = Signal("lost", title_is=("introuvable",))
    seen = Destination("https://x.example/", "https://x.example/", title="Désolé : introuvable")
    assert lost.of_page(seen) == "Its title says “introuvable”."
    put_in_force(shipped_words())
    assert lost.of_page(replace(seen, title="Désolé introuvable")) == ""


def test_updates(french: Words) -> None:
    assert shape("janvier 12") == "#"
    assert [named.day for named in dates_in("12 janvier", date(2027, 1, 5))] == [date(2027, 1, 12)]
    assert is_loading("Chargement en cours")
    put_in_force(shipped_words())
    assert shape("janvier 12") == "janvier #"
    assert not is_loading("Chargement en cours")


def test_access(french: Words) -> None:
    assert "cliquez ici" in own.source()
    put_in_force(shipped_words())
    assert "cliquez ici" not in own.source()


def test_days_without_school(french: Words) -> None:
    assert Closing.of(french).closing.search("École fermée")
    assert not Closing.of(shipped_words()).closing.search("École fermée")


def test_a_night_reads_by_the_words_of_its_district(tmp_path: Path) -> None:
    shutil.copytree(CONFIG, tmp_path / "config")
    (tmp_path / "config" / "words" / "fr").mkdir()
    (tmp_path / "config" / "words" / "fr" / "ours.toml").write_text(FRENCH, encoding="utf-8")
    try:
        with pytest.raises(Refusal, match="no site has been visited yet"):
            night.run(tmp_path / "config", night.Options(), (night.Step.JUDGE,), _Silent())
        assert "cliquez ici" in in_force().of("generic-link")
    finally:
        put_in_force(shipped_words())
