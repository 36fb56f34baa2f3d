"""Audit what a page says besides its words: a name hidden anywhere must come out somewhere."""

from __future__ import annotations

import pytest

from auditor.extract.html import read_html
from auditor.page import Source

URL = "https://school.example/room7/"
NAME = "Odalys Fenwright"


@pytest.mark.parametrize(
    ("name", "html", "source"),
    [
        ("text", f"<p>{NAME}</p>", Source.BODY),
        ("cut by tags", "<p><b>Oda</b>lys Fenwright</p>", Source.BODY),
        ("heading", f"<h2>{NAME}</h2>", Source.HEADING),
        ("cell", f"<table><tr><td>{NAME}</td></tr></table>", Source.CELL),
        ("alt", f"<img src=a.jpg alt='{NAME}'>", Source.ALT),
        ("alt of a map's area", f"<map><area href=/x alt='{NAME}'></map>", Source.ALT),
        ("title attribute", f"<a href=/x title='{NAME}'>x</a>", Source.TITLE),
        ("label", f"<button aria-label='{NAME}'>x</button>", Source.LABEL),
        ("caption", f"<figure><img src=a.jpg><figcaption>{NAME}</figcaption></figure>", Source.CAPTION),
        ("caption of a table", f"<table><caption>{NAME}</caption><tr><td>x</table>", Source.CAPTION),
        ("file name", "<img src='/p/odalys-fenwright.jpg'>", Source.FILE_NAME),
        ("file name of a link", "<a href='/p/OdalysFenwright.pdf'>list</a>", Source.FILE_NAME),
        ("address", "<a href='/pupils/odalys_fenwright/'>x</a>", Source.HREF),
        ("mail address", "<a href='mailto:odalys.fenwright@x.example'>x</a>", Source.HREF),
        ("meta", f"<meta name=description content='{NAME}'>", Source.META),
        ("share title", f"<meta property='og:title' content='{NAME}'>", Source.META),
        ("JSON-LD", f'<script type="application/ld+json">{{"name": "{NAME}"}}</script>', Source.JSON_LD),
        ("script", f'<script>var best = "Reader: {NAME}";</script>', Source.SCRIPT),
        ("comment", f"<!-- {NAME} -->", Source.COMMENT),
        ("hidden", f"<p style='display:none'>{NAME}</p>", Source.HIDDEN),
        ("for screen readers only, hidden", f"<p hidden>{NAME}</p>", Source.HIDDEN),
        ("frame", f"<auditor-frame src='/f'><p>{NAME}</p></auditor-frame>", Source.FRAME),
        ("form value", f"<input value='{NAME}'>", Source.FORM),
        ("data attribute", f"<div data-name='{NAME}'>x</div>", None),
        ("drawing", f"<svg><text>{NAME}</text></svg>", Source.BODY),
        ("placeholder", f"<input placeholder='{NAME}'>", None),
        ("track label", f"<video><track label='{NAME}' src=a.vtt></video>", None),
        ("noscript", f"<noscript><p>{NAME}</p></noscript>", None),
        ("template", f"<template><p>{NAME}</p></template>", None),
        ("option", f"<select><option>{NAME}</option></select>", None),
        ("summary", f"<details><summary>x</summary>{NAME}</details>", None),
    ],
)  # fmt: skip
def test_every_source_of_a_page_is_read(name: str, html: str, source: Source | None) -> None:
    content = read_html(f"<html><head><title>Room 7</title></head><body>{html}</body></html>", URL)
    found = {
        text.where.source
        for text in content.texts
        if any(
            "odalys fenwright" in view.lower().replace("_", " ").replace("-", " ").replace(".", " ")
            for view in (text.joined, text.split)
        )
    }
    assert found, f"{name}: said nowhere"
    if source is not None:
        assert source in found, (name, found)
