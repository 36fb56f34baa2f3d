"""Build class pages and files that carry labelled links, leaves out what is behind the links."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.beds.links.rows import Link

FILES = ("pdf", "docx")
_HEADINGS = ("This week", "For families", "Links", "Homework", "News", "Para las familias")


def page(links: Sequence[Link], site: str) -> bytes:
    """Return the page that carries the links."""
    head = "".join(
        f'<meta http-equiv="refresh" content="600; url={_attribute(link.url)}">'
        for link in links
        if link.carrier == "meta-refresh"
    )
    head += "".join(
        f'<base href="{_attribute(link.url.rpartition("/")[0])}/">'
        for link in links
        if link.carrier == "base"
    )
    frames = "".join(f'<frame src="{_attribute(link.url)}">' for link in links if link.carrier == "frame")
    if frames:
        sentence = html.escape(links[0].sentence)
        return (
            f"<html lang=en><head><title>{sentence}</title></head><frameset cols=100%>{frames}"
            f"</frameset></html>"
        ).encode()
    parts = []
    for at, link in enumerate(links):
        if at % 4 == 0:
            parts.append(f"<h2>{_HEADINGS[(at // 4 + len(site)) % len(_HEADINGS)]}</h2>")
            parts.append("<p>Room news, reading logs and reminders for the week. Bring a water bottle.</p>")
        parts.append(carried(link))
    return (
        f'<!doctype html><html lang="en"><head><title>{html.escape(site)}</title>{head}</head><body>'
        f'<nav><a href="./">Home</a></nav><main><h1>Welcome</h1>{"".join(parts)}</main>'
        "<footer>Larkfall Schools. Questions? Call the office.</footer></body></html>"
    ).encode()


def carried(link: Link) -> str:
    """Return the markup by which a page carries a link, in the sentence that the row states."""
    url, words = _attribute(link.url), html.escape(link.words)
    opened = _attribute(f"window.open('{link.url}')")
    gone = _attribute(f"location.href='{link.url}'")
    local = _attribute(f"/{link.page}-{link.id}.{link.carrier}")
    markup = {
        "area": f'<map name="m{link.id}"><area href="{url}" alt="{words}"></map>'
        f'<img src="/p.png" usemap="#m{link.id}">',
        "iframe": f'<iframe src="{url}" title="{words}"></iframe>',
        "form": f'<form action="{url}"><button>{words}</button></form>',
        "button-onclick": f'<button onclick="{opened}">{words}</button>',
        "location-onclick": f'<input type="button" value="{words}" onclick="{gone}">',
        "button-formaction": f'<form><button formaction="{url}">{words}</button></form>',
        "div-onclick": f'<div onclick="{opened}">{words}</div>',
        "svg": f'<svg width="9" height="9"><a xlink:href="{url}"><text>{words}</text></a></svg>',
        "svg-href": f'<svg viewBox="0 0 9 9"><a href="{url}"><text>{words}</text></a></svg>',
        "img": f'<a href="{url}"><img src="/p.png" alt="{words}"></a>',
        "inner-tags": f'<a href="{url}"><span><b>{words[:1]}</b>{words[1:]}</span></a>',
        "shadow": f'<div><template shadowrootmode="open"><a href="{url}">{words}</a></template></div>',
        "target-blank": f'<a class="btn" href="{url}" target="_blank" rel="noopener">{words}</a>',
        "spaces": f'<a href="&#10; {url}&#9; ">{words}</a>',
        "text": html.escape(link.url),
        "text-in": f"{words} ({html.escape(link.url)})",
        "base": f'<a href="{_attribute(link.url.rpartition("/")[2])}">{words}</a>',
        "meta-refresh": words,
        "pdf": f'<a href="{local}">Handout {link.id}</a>',
        "docx": f'<a href="{local}">Handout {link.id}</a>',
    }.get(link.carrier, f'<a href="{url}">{words}</a>')
    if link.carrier in FILES:
        return f"<p>{markup}</p>"
    before, found, after = html.escape(link.sentence).rpartition(words)
    said = f"{before}{markup}{after}" if found else f"{html.escape(link.sentence)} {markup}"
    return {
        "table": f"<table><tr><th>Day</th><td>{said}</td></tr></table>",
        "li": f"<ul><li>{said}</li></ul>",
        "heading": f"<h3>{said}</h3>",
        "card": f'<section class="card"><div>{said}</div></section>',
    }.get(link.carrier, f"<p>{said}</p>")


def docx(link: Link) -> bytes:
    """Return a Word file of one paragraph with the sentence and its link."""
    before, _, after = link.sentence.rpartition(link.words)
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"

    def run(text: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'

    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{main}" xmlns:r="{office}"><w:body><w:p>'
        f'{run(before)}<w:hyperlink r:id="rId1">{run(link.words)}</w:hyperlink>{run(after)}</w:p></w:body>'
        "</w:document>"
    )
    files = {
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{package}/relationships"><Relationship '
        f'Id="r1" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": document,
        "word/_rels/document.xml.rels": '<?xml version="1.0"?>'
        f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/hyperlink" '
        f'Target="{_attribute(link.url)}" TargetMode="External"/></Relationships>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def _attribute(text: str) -> str:
    return html.escape(text, quote=True)
