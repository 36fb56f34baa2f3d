"""Tell the operator's watch that a night began, went well or failed: the state, and nothing else.

The watch (a "dead man's switch") sounds when it hears nothing, which no program can do for itself.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from auditor.config import Config, load_config
from auditor.exits import Exit, Refusal, Refusals
from auditor.night.steps import Options, Summary

SECONDS = 10.0
"""A watch that takes longer has not heard it, and the night goes on."""
PLACE = "{state}"
NOT_HEARD = "the ping was not answered; the night is as it is"


class Beat(StrEnum):
    """What the watch hears; where the address has no place for it, success is the address itself."""

    START = "start"
    SUCCESS = "success"
    FAILURE = "fail"


def watched(folder: Path, options: Options, work: Callable[[], Summary]) -> Summary:
    """Do a night's work and tell the watch of its start and its end; a part of a night is not told.

    A second start beside a running night ends at once, and the watch hears of the first one's end.
    """
    config = _config(folder)
    part = options.sites or options.only or options.dry_run or options.replay
    if config is None or not config.night.ping or part:
        return work()
    ping(config, Beat.START)
    try:
        summary = work()
    except BaseException as ended:
        if not (isinstance(ended, Refusal) and ended.code is Exit.BUSY):
            ping(config, Beat.FAILURE)
        raise
    went_well = summary.code in (Exit.OK, Exit.SITES_UNREAD)
    if not ping(config, Beat.SUCCESS if went_well else Beat.FAILURE):
        summary.remarks.append(NOT_HEARD)
    return summary


def ping(config: Config, beat: Beat) -> bool:
    """Ask for the watch's address, bounded in all, and tell whether it said that it heard."""
    heard: list[bool] = []
    # A server that drips its answer would hold any time-out of a socket open for ever.
    asking = Thread(target=lambda: heard.append(_heard(config, beat)), daemon=True, name="ping")
    asking.start()
    asking.join(SECONDS)
    return bool(heard and heard[0])


def address_of(written: str, beat: Beat) -> str:
    """Return the address for a state: in its place, else behind the path, as most watches want it."""
    if PLACE in written:
        return written.replace(PLACE, beat)
    if beat is Beat.SUCCESS:
        return written
    parts = urlsplit(written)
    return parts._replace(path=f"{parts.path.rstrip('/')}/{beat}").geturl()


def _heard(config: Config, beat: Beat) -> bool:
    parts = urlsplit(address_of(config.night.ping, beat))
    try:
        if parts.scheme == "https":
            trust = ssl.create_default_context()
            if config.ca_file is not None:
                trust.load_verify_locations(config.ca_file)
            connection: HTTPConnection = HTTPSConnection(
                parts.hostname or "", parts.port, timeout=SECONDS, context=trust
            )
        else:
            connection = HTTPConnection(parts.hostname or "", parts.port, timeout=SECONDS)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", target, headers={"User-Agent": "classroom-auditor"})
            return connection.getresponse().status < 400
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError):
        return False


def _config(folder: Path) -> Config | None:
    """Return the configuration, None where it is refused: the work says why, and the watch hears nothing."""
    try:
        return load_config(folder)
    except (Refusal, Refusals):
        return None
