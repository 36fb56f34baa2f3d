"""What the own checks note on rendered pages: facts with their elements, nothing beside near misses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PIL import Image

from auditor.browser import BrowserOptions, BrowserPool, BrowserSession, Rendered, available
from auditor.engines import own
from auditor.engines.own.pixels import Drawn, contrast, measured
from auditor.page import Observation, Outcome
from tests.invented_web import InventedWeb

HOME = "room12.example/"


@pytest.fixture(scope="module")
def room() -> Iterator[tuple[InventedWeb, BrowserSession]]:
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    options = BrowserOptions(jobs=1, page_seconds=30, pictures=False)
    with BrowserPool(options) as pool, InventedWeb({}) as web, pool.session(web.proxy) as session:
        yield web, session


def shown(room: tuple[InventedWeb, BrowserSession], html: str) -> Rendered:
    web, session = room
    web.pages = {HOME: html}
    rendered = session.render(f"http://{HOME}")
    assert rendered.failure is None, rendered.failure
    assert rendered.engines["own"] == own.VERSION
    return rendered


def facts(rendered: Rendered) -> list[Observation]:
    return [seen for seen in rendered.observations if seen.engine == "own"]


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html lang=en><title>Room 12</title>{head}<h1>Room 12</h1>{body}</html>"


NOTED: tuple[tuple[str, str, list[tuple[str, str, dict[str, str]]]], ...] = (
    (
        "a fact names element, place and heading",
        page('<h2>Trip</h2><img id=pond src=a.png alt="IMG_2041.JPG">'),
        [("alt-file-name", "#pond", {"kind": "number", "words": "IMG_2041.JPG"})],
    ),
    (
        "inside a shadow root",
        page(
            "<div id=host></div><script>document.getElementById('host').attachShadow({mode: 'open'})"
            ".innerHTML = '<img id=pond src=a.png alt=DSC_0012>'</script>"
        ),
        [("alt-file-name", "#host >>> #pond", {"kind": "number", "words": "DSC_0012"})],
    ),
    (
        "inside a frame of the page's own",
        page(
            "<iframe id=week title=Week "
            "srcdoc='<html lang=en><title>Week</title><img src=a.png alt=DSC_0012>'></iframe>"
        ),
        [("alt-file-name", "#week >>> img", {"kind": "number", "words": "DSC_0012"})],
    ),
    ("hidden from everybody", page('<img src=a.png alt="IMG_2041" style="display:none">'), []),
    ("a page that lacks nothing", page("<p>Bring a pencil on Monday.</p><a href=/trip>The trip</a>"), []),
)


@pytest.mark.browser
@pytest.mark.parametrize(("html", "expected"), [case[1:] for case in NOTED], ids=[case[0] for case in NOTED])
def test_what_is_noted(
    room: tuple[InventedWeb, BrowserSession], html: str, expected: list[tuple[str, str, dict[str, str]]]
) -> None:
    noted = facts(shown(room, html))
    assert [(seen.rule, seen.selector, dict(seen.data)) for seen in noted] == expected
    for seen in noted:
        assert (seen.outcome, seen.criteria) == (Outcome.INCOMPLETE, ()), "the checker judges"
        assert seen.html.startswith("<img"), seen.html
        assert "picture" in seen.place, seen.place


SIGN = "<a href={0}1>Sign up</a> {1} <a id={0} href={0}2>Sign up</a>"
SIGNS = (
    "<a href=http://a.example/4><svg role=img aria-label=Icon width=20 height=20><circle /></svg></a> {1} "
    "<a id={0} href=http://b.example/4><svg role=img aria-label=Icon width=20 height=20><rect /></svg></a>"
)
FIELDS = "<label>Age <input></label> {} <label>Name <input></label>"
LINE = "We read a book at home and write a letter about it for our family on Friday."
BIG = "style='display:block;width:90px;height:90px'"
CUT = "style='overflow:hidden;white-space:nowrap;width:60px'"
LOW = "style='overflow:hidden;height:1.5em'"
HEAD = "<div role=row><div role=columnheader>Room</div><div role=columnheader>Teacher</div></div>"
ROW = "<div role=row><div role=gridcell>{}</div></div>"
WIDE = ROW.replace("</div></div>", "</div><div role=gridcell>Ann</div></div>")
TH = "<tr><th>Day<th>Room<th>Teacher</tr>"
TD = "<tr><td>Monday<td>12</tr>"

DECIDING: tuple[tuple[str, str, str, str, dict[str, str]], ...] = (
    (
        "what tells two links apart",
        f"<p>{SIGN.format('alone', '')}</p><p>Art {SIGN.format('words', 'Band')}</p>"
        f"<div><h3>Art</h3>{SIGN.format('headings', '<h3>Band</h3>')}</div>"
        f"<ul><li>Trips<p>{SIGN.format('item', '')}</p></ul>"
        f"<p>{SIGN.format('picture', '<svg role=img aria-label=Band width=40 height=40></svg>')}</p>"
        f"<p>{SIGN.format('title', '').replace('<a ', '<a title=Band ')}</p>",
        "links-same-words",
        "alone",
        {"alone": "yes", "words": "no", "headings": "no", "item": "no", "picture": "no", "title": "no"},
    ),
    (
        "signs that tell two links apart",
        "<p><a href=a>Unit</a> | <a id=bar href=b>Unit</a></p>"
        "<p><a href=c>Unit</a> :: <a id=path href=d>Unit</a></p>"
        "<p>1. <a href=e>Unit</a> 2. <a id=number href=f>Unit</a></p>"
        "<p><a href=g>C</a> <a id=plus href=h>C++</a></p>",
        "links-same-words",
        "alone",
        {"bar": "yes", "path": "no", "number": "no", "plus": "no"},
    ),
    (
        "two links that only their pictures tell apart",
        f"<p>{SIGNS.format('plain', '')}</p><p>Our clubs: {SIGNS.format('around', '')} and more</p>"
        f"<p>{SIGNS.format('words', 'Band')}</p>"
        f"<p>{SIGNS.format('same', '').replace('rect', 'circle')}</p>"
        f"<p>{SIGNS.format('title', '').replace('<a ', '<a title=Band ')}</p>"
        f"<p>{SIGNS.format('picture', '<svg role=img aria-label=Band width=20 height=20></svg>')}</p>"
        f"<p>{SIGNS.format('more', '').replace('</a>', 'Go</a>')}</p>"
        f"<ul><li>{SIGNS.format('list', '<li>')}</ul><ul><li>Art{SIGNS.format('told', '<li>Band')}</ul>"
        "<p><a href=http://a.example/3><img src=gone1.png alt=Icon width=20 height=20></a> "
        "<a id=gone href=http://b.example/3><img src=gone2.png alt=Icon width=20 height=20></a></p>"
        f"<p>{SIGNS.format('here', '').replace('http://b.example/4', '#')}</p>",
        "links-same-words",
        "pictured",
        {"plain": "yes", "list": "yes"}
        | dict.fromkeys(("around", "words", "same", "title", "picture", "more", "gone", "here"), "no"),
    ),
    (
        "what stands with a link that says nothing",
        "<div><a id=none href=a>More</a></div><div>公司新闻 <a id=signs href=b>More</a></div>"
        "<div>News <a id=word href=c>More</a></div><table><tr><td>Art<td><a id=row href=d>More</a></table>"
        "<table><tr><td>&nbsp;<td><a id=empty href=e>More</a></table>"
        "<div><img alt='Our pond' src=a.png><a id=picture href=f>More</a></div>"
        "<section aria-label=News><p><a id=part href=g>More</a></p></section>"
        "<ul><li>Trips<ul><li><a id=item href=h>More</a></ul></ul>",
        "link-words",
        "bare",
        {"none": "yes", "empty": "yes"}
        | dict.fromkeys(("signs", "word", "row", "picture", "part", "item"), "no"),
    ),
    (
        "words of a hidden picture that only decorates",
        "<style>img { display: block; width: 90px; height: 60px }</style>"
        + "".join(
            f"<div><img id={name} src=a.png aria-hidden=true alt='{words}' {style}></div>"
            for name, words, style in (
                ("plain", "Cedar map", ""),
                ("icon", "Cedar map icon", ""),
                ("said", "Decorative Cedar logo", ""),
                ("faint", "Cedar logo", "style=opacity:.2"),
                ("strong", "Cedar logo", "style=opacity:.8"),
                ("under", "Cedar logo", "style=position:absolute;pointer-events:none"),
                ("placed", "Cedar logo", "style=position:absolute"),
                ("photo", "Cedar pond", ""),
            )
        ),
        "picture-hidden",
        "names",
        {"plain": "yes", "icon": "no", "said": "no", "faint": "no", "strong": "yes", "under": "no"}
        | {"placed": "yes", "photo": "no"},
    ),
    (
        "a hidden logo beside words that tell it",
        f"<div><h1>Our pond</h1><img id=beside {BIG} src=a.png role=none alt='Cedar logo'></div>"
        f"<h2><img id=within {BIG} src=a.png role=none alt='Cedar logo'> Trips</h2>"
        f"<div><h2>Partners</h2><img id=partner {BIG} src=a.png role=none alt='Maple logo'></div>"
        f"<h2><img id=alone {BIG} src=a.png role=none alt='Birch logo'></h2>"
        f"<p>Larchmont’s oak. <img id=longer {BIG} src=a.png role=none alt='Larch logo'>"
        f"<img id=shorter {BIG} src=a.png role=none alt='Oak’s logo'></p>"
        f"<p><img id=title {BIG} src=a.png role=none alt='Elm logo'></p>"
        f"<p><img id=short {BIG} src=a.png role=none alt='Small logo'></p>"
        f"<p><img id=kinds {BIG} src=a.png role=none alt='The newsletter logo'></p>"
        "<script>document.title = 'Elm'</script>",
        "picture-hidden",
        "told",
        {"beside": "yes", "within": "yes", "partner": "no", "alone": "no", "longer": "yes"}
        | {"shorter": "yes", "title": "yes", "short": "yes", "kinds": "yes"},
    ),
    (
        "words of a hidden picture that anyone's has",
        "".join(
            f"<img id={name} {BIG} src=a.png aria-hidden=true alt='{words}'>"
            for name, words in (
                ("cedar", "Cedar logo"),
                ("any", "Company logo"),
                ("short", "W3C logo"),
                ("control", "Menu toggle"),
                ("numbered", "stack-logo-3"),
                ("named", "Coca-Cola_logo"),
            )
        ),
        "picture-hidden",
        "told",
        {"cedar": "no", "any": "yes", "short": "no", "control": "yes", "numbered": "yes", "named": "no"},
    ),
    (
        "a hidden logo beside a box with the main heading",
        f"<div><img id=box {BIG} src=a.png role=none alt='Cedar logo'>"
        "<div><h1>Our pond</h1><p>Since May.</p></div></div>"
        f"<div><img id=much {BIG} src=a.png role=none alt='Birch logo'>"
        f"<div><h1>Trips</h1><p>{LINE} {LINE}</p></div></div>"
        f"<div><img id=lower {BIG} src=a.png role=none alt='Maple logo'>"
        "<div><h2>Partners</h2></div></div>",
        "picture-hidden",
        "told",
        {"box": "yes", "much": "no", "lower": "no"},
    ),
    (
        "a hidden logo whose letters are spelled out",
        "<p>Welcome to Cedar Lake and Pond School!</p><p>By BMO. The plan is to walk.</p>"
        + "".join(
            f"<p><img id={name} {BIG} src=a.png role=none alt='{words}'></p>"
            for name, words in (
                ("letters", "CLPS logo"),
                ("small", "Clps logo"),
                ("others", "CLT logo"),
                ("spelled", "Birch Maple Oak logo"),
                ("full", "Willow Aspen Elm logo"),
            )
        ),
        "picture-hidden",
        "told",
        {"letters": "yes", "small": "no", "others": "no", "spelled": "yes", "full": "no"},
    ),
    (
        "a hidden logo whose turn comes",
        f"<div><div class='slide on'><img {BIG} src=a.png alt='Cedar logo'></div>"
        f"<div class=slide aria-hidden=true><img id=next {BIG} src=a.png alt='Birch logo'></div></div>"
        f"<div><div class=item aria-hidden=true><img id=both {BIG} src=a.png alt='Maple logo'></div>"
        f"<div class=item aria-hidden=true><img id=all {BIG} src=a.png alt='Larch logo'></div></div>"
        f"<div><div class=logo aria-hidden=true><img id=other {BIG} src=a.png alt='Aspen logo'></div>"
        f"<div class=photo><img {BIG} src=a.png alt='A pond'></div></div>",
        "picture-hidden",
        "told",
        {"next": "yes", "both": "no", "all": "no", "other": "no"},
    ),
    (
        "where a message of a form stands",
        f"<form><p class=error id=first>Invalid value.</p>{FIELDS.format('')}</form>"
        f"<form>{FIELDS.format('<p class=error id=among>Invalid value.</p>')}</form>",
        "error-unclear",
        "apart",
        {"first": "yes", "among": "no"},
    ),
    (
        "who calls a message an error",
        f"<form><p class=formError id=named>Invalid value.</p>{FIELDS.format('')}</form>"
        f"<form><p class=terrors id=part>Invalid value.</p>{FIELDS.format('')}</form>"
        f"<form><p id=plain>Invalid value.</p>{FIELDS.format('')}</form>"
        f"<form><p role=alert id=alert>Invalid value.</p>{FIELDS.format('')}</form>",
        "error-unclear",
        "ours",
        {"named": "yes", "part": "no", "plain": "no", "alert": "yes"},
    ),
    (
        "a field that is marked as wrong",
        f"<form><p class=error id=bare>Invalid value.</p>{FIELDS.format('')}</form>"
        f"<form><p class=error id=marked>Invalid value.</p>"
        f"{FIELDS.format('').replace('<input>', '<input aria-invalid=true>', 1)}</form>"
        f"<form><p class=error id=login>Invalid value.</p>{FIELDS.format('<input type=password>')}</form>",
        "error-unclear",
        "open",
        {"bare": "yes", "marked": "no", "login": "no"},
    ),
    (
        "a line that is cut off",
        f"<div id=line {CUT}>{LINE}</div><div id=inner {CUT}><span>{LINE}</span></div>"
        f"<div id=hint {CUT} title='{LINE}'>{LINE}</div><a href=/x><div id=link {CUT}>{LINE}</div></a>"
        f"<div id=drawer {CUT.replace('width', 'transition:width 1s;width')}>{LINE}</div>"
        f"<div id=dots {CUT.replace('width', 'text-overflow:ellipsis;width')}>{LINE}</div>"
        f"<style>#hover:hover {{ width: auto !important }}</style><div id=hover {CUT}>{LINE}</div>",
        "text-cut-off",
        "most",
        {"line": "yes", "inner": "no", "hint": "no", "link": "no", "drawer": "no", "hover": "no"},
    ),
    (
        "lower lines, and what brings them back",
        f"<div id=lost {LOW}>{LINE} {LINE}</div>"
        f"<div id=teaser {LOW}>{LINE} {LINE}</div><p><a href=/x>More</a></p>"
        f"<div><div id=ends {LOW}>{LINE} {LINE}</div></div><p><button>Open</button></p>"
        f"<div id=folds {LOW}>Trips<div style='height:0;overflow:hidden'>{LINE}</div></div>"
        "<div id=shell style='overflow:hidden;height:90vh'>"
        f"<div tabindex=0 style='overflow-y:auto;height:80vh'>{('<p>' + LINE) * 40}</div></div>",
        "text-cut-off",
        "more",
        {"lost": "no", "teaser": "yes", "ends": "yes"},
    ),
    (
        "messages above the messages of single fields",
        f"<form><p class=error id=only>Invalid value.</p>{FIELDS.format('')}</form>"
        "<form><p class=error id=above>Invalid value.</p>"
        f"{FIELDS.format('<p class=error>At least 6.</p>')}</form>",
        "error-unclear",
        "others",
        {"only": "no", "above": "yes"},
    ),
    (
        "headers of a grid over nothing",
        f"<div id=over role=grid>{HEAD}{ROW.format(1)}{ROW.format(2)}</div>"
        f"<div id=message role=grid>{HEAD}{ROW.format('No rooms yet')}</div>"
        f"<div id=same role=grid>{HEAD}{ROW.format('…')}{ROW.format('…')}</div>"
        f"<div id=one role=grid>{HEAD}{WIDE.format(1)}{ROW.format(2)}</div>"
        f"<div id=busy role=grid aria-busy=true>{HEAD}{ROW.format(1)}{ROW.format(2)}</div>"
        f"<div id=counted role=grid>{HEAD}{(ROW.format(1) * 2).replace('role=g', 'aria-colindex=2 role=g')}"
        f"</div><div id=empty role=grid>{HEAD}</div>",
        "header-without-cells",
        "words",
        {"over": "Teacher"},
    ),
    (
        "headers of a table over nothing",
        f"<table id=one>{TH}{TD}</table><table id=two>{TH}{TD}{TD}</table>"
        f"<table id=parts><thead>{TH}<tbody>{TD}<tfoot>{TD}</table>"
        f"<table id=named>{TH}{TD.replace('td', 'th scope=row', 1)}</table>"
        f"<table id=cells>{TH}<tr><td>Monday</tr><tr><td>Friday</tr></table>"
        f"<table id=more>{TH.replace('Teacher', 'Teacher<th>Bus<th>Notes')}{TD}</table>"
        f"<table id=wide><tr><th colspan=2>Day<th colspan=2>Room<th>Bus</tr>{TD}</table>"
        "<table id=down><tr><th>Day<th>Room<th>Bus<tr><td rowspan=2>Monday<td>12<tr><td>14</table>"
        f"<table id=grid role=grid>{TH}{TD}</table>"
        f"<table id=written></table><script>written.innerHTML = '{TH}'; for (const day of [1, 2])"
        "written.append(Object.assign(document.createElement('tr'), {innerHTML: '<td>May<td>' + day}))"
        "</script>",
        "header-without-cells",
        "words",
        dict.fromkeys(("one", "two", "parts", "named", "more", "grid", "written"), "Teacher")
        | {"cells": "Room", "wide": "Room", "down": "Bus"},
    ),
    (
        "headers of a table over something, or who knows",
        f"<table>{TH}{TD}<tr><td>Friday<td>14<td>Ann</tr></table>"
        f"<table>{TH}{TD}<tr><td colspan=3>No school on Friday</tr></table>"
        f"<table>{TH}{TD}<tr hidden><td>Friday<td>14<td>Ann</tr></table>"
        f"<table>{TH}<tr><td>Monday<td rowspan=0>12<td>Ann<tr><td>Friday</tr></table>"
        "<table><tr><th>Day<th>Room<th>Bus<tr><td>May 4<td>12<td rowspan=2>9<tr><td>May 5<td>14</table>"
        "<table><tr><th>Day<th>Room<th rowspan=2>Bus<tr><td>Monday<td>12</table>"
        "<table><tr><th>Day<th colspan=2>Room<tr><td>Monday<td>12</table>"
        f"<table>{TH}<tr><td>Loading …</tr></table><table>{TH}</table><table>{TH}<tr><td><td></tr></table>"
        f"<table>{TH}{TH.replace('Day', 'Week')}{TD}</table><table>{TH}<tr><td>12<th>Ann</tr></table>"
        f"<table>{TH}<tr><th>May</tr>{TD}</table><table><tr><th>Day<th>Room<td>Ann</tr>{TD}</table>"
        f"<table aria-busy=true>{TH}{TD}</table><table role=none>{TH}{TD}</table>"
        f"<table>{TH.replace('<th>Day', '<th hidden>Number<th>Day')}{TD}<tr><td>May<td>2<td>Ann</tr></table>"
        f"<table>{TH}<tr><td headers=a>Monday<td>12</tr></table>"
        f"<table>{TH}<tr><td>Monday<td><table><tr><td>12</table></tr></table>"
        f"<table><tr><td><table>{TH}{TD}</table></table>"
        f"<table>{TH.replace('Teacher', '&nbsp;')}{TD}</table>"
        f"<table>{TH.replace('Teacher', '…')}{TD}</table>"
        f"<table>{TH.replace('<th>T', '<th scope=row>T')}{TD}</table>"
        f"<table>{TH.replace('<th>T', '<th role=cell>T')}{TD}</table>"
        f"<table>{TH.replace('<th>T', '<th aria-hidden=true>T')}{TD}</table>",
        "header-without-cells",
        "words",
        {},
    ),
    (
        "how many headers are over nothing",
        f"<table id=one>{TH}{TD}</table><table id=two>{TH.replace('Room', 'Bus<th>Room')}{TD}</table>"
        f"<table id=button>{TH.replace('Teacher', 'Bus<th><a href=/x>Add</a>')}{TD}</table>",
        "header-without-cells",
        "count",
        {"one": "1", "two": "2", "button": "1"},
    ),
    (
        "headers of a table and of a grid over nothing",
        f"<div id=grid role=grid>{HEAD}{ROW.format(1)}{ROW.format(2)}</div>"
        f"<table id=table role=grid>{TH}{TD}</table>",
        "header-without-cells",
        "grid",
        {"grid": "yes", "table": "no"},
    ),
    (
        "an empty header that pushes others aside",
        f"<table id=plain>{TH}{TD}</table><table id=empty>{TH.replace('Room', '<th>Room')}"
        "<tr><td>Monday<td>12<td>Ann</table>"
        f"<table id=picture>{TH.replace('Room', '<img alt=Door src=a.png><th>Room')}"
        "<tr><td>Monday<td>12<td>Ann</table>"
        f"<table id=both>{TH.replace('Room', '<th>Room')}{TD}</table>",
        "header-without-cells",
        "pushed",
        {"plain": "no", "empty": "yes", "picture": "no", "both": "yes"},
    ),
    (
        "a header that does something",
        f"<table id=words>{TH}{TD}</table>"
        f"<table id=link>{TH.replace('Teacher', '<a href=/x>Add</a>')}{TD}</table>"
        f"<table id=field>{TH.replace('Teacher', 'Find <input aria-label=Find>')}{TD}</table>",
        "header-without-cells",
        "control",
        {"words": "no", "link": "yes", "field": "yes"},
    ),
    (
        "words on a canvas",
        "<p>Our open house is on Friday.</p><script>for (const [id, words] of [['told', 'Open house'],"
        "['lost', 'Bring your lunch'], ['signs', '12:30']]) { "
        "const canvas = document.createElement('canvas'); const pen = canvas.getContext('2d');"
        "canvas.id = id; canvas.width = 200; canvas.height = 60; document.body.append(canvas);"
        "pen.font = '20px Arial'; pen.fillText(words, 9, 40); }</script>",
        "picture-hidden",
        "lost",
        {"told": "no", "lost": "yes", "signs": "no"},
    ),
    (
        "a chart whose labels stand in a table",
        "<p>Room 12 counts birds.</p><table><tr><th>Heron<td>4<tr><th>Kingfisher<td>9</table><script>"
        "for (const [id, words] of [['same', ['How many', 'Heron', 'Kingfisher', 'seen this winter']],"
        "['one', ['Swan', 'Goose', 'Heron']]]) { "
        "const canvas = document.createElement('canvas'); const pen = canvas.getContext('2d');"
        "canvas.id = id; canvas.width = 300; canvas.height = 90; document.body.append(canvas);"
        "pen.font = '14px Arial'; words.forEach((each, at) => pen.fillText(each, 9, 20 * at + 20)); }"
        "</script>",
        "picture-hidden",
        "lost",
        {"same": "no", "one": "yes"},
    ),
    (
        "words on a canvas that is spoken for",
        "<div role=img aria-label='Lunch on Monday'><canvas id=day></canvas></div><script>"
        "const pen = document.getElementById('day').getContext('2d'); pen.font = '20px Arial';"
        "pen.fillText('Pizza and salad', 9, 40);</script>",
        "picture-hidden",
        "lost",
        {"day": "no"},
    ),
    (
        "behind a dialog that has the keyboard",
        "<iframe id=map title=Map tabindex=-1 srcdoc='<a href=/>Home</a>'></iframe><dialog id=ask>"
        "<p>Which day?</p><iframe title=Week srcdoc='<p>Monday</p>'></iframe></dialog>"
        "<script>document.getElementById('ask').showModal()</script>",
        "behind-dialog",
        "",
        {"map": ""},
    ),
    (
        "a dialog that is closed",
        "<iframe id=map title=Map tabindex=-1 srcdoc='<p>Hi</p>'></iframe><dialog><p>Which day?</p></dialog>",
        "behind-dialog",
        "",
        {},
    ),
    (
        "a control beside what a mouse works",
        "<table><tr><td><input type=checkbox aria-label=Ann><td id=row onclick='pick(1)'>Ann<tr>"
        "<td id=bare onclick='pick(2)'>Ben<td>Band</table>"
        "<p>Day <input id=day aria-label=Day> <img id=calendar src=a.png alt='' onclick='pick(3)'></p>",
        "mouse-only",
        "near",
        {"row": "yes", "bare": "no", "calendar": "yes"},
    ),
    (
        "what shows something to click on",
        "<style>#sign::before { content: '×'; }</style><div><div id=sign onclick='hide(1)'></div></div>"
        "<div><div id=ground onclick='hide(2)' style='height:9px'></div></div>"
        "<div><div id=words onclick='hide(3)'>Close</div></div>",
        "mouse-only",
        "empty",
        {"sign": "no", "ground": "yes", "words": "no"},
    ),
    (
        "a choice that says that it leads away",
        "<select id=plain aria-label=Class onchange='location = this.value'><option>Art</select>"
        "<select id=label aria-label='Go to class' onchange='location = this.value'><option>Art</select>"
        "<select id=first aria-label=Class onchange='location = this.value'><option>Jump to …<option>Art"
        "</select>"
        "<select id=part aria-label='Openings' onchange='location = this.value'><option>Art</select>",
        "change-leaves",
        "announced",
        {"plain": "no", "label": "yes", "first": "yes", "part": "no"},
    ),
    (
        "what the keyboard never gets to",
        "<a id=link href=/x onfocus='this.blur()'>Back</a><a onfocus='this.blur()'>Back</a>"
        "<input aria-label=Day tabindex=-1 onfocus='this.blur()'><select aria-label=Class>"
        "<option onfocus='this.blur()'>Art</select>",
        "focus-thrown-away",
        "",
        {"link": ""},
    ),
    (
        "a newsletter that is all there is",
        "<header>Cedar School</header><img id=news src=may-newsletter.png width=300 height=300 alt=''>",
        "picture-hidden",
        "bare",
        {"news": "yes"},
    ),
    (
        "a newsletter beside words",
        "<p>In May we read.</p><img id=news src=may-newsletter.png width=300 height=300 alt=''>",
        "picture-hidden",
        "bare",
        {"news": "no"},
    ),
)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("body", "rule", "name", "expected"), [case[1:] for case in DECIDING], ids=[case[0] for case in DECIDING]
)
def test_what_decides_is_noted(
    room: tuple[InventedWeb, BrowserSession], body: str, rule: str, name: str, expected: dict[str, str]
) -> None:
    noted = [seen for seen in facts(shown(room, page(body))) if seen.rule == rule]
    assert {seen.selector.removeprefix("#"): seen.data.get(name, "") for seen in noted} == expected


@pytest.mark.browser
def test_of_one_rule_forty_facts_are_kept_and_the_rest_is_counted(
    room: tuple[InventedWeb, BrowserSession],
) -> None:
    pictures = "".join(f'<img src="a.png" alt="IMG_{number}">' for number in range(2000, 2050))
    noted = [seen for seen in facts(shown(room, page(pictures))) if seen.rule == "alt-file-name"]
    assert len(noted) == 40
    assert {seen.data["left-out"] for seen in noted} == {"10"}


HOSTILE = (
    (
        "frozen prototypes",
        "[Object, Array, Map, Element, Node].forEach((each) => Object.freeze(each.prototype))",
    ),
    ("focus that runs away", "addEventListener('focusin', () => document.body.replaceChildren(), true)"),
    (
        "a key that never ends",
        "let n = 0; addEventListener('keydown', (event) => { event.preventDefault();"
        "const a = document.createElement('a'); a.href = '/' + n++; a.textContent = 'x';"
        "document.body.append(a); a.focus(); })",
    ),
    (
        "layout that answers",
        "addEventListener('resize', () => { for (let i = 0; i < 50; i++) document.body.append('x') })",
    ),
    (
        "no names left",
        "delete window.Set; delete window.WeakMap; window.getComputedStyle = window.CSSStyleSheet = null",
    ),
)


@pytest.mark.browser
@pytest.mark.parametrize("script", [case[1] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_a_page_that_fights_is_read_all_the_same(
    room: tuple[InventedWeb, BrowserSession], script: str
) -> None:
    body = (
        "<a href=/a style='outline:0'>Art</a> <a href=/b style='outline:0'>Band</a> "
        '<img id=pond src=a.png alt="IMG_2041"><div style="overflow:hidden;height:2em">Words</div>'
    )
    rendered = shown(room, page(body, f"<script>{script}</script>"))
    assert ("alt-file-name", "#pond") in {(seen.rule, seen.selector) for seen in facts(rendered)}
    assert "broken-off" not in {seen.rule for seen in facts(rendered)}


@pytest.mark.browser
def test_the_page_is_afterwards_as_it_was(room: tuple[InventedWeb, BrowserSession]) -> None:
    body = (
        "<p id=out style='background:linear-gradient(#fff,#eee);color:#ccc'>Bring a pencil.</p>"
        "<div style='overflow:hidden'>Words</div><a href=/a style='outline:0'>Art</a>"
        "<script>addEventListener('resize', () => { document.title = innerWidth })</script>"
    )
    noted = {seen.rule: seen for seen in facts(shown(room, page(body)))}
    assert noted.keys() == {"contrast-measured", "focus-unseen"}
    assert noted["contrast-measured"].selector == "#out"
    assert float(noted["contrast-measured"].data["contrastRatio"]) < 1.7


@pytest.mark.browser
def test_every_stop_is_tried_the_first_of_the_page_too(room: tuple[InventedWeb, BrowserSession]) -> None:
    body = "".join(f"<p><button style='outline:0' class=b{n} id=b{n}>Day {n}</button></p>" for n in range(3))
    noted = [seen.selector for seen in facts(shown(room, page(body))) if seen.rule == "focus-unseen"]
    assert noted == ["#b0", "#b1", "#b2"]


@pytest.mark.browser
def test_a_mark_round_what_a_link_holds_is_seen(room: tuple[InventedWeb, BrowserSession]) -> None:
    held = "<b id=held style='float:left;width:300px;padding:60px'>Art</b>"
    link = f"<a href=/a style='outline:0' onfocus=\"held.style.borderBottom='3px solid'\">{held}</a>"
    assert not [seen for seen in facts(shown(room, page(link))) if seen.rule == "focus-unseen"]


def drawn(words: tuple[int, int, int], behind: tuple[int, int, int]) -> Drawn:
    """Return ten by ten pixels of ink in the middle of a ground of twenty by twenty."""

    def with_ink(colour: tuple[int, int, int]) -> Image.Image:
        picture = Image.new("RGB", (20, 20), behind)
        picture.paste(colour, (5, 5, 15, 15))
        return picture

    clear = Image.new("RGB", (20, 20), behind)
    return Drawn(with_ink(words), clear, with_ink((255, 255, 255)), with_ink((0, 0, 0)), 0, 0)


MEASURED = (
    ("black on white", (0, 0, 0), (255, 255, 255), 16, False, ("1.000", "21", "4.5:1")),
    ("gray that is enough", (118, 118, 118), (255, 255, 255), 16, False, ("1.000", "4.54", "4.5:1")),
    ("gray that is not", (119, 119, 119), (255, 255, 255), 16, False, ("0.000", "4.47", "4.5:1")),
    ("large words need less", (148, 148, 148), (255, 255, 255), 24, False, ("1.000", "3.03", "3:1")),
    ("bold ones, too", (148, 148, 148), (255, 255, 255), 19, True, ("1.000", "3.03", "3:1")),
    ("hardly to be seen", (90, 90, 90), (100, 100, 100), 16, False, ("0.000", "1.16", "4.5:1")),
)


@pytest.mark.parametrize(
    ("words", "behind", "size", "bold", "expected"),
    [case[1:] for case in MEASURED],
    ids=[case[0] for case in MEASURED],
)
def test_contrast_is_measured_by_what_is_drawn(
    words: tuple[int, int, int],
    behind: tuple[int, int, int],
    size: float,
    bold: bool,
    expected: tuple[str, str, str],
) -> None:
    text = {"lines": [[0, 0, 19, 19]], "size": size, "bold": bold, "colour": "rgb({}, {}, {})".format(*words)}
    told = measured(text, drawn(words, behind))
    assert told is not None
    assert (told["enough"], told["contrastRatio"], told["expectedContrastRatio"]) == expected
    half_clear = measured({**text, "colour": "rgba(0, 0, 0, 0.5)"}, drawn(words, behind))
    assert half_clear == told, "the colour is then the one that is seen"


def test_words_that_something_hides_are_not_measured() -> None:
    blank = Image.new("RGB", (20, 20), (255, 255, 255))
    text = {"lines": [[0, 0, 19, 19]], "size": 16, "bold": False, "colour": "rgb(0, 0, 0)"}
    assert measured(text, Drawn(blank, blank, blank, blank, 0, 0)) is None


def test_words_in_the_colour_of_their_ground_are_left_to_a_person() -> None:
    text = {"lines": [[0, 0, 19, 19]], "size": 16, "bold": False, "colour": "rgb(90, 90, 90)"}
    assert measured(text, drawn((90, 90, 90), (90, 90, 90))) is None


@pytest.mark.browser
def test_over_a_picture_that_did_not_come_nothing_is_measured(
    room: tuple[InventedWeb, BrowserSession],
) -> None:
    words = "<p id=out style='color:#ccc;background:url(http://gone.example/a.png) #fff'>Bring a pencil.</p>"
    rendered = shown(room, page(words))
    doubted = [seen.outcome for seen in rendered.observations if seen.rule == "color-contrast"]
    assert (doubted, facts(rendered)) == ([Outcome.INCOMPLETE], [])


FAINT = "<p style='color:#ccc'>Lunch menu</p>"
GRADIENT = "background:linear-gradient(#fff,#eee);"
STANDS = (
    ("words on a gradient", f"<p style='{GRADIENT}color:#ccc'>Lunch menu</p>", ("gradient", "yes")),
    ("a number on a gradient", f"<p style='{GRADIENT}color:#ccc'>2041</p>", ("gradient", "no")),
    (
        "beside words that a gradient fills",
        f"<p style='{GRADIENT}background-clip:text;color:#ccc'>Lunch menu</p>",
        ("other", "yes"),
    ),
    (
        "under something else, in a plain box on a gradient",
        f"<div style='{GRADIENT}'><div style='background:#fff'>{FAINT}</div></div>"
        "<div style='height:60px;margin-top:-60px;position:relative'></div>",
        ("other", "yes"),
    ),
    (
        "a gradient over a picture",
        "<div style='background:linear-gradient(#fffc,#eeec),url(data:image/svg+xml,"
        f"%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22%20width=%229%22%20height=%229%22/%3E)'>{FAINT}</div>",
        ("picture", "yes"),
    ),
)


@pytest.mark.browser
@pytest.mark.parametrize(("body", "told"), [case[1:] for case in STANDS], ids=[case[0] for case in STANDS])
def test_what_faint_words_stand_on_is_told(
    room: tuple[InventedWeb, BrowserSession], body: str, told: tuple[str, str]
) -> None:
    noted = [seen.data for seen in facts(shown(room, page(body))) if seen.rule == "contrast-measured"]
    assert [(data["ground"], data["word"]) for data in noted] == [told]


def test_the_contrast_of_two_colours_is_the_same_both_ways() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == contrast((255, 255, 255), (0, 0, 0)) == 21
