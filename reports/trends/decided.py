"""Turn what people decided into figures: how much was wrong, and what waits for an answer; draws nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pandas as pd

from auditor.rule import Section
from auditor.snapshot import DueVerdict
from auditor.store import Status, StoredDeadline, StoredFinding, Verdict
from reports import words
from reports.corrections import settle_by

KINDS = ["Kind", "Findings", "Objections that wait", "Waived", "Found to be wrong", "Share wrong"]
WAITING = ["School", "Website", "Problem", "Number", "Since", "Answer due by", "State"]


def by_kind(found: Sequence[StoredFinding]) -> pd.DataFrame:
    """Return one row a kind of finding over the whole history; what is fixed since counts too."""
    rows = []
    for section in Section:
        mine = [each for each in found if each.section is section]
        if mine:
            last = [each.decisions[0].verdict if each.decisions else None for each in mine]
            wrong = last.count(Verdict.WRONG)
            rows.append(
                {
                    KINDS[0]: words.upper_first(words.SECTIONS[section]),
                    KINDS[1]: len(mine),
                    KINDS[2]: sum(each.status is Status.DISPUTED for each in mine),
                    KINDS[3]: last.count(Verdict.WAIVED),
                    KINDS[4]: wrong,
                    KINDS[5]: wrong / len(mine),
                }
            )
    return pd.DataFrame(rows, columns=KINDS)


def share_wrong(table: pd.DataFrame) -> tuple[int, int, float]:
    """Return how many findings of how many were found to be wrong, and their share."""
    wrong, of = int(table[KINDS[4]].sum()), int(table[KINDS[1]].sum())
    return wrong, of, wrong / of if of else 0.0


def waiting(
    found: Sequence[StoredFinding],
    titles: Mapping[str, str],
    schools: Mapping[str, str],
    is_off: Callable[[date], bool],
    today: date,
) -> pd.DataFrame:
    """Return the objections without an answer, the oldest first, each with its five school days."""
    rows = []
    for each in found:
        if each.status is not Status.DISPUTED or each.decision is None:
            continue
        made = each.decision.decided_at.date()
        due = settle_by(made, is_off)
        private = each.section is Section.PRIVACY
        title = words.STUDENT_TITLE if private else titles.get(each.rule, each.rule)
        state = "late" if due < today else "waits"
        rows.append((schools.get(each.school, each.school), each.site, title, each.id, made, due, state))
    rows.sort(key=lambda row: (row[4], row[0], row[1], row[3]))
    return pd.DataFrame(rows, columns=WAITING)


def revised(deadlines: Sequence[StoredDeadline]) -> int:
    """Count the due dates that were told as missed and are not any more."""
    return sum(
        each.before is DueVerdict.MISSED and each.verdict is not DueVerdict.MISSED for each in deadlines
    )
