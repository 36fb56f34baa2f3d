"""Tell how the words of one site changed over some nights, as a person would note it; judges nothing."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

from tests.sim.district import District, Site
from tests.sim.markup import Web
from tests.sim.moments import DAY
from tests.sim.serving import moment_of
from tests.sim.truth import Truth

_BREAKS = re.compile(
    r"<(?:/?(?:p|div|li|h\d|tr|td|br|section|article|ul|ol|table|main|aside|header|footer|nav)\b[^>]*)>"
)
_UNSAID = re.compile(r"<(script|head|style)\b.*?</\1>", re.S)


def words(web: Web) -> dict[str, set[str]]:
    """Return the lines that visitors read, by path; for files, a mark of their bytes."""
    found: dict[str, set[str]] = {}
    for path, reply in web.items():
        if reply.status != 200:
            found[path] = {f"[status {reply.status}]"}
        elif reply.kind.startswith("text/html"):
            text = _BREAKS.sub("\n", _UNSAID.sub("", reply.body.decode("utf-8", "replace")))
            text = re.sub(r"<a [^>]*href='([^']*)'[^>]*>", r"<\1> ", text.replace("<", "\0")).replace(
                "\0", "<"
            )
            text = re.sub(r"<img [^>]*src='([^']*)'[^>]*>", r"[picture \1]", text)
            lines = (unescape(re.sub(r"<[^>]*>", "", line)).strip() for line in text.splitlines())
            found[path] = {line for line in lines if line}
        elif reply.kind.startswith("application/pdf"):
            found[path] = set(re.findall(r"\((.*)\) Tj", reply.body.decode("latin-1")))
        else:
            found[path] = {
                line for line in reply.body.decode().splitlines() if not line.startswith("DTSTAMP")
            }
    return found


def seen(district: District, site: Site, night: date) -> dict[str, set[str]]:
    """Return what a visit of a night reads on the site."""
    moment = district.night((night - district.first).days)
    shown = district.show(site, moment_of(moment, site, 0), 0)
    host = site.url(night).split("/")[2]
    return words(shown.get(host, {}))


def told_lines(district: District, truth: Truth, most: int = 14) -> list[str]:
    """Return the lines that came and went over the nights around a due date, and what was done then."""
    site = truth.site
    first, last = truth.due.opens - 3 * DAY, truth.due.closes + 3 * DAY
    deeds = [deed for deed in site.story.deeds if first <= deed.when < last]
    found = [
        f"done {deed.when:%a %m-%d %H:%M} {deed.news.value}: {deed.what}"
        for deed in deeds
        if deed.section == truth.section
    ]
    day = max(district.first, truth.due.day - 4 * DAY)
    before = seen(district, site, day)
    while day < min(district.last, truth.due.day + 2 * DAY):
        day += DAY
        now = seen(district, site, day)
        trouble = site.trouble(day)
        found.append(f"night {day:%a %m-%d}{f' [{trouble.kind}]' if trouble else ''}")
        changes = []
        for path in sorted({*before, *now}):
            old, new = before.get(path, set()), now.get(path, set())
            changes += [f"  /{path} + {line[:150]}" for line in sorted(new - old)]
            changes += [f"  /{path} - {line[:150]}" for line in sorted(old - new)]
        found += changes[:most]
        if len(changes) > most:
            found.append(f"  … and {len(changes) - most} more")
        before = now
    return found
