"""Mask everything that a night found on its way into the store; the one way out for page text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.finding import Finding, Skipped
from auditor.mask import Mask
from auditor.rule import Section
from auditor.store.entries import RuleEntry
from auditor.store.seal import Seal, normalised

MENTION = "mention"
"""The detail in which a checker names the exact words that mean a student; masked and not kept."""

_ADDRESS = re.compile(r"[a-z][a-z0-9+.\-]*:\S+|/\S*", re.IGNORECASE)
_PARTS = re.compile(r"\s+>>>\s+|\s+>\s+|\s+")


@dataclass(frozen=True, slots=True)
class Masked:
    """Hold one finding as it may be stored: keyed hashes, and `content` to be sealed."""

    finding: Finding
    fingerprint: str
    page: str
    document: str
    places: frozenset[str]
    student: str
    content: Mapping[str, Any]


class Gate:
    """Turn raw findings and remarks of one site into what may be stored."""

    def __init__(self, seal: Seal, site: str, mask: Mask) -> None:
        self._seal = seal
        self._site = site
        self._mask = mask

    def page(self, key: str) -> str:
        """Return the keyed hash of a page key; "" stays "", which means the site as a whole."""
        return self._seal.short("page", self._site, key) if key else ""

    def place(self, url: str) -> str:
        """Return the keyed hash of an address, whatever its fragment."""
        return self._seal.short("place", self._site, url.partition("#")[0].rstrip("/"))[:16]

    def digest(self, content: str) -> str:
        """Return the keyed hash of a page's content hash; "" stays ""."""
        return self._seal.short("digest", content) if content else ""

    def fingerprint(self, rule: str, page: str, target: str) -> str:
        """Return what makes a finding the same one tomorrow; `page` is a keyed hash."""
        return self._seal.hash("finding", rule, self._site, page, normalised(target))

    def mask(self, finding: Finding) -> Masked:
        """Mask every string of a finding."""
        also = _own_words(finding)
        where = finding.where
        page = self.page(finding.page)
        details = {
            self._mask.text(name): self._text_or_address(value, also)
            for name, value in finding.details.items()
            if name != MENTION
        }
        content = {
            "url": self._mask.address(finding.url, also),
            "page": self._mask.address(finding.page, also),
            "page_title": self._mask.text(finding.page_title, also),
            "message": self._mask.text(finding.message, also),
            "details": details,
            "source": str(where.source),
            "selector": self._mask.text(where.selector, also),
            "heading": self._mask.text(where.heading, also),
            "place": self._mask.text(where.place, also),
            "quote": self._mask.text(finding.quote, also),
            "document": self._mask.address(where.document, also),
            "criteria": list(finding.criteria),
            "covers": self._mask.text(finding.covers, also),
        }
        addresses = [finding.url, where.url, where.document, finding.target, *finding.details.values()]
        return Masked(
            finding=finding,
            fingerprint=self.fingerprint(finding.rule, page, finding.target),
            page=page,
            document=self.place(where.document) if where.document else "",
            places=frozenset(self.place(url) for url in addresses if _is_address(url)),
            student=self._seal.hash("student", finding.student) if finding.student else "",
            content=content,
        )

    def skipped(self, skipped: Iterable[Skipped]) -> list[dict[str, Any]]:
        """Mask what could not be checked."""
        return [
            {
                "stage": str(skip.stage),
                "reason": str(skip.reason),
                "url": self._mask.address(skip.url),
                "detail": self._mask.text(skip.detail),
                "rules": list(skip.rules),
            }
            for skip in skipped
        ]

    def reason(self, reason: str) -> str:
        """Mask the reason of an outcome."""
        return self._mask.text(reason)

    def harmless(self, findings: Sequence[Finding], rules: Mapping[str, RuleEntry]) -> list[bool]:
        """Say of each finding whether a picture of it may be kept.

        Only where a roster was loaded, the text in the picture holds no name, and no privacy finding
        of that page touches the element, its figure or what the picture shows.
        """
        private: dict[str, list[Finding]] = {}
        for finding in findings:
            rule = rules.get(finding.rule)
            if finding.student or (rule is not None and rule.section is Section.PRIVACY):
                private.setdefault(finding.page, []).append(finding)
        return [
            bool(self._mask)
            and not self._mask.finds(finding.covers)
            and not any(_touches(finding, other) for other in private.get(finding.page, ()))
            for finding in findings
        ]

    def _text_or_address(self, value: str, also: Sequence[str]) -> str:
        return self._mask.address(value, also) if _is_address(value) else self._mask.text(value, also)


def remasked(content: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """Mask stored content once more: the roster may have grown since."""
    if not mask:
        return dict(content)

    def again(value: Any, name: str = "") -> Any:
        match value:
            case str():
                in_address = name in ("url", "page", "document") or _is_address(value)
                return mask.address(value) if in_address else mask.text(value)
            case list():
                return [again(part) for part in value]
            case dict():
                return {mask.text(key): again(part) for key, part in value.items()}
            case _:
                return value

    return {name: again(value, name) for name, value in content.items()}


def _own_words(finding: Finding) -> tuple[str, ...]:
    """Return the words, one a line, by which a finding names a student: perhaps a first name.

    A finding on namesakes has candidates and no student; its words are masked all the same.
    """
    words = finding.details.get(MENTION, "").splitlines()
    if finding.student and finding.target != finding.where.selector and not _is_address(finding.target):
        words.append(finding.target)
    return tuple(word for word in dict.fromkeys(words) if any(map(str.isalpha, word)))


def _is_address(value: str) -> bool:
    return _ADDRESS.fullmatch(value) is not None


def _touches(pictured: Finding, private: Finding) -> bool:
    if private.where.document:
        return False  # it stands in a linked file, which no picture of the page shows
    ours, theirs = _figure(pictured.where.selector), _figure(private.where.selector)
    shorter = min(len(ours), len(theirs))
    if ours[:shorter] == theirs[:shorter]:
        return True
    shown = normalised(pictured.covers)
    return any(
        words and normalised(words) in shown
        for words in (private.quote, private.target, *private.details.get(MENTION, "").splitlines())
    )


def _figure(selector: str) -> list[str]:
    """Return a selector's steps, up to the figure that the element stands in, if it does."""
    steps = [step for step in _PARTS.split(selector) if step]
    figures = [at for at, step in enumerate(steps) if step.startswith("figure")]
    return steps[: figures[-1] + 1] if figures else steps
