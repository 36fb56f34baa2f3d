"""Judge links by an ordered list of rules that the configuration holds; reads no file and fetches nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from auditor.address import LONGEST_KNOWN, MOST_KNOWN
from auditor.links.destination import Destination, Judgement, LinkDecision, LinkVerdict, Use
from auditor.links.district import District
from auditor.links.look import BUILT_IN_DESTINATION, BUILT_IN_USE, PREFIXES, Look
from auditor.links.signals import Signal, Signals
from auditor.links.web_address import Register, WebAddress, pattern, unwrapped, web_address
from auditor.once import short_known

Terms = tuple[tuple[str, ...], ...]
"""Any of these, each of which may be several signals that must all hold; "!" in front negates one."""

MOST_REVIEWED = frozenset({"student-publication"})
"""Kinds of site whose links are never more than looked at: speech there is the students' own."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_PERSONAL = "link-personal-account"
DECIDED = "decision"
"""Stands where a rule's name stands when somebody settled the matter."""


@dataclass(frozen=True, slots=True)
class LinkExample:
    """Show what a rule decides; each one is a test. `verdict` "" means the rule's own."""

    link: str
    words: str = ""
    sentence: str = ""
    title: str = ""
    text: str = ""
    final: str = ""
    status: int = 200
    kind: str = "class"
    owner: str = ""
    verdict: str = ""
    nights: int = 0
    before: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class LinkRule:
    """Hold one entry of the list; an accusation names signals of the destination and of the use."""

    id: str
    rule: str
    topic: str
    verdict: LinkVerdict
    reason: str
    destination: Terms = ()
    use: Terms = ()
    unless: Terms = ()
    advisory: str = ""
    examples: tuple[LinkExample, ...] = ()


@short_known(MOST_KNOWN, LONGEST_KNOWN)
def _target(url: str, redirectors: tuple[str, ...]) -> str:
    return unwrapped(url, redirectors).partition("#")[0]


@dataclass(frozen=True, slots=True)
class LinkBook:
    """Hold rules, signals and registers; judges any number of links, from any thread.

    `district` is what the district says of itself.
    """

    rules: tuple[LinkRule, ...] = ()
    signals: Signals = field(default_factory=dict)
    owners: Register = field(default_factory=lambda: Register(()))
    redirectors: tuple[str, ...] = ()
    decisions: tuple[LinkDecision, ...] = ()
    district: District = field(default_factory=lambda: District())

    def signal(self, name: str) -> Signal:
        """Return a signal; one that the configuration does not describe never holds."""
        return self.signals.get(name) or Signal(name)

    def target(self, url: str) -> str:
        """Return the address to ask for a link: redirectors peeled off, no fragment."""
        return _target(url, self.redirectors)

    def group(self, url: str) -> str:
        """Return the name under which all links to one owner's pages are grouped."""
        address = web_address(url)
        owner = self.owners.owner(address)
        if owner:
            return f"{address.bare}/{owner}" if owner not in address.host else address.bare
        return address.bare or url.partition("?")[0][:200]

    def personal(self, url: str, use: Use) -> bool:
        """Tell whether a link leads to a person's own account by its address and its words alone.

        Such an address is never asked for: personal accounts are not visited.
        """
        look = Look(self, url, url, None, use)
        could_be = any(
            look.any_of(rule.destination) is not None for rule in self.rules if rule.rule == _PERSONAL
        )
        return could_be and self._by_rules(look, use).rule == _PERSONAL

    @property
    def closed(self) -> tuple[str, ...]:
        """Return the patterns of addresses that can only be a person's own, which nobody visits."""
        return tuple(self.signal("person-page").hosts.written())

    def judge(
        self,
        href: str,
        url: str,
        destination: Destination | None,
        use: Use,
        *,
        without: Collection[str] = (),
        day: date | None = None,
    ) -> Judgement:
        """Say what a link is: the first rule that fits decides, without one it is ok.

        `href` is the link as written, `url` as a browser resolves it; `destination` is None where
        nobody looked. Where the rule is among `without`, no clause asks and the link is ok. What somebody
        decided counts before the rules until it ends: the latest decision alone, and `day` is today.
        """
        look = Look(self, href, url, destination, use)
        found = self._by_rules(look, use, without)
        advisories = tuple(dict.fromkeys((*look.advisories(), *found.advisories)))
        final = look.address.url if look.address.host else url
        found = replace(found, advisories=advisories, destination=final, by_rules=found.verdict)
        return _settled(found, self._decisions(look, found.rule), day)

    def _by_rules(self, look: Look, use: Use, without: Collection[str] = ()) -> Judgement:
        for rule in self.rules:
            shown = self._fits(rule, look)
            if shown is None:
                continue
            if rule.id in without:
                # What it is does not change where nobody asks: a later rule must not call it something else.
                return Judgement()
            verdict = rule.verdict
            if verdict is LinkVerdict.OFF_POLICY and (use.kind in MOST_REVIEWED or use.student_work):
                verdict = LinkVerdict.REVIEW
                shown = (*shown, "Students wrote it, so a person decides.")
            advisory = (rule.advisory,) if rule.advisory else ()
            return Judgement(verdict, rule.rule, rule.topic, rule.id, rule.reason, advisory, shown)
        return Judgement()

    def _fits(self, rule: LinkRule, look: Look) -> tuple[str, ...] | None:
        """Return the evidence where the rule fits, else None."""
        about_destination = look.any_of(rule.destination) if rule.destination else ()
        if about_destination is None:
            return None
        about_use = look.any_of(rule.use) if rule.use else ()
        if about_use is None or (rule.unless and look.any_of(rule.unless) is not None):
            return None
        return tuple(dict.fromkeys(filter(None, (*about_destination, *about_use))))

    def _decisions(self, look: Look, rule: str) -> list[LinkDecision]:
        """Return what was decided of a link, the latest first."""
        fitting = [
            decision
            for decision in self.decisions
            if decision.rule in ("", rule)
            and any(_covers(decision, address) for address in (look.address, look.start))
        ]
        return sorted(fitting, key=lambda each: (each.at or _LONG_AGO, each.until or date.max), reverse=True)


