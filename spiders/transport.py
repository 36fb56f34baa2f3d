"""Carry requests through a site's lane and nowhere else, over verified TLS; decides nothing about pages."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import NotSupported
from scrapy.http import Response
from twisted.internet import ssl
from twisted.internet._sslverify import IOpenSSLTrustRoot
from twisted.internet.abstract import isIPAddress
from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHostnameResolver
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]


class Transport(HTTP11DownloadHandler):
    """Fetch one request through the proxy that it names; a request without one is refused.

    Where requests are marked `auditor_once`, no connection is kept for a second one: whoever asks a
    thousand hosts once would hold a thousand tunnels open, and the door has a bound on them.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._contextFactory: Any = VerifiedTls(crawler.settings.get("AUDITOR_CA_FILE") or "")

    async def download_request(self, request: Request) -> Response:
        if not request.meta.get("proxy"):
            raise NotSupported("a request without a lane never leaves")
        if request.meta.get("auditor_once"):
            self._pool.persistent = False
        return await super().download_request(request)


@implementer(IPolicyForHTTPS)
class VerifiedTls:
    """Verify every certificate against the machine's authorities and, where given, the district's."""

    def __init__(self, ca_file: str) -> None:
        self._trust: Any = _Authorities(ca_file)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 (Twisted's name)
        return ssl.optionsForClientTLS(hostname.decode("ascii"), trustRoot=self._trust)


@implementer(IOpenSSLTrustRoot)
class _Authorities:
    # Twisted knows the machine's authorities or a given list, not both; this adds the one to the other.
    def __init__(self, ca_file: str) -> None:
        self._ca_file = ca_file

    def _addCACertsToContext(self, context: Any) -> None:  # noqa: N802 (Twisted's name)
        context.set_default_verify_paths()
        if self._ca_file:
            context.load_verify_locations(self._ca_file)


@implementer(IHostnameResolver)
class NoNames:
    """Stand in for the reactor's resolver: addresses pass as they are, a name is never looked up.

    The only peer of this process's reactor is a lane on loopback; the door resolves names.
    """

    def resolveHostName(  # noqa: N802 (Twisted's name)
        self,
        resolutionReceiver: Any,  # noqa: N803 (Twisted's name)
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Any = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        resolutionReceiver.resolutionBegan(resolutionReceiver)
        if isIPAddress(hostName):
            resolutionReceiver.addressResolved(IPv4Address("TCP", hostName, portNumber))
        resolutionReceiver.resolutionComplete()
        return resolutionReceiver
