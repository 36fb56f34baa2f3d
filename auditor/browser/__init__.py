"""Show pages in real browsers and run engines on them; leaves to extraction what the pages say."""

from auditor.browser.capabilities import unsandboxed
from auditor.browser.options import BrowserOptions, Rendered, available
from auditor.browser.pool import BrowserPool
from auditor.browser.session import BrowserSession
from auditor.engines.engine import ENGINES

__all__ = [
    "ENGINES",
    "BrowserOptions",
    "BrowserPool",
    "BrowserSession",
    "Rendered",
    "available",
    "unsandboxed",
]
