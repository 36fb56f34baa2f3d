"""Find out whether a server says 404 for what it lacks; judges no page."""

from __future__ import annotations

from secrets import token_hex
from urllib.parse import urlsplit

from auditor.address import resolve
from spiders.fetch import Fetcher, Miss

_MOST = 5


class NotFoundProbe:
    """Ask, once a folder and a few times a crawl, for an address that nobody made."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._honest: dict[str, bool] = {}

    async def says_404(self, url: str) -> bool:
        """Tell whether the server would have said 404, had there been no page at `url`."""
        parts = urlsplit(url)
        if parts.query:
            return False  # what a query picks has no neighbours to ask for
        folder = parts.path.rpartition("/")[0]
        if folder not in self._honest:
            if len(self._honest) >= _MOST:
                return False
            found = await self._fetcher.get(resolve(f"no-such-page-{token_hex(6)}", url))
            self._honest[folder] = isinstance(found, Miss) and found.status in (404, 410)
        return self._honest[folder]
