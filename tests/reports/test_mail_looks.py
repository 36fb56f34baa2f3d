"""Show mails in a real browser: no access problem by our own engine, no wide page, no request outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import reports
from auditor.browser import Rendered
from auditor.egress import Door
from auditor.page import Outcome
from auditor.registry import Owner, Person
from auditor.store import Status
from reports.mail import Occasion, SchoolMail
from reports.mail_correction import correction
from reports.mail_office import Unanswered, escalation
from reports.mail_trial import letter_of
from tests.reports.invented_school import TONIGHT, config, finding, night, report, rich, site
from tests.reports.test_looks import NARROW, NARROWEST, variant
from tests.web import Request, Response, Web, html

pytestmark = pytest.mark.browser

LINK = "https://files.cedarvalley.example/reports/larkspur/2026-11-04/index.html"
RUTH = Person("larkspur", "principal", "Ruth Ellery", "ruth@cedarvalley.example", acting_for="Desmond Pike")
KINDS = ("digest", "since", "quiet", "alert", "reminder", "notice", "office", "trial", "correction")
TEMPLATES = Path(reports.__file__).parent / "templates"
Show = Callable[[str], Rendered]


@pytest.fixture(scope="module")
def mails(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the HTML of every kind of mail."""
    made, settings = rich(tmp_path_factory.mktemp("mail")), config()
    due = date(2026, 11, 24)
    school = SchoolMail(made, settings, Occasion(LINK, None, due))
    ann = site("a", "", owners=(Owner("Ann Moss", "amoss@cv.example"),), edit_url="https://a.example/edit")
    one = [finding(1, "a"), finding(2, "a", "wcag-1.1.1", page="/x"), finding(3, "a", "wcag-2.4.4")]
    small, before = report([ann], one), report([ann], one, tonight=night(1, date(2026, 10, 28)))
    # As it was told last, what is wrong now still stood: the digest takes it back.
    then = tuple(
        replace(found, status=Status.OPEN) if found.status is Status.WRONG else found
        for found in made.findings
    )
    all_before = replace(made, findings=then, night=before.night)
    ((_, notice),) = SchoolMail(small, settings, Occasion(LINK)).notices()
    wrong = [found.id for found in made.findings if found.status is Status.WRONG]
    told = school.note(school.wrong_among(wrong))
    assert told.number == 1
    waiting = [Unanswered(made.school.name, TONIGHT, 2, (RUTH,), LINK)]
    return {
        "digest": school.digest(RUTH).html,
        "since": SchoolMail(made, settings, Occasion(LINK, all_before, due)).digest(RUTH).html,
        "quiet": SchoolMail(small, settings, Occasion(LINK, before, due)).digest(RUTH).html,
        "alert": school.alert(RUTH, {found.id for found in school.private_items}).html,
        "reminder": school.reminder(RUTH, due, date(2026, 11, 21)).html,
        "notice": notice.html,
        "office": escalation(waiting, RUTH, settings, TONIGHT).html,
        "correction": correction([told], RUTH, settings, TONIGHT).html,
        "trial": letter_of(settings, datetime(2026, 11, 4, 9, tzinfo=UTC)).html,
    }


@pytest.fixture(scope="module")
def web(mails: dict[str, str]) -> Iterator[Web]:
    """Serve each mail at /light/, /dark/ and, in a narrow frame, at /narrow/."""

    def serve(request: Request) -> Response:
        look, _, kind = request.path.strip("/").partition("/")
        if kind not in mails:
            return Response(404)
        if look == "narrow":
            return html(NARROW.replace("main *, header *, footer *", "body *") % f"light/{kind}")
        if look == "faint":
            return html(variant(mails[kind], dark=False).replace("#4a535d", "#b5b5b5"))
        return html(variant(mails[kind], dark=look == "dark"))

    with Web({"/favicon.ico": Response(204)}, fallback=serve) as made:
        yield made


@pytest.mark.parametrize("look", ["light", "dark", "narrow"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_passes_the_check_that_it_reports(kind: str, look: str, show: Show) -> None:
    rendered = show(f"/{look}/{kind}")
    told = [
        f"{seen.rule} {seen.selector} {seen.summary} {dict(seen.data)}"
        for seen in rendered.observations
        if seen.outcome is Outcome.VIOLATION
    ]
    assert told == []
    if look == "narrow":
        measured = re.search(r'<p id="measured">([^<]*)', rendered.html)
        assert measured is not None
        width, visible, wide = re.match(r"(\d+) of (\d+): (.*)", measured.group(1)).groups()  # type: ignore[union-attr]
        assert int(width) <= NARROWEST and int(visible) <= NARROWEST
        assert wide == "", f"wider than the screen: {wide}"


def test_a_faint_mail_would_not_pass(show: Show) -> None:
    seen = show("/faint/digest").observations
    assert "color-contrast" in {each.rule for each in seen if each.outcome is Outcome.VIOLATION}


def test_a_mail_asks_nobody(web: Web, door: Door, show: Show) -> None:
    for kind in KINDS:
        assert show(f"/light/{kind}").missing == ()
    assert {contact.host for contact in door.log} == {"127.0.0.1"}
    assert {path.rpartition("/")[2] for path in web.paths()} <= {*KINDS, "favicon.ico"}


@pytest.mark.parametrize("kind", KINDS)
def test_headings_skip_no_level(kind: str, mails: dict[str, str]) -> None:
    levels = [int(level) for level in re.findall(r"<h(\d)", mails[kind])]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_every_template_of_a_mail_is_among_those_that_are_shown(mails: dict[str, str]) -> None:
    named = {path.stem.removeprefix("mail_") for path in TEMPLATES.glob("mail_*.html")}
    assert named - {"layout", "parts"} <= set(mails)
    assert "What we got wrong" in mails["since"] and "Objections that wait" in mails["since"]
    for path in TEMPLATES.glob("mail_*.html"):
        assert path.stem == "mail_parts" or path.with_suffix(".txt").is_file(), path.name


def test_nothing_is_told_by_color_alone(mails: dict[str, str]) -> None:
    for state in re.findall(r'<span class="state[^>]*>.*?</span> ?[A-Z][a-z ]+</span>', mails["digest"]):
        assert re.search(r"[▲●◆○✓]</span> (Act today|Fix soon|Please check|Could not check|Good)", state)
