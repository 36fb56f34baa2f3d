"""Spell out every Scrapy setting that the audit relies on, and why; leaves out what a job says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

CONNECTIONS = 16
"""How many connections one crawl may hold on a host the district owns; manners keep others to fewer."""

MAX_REDIRECTS = 8
"""How many redirects one address may make before it counts as lost."""

LONGEST_HOLD = 60.0
"""How many seconds of Retry-After or Crawl-delay are waited for; more means another night."""

HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    # What a family's browser sends in this district; the page in the other language has its own address.
    "Accept-Language": "en-US,en;q=0.9,es;q=0.7,*;q=0.5",
    # Only what `spiders.unpack` can open within limits.
    "Accept-Encoding": "gzip, deflate, br",
}


def scrapy_settings(ca_file: Path | None = None) -> dict[str, Any]:
    """Return the settings of every crawl; `ca_file` adds the district's own certificate authority."""
    return {
        "BOT_NAME": "classroom-auditor",
        # The reactor is ours and already runs; Scrapy only checks that it is this one.
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        # Transport refuses every request that does not go through the site's lane, verifies TLS
        # (Scrapy's own handler does not), and knows no data:, file:, ftp: or s3: addresses.
        "DOWNLOAD_HANDLERS": {
            "http": "spiders.transport.Transport",
            "https": "spiders.transport.Transport",
            "data": None,
            "file": None,
            "ftp": None,
            "s3": None,
        },
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "AUDITOR_CA_FILE": str(ca_file) if ca_file else "",
        # No middleware of Scrapy's is on; what each would do is done in `spiders.fetch` or not at all:
        # offsite (address.within decides), robots (spiders.robots, so that it passes manners), auth
        # (never log in), timeout and default headers (a request carries its own), retry (one, after a
        # wait the host asked for), meta-refresh (a link like others), compression (spiders.unpack: 800
        # bytes of brotli passed the size limit here), redirect (each hop is judged), cookies (asks the
        # internet for the public suffix list), proxy (reads the environment), stats, cache (no memory
        # but the store).
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES": {},
        "SPIDER_MIDDLEWARES_BASE": {},
        "SPIDER_MIDDLEWARES": {},
        # No extension either: no telnet console, no log of counters, no remote control, no throttle.
        "EXTENSIONS_BASE": {},
        "EXTENSIONS": {},
        # The switches as well, so that nobody who adds a base back gets a console or a cache with it.
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "COOKIES_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "RETRY_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "REFERER_ENABLED": False,
        "COMPRESSION_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "AUTOTHROTTLE_ENABLED": False,
        "MEMUSAGE_ENABLED": False,
        "STATS_DUMP": False,
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        # Manners decide before a fetch when it may start; a second pause here would count twice.
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS": CONNECTIONS * 2,
        "CONCURRENT_REQUESTS_PER_DOMAIN": CONNECTIONS,
        # The door resolves names; a cache of answers here would outlive its judgement.
        "DNSCACHE_ENABLED": False,
        # Last nets only: each request carries its own time and size (Scrapy's defaults: 180 s, 1 GiB).
        "DOWNLOAD_TIMEOUT": 30,
        "DOWNLOAD_MAXSIZE": 25_000_000,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        # Nobody configures Python's logging from here; `spiders.logs` lets nothing out but ids.
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "LOG_LEVEL": "ERROR",
    }
