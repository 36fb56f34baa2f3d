"""Wait for a host's turn on the reactor's thread without blocking it; the queue itself is in manners."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from auditor.manners import Manners, Turn


@asynccontextmanager
async def turn(manners: Manners, host: str, owner: str) -> AsyncIterator[None]:
    """Hold the host's turn while inside; it is given back however the inside, or the waiting, ends."""
    loop = asyncio.get_running_loop()
    begun = asyncio.Event()

    def ready(_: Turn) -> None:
        # Manners call from whichever thread makes the turn possible.
        loop.call_soon_threadsafe(begun.set)

    asked = manners.request(host, owner, ready)
    try:
        await begun.wait()
        yield
    finally:
        asked.done()
