"""Define the tables; what is in `LargeBinary` columns is sealed (see `seal`), never plain page text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """Keep an instant as UTC text of fixed width, which sorts the same in every database."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


def _audit(name: str = "audit_id", **options: Any) -> Column[Any]:
    return Column(name, ForeignKey("audits.id"), nullable=False, **options)


rulesets = Table(
    "rulesets",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

registries = Table(
    "registries",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

audits = Table(
    "audits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("date", Date, nullable=False, index=True),
    Column("as_of", Moment, nullable=False, index=True),
    Column("local", String(40), nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("scope", Text),
    Column("replayed", Boolean, nullable=False),
    Column("notes", Text, nullable=False),
    Column("ruleset", ForeignKey("rulesets.digest"), nullable=False),
    Column("registry", ForeignKey("registries.digest")),
)

visits = Table(
    "visits",
    metadata,
    _audit(primary_key=True),
    Column("site_id", String(200), primary_key=True),
    Column("outcome", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("pictures", Integer, nullable=False),
    Column("embeds_unread", Integer, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("blob", String(64), nullable=False),
    Column("frontier_count", Integer, nullable=False),
    Column("stood", Integer, nullable=False, server_default="0"),
    Column("shown_since", Date),
    Column("judged", Boolean, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("baseline", Boolean, nullable=False),
    Column("skipped", LargeBinary),
    Index("ix_visits_site_id_audit_id", "site_id", "audit_id"),
)

pages = Table(
    "pages",
    metadata,
    Column("site_id", String(200), primary_key=True),
    Column("page", String(32), primary_key=True),
    Column("digest", String(32), nullable=False),
    _audit("last_audit"),
    Column("made", String(32), nullable=False, server_default=""),
)

findings = Table(
    "findings",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("site_id", String(200), nullable=False, index=True),
    Column("rule", String(100), nullable=False),
    Column("page", String(32), nullable=False),
    Column("document", String(32), nullable=False),
    Column("places", Text, nullable=False),
    Column("source", String(20), nullable=False),
    Column("by_browser", Boolean, nullable=False),
    Column("standing", Boolean, nullable=False),
    Column("student", String(64), nullable=False),
    _audit("first_audit"),
)

# While a finding stays the same from audit to audit its row is stretched, so that an unchanged
# night adds nothing.
spans = Table(
    "spans",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("finding_id", ForeignKey("findings.id"), nullable=False, index=True),
    _audit("first_audit"),
    _audit("last_audit"),
    Column("digest", String(32), nullable=False),
    Column("checker", String(100), nullable=False),
    Column("clause", String(200), nullable=False),
    Column("severity", String(20), nullable=False),
    Column("confidence", String(20), nullable=False),
    Column("counted", Boolean, nullable=False),
    Column("occurrences", Integer, nullable=False),
    Column("picture_audit", Integer),
    Column("content", LargeBinary, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("finding_id", ForeignKey("findings.id"), nullable=False, index=True),
    _audit(),
    Column("kind", String(20), nullable=False),
    Column("cause", String(20), nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("finding_id", ForeignKey("findings.id"), nullable=False, index=True),
    Column("verdict", String(20), nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("until", Date),
    Column("origin", String(100), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

counts = Table(
    "counts",
    metadata,
    _audit(primary_key=True),
    Column("site_id", String(200), primary_key=True),
    Column("rule", String(100), primary_key=True),
    Column("school_id", String(200), nullable=False),
    Column("section", String(20), nullable=False),
    Column("severity", String(20), nullable=False),
    Column("problems", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("reopened", Integer, nullable=False),
    Column("fixed", Integer, nullable=False),
    Column("review", Integer, nullable=False),
    Column("waived", Integer, nullable=False),
)

# What stands behind a link, by keyed hash of its address; one for the whole district.
destinations = Table(
    "destinations",
    metadata,
    Column("id", String(32), primary_key=True),
    _audit("last_audit"),
    Column("content", LargeBinary, nullable=False),
)

# A site's judged links; like spans, a row is stretched while nothing changes.
link_lists = Table(
    "link_lists",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", String(200), nullable=False, index=True),
    _audit("first_audit"),
    _audit("last_audit"),
    Column("digest", String(32), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# One message to one reader; `content` is the finished mail and goes when nothing is left to send.
# A row never leaves "sending" by itself: whoever was killed there cannot know whether it arrived.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    _audit(),
    Column("date", Date, nullable=False, index=True),
    Column("school_id", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("role", String(20), nullable=False),
    Column("recipient", String(32), nullable=False),
    Column("message_id", String(200), nullable=False, unique=True),
    Column("state", String(20), nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("queued", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Column("reply", Text, nullable=False),
    Column("findings", Text, nullable=False),
    Column("acknowledged", Moment),
    Column("acknowledged_by", LargeBinary),
    Column("address", LargeBinary, nullable=False),
    Column("content", LargeBinary),
    Index("ix_outbox_school_id_date", "school_id", "date"),
)

facts = Table(
    "facts",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", Text, nullable=False),
)

# What each page said, night by night, as one sealed ledger a page and view: it is rewritten only on
# nights that bring or take something, so that an unchanged night moves one number.
ledgers = Table(
    "ledgers",
    metadata,
    Column("site_id", String(200), primary_key=True),
    Column("name", String(32), primary_key=True),
    _audit("last_audit"),
    Column("content", LargeBinary, nullable=False),
)

looks = Table(
    "looks",
    metadata,
    _audit(primary_key=True),
    Column("site_id", String(200), primary_key=True),
    Column("section", String(200), primary_key=True),
    Column("good", Boolean, nullable=False),
    Column("reason", String(30), nullable=False),
    Column("root", String(16), nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("seconds", Integer, nullable=False, server_default="0"),
    Index("ix_looks_site_id", "site_id"),
)

# Which sites got which new item on the last nights, to tell a template's words from a teacher's.
arrivals = Table(
    "arrivals",
    metadata,
    _audit(primary_key=True),
    Column("key", String(16), primary_key=True),
    Column("site_id", String(200), primary_key=True),
)

# A verdict is never changed: one that is revised gets a row of its own.
deadlines = Table(
    "deadlines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", String(200), nullable=False, index=True),
    Column("section", String(200), nullable=False),
    Column("due", Date, nullable=False),
    Column("verdict", String(10), nullable=False),
    _audit(),
    Column("decided_at", Moment, nullable=False),
    Column("digest", String(32), nullable=False),
    Column("content", LargeBinary, nullable=False),
)
