"""Stand in for a browser where a test is about nights and not about pages; runs no script and no engine."""

from __future__ import annotations

import http.client
import re
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from auditor.browser import BrowserOptions, Rendered
from auditor.finding import Reason, Skipped, Stage
from auditor.page import Observation, Outcome

_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)


class StandInPool:
    """Hand out sessions as `BrowserPool` does."""

    jobs = 2
    tools = ""

    def __init__(self, options: BrowserOptions | None = None) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def stop(self) -> None:
        pass

    def expect(self) -> None:
        pass

    def session(
        self, proxy_url: str, user_agent: str = "", owner: str = "", pictured: object = ()
    ) -> StandInSession:
        return StandInSession(proxy_url, user_agent)


class StandInSession:
    """Fetch each page through the lane and remark on pictures without words, as axe would."""

    def __init__(self, proxy_url: str, user_agent: str) -> None:
        self._proxy = urlsplit(proxy_url)
        self._user_agent = user_agent

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def render(self, url: str, *, budget_seconds: float | None = None) -> Rendered:
        connection = http.client.HTTPConnection(self._proxy.hostname or "", self._proxy.port, timeout=20)
        try:
            connection.request("GET", url, headers={"User-Agent": self._user_agent})
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if answer.status != 200:
            return Rendered(url, failure=Skipped(Stage.BROWSER, Reason.HTTP_STATUS, url, str(answer.status)))
        return Rendered(url, html=text, status=200, observations=tuple(_remarks(text)), engines={"axe": "0"})


def _remarks(text: str) -> list[Observation]:
    found = []
    for number, match in enumerate(_PICTURE.finditer(text), start=1):
        if " alt=" not in match[0]:
            selector = f"img:nth-of-type({number})"
            found.append(
                Observation("axe", "image-alt", Outcome.VIOLATION, ("1.1.1",), selector, html=match[0])
            )
    return found
