"""Hold the doctor's lines on linked files and on words in pictures; the rest is tested with the commands."""

from __future__ import annotations

import pytest

from auditor import doctor
from auditor.browser.options import Installed
from auditor.doctor import Checked


@pytest.mark.parametrize(
    ("name", "found", "remark"),
    [
        (
            "both languages",
            ("/usr/bin/tesseract", "eng+spa"),
            "words in them are read with Tesseract in English and Spanish",
        ),
        (
            "one language",
            ("/usr/bin/tesseract", "eng"),
            "words in them are read with Tesseract in English; for Spanish, type: sudo apt-get install "
            "tesseract-ocr-spa",
        ),
        (
            "no language",
            ("", ""),
            "words in them cannot be read, because Tesseract knows no language; each is told as not checked. "
            "To read them, type: sudo apt-get install tesseract-ocr tesseract-ocr-eng tesseract-ocr-spa",
        ),
    ],
)
def test_words_in_pictures(
    name: str, found: tuple[str, str], remark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "tesseract", lambda: found)
    monkeypatch.setattr(doctor.shutil, "which", lambda _: "/usr/bin/tesseract")
    assert doctor._words_in_pictures() == Checked("pictures", True, remark), name


def test_without_the_program_the_doctor_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "tesseract", lambda: ("", ""))
    monkeypatch.setattr(doctor.shutil, "which", lambda _: None)
    said = doctor._words_in_pictures()
    assert said.ok and "because Tesseract is not installed; each is told as not checked" in said.remark


@pytest.mark.parametrize(
    ("name", "guards", "ok", "remark"),
    [
        ("all", ("limits", "no-network", "landlock", "seccomp"), True,
         "read in a locked-in process: no network, no other files or programs"),
        ("an older system", ("limits", "seccomp"), True,
         "read in a process of its own, from which this system does not keep away the network, other files; "
         "a newer Linux does"),
        ("none", (), False,
         "linked documents cannot be read, because no reader could be started; install the program anew"),
    ],
)  # fmt: skip
def test_readers_of_documents(
    name: str, guards: tuple[str, ...], ok: bool, remark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor.DocumentReader, "guards", lambda _: guards)
    said = doctor._readers()
    assert (said.name, said.ok, said.remark) == ("documents", ok, remark), name


def test_a_real_reader_says_what_keeps_it_in() -> None:
    with doctor.DocumentReader(1) as readers:
        assert "limits" in readers.guards()
        assert readers.read_file(b"x", "txt", "https://a.example/").problem is None


@pytest.mark.parametrize(
    ("system", "browser", "said"),
    [
        (True, "/usr/bin/chromium", "no browser can open the roster"),
        (True, "/snap/bin/chromium", "a snap cannot be kept from opening the roster"),
        (False, "/usr/bin/chromium", "this system does not keep the browser from opening the roster"),
    ],
    ids=["hidden", "a snap", "an old system"],
)
def test_whether_the_browser_can_open_the_roster(
    monkeypatch: pytest.MonkeyPatch, system: bool, browser: str, said: str
) -> None:
    monkeypatch.setattr(doctor.locked, "possible", lambda: system)
    monkeypatch.setattr(doctor, "find_browser", lambda: Installed(browser, "/usr/bin/chromedriver"))
    assert said in doctor._hidden_from_browser().remark


@pytest.mark.parametrize(
    ("shell", "said"),
    [
        (None, "a browser and its driver are here: /usr/bin/chromium"),
        (
            Installed("/usr/bin/chromium-headless-shell", "/usr/bin/chromedriver", windowless=True),
            "a browser and its driver are here: /usr/bin/chromium-headless-shell, "
            "and if that does not start /usr/bin/chromium",
        ),
    ],
    ids=["with windows only", "without windows too"],
)
def test_which_browser_shows_the_pages_is_said(
    monkeypatch: pytest.MonkeyPatch, shell: Installed | None, said: str
) -> None:
    installed = Installed("/usr/bin/chromium", "/usr/bin/chromedriver")
    monkeypatch.setattr(doctor, "find_browser", lambda: installed)
    monkeypatch.setattr(doctor, "find_shell", lambda _: shell)
    assert doctor._which_browser() == said
