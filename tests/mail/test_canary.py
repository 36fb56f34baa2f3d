"""Put a child's name wherever a page can carry one, and look for it in all that a night mails and logs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.golden.district import AS_OF, SHIPPED, District, Town, links, page, write_district
from tests.web import Response

ROOT = Path(__file__).parents[2]
SECONDS = 100
HOST = "oak.example"
# One name that the roster knows and one that it does not: no mask covers the second.
KNOWN, UNKNOWN = ("Zephyrine", "Quackenbush"), ("Ottoline", "Frobisherly")
PICTURE = Response(200, {"Content-Type": "image/png"}, b"")


def pages(given: str, family: str) -> dict[str, str | Response]:
    """Return a site that says a name in every way."""
    slug, full = f"{given}-{family}".lower(), f"{given} {family}"
    return {
        f"{HOST}/": page(
            links(f"/{slug}/", f"/files/{slug}.html?student={given}%20{family}"),
            f'<img src="/img/{given}_{family}.png">',
            f'<h2>{full} wins</h2><p title="{full}">Our {full} won the county bee.</p>',
            f'<a href="/{slug}.pdf">{full}</a><a href="mailto:{slug}@mail.example">Write</a>',
            title=f"{full}, grade 3",
        ),
        f"{HOST}/{slug}/": page(
            f'<img src="/img/{slug}.png" alt="{full} with a pumpkin"><!-- {full} sits in front -->',
            f'<a href="http://gone.example/{slug}">click here</a>',
            title=f"Page of {full}\r\nBcc: {slug}@mail.example",
        ),
        f"{HOST}/files/{slug}.html?student={given}%20{family}": page(f"<p>{full}</p>", title=full),
        f"{HOST}/img/{slug}.png": PICTURE,
    }


@pytest.fixture(scope="module", params=[KNOWN, UNKNOWN], ids=["on the roster", "unknown"])
def night(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[District, str, tuple[str, str]]]:
    """Run the whole night as cron does, and return what it printed."""
    given, family = request.param
    folder = tmp_path_factory.mktemp("canary")
    with Town(pages(given, family)) as town:
        district = write_district(
            folder / "d", [("oak", f"http://{HOST}/")], town.hosts(), students=[KNOWN, ("Bo", "Marlowe")],
            more='[mail]\nreply_to = "web@cedar.example"\ncadence = "nightly"',
        )  # fmt: skip
        (district.config / "fix_steps").symlink_to(SHIPPED / "fix_steps")
        (district.config / "sites.csv").write_text(
            "site_id,url,school_id,kind,owner_name,owner_email\n"
            f"oak,http://{HOST}/,elm,class,Ari Moss,ari@cedar.example\n"
        )
        ended = subprocess.run(
            [sys.executable, "-m", "auditor", "run", "--no-browser", "--as-of", AS_OF,
             "--config", str(district.config)],
            cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
            timeout=SECONDS, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    yield district, ended.stdout + ended.stderr, request.param


def told(text: str, name: tuple[str, str]) -> list[str]:
    lower = unquote(text).lower()
    return [part for part in name if part.lower() in lower]


def test_no_mail_subject_header_or_file_name_carries_it(night: tuple[District, str, tuple[str, str]]) -> None:
    district, _, name = night
    mails = [*(district.var / "mail").rglob("*.eml"), *(district.var / "reports").rglob("*.eml")]
    assert len(mails) >= 1
    for path in mails:
        message = message_from_bytes(path.read_bytes(), policy=default)
        assert "Bcc" not in message
        for part in message.walk():
            for header, value in part.items():
                assert told(str(value), name) == [], header
            if part.get_content_maintype() == "text":
                assert told(part.get_content(), name) == []
    for path in district.var.rglob("*"):
        assert told(str(path.relative_to(district.var)), name) == []


def test_no_log_line_carries_it(night: tuple[District, str, tuple[str, str]]) -> None:
    district, printed, name = night
    assert told(printed, name) == []
    for path in (district.var / "log").rglob("*"):
        if path.is_file():
            assert told(path.read_text("utf-8", "replace"), name) == []


def test_the_name_was_there_to_be_told(night: tuple[District, str, tuple[str, str]]) -> None:
    district, _, name = night
    (mail,) = (district.var / "mail").rglob("*.eml")
    subject = message_from_bytes(mail.read_bytes(), policy=default)["Subject"]
    needs = "1 of 1 needs action" if name == KNOWN else "could not be fully checked"
    assert needs in subject
