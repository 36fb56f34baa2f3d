"""Read policy documents and say which clauses bind a site on a day; leaves judging to the checkers.

A policy file is `<folder>/<document id>.toml`:

    [document]                # id, title, publisher, source, kind (procedure, standard or law); adopted
    [[clause]]                # id, topic, quote (exact words), locator, force
                              # optional: applies_to, exceptions, rules, unchecked, starts, ends,
                              # decision with decided_by and decided_on, [clause.settings]

Rules rest on a clause's *topic*, so one rule serves every district that says the same thing in its
own words. A standard's success criteria (clauses with `number`) are never in force by themselves:
`binds` in their document names a topic, and a clause of that topic puts them in force, choosing by
its settings `standards` and `levels`. Quote, locator, force, kinds of site and dates then come from
that clause. A law may count only from a date: `counted_from` maps classes of population to dates and
`population` chooses; before that date its findings are advice outside the counts.
"""

from __future__ import annotations

from auditor.policy.clauses import (
    ONLY_WHEN_NAMED,
    Clause,
    Force,
    Policy,
    PolicyDocument,
    severity_cap,
    severity_under,
)
from auditor.policy.reading import district_policy, load_policy

__all__ = [
    "ONLY_WHEN_NAMED",
    "Clause",
    "Force",
    "Policy",
    "PolicyDocument",
    "district_policy",
    "load_policy",
    "severity_cap",
    "severity_under",
]
