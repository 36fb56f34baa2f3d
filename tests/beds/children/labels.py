"""Define what the bed says of a page: mentions with their rules, and look-alikes that mean nobody."""

from __future__ import annotations

from dataclasses import dataclass

FULL = frozenset({"k8-full-name"})
PARTIAL = frozenset({"k8-partial-name"})
FULL_OR_PARTIAL = FULL | PARTIAL
PHOTO = frozenset({"k8-photo-identified"})


@dataclass(frozen=True, slots=True)
class Truth:
    """Label one mention: which student it means and which rule must say so.

    Any rule of `rules` will do, where the design leaves open which. `level` is "report" where the
    finding must be certain or likely, "review" where review is enough; `cap` is true where the clause's
    table of forms says review, so that more is too sure. Not `scored`: the design leaves it open.
    """

    student: str
    rules: frozenset[str]
    level: str = "report"
    cap: bool = False
    scored: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """Hold one piece of a page: its HTML, its labelled mentions, and whom it must not accuse.

    `category` names the form or the trap, `carrier` the source. `traps` are students whose name it looks
    like and whom it does not mean. `may` are rules that may speak of the student of a truth besides, and
    are left out of the marks. `head` goes into the page's head; `document` is (kind, source, place, text)
    of a linked file that holds the mention instead of the page.
    """

    category: str
    html: str = ""
    truths: tuple[Truth, ...] = ()
    traps: tuple[str, ...] = ()
    may: frozenset[str] = frozenset()
    carrier: str = "body"
    head: str = ""
    document: tuple[str, str, str, str] | None = None
    shown: str = ""

    @property
    def students(self) -> frozenset[str]:
        """Return everybody whom this piece concerns; no page holds two pieces that share one."""
        return frozenset({truth.student for truth in self.truths} | set(self.traps))


@dataclass(frozen=True, slots=True)
class Spot:
    """Say on whose site a piece stands: a class's ("room"), a school's, a team's, a club's, the district's.

    `anchor` is the teacher's id for a class site, the school's id for others.
    """

    kind: str
    anchor: str


Placed = tuple[Spot, Case]
