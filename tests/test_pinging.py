"""Tell a watch of a night's start and end over a real server, and of nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from auditor import cli
from auditor.config import load_config
from auditor.exits import Exit, Refusal, Refusals
from auditor.night import pinging, watched
from auditor.night.pinging import NOT_HEARD, Beat, address_of
from auditor.night.steps import Options, Summary
from tests.web import Response, Web, html, redirect

ROOT = Path(__file__).parents[1]


def folder(path: Path, address: str) -> Path:
    """Write the starter configuration with this watch."""
    path.mkdir()
    text = (ROOT / "config" / "auditor.toml").read_text("utf-8")
    commented = '# ping = "https://watch.cedarvalley.example/ping/1234"'
    assert commented in text
    (path / "auditor.toml").write_text(text.replace(commented, f'ping = "{address}"'), "utf-8")
    return path


def ended(code: Exit) -> Callable[[], Summary]:
    return lambda: Summary(code=code)


def raised(error: BaseException) -> Callable[[], Summary]:
    def work() -> Summary:
        raise error

    return work


@pytest.mark.parametrize(
    ("name", "work", "last"),
    [
        ("well", ended(Exit.OK), "/p/1"),
        ("some sites unread", ended(Exit.SITES_UNREAD), "/p/1"),
        ("mail held", ended(Exit.MAIL_HELD), "/p/1/fail"),
        ("no mail server", ended(Exit.UNAVAILABLE), "/p/1/fail"),
        ("refused", raised(Refusal(Exit.CONFIGURATION, "no")), "/p/1/fail"),
        ("a fault", raised(RuntimeError("no")), "/p/1/fail"),
        ("stopped by hand", raised(KeyboardInterrupt()), "/p/1/fail"),
        ("another is running", raised(Refusal(Exit.BUSY, "no")), "/p/1/start"),
    ],
)
def test_the_watch_hears_of_start_and_end(
    name: str, work: Callable[[], Summary], last: str, tmp_path: Path
) -> None:
    with Web(fallback=html("OK")) as web:
        config = folder(tmp_path / "config", web.url("/p/1"))
        try:
            summary = watched(config, Options(), work)
        except (Refusal, RuntimeError, KeyboardInterrupt):
            summary = Summary()
    paths = [request.path for request in web.requests]
    assert paths == list(dict.fromkeys(["/p/1/start", last])), name
    assert summary.remarks == []


def test_the_watch_learns_nothing_but_the_state(tmp_path: Path) -> None:
    with Web(fallback=html("OK")) as web:
        watched(folder(tmp_path / "config", web.url("/p/1")), Options(), ended(Exit.OK))
    for request in web.requests:
        assert (request.method, request.query) == ("GET", "")
        assert set(request.headers) <= {"host", "accept-encoding", "user-agent"}
        assert request.headers["user-agent"] == "classroom-auditor"


@pytest.mark.parametrize(
    ("written", "beat", "address"),
    [
        ("https://w.example/p/1", Beat.START, "https://w.example/p/1/start"),
        ("https://w.example/p/1/", Beat.FAILURE, "https://w.example/p/1/fail"),
        ("https://w.example/p/1", Beat.SUCCESS, "https://w.example/p/1"),
        ("https://w.example/p?key=1", Beat.START, "https://w.example/p/start?key=1"),
        ("https://w.example/p?state={state}", Beat.SUCCESS, "https://w.example/p?state=success"),
        ("https://w.example/{state}/p", Beat.FAILURE, "https://w.example/fail/p"),
    ],
)
def test_a_state_stands_where_the_watch_wants_it(written: str, beat: Beat, address: str) -> None:
    assert address_of(written, beat) == address


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("says no", Response(404)),
        ("is broken", Response(500)),
        ("says nothing", Response(stall="head")),
        ("makes no sense", Response(raw=b"\x00\xff nothing\r\n\r\n")),
    ],
)
def test_a_watch_that_does_not_answer_costs_no_night(
    name: str, answer: Response, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pinging, "SECONDS", 0.3)
    with Web(fallback=answer) as web:
        summary = watched(folder(tmp_path / "config", web.url("/p")), Options(), ended(Exit.OK))
    assert (summary.code, summary.remarks) == (Exit.OK, [NOT_HEARD]), name


def test_a_watch_that_drips_for_ever_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = Event()
    monkeypatch.setattr(pinging, "SECONDS", 0.1)
    monkeypatch.setattr(pinging, "_heard", lambda *_: done.wait(30))
    summary = watched(folder(tmp_path / "config", "https://w.example/p"), Options(), ended(Exit.OK))
    done.set()
    assert summary.remarks == [NOT_HEARD]


def test_nobody_there_costs_no_night_and_a_redirect_leads_nowhere(tmp_path: Path) -> None:
    with Web() as gone:
        address = gone.url("/p")
    assert watched(folder(tmp_path / "a", address), Options(), ended(Exit.OK)).remarks == [NOT_HEARD]
    with Web({"/p": redirect("/inside"), "/p/start": redirect("/inside")}) as web:
        watched(folder(tmp_path / "b", web.url("/p")), Options(), ended(Exit.OK))
    assert set(web.asked) == {"/p", "/p/start"}


@pytest.mark.parametrize(
    "options",
    [Options(sites="elm*"), Options(only=("wcag-1.1.1",)), Options(dry_run=True), Options(replay=True)],
)
def test_a_part_of_a_night_is_not_told(options: Options, tmp_path: Path) -> None:
    with Web(fallback=html("OK")) as web:
        watched(folder(tmp_path / "config", web.url("/p")), options, ended(Exit.OK))
    assert web.requests == []


def test_where_no_watch_is_named_or_the_settings_are_refused_the_work_alone_speaks(tmp_path: Path) -> None:
    assert watched(folder(tmp_path / "a", ""), Options(), ended(Exit.OK)).code is Exit.OK
    with pytest.raises(Refusal, match="no auditor.toml"):
        watched(tmp_path, Options(), raised(Refusal(Exit.CONFIGURATION, "there is no auditor.toml")))


@pytest.mark.parametrize("address", ["watch.example/p", "ftp://w.example/p", "https://me:key@w.example/p"])
def test_an_address_that_cannot_be_asked_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(Refusals, match=r"auditor\.toml:\d+: .*night\.ping"):
        load_config(folder(tmp_path / "config", address))


@pytest.mark.parametrize(
    ("command", "told"), [("run", True), ("crawl", False), ("check", False), ("report", False)]
)
def test_only_the_nightly_job_is_watched(
    command: str, told: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.night.run", lambda *_: Summary())
    with Web(fallback=html("OK")) as web:
        config = folder(tmp_path / "config", web.url("/p"))
        monkeypatch.setattr("sys.argv", ["auditor", command, "--config", str(config)])
        monkeypatch.setattr("logging.basicConfig", lambda **_: None)
        umask = os.umask(0o022)
        try:
            with pytest.raises(SystemExit) as stopped:
                cli.main()
        finally:
            os.umask(umask)
    assert stopped.value.code == 0
    assert [request.path for request in web.requests] == (["/p/start", "/p"] if told else [])
