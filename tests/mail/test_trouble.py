"""Send mail to servers in every kind of trouble: the exit code, the sentence, and the next start."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

import pytest

from auditor.exits import Exit
from tests.mail.mornings import Mornings, no_words
from tests.mail.post_office import Certificate, PostOffice, certificate, opened

ROBIN, SKY = "robin@fern.example", "sky@fern.example"


@dataclass(frozen=True)
class Trouble:
    """What is wrong with the server, what `auditor send` says, and how often Robin's mail came in the end.

    Sky's mail comes once, whatever befalls Robin's. `later` is the code of the next start, when all is well.
    """

    name: str
    code: Exit
    words: str
    came: int = 1
    later: Exit = Exit.OK
    recipients: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    special: str = ""


TROUBLES = [
    Trouble("nobody answers", Exit.UNAVAILABLE, "does not answer", special="closed"),
    Trouble("a wrong certificate", Exit.UNAVAILABLE, "the certificate of the mail server", special="strange"),
    Trouble("no encryption", Exit.UNAVAILABLE, "offers no STARTTLS", special="clear"),
    Trouble("a wrong password", Exit.UNAVAILABLE, "does not accept the user name", special="password"),
    Trouble("a greeting that never comes", Exit.UNAVAILABLE, "does not answer", special="silent"),
    Trouble("full for now", Exit.MAIL_HELD, "mail waits: fern", recipients=("452 4.2.2 Full",) * 2),
    Trouble("later, after the text", Exit.MAIL_HELD, "mail waits: fern", texts=("451 4.3.0 Later",) * 2),
    Trouble("busy, and goodbye", Exit.MAIL_HELD, "mail waits: fern", recipients=("421 4.3.2 Busy",) * 2),
    Trouble("nobody there", Exit.MAIL_HELD, "mail refused: fern", came=0, recipients=("550 5.1.1 No",)),
    Trouble("a text it dislikes", Exit.MAIL_HELD, "mail refused: fern", came=0, texts=("554 5.7.1 Spam",)),
    Trouble("gone after the text", Exit.MAIL_HELD, "mail may have arrived or not: fern", texts=("drop",)),
    Trouble("gone before the text, twice", Exit.MAIL_HELD, "mail waits: fern", recipients=("drop",) * 4),
]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("other"), "mail.example")


def point_to(
    fern: Mornings, port: int, authority: Certificate, user: str = "", seconds: float = 20.0
) -> None:
    """Send a district's mail to a server on this machine from now on, which may be busy for so long."""
    path = fern.district.config / "auditor.toml"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(OURS)]
    at = lines.index("[mail]") + 1
    lines[at:at] = [
        'delivery = "smtp"', 'smtp.host = "127.0.0.1"', f"smtp.port = {port}", "smtp.attempts = 2",
        "smtp.first_wait_seconds = 0.01", f"smtp.timeout_seconds = {seconds}",
        f"smtp.answer_seconds = {seconds}", f'smtp.user = "{user}"',
    ]  # fmt: skip
    lines.insert(lines.index("[network]") + 1, f'ca_file = "{authority.path}"')
    path.write_text("\n".join([*lines, ""]), "utf-8")


OURS = ("delivery", "smtp.", "ca_file")


def served(trouble: Trouble, good: Certificate, strange: Certificate) -> PostOffice:
    tls = strange if trouble.special == "strange" else good
    return PostOffice(
        recipients={ROBIN: trouble.recipients},
        texts={ROBIN: trouble.texts},
        tls=None if trouble.special == "clear" else tls.context(),
        password="right" if trouble.special == "password" else "",
        greeting_seconds=5.0 if trouble.special == "silent" else 0.0,
    )


@pytest.mark.parametrize("trouble", TROUBLES, ids=[trouble.name for trouble in TROUBLES])
def test_trouble_has_its_code_and_sentence_and_the_next_start_goes_on(
    trouble: Trouble,
    tmp_path: Path,
    good: Certificate,
    strange: Certificate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AUDITOR_SMTP_PASSWORD", "wrong")
    fern = Mornings(tmp_path / "d")
    fern.night(5, {"fern-1": [no_words()]})
    user = "web" if trouble.special == "password" else ""
    with opened(served(trouble, good, strange)) as office, socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1] if trouble.special == "closed" else office.port
        point_to(fern, port, good, user, 1.0 if trouble.special == "silent" else 20.0)
        first = fern.send(5, 7)
        came = [office.taken_by(ROBIN), office.taken_by(SKY)]
    assert first.code is trouble.code, first.mail
    told = [line for line in first.mail if trouble.words in line]
    assert len(told) == 1, first.mail
    assert not any(name in line for line in first.mail for name in ("robin", "sky@", "Robin Vale", "wrong"))
    with opened(PostOffice(tls=good.context())) as office:
        point_to(fern, office.port, good)
        second = fern.send(5, 8)
        came = [came[0] + office.taken_by(ROBIN), came[1] + office.taken_by(SKY)]
        taken = len(office.taken)
        again = fern.send(5, 9)
        assert len(office.taken) == taken, "what has gone never goes again"
    assert came == [trouble.came, 1]
    assert (second.code, again.code) == (trouble.later, Exit.OK), second.mail
