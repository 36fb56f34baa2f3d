"""Sites that point at this machine and at networks nobody may reach, in every way a site can point."""

# ruff: noqa: E501 - tables of pages in their own markup, which reads worse when cut
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote

from tests.extract.files import docx, lines, p, pdf
from tests.hostile.case import PLAIN, Case, End, page
from tests.hostile.server import Answer, Page

BLOCKED: End = ("refused", "blocked-address")
FAR = (
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "[fe80::1]",
    "[fd00::1]",
    "198.18.0.1",
)
"""Networks nobody listens on here: the door's own record must show that none was connected to."""


def carriers(targets: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Yield ways in which a page makes a browser ask, each with an address of its own."""
    ways: tuple[Callable[[str], str], ...] = (
        lambda url: f'<iframe title="f" src="{url}"></iframe>',
        lambda url: f'<object data="{url}"></object><embed src="{url}">',
        lambda url: f'<script src="{url}"></script><script type="module" src="{url}"></script>',
        lambda url: f'<link rel="stylesheet" href="{url}"><link rel="icon" href="{url}">',
        lambda url: f'<link rel="preload" as="fetch" href="{url}"><link rel="prefetch" href="{url}">',
        lambda url: f'<link rel="preconnect" href="{url}"><link rel="manifest" href="{url}">',
        lambda url: f'<link rel="modulepreload" href="{url}"><link rel="prerender" href="{url}">',
        lambda url: f'<img alt="x" src="{url}"><img alt="x" srcset="{url} 1x">',
        lambda url: f'<video src="{url}" poster="{url}"></video><audio autoplay src="{url}"></audio>',
        lambda url: f'<style>@import "{url}"; body {{ background: url("{url}") }}</style>',
        lambda url: (
            f'<style>@font-face {{ font-family: o; src: url("{url}") }} p {{ font-family: o }}</style>'
        ),
        lambda url: f'<svg><image href="{url}"/><use href="{url}#x"/></svg>',
        lambda url: f"<script>fetch('{url}', {{mode: 'no-cors'}})</script>",
        lambda url: f"<script>new Image().src = '{url}'; navigator.sendBeacon('{url}', 'x')</script>",
        lambda url: f"<script>const x = new XMLHttpRequest(); x.open('POST', '{url}'); x.send('x')</script>",
        lambda url: f"<script>new WebSocket('ws{url.removeprefix('http')}')</script>",
        lambda url: f"<script>new EventSource('{url}')</script>",
        lambda url: f"<script>import('{url}').catch(() => 0)</script>",
        lambda url: f"<script>new Worker(URL.createObjectURL(new Blob([`fetch('{url}')`])))</script>",
        lambda url: (
            f"<script>open('{url}')</script><a id=p ping='{url}' href='#'>x</a><script>p.click()</script>"
        ),
        lambda url: (
            f"<form id=f{abs(hash(url)) % 999} action='{url}' method=post></form><script>document.forms[0].submit()</script>"
        ),
        lambda url: (
            f'<script type="speculationrules">{{"prerender": [{{"source": "list", "urls": ["{url}"]}}]}}</script>'
        ),
    )
    for number, way in enumerate(ways):
        for target in (targets[number % len(targets)], targets[(number * 7 + 3) % len(targets)]):
            yield str(number), way(f"http://{target}/by-{number}")


def peer_to_peer(port: int) -> str:
    """Return a script that asks by UDP: WebRTC and WebTransport go past every proxy."""
    return (
        "<script>try { const c = new RTCPeerConnection({iceServers: [{urls: ["
        f"'stun:127.0.0.1:{port}', 'turn:127.0.0.1:{port}?transport=tcp']"
        ", username: 'x', credential: 'x'}]}); c.createDataChannel('x');"
        "c.createOffer().then((o) => c.setLocalDescription(o)) } catch (e) {}"
        f"try {{ new WebTransport('https://127.0.0.1:{port}/x') }} catch (e) {{}}"
        f"try {{ new WebSocket('wss://127.0.0.1:{port}/x') }} catch (e) {{}}</script>"
    )


def inner(addresses: Sequence[str], port: int) -> list[Case]:
    """Return the sites; `addresses` are authorities of the canary, `port` is where it listens."""
    every = [*addresses, *FAR]
    steps = [f"/step/{number}" for number in range(len(every))]
    redirects: dict[str, Answer] = {
        step: Page(status=302, headers={"Location": f"http://{each}/from-redirect"})
        for step, each in zip(steps, every, strict=True)
    }
    links = "".join(f'<p><a href="http://{each}/from-link">Owls</a></p>' for each in every)
    to_steps = "".join(f'<p><a href="{step}">On</a></p>' for step in steps)
    ways = [markup for _, markup in carriers(every)]
    sitemap = "".join(f"<url><loc>http://{each}/from-sitemap</loc></url>" for each in every)
    index = "".join(f"<sitemap><loc>http://{each}/from-index</loc></sitemap>" for each in every)
    namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    feed = "".join(f"<item><title>Owl</title><link>http://{each}/from-feed</link></item>" for each in every)
    xml = "application/xml"
    first = addresses[0]
    return [
        Case("inside-redirect", {"/": page(to_steps), **redirects}, PLAIN, ("audited", "")),
        Case("inside-root", {"/": Page(status=301, headers={"Location": f"http://{first}/from-root"})},
             ("error", "redirect")),
        Case("inside-robots", {"/robots.txt": Page(status=302, headers={"Location": f"http://{first}/robots.txt"}),
                               "/": page("<p>Owls</p>")}, PLAIN, ("audited", "")),
        Case("inside-sitemap", {
            "/robots.txt": Page("".join(f"Sitemap: http://{each}/from-robots\n" for each in every), kind="text/plain"),
            "/sitemap.xml": Page(f"<sitemapindex {namespace}>{index}<sitemap><loc>/more.xml</loc></sitemap></sitemapindex>", kind=xml),
            "/more.xml": Page('<!DOCTYPE u [<!ENTITY x SYSTEM "http://' + first + '/from-entity">]>'
                              f"<urlset {namespace}><url><loc>&x;</loc></url>{sitemap}</urlset>", kind=xml),
            "/feed.xml": Page(f"<rss version='2.0'><channel><title>Owls</title>{feed}</channel></rss>", kind="application/rss+xml"),
            "/": page("<p>Owls</p>", head='<link rel="alternate" type="application/rss+xml" href="/feed.xml">'),
        }, PLAIN, ("audited", "")),
        Case("inside-links", {"/": page(links)}, PLAIN, ("audited", "")),
        Case("inside-refresh", {"/": page("<p>Owls</p>", head=f'<meta http-equiv="refresh" content="0;url=http://{first}/from-refresh">')},
             PLAIN, ("partial", "blocked-address")),
        Case("inside-script", {"/": page(f"<p>Owls</p><script>location = 'http://{first}/from-script'</script>")},
             PLAIN, ("partial", "blocked-address")),
        Case("inside-parts", {"/": page(*ways, "<p>Owls</p>")}, PLAIN, ("partial", "embed-not-read")),
        Case("inside-part-redirects", {
            "/": page(*(f'<iframe title="f" src="/part/{n}"></iframe><img alt="x" src="/part/{n}">' for n in range(9))),
            **{f"/part/{n}": Page(status=302, headers={"Location": f"http://{each}/from-part"})
               for n, each in enumerate(every)},
        }, PLAIN, ("audited", "")),
        Case("inside-headers", {"/": Page(page("<p>Owls</p>"), headers={
            "Link": f"<http://{first}/from-header>; rel=preload; as=script, <http://{first}>; rel=preconnect",
            "Refresh": f"5; url=http://{first}/from-refresh-header", "Alt-Svc": f'h3="127.0.0.1:{port}", h2="{first}"',
            "Content-Security-Policy": f"img-src 'none'; report-uri http://{first}/from-csp",
            "Report-To": f'{{"group":"x","max_age":99,"endpoints":[{{"url":"http://{first}/from-report"}}]}}',
            "NEL": '{"report_to":"x","max_age":99,"success_fraction":1.0}',
        })}, PLAIN, ("audited", "")),
        Case("inside-base", {"/": page('<p><a href="from-base">Owls</a></p><img alt="x" src="owl.png"><iframe title="f" src="f"></iframe>',
                                       head=f'<base href="http://{first}/">')}, PLAIN, ("partial", "embed-not-read")),
        Case("inside-files", {
            "/": page('<p><a href="/owl.pdf">Owls</a> <a href="/owl.docx">Owls</a> <a href="/owl.svg">Owls</a></p><img alt="o" src="/owl.svg">'),
            "/owl.pdf": Page(pdf([lines(["Owls"])], catalog=f"/OpenAction << /S /URI /URI (http://{first}/from-pdf) >>",
                                 annots={0: [f"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://{first}/from-pdf) >> >>"]}),
                             kind="application/pdf"),
            "/owl.docx": Page(docx(p("Owls"), {"r1": ("attachedTemplate", f"http://{first}/from-docx"), "r2": ("image", f"http://{first}/from-docx")}),
                              kind="application/octet-stream"),
            "/owl.svg": Page(f'<svg xmlns="http://www.w3.org/2000/svg"><script href="http://{first}/from-svg"/><image href="http://{first}/from-svg"/><text>Owls</text></svg>',
                             kind="image/svg+xml"),
        }, PLAIN, ("audited", "")),
        Case("inside-udp", {"*": page("<p>Owls</p>", peer_to_peer(port))}, PLAIN, ("audited", ""), scheme="https", target="tls"),
        Case("inside-query", {"/": page(f'<p><a href="/go?to={quote("http://" + first + "/from-query")}">On</a></p>'),
                              "/go": lambda asked: Page(status=302, headers={"Location": f"http://{first}/from-query"})},
             PLAIN, ("audited", "")),
    ]  # fmt: skip
