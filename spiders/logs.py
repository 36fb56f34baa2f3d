"""Let nothing out of Scrapy's and Twisted's logs but ids and kinds of error; keeps no log of its own."""

from __future__ import annotations

import logging
from typing import Any, cast

from twisted.logger import ILogObserver, LogLevel, globalLogBeginner

_LOG = logging.getLogger("auditor.spiders")
_installed = False


class _Quiet(logging.Handler):
    """Pass on that something went wrong, at which site and of what kind, without its words.

    Messages of these libraries hold addresses with query strings, and at error level page text.
    """

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno < logging.ERROR:
            return
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "error"
        site = getattr(getattr(record, "spider", None), "site_id", "-")
        _LOG.log(record.levelno, "site %s: %s in %s", site, kind, record.name)


def _observe(event: dict[str, Any]) -> None:
    if event.get("log_level") not in (LogLevel.error, LogLevel.critical):
        return
    failure = event.get("log_failure")
    kind = failure.type.__name__ if failure is not None and failure.type is not None else "error"
    _LOG.error("reactor: %s in %s", kind, event.get("log_namespace", "-"))


def quieten() -> None:
    """Put the quiet handler in place, once for the life of the process."""
    global _installed  # noqa: PLW0603 (the process has one set of loggers)
    if _installed:
        return
    _installed = True
    for name in ("scrapy", "twisted", "protego"):
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.handlers = [_Quiet()]
        logger.setLevel(logging.ERROR)
    # Until somebody begins, Twisted prints failures with their words to the terminal.
    observer = cast(ILogObserver, _observe)
    globalLogBeginner.beginLoggingTo([observer], discardBuffer=True, redirectStandardIO=False)