def _covers(decision: LinkDecision, address: WebAddress) -> bool:
    if decision.exact or not address.host:
        return decision.address == address.url
    found = pattern(decision.address)
    if "?" in decision.address and not found.field:
        return False
    return found.matches(address)


def _settled(found: Judgement, decisions: Sequence[LinkDecision], day: date | None) -> Judgement:
    """Return the judgement as somebody settled it; every decision is told, those that ended as well."""
    if not decisions:
        return found
    latest, *earlier = decisions
    told = [f"{each.told} (a later decision stands)" for each in earlier]
    if latest.ended(day):
        return replace(found, evidence=(*found.evidence, f"{latest.told} (that has ended)", *told))
    settled = replace(
        found, verdict=latest.verdict, matched=DECIDED, reason=found.reason or latest.reason,
        evidence=(latest.told, *told, *found.evidence), decision=latest,
    )  # fmt: skip
    if found.rule or latest.verdict is LinkVerdict.OK:
        return settled
    rule, topic = _PLAIN_RULE[latest.verdict]
    return replace(settled, rule=rule, topic=topic)


_PLAIN_RULE = {
    LinkVerdict.OFF_POLICY: ("link-organization", "links-no-benefit"),
    LinkVerdict.REVIEW: ("link-organization", "links-no-benefit"),
    LinkVerdict.REPAIR: ("link-broken", "links-appropriate"),
}
"""Under which rule a link stands that somebody decided on and that no rule has anything against."""


def unknown_terms(rules: Sequence[LinkRule], signals: Mapping[str, Signal]) -> list[tuple[LinkRule, str]]:
    """Return the signals that rules name and nobody describes."""
    known = {*signals, *BUILT_IN_DESTINATION, *BUILT_IN_USE}
    named = (
        (rule, name)
        for rule in rules
        for terms in (rule.destination, rule.use, rule.unless)
        for term in terms
        for name in term
    )
    return [
        (rule, name)
        for rule, name in named
        if not (bare := _bare(name)).startswith("scheme:") and bare not in known
    ]


def _bare(name: str) -> str:
    """Return a signal's name without "!" and without the prefix that takes a part of it."""
    name = name.removeprefix("!")
    return next((name.removeprefix(prefix) for prefix in PREFIXES if name.startswith(prefix)), name)
