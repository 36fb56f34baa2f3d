"""Show any site of a simulated district as it stands at any moment; puts no district together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from tests.sim import troubles
from tests.sim.files import stamp
from tests.sim.markup import Look, Reply, Web, page
from tests.sim.moments import DAY, SchoolYear, at
from tests.sim.platforms import PLATFORMS
from tests.sim.state import Story
from tests.sim.troubles import Trouble
from tests.sim.widgets import Sight

NIGHT_HOUR: Final = 2
_RELATIVE: Final = re.compile(rb"(?<= )(href|src)='(?!https?:|/|#)(?:\./)?")


@dataclass
class Site:
    """One registered site. `moves` is (moment, host, night on which the registry knows); "" is no section."""

    site_id: str
    school: str
    platform: str
    habit: str
    host: str
    path: str
    seed: int
    widgets: tuple[str, ...]
    story: Story
    troubles: list[Trouble] = field(default_factory=list)
    active_from: date | None = None
    active_to: date | None = None
    excused: list[tuple[date, date]] = field(default_factory=list)
    sections: tuple[str, ...] = ()
    moves: tuple[datetime, str, date] | None = None
    redesigned: date | None = None

    def url(self, night: date) -> str:
        """Return the address that the registry has on a night."""
        host = self.moves[1] if self.moves is not None and night >= self.moves[2] else self.host
        return f"http://{host}{self.path}"

    def trouble(self, night: date) -> Trouble | None:
        return next((each for each in self.troubles if each.on(night)), None)

    def watched(self, night: date) -> bool:
        return (self.active_from or night) <= night <= (self.active_to or night)

    def readable(self, night: date) -> bool:
        """Tell whether a visit of that night is a proof of what stood there."""
        trouble = self.trouble(night)
        if trouble is not None and trouble.kind in troubles.BAD:
            return False
        return self.moves is None or not self.moves[0].date() < night < self.moves[2]


@dataclass
class District:
    """All sites of one simulated district, from its first night on."""

    seed: int
    year: SchoolYear
    first: date
    nights: int
    sites: list[Site]
    banners: list[tuple[str, date, date, str]]

    @property
    def schools(self) -> list[str]:
        return sorted({site.school for site in self.sites})

    @property
    def last(self) -> date:
        return self.first + (self.nights - 1) * DAY

    def night(self, number: int) -> datetime:
        return at(self.first + number * DAY, NIGHT_HOUR)

    def show(self, site: Site, moment: datetime, fetch: int = 0) -> dict[str, Web]:
        """Return what a site's hosts serve at a moment: host -> path below the site's root -> reply.

        `fetch` tells two readings of one night apart; what is left to chance differs between them.
        """
        night = moment.date()
        chance = Random(f"{self.seed}/{site.seed}/{moment.isoformat()}/{fetch}")
        trouble = site.trouble(night)
        kind = trouble.kind if trouble is not None else ""
        now = then = moment
        if trouble is not None and kind in ("aged", "stale"):
            now = then = moment - timedelta(hours=24 * min(trouble.detail, 2) - 1)
        elif trouble is not None and kind == "backup":
            then = moment - trouble.detail * DAY
        web = self._web(site, now, then, chance, kind)
        root = site.url(night)
        if kind == "aged":
            web = troubles.aged(web, int((moment - now).total_seconds()), stamp(now))
        elif kind:
            web = troubles.show(kind, web, root, chance)
        if site.moves is None or moment < site.moves[0]:
            return {site.host: web}
        told = page(
            "We have moved",
            f"<h1>This page has moved</h1><p><a href='http://{site.moves[1]}{site.path}'>New page</a></p>",
        )
        gone = Reply(b"", status=301, headers={"Location": f"http://{site.moves[1]}{site.path}"})
        return {site.moves[1]: web, site.host: dict.fromkeys(web, gone if site.seed % 2 else told)}

    def _web(self, site: Site, now: datetime, then: datetime, chance: Random, kind: str) -> Web:
        moved = site.moves is not None and now >= site.moves[0]
        host = site.moves[1] if site.moves is not None and moved else site.host
        root = f"http://{host}{site.path}"
        day = now.date()
        edition = 2 if site.redesigned is not None and day >= site.redesigned else 1
        state = site.story.at(then)
        sight = Sight(
            now, chance, site.site_id, site.school, self.year, state, self._others(site, now), self.seed
        )
        banners = tuple(text for text, first, last, school in self.banners
                        if first <= day <= last and school in ("", site.school))  # fmt: skip
        look = Look(root, site.widgets, edition, banners, kind == "spanish", kind == "shuffled")
        web = PLATFORMS[site.platform](state, sight, look)
        home = root.encode()
        return {
            path: replace(reply, body=_RELATIVE.sub(rb"\1='" + home, reply.body))
            if reply.kind.startswith("text/html")
            else reply
            for path, reply in web.items()
        }

    def _others(self, site: Site, now: datetime) -> Sequence[tuple[str, datetime, str]]:
        if "network" not in site.widgets:
            return ()
        newest = [
            (each.story.at(now).teacher, post.stamp, post.title)
            for each in self.sites
            if "network" in each.widgets
            for post in each.story.at(now).posts[-2:]
        ]
        return sorted(newest, key=lambda entry: entry[1], reverse=True)
