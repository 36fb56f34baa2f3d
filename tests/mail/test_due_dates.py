"""Follow the mail around due dates as the example policy and the calendars set them."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.config import load_config
from auditor.night.mornings import mornings_of
from auditor.policy import load_policy
from auditor.registry import load_registry
from tests.golden.district import SHIPPED


@pytest.mark.parametrize(
    ("name", "day", "after", "coming"),
    [
        ("the morning after", date(2026, 11, 4), date(2026, 11, 4), date(2026, 11, 24)),
        ("the due date itself", date(2026, 11, 3), date(2026, 10, 28), date(2026, 11, 3)),
        ("the fourth Tuesday, not the last", date(2026, 12, 30), date(2026, 12, 23), date(2027, 1, 5)),
    ],
)
def test_due_dates_follow_the_policy_and_the_calendar(
    name: str, day: date, after: date, coming: date
) -> None:
    config = load_config(SHIPPED)
    policy = load_policy(SHIPPED / "policies", config.policies.documents)
    mornings = mornings_of(config, load_registry(SHIPPED), policy, day)("larkspur")
    assert max(each.after for each in mornings.due if each.after <= day) == after
    assert mornings.next_due(day) == coming
    opens = {each.due: each.opens for each in mornings.due}
    assert opens[date(2026, 11, 3)] == date(2026, 10, 31), "the Saturday before"


def test_the_calendar_says_which_days_are_off() -> None:
    config = load_config(SHIPPED)
    policy = load_policy(SHIPPED / "policies", config.policies.documents)
    mornings = mornings_of(config, load_registry(SHIPPED), policy, date(2026, 11, 20))("tamarack")
    assert mornings.is_off(date(2026, 11, 26)) and not mornings.is_off(date(2026, 11, 24))
    assert mornings.remind_of(date(2026, 11, 20), 2) is not None
