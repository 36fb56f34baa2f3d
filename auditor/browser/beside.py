"""Keep one blank page in a browser where an engine stays loaded from page to page; shows no site."""

from __future__ import annotations

import json

from auditor.browser.devtools import DevTools
from auditor.engines.tab import BrokenOff


class Beside:
    """A page without an address and without a way to the network; used by one thread at a time."""

    def __init__(self, tools: DevTools) -> None:
        """Take the browser's socket; the page is opened when it is first needed."""
        self._tools = tools
        self._target = ""
        self._session = ""
        self._source = ""

    def evaluate(self, source: str, expression: str, seconds: float) -> object:
        """Return the JSON value of an expression where `source` ran once.

        Raises BrokenOff where it takes longer than `seconds` or fails; the next call has a fresh page then.
        """
        try:
            if not self._session or source != self._source:
                self._open(source)
            value = self._run(f"(async () => JSON.stringify(await ({expression})))()", seconds)
        except OSError as fault:
            self._close()
            raise BrokenOff(str(fault)[:200]) from fault
        return json.loads(value) if isinstance(value, str) else None

    def _open(self, source: str) -> None:
        self._close()
        target = self._tools.send("Target.createTarget", url="about:blank", background=True)["targetId"]
        self._target = str(target)
        attached = self._tools.send("Target.attachToTarget", targetId=self._target, flatten=True)
        self._session = str(attached["sessionId"])
        self._run(f"{source};0", 10.0)
        self._source = source

    def _run(self, expression: str, seconds: float) -> object:
        answer = self._tools.send(
            "Runtime.evaluate",
            self._session,
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
            timeout=int(seconds * 1000),
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise OSError(str(details.get("exception", {}).get("description") or details.get("text")))
        return answer["result"].get("value")

    def _close(self) -> None:
        target, self._target, self._session, self._source = self._target, "", "", ""
        if target:
            try:
                self._tools.send("Target.closeTarget", targetId=target)
            except OSError:
                pass  # it is gone already
