"""Define findings and what could not be checked; both are plain data and live in memory only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from auditor.page import Location
from auditor.rule import Severity


class Confidence(StrEnum):
    """How sure a finding is: only certain and likely ask anyone to act; review asks a person to look."""

    CERTAIN = "certain"
    LIKELY = "likely"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Finding:
    """State one violation of one clause at one place, with its evidence.

    `target` is what makes this finding the same one tomorrow (a selector, a name, an address): it
    is fingerprinted with a key and never stored. `page` is the page key; `student` is the roster's
    id, stored only as a keyed hash. `quote` and every other string are masked on their way into
    the store. `clause` and `severity` are filled in by the audit from the policy in force.
    """

    rule: str
    page: str
    url: str
    target: str
    message: str
    where: Location
    confidence: Confidence
    quote: str = ""
    occurrences: int = 1
    details: Mapping[str, str] = field(default_factory=dict)
    criteria: tuple[str, ...] = ()
    student: str = ""
    picture: bytes | None = None
    covers: str = ""
    page_title: str = ""
    checker: str = ""
    clause: str = ""
    severity: Severity = Severity.MODERATE
    counted: bool = True


class SiteOutcome(StrEnum):
    """How a site's night ended; partial is something read and something not, error nothing read."""

    AUDITED = "audited"
    PARTIAL = "partial"
    ERROR = "error"
    REFUSED = "refused"


class Stage(StrEnum):
    """At which step something could not be had."""

    CONNECT = "connect"
    CRAWL = "crawl"
    BROWSER = "browser"
    EXTRACT = "extract"
    CHECK = "check"


class Reason(StrEnum):
    """Why something could not be checked; the words stand in exports."""

    CONNECT = "connect"
    DNS = "dns"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    TRUNCATED = "truncated"
    TOO_LARGE = "too-large"
    REDIRECT = "redirect"
    BLOCKED_ADDRESS = "blocked-address"
    TLS = "tls"
    HTTP_STATUS = "http-status"
    RATE_LIMITED = "rate-limited"
    ROBOTS = "robots"
    LOGIN_REQUIRED = "login-required"
    TRAP_LIMIT = "trap-limit"
    SITE_TIME = "site-time"
    NIGHT_TIME = "night-time"
    PARSE_LIMIT = "parse-limit"
    UNREADABLE_DOCUMENT = "unreadable-document"
    PAGE_CRASH = "page-crash"
    PAGE_TIMEOUT = "page-timeout"
    NO_BROWSER = "no-browser"
    NEEDS_SCRIPT = "needs-script"
    EMBED_NOT_READ = "embed-not-read"
    PICTURE_NOT_READ = "picture-not-read"
    NO_ROSTER = "no-roster"
    NO_HISTORY = "no-history"
    ENCODING = "encoding"
    EMPTY = "empty"
    SOFT_404 = "soft-404"
    UNSUPPORTED_SCHEME = "unsupported-scheme"
    BAD_CONFIG = "bad-config"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class Skipped:
    """State what could not be checked, and why: never a pass.

    `url` is what could not be had ("" for the whole site); `rules` are the rules it silences,
    empty for all of them; `detail` is a short plain remark such as "503 Service Unavailable".
    """

    stage: Stage
    reason: Reason
    url: str = ""
    detail: str = ""
    rules: tuple[str, ...] = ()
