"""Drive one open page through Selenium, with scripts in a world of their own; knows no engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from selenium.common.exceptions import UnexpectedAlertPresentException, WebDriverException
from selenium.webdriver.chromium.webdriver import ChromiumDriver
from selenium.webdriver.remote.webdriver import WebDriver

from auditor.engines.tab import DRAWN, MEDIA, BrokenOff, FrameNode

WORLD: Final = "auditor"
MOST_FRAMES: Final = 60

_MOVED: Final = (
    "Cannot find context",
    "no such execution context",
    "context was destroyed",
    "navigated or closed",
    "aborted by navigation",
    "No frame for given id",
    "No frame with given id",
    "Frame with the given",
    "frameId is invalid",
    "Promise was collected",
    "uniqueContextId not found",
    "Could not find node",
    "auditor is not defined",
)


class Moved(LookupError):
    """The document that was asked is gone: the page or the frame went on to another."""


class ScriptFault(Exception):
    """A script of ours failed in the page's document."""


Aside = Callable[[str, str, float], object]
"""What evaluates in a blank page beside all others: script to stand there, expression, seconds."""


class PageTab:
    """One tab of one context; fulfils `auditor.engines.tab.Tab`."""

    def __init__(
        self,
        driver: WebDriver | ChromiumDriver,
        handle: str,
        context: str = "",
        beside: Aside | None = None,
    ) -> None:
        """Drive the window `handle`; `context` is the browser context to dispose of at the end.

        Where the browser offers no blank page `beside`, what belongs there runs in our world of the page.
        """
        self.driver = driver
        self.handle = handle
        self.context = context
        self._beside = beside
        self._top = ""
        self._worlds: dict[str, int] = {}
        self._frames: tuple[FrameNode, ...] = ()

    def prepare(self, own_world: str, page_world: str, user_agent: str) -> None:
        """Register what must stand before every page's scripts, and make each page look the same."""
        self.command("Page.enable", {})
        self.command("Page.addScriptToEvaluateOnNewDocument", {"source": own_world, "worldName": WORLD})
        self.command("Page.addScriptToEvaluateOnNewDocument", {"source": page_world})
        if user_agent:
            agent = {"userAgent": user_agent, "acceptLanguage": "en-US"}
            self.command("Emulation.setUserAgentOverride", agent)
        self.command("Emulation.setDeviceMetricsOverride", DRAWN)
        self.command("Emulation.setFocusEmulationEnabled", {"enabled": True})
        self.command("Network.enable", {})
        self.command("Network.setBypassServiceWorker", {"bypass": True})
        self.command("Network.setBlockedURLs", {"urls": list(MEDIA)})

    def navigate(self, url: str) -> Mapping[str, Any]:
        """Go to an address and return DevTools' answer: `errorText` and `isDownload` where it failed."""
        self.forget()
        answer = self.command("Page.navigate", {"url": url})
        self._top = str(answer["frameId"])
        return answer

    def forget(self) -> None:
        """Drop what is known of the document, because it was replaced."""
        self._worlds.clear()
        self._frames = ()

    def command(self, method: str, parameters: Mapping[str, object]) -> Mapping[str, Any]:
        """Send one DevTools command; raises Moved where its document is gone."""
        for _ in range(5):
            try:
                answer = self.driver.execute("executeCdpCommand", {"cmd": method, "params": dict(parameters)})
                value: Mapping[str, Any] | None = answer["value"]
                if value is None:
                    raise WebDriverException("the browser went away before it answered")
                return value
            except UnexpectedAlertPresentException:
                continue  # the driver has dismissed it by now
            except WebDriverException as fault:
                if any(words in (fault.msg or "") for words in _MOVED):
                    raise Moved(method) from fault
                raise
        raise WebDriverException("the page opens dialogues without end")

    def evaluate(self, expression: str, frame: str = "") -> Any:
        """Return the JSON value of an expression in the auditor's world of the page or of a frame."""
        answer = self.command(
            "Runtime.evaluate",
            {
                "expression": f"(async () => auditor.pack(await ({expression})))()",
                "contextId": self._world(frame or self._top),
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            words = str(details.get("exception", {}).get("description") or details.get("text"))
            if "auditor is not defined" in words:
                raise Moved(words)
            raise ScriptFault(words[:500])
        value = answer["result"].get("value")
        return json.loads(value) if isinstance(value, str) else None

    def execute_script(self, script: str) -> Any:
        """Return what a function body returns."""
        return self.evaluate(f"(function () {{ {script}\n}})()")

    def execute_async_script(self, script: str) -> Any:
        """Return what a function body hands to the callback that is its last argument."""
        return self.evaluate(f"new Promise((done) => {{ (function () {{ {script}\n}})(done) }})")

    def aside(self, source: str, expression: str, seconds: float) -> Any:
        """Return the JSON value of an expression in a blank page where `source` ran once."""
        if self._beside is not None:
            return self._beside(source, expression, seconds)
        world = {"contextId": self._world(self._top), "timeout": int(seconds * 1000)}
        self.command("Runtime.evaluate", {"expression": source, **world})
        try:
            return self.evaluate(expression)
        except ScriptFault as fault:
            raise BrokenOff(str(fault)) from fault

    def frames(self) -> tuple[FrameNode, ...]:
        """Return the page and its frames, and tell each document which of its elements holds which frame."""
        if self._frames:
            return self._frames
        tree = self.command("Page.getFrameTree", {})["frameTree"]
        found: list[FrameNode] = []
        waiting: list[tuple[Any, str]] = [(tree, "")]
        while waiting and len(found) < MOST_FRAMES:
            node, parent = waiting.pop(0)
            frame = node["frame"]
            url = str(frame["url"])
            loaded = not url.startswith("chrome-error:") and not frame.get("unreachableUrl")
            found.append(FrameNode(frame["id"], parent, url + frame.get("urlFragment", ""), loaded))
            waiting += [(child, frame["id"]) for child in node.get("childFrames", ())]
        for entry in found[1:]:
            self._claim(entry)
        self._frames = tuple(found)
        return self._frames

    def _claim(self, entry: FrameNode) -> None:
        """Write down, in the parent's document, which element holds this frame."""
        try:
            owner = self.command("DOM.getFrameOwner", {"frameId": entry.frame})["backendNodeId"]
            world = self._world(entry.parent)
            node = self.command("DOM.resolveNode", {"backendNodeId": owner, "executionContextId": world})
            self.command(
                "Runtime.callFunctionOn",
                {
                    "objectId": node["object"]["objectId"],
                    "functionDeclaration": "function (id) { auditor.owners.set(this, id); }",
                    "arguments": [{"value": entry.frame}],
                },
            )
        except Moved:
            return

    def _world(self, frame: str) -> int:
        if frame not in self._worlds:
            answer = self.command("Page.createIsolatedWorld", {"frameId": frame, "worldName": WORLD})
            self._worlds[frame] = int(answer["executionContextId"])
        return self._worlds[frame]
