"""Run whole nights with their mail: what `run` sends, what it does not, and what `send` makes up for."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from auditor import night
from auditor.exits import Exit, Refusal
from auditor.night import MailOptions, Options, Summary
from tests.golden.district import AS_OF, NEXT, District, Town, page, write_district
from tests.mail.mornings import Quiet

OAK = "oak.example"
PAGES = {f"{OAK}/": page("<p>Spelling test on Friday</p>", title="Oak room")}


def run(district: District, as_of: str = AS_OF, **options: object) -> Summary:
    wanted = Options(as_of=as_of, browser=False, **options)  # type: ignore[arg-type]
    return night.run(district.config, wanted, night.STEPS, Quiet())


def mails(district: District) -> list[str]:
    return [
        str(message_from_bytes(path.read_bytes(), policy=default)["Subject"])
        for path in sorted((district.var / "mail").rglob("*.eml"))
    ]


def test_a_night_ends_with_its_mail_and_a_part_of_one_with_none(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(
            tmp_path / "d", [("oak", f"http://{OAK}/")], town.hosts(), more='[mail]\ncadence = "nightly"'
        )
        old = district.var / "reports" / "elm" / "2020-01-01"
        old.mkdir(parents=True)
        assert run(district, mail=False).mail == [] and mails(district) == []
        assert not old.exists() and (old.parent / "2026-11-04" / "index.html").is_file()
        assert run(district, dry_run=True).mail[0].startswith("would send: elm digest to pat@cedar.example")
        assert mails(district) == []
        # The night is done; the same command goes on with what it left.
        done = run(district)
        assert done.remarks == ["The night of Wednesday, November 4, 2026 is done already."]
        assert done.mail == [f"mail: 1 written to {district.var / 'mail' / '2026-11-04'}"]
        assert run(district).mail == [] and len(mails(district)) == 1
        recheck = run(district, "2026-11-04T12:00", sites="oak")
        assert recheck.mail == ["no mail: this was about some websites only"]
        some = run(district, NEXT, only=("accessibility",))
        assert some.mail == ["no mail: this was about some rules only"] and len(mails(district)) == 1
        later = night.send(district.config, MailOptions(as_of="2026-11-05T07:00"), Quiet())
        assert later.code is Exit.OK and len(mails(district)) == 2


def test_a_missing_password_is_refused_before_anything_is_visited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUDITOR_SMTP_PASSWORD", raising=False)
    more = '[mail]\ndelivery = "smtp"\nsender = "a@cedar.example"\nsmtp.host = "127.0.0.1"\nsmtp.user = "web"'
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", [("oak", f"http://{OAK}/")], town.hosts(), more=more)
        path = district.config / "auditor.toml"
        domains = '[district]\nemail_domains = ["cedar.example"]\n'
        path.write_text(path.read_text("utf-8").replace("[district]\n", domains), "utf-8")
        with pytest.raises(Refusal, match="password_file"):
            run(district)
        assert town.asked() == [] and not district.database.exists()
