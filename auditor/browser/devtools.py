"""Speak to a whole browser over its DevTools socket: only this may make contexts with a proxy of their own.

Pages are driven through Selenium; a page's own channel is refused what concerns the browser.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import urllib.request
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import websocket

ANSWER_SECONDS: Final = 15.0


class DevTools:
    """One socket to one local browser; used by one thread at a time."""

    def __init__(self, address: str) -> None:
        """Connect to the browser that listens at `address` ("localhost:39001")."""
        told = _asked(address, ANSWER_SECONDS)
        self.version = told["Browser"]
        self._socket = _connected(told["webSocketDebuggerUrl"], ANSWER_SECONDS)
        self._numbers = itertools.count(1)

    def send(self, method: str, session: str = "", **parameters: object) -> dict[str, Any]:
        """Send one command and return its result; raises OSError where the browser refuses or is gone.

        `session` is what the browser named when it was attached to a target of its own.
        """
        number = next(self._numbers)
        command: dict[str, object] = {"id": number, "method": method, "params": parameters}
        if session:
            command["sessionId"] = session
        try:
            self._socket.send(json.dumps(command))
            while True:
                answer: dict[str, Any] = json.loads(self._socket.recv())
                if answer.get("id") == number:
                    break
        except websocket.WebSocketException as fault:
            raise OSError(f"{method}: {fault}") from fault
        if "error" in answer:
            raise OSError(f"{method}: {answer['error'].get('message', '')}")
        result: dict[str, Any] = answer["result"]
        return result

    def close(self) -> None:
        """Let go of the socket without waiting for the browser."""
        with contextlib.suppress(OSError, websocket.WebSocketException):
            self._socket.close(timeout=0)


def end_browser(socket: str, headers: Mapping[str, str], seconds: float) -> None:
    """Tell the browser at a socket (ws://) to close, whatever its pages do; raises OSError."""
    try:
        wire = _connected(socket, seconds, headers)
        with contextlib.closing(wire):
            wire.send(json.dumps({"id": 1, "method": "Browser.close"}))
            wire.recv()
    except websocket.WebSocketException as fault:
        raise OSError(str(fault)) from fault


def socket_of(address: str, seconds: float) -> str:
    """Return the socket of the browser that listens at `address` on this machine."""
    return _asked(address, seconds)["webSocketDebuggerUrl"]


def _asked(address: str, seconds: float) -> dict[str, str]:
    """Return what a browser on this machine says of itself."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"http://{address}/json/version", timeout=seconds) as answer:
        told: dict[str, str] = json.load(answer)
    return told


def _connected(
    socket: str, seconds: float, headers: Mapping[str, str] = MappingProxyType({})
) -> websocket.WebSocket:
    """Open a browser's socket, straight: it passes no proxy."""
    return websocket.create_connection(
        socket, suppress_origin=True, timeout=seconds, header=dict(headers), http_no_proxy=["*"]
    )
