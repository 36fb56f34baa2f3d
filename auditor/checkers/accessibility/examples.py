"""Show for each criterion that axe can fail what is found and what is a near miss; each is a test.

A fragment stands in the body of a page that has a language and a title; whole documents stand as they
are. Quotes are selectors.
"""

from __future__ import annotations

from auditor.rule import Example


def _hit(html: str, *selectors: str, why: str = "") -> Example:
    return Example(html=html, quotes=selectors, why=why, engine=True)


def _miss(html: str, why: str) -> Example:
    return Example(html=html, why=why, engine=True)


def _document(head: str = "<title>Room 12</title>", body: str = "<h1>Room 12</h1>", lang: str = "en") -> str:
    attribute = f' lang="{lang}"' if lang else ""
    return f"<!doctype html><html{attribute}><head>{head}</head><body>{body}</body></html>"


_MENU = '<div><a href="/">Home</a> <a href="/spelling">Spelling</a> <a href="/math">Math</a></div>'

EXAMPLES: dict[str, tuple[Example, ...]] = {
    "1.1.1": (
        _hit('<img id="plant" src="plant.png">', "#plant"),
        _hit('<form><input id="go" type="image" src="go.png"></form>', "#go", why="a picture as a button"),
        _miss('<img src="plant.png" alt="A bean plant with four leaves">', "it has words"),
        _miss('<img src="line.png" alt="">', "it is marked as decoration"),
    ),
    "1.2.2": (
        _hit('<video id="fair" src="fair.mp4" controls></video>', "#fair", why="for a person to look at"),
        _miss(
            '<video src="fair.mp4" controls><track kind="captions" src="fair.vtt" srclang="en"></video>',
            "it has captions",
        ),
    ),
    "1.3.1": (
        _hit('<ul id="week"><p>Spelling</p><li>Monday</li></ul>', "#week"),
        _hit('<div><li id="monday">Monday</li></div>', "#monday"),
        _miss("<ul><li><p>Spelling</p></li><li>Monday</li></ul>", "the other thing is inside an item"),
    ),
    "1.3.5": (
        _hit('<label>Your name <input id="name" autocomplete="full-name"></label>', "#name"),
        _miss('<label>Your name <input autocomplete="name"></label>', "the name is a known one"),
    ),
    "1.4.1": (
        _hit(
            '<p style="color:#000">Please read <a id="rules" href="/rules" '
            'style="color:#222;text-decoration:none">the rules</a> of our room before Monday.</p>',
            "#rules",
        ),
        _miss(
            '<p style="color:#000">Please read <a href="/rules" style="color:#222">the rules</a> today.</p>',
            "it is underlined",
        ),
    ),
    "1.4.2": (
        _hit('<audio id="song" src="song.wav" autoplay></audio>', "#song", why="for a person to look at"),
        _miss('<audio src="song.wav" controls></audio>', "it waits for a visitor"),
    ),
    "1.4.3": (
        _hit('<p id="pale" style="color:#aaa;background:#fff">Bring a pencil.</p>', "#pale"),
        _miss('<p style="color:#767676;background:#fff">Bring a pencil.</p>', "4.54 to 1 is enough"),
        _miss('<p style="color:#949494;background:#fff;font-size:24px">Bring a pencil.</p>', "it is large"),
    ),
    "1.4.4": (
        _hit(
            _document('<title>Room 12</title><meta name="viewport" content="user-scalable=no">'),
            "meta",
        ),
        _miss(
            _document('<title>Room 12</title><meta name="viewport" content="width=device-width">'),
            "visitors can zoom",
        ),
    ),
    "1.4.12": (
        _hit('<p id="tight" style="letter-spacing:-1px !important">Bring a pencil.</p>', "#tight"),
        _miss('<p style="letter-spacing:-1px">Bring a pencil.</p>', "a reader's own style can widen it"),
    ),
    "2.1.1": (
        _hit('<a href="/map"><img id="map" src="map.png" alt="Our school" ismap></a>', "#map"),
        _miss('<a href="/map"><img src="map.png" alt="Our school"></a>', "a plain link"),
    ),
    "2.2.1": (
        _hit(
            _document('<title>Room 12</title><meta http-equiv="refresh" content="60; url=/new">'),
            "meta",
        ),
        _miss(
            _document('<title>Room 12</title><meta http-equiv="refresh" content="90000">'),
            "twenty hours are long enough",
        ),
    ),
    "2.2.2": (
        _hit('<marquee id="news">Picture day is Friday</marquee>', "#news"),
        _miss('<p class="marquee">Picture day is Friday</p>', "it stands still"),
    ),
    "2.4.1": (
        _hit(_document(body=_MENU + "<p>Spelling test on Friday</p>"), "html", why="for a person to look at"),
        _miss(_document(body=_MENU + "<h1>Room 12</h1><p>Spelling test</p>"), "a heading begins the content"),
    ),
    "2.4.2": (
        _hit(_document(head=""), "html"),
        _hit(_document(head="<title> </title>"), "html", why="an empty title"),
        _miss(_document(), "it has a title"),
    ),
    "2.4.4": (
        _hit('<a id="home" href="/"><img src="home.png" alt=""></a>', "#home"),
        _miss('<a href="/"><img src="home.png" alt="Home"></a>', "the picture's words are the link's"),
        _miss('<a href="/" aria-label="Home"><img src="home.png" alt=""></a>', "it has a name in code"),
    ),
    "2.5.3": (
        _hit('<button id="send" aria-label="Submit the form">Hand in</button>', "#send"),
        _miss(
            '<button aria-label="Hand in your homework">Hand in</button>', "the name begins with the words"
        ),
    ),
    "3.1.1": (
        _hit(_document(lang=""), "html"),
        _hit(_document(lang="english"), "html", why="not a language's code"),
        _miss(_document(lang="es-MX"), "a language and a region"),
    ),
    "3.1.2": (
        _hit('<p id="hola" lang="spanish">Buenos días</p>', "#hola"),
        _miss('<p lang="es">Buenos días</p>', "a language's code"),
    ),
    "3.3.2": (
        _hit(
            '<label for="pet">Pet</label><label for="pet">Animal</label><input id="pet">',
            "#pet",
            why="for a person to look at",
        ),
        _miss('<label for="pet">Pet</label><input id="pet">', "one label"),
    ),
    "4.1.2": (
        _hit('<button id="next"></button>', "#next"),
        _hit('<input id="search" type="text">', "#search", why="a field without a label"),
        _hit('<iframe id="calendar" src="about:blank"></iframe>', "#calendar"),
        _miss('<button aria-label="Next week"></button>', "it has a name in code"),
        _miss('<input type="text" title="Search this site">', "its title is its name"),
    ),
}
