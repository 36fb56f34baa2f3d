"""Render a site's state the way ten kinds of website do, each with its own markup; knows no teachers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Final

from tests.sim import files
from tests.sim.markup import (
    Look,
    Reply,
    Web,
    age_of,
    banners_of,
    blocks_of,
    events_of,
    home_of,
    links_of,
    nav_of,
    page,
    posts_of,
    rest_of,
    welcome_of,
    widgets_of,
)
from tests.sim.moments import MONTHS, long_date
from tests.sim.state import Post, State
from tests.sim.widgets import Sight

RSS: Final = "application/rss+xml; charset=utf-8"


def handmade(state: State, sight: Sight, look: Look) -> Web:
    title, nav = escape(state.title), nav_of(state, look)
    side, home = widgets_of(sight, look), home_of(state, sight, look)
    if look.edition == 1:
        top = f"<center><font size=6>{title}</font></center>{side}<hr>{nav}"
        body = f"{top}<table><tr><td>{home}</td></tr></table>"
    else:
        body = f"<header><h1>{title}</h1></header>{nav}<main>{home}</main><aside>{side}</aside>"
        body += "<p>Best viewed on any screen</p>"
    return {"": page(state.title, banners_of(look) + body), **rest_of(state, sight, look)}


def wordpress(state: State, sight: Sight, look: Look) -> Web:
    feed_link = f"<link rel='alternate' type='application/rss+xml' href='{look.root}feed/'>"

    def date_of(post: Post) -> str:
        shown = files.shown(post, look.spanish)
        time = f"<time class='entry-date' datetime='{post.stamp.isoformat()}'>{shown}</time>"
        return f"{time} by {escape(state.teacher)}"

    newest = state.posts[::-1]
    recent = "".join(f"<li><a href='{post.slug}'>{escape(post.title)}</a></li>" for post in newest[:5])
    said = "".join(f"<li>{escape(text)}</li>" for text in state.comments[-5:])
    side = (
        f"<aside><h3>Recent posts</h3><ul>{recent}</ul><h3>Archives</h3><ul>{_archive(state)}</ul>"
        f"<h3>Recent comments</h3><ul class='recentcomments'>{said}</ul>{widgets_of(sight, look)}</aside>"
    )
    top = f"{banners_of(look)}<header><a href='{look.root}'>{escape(state.title)}</a></header>"
    top += nav_of(state, look)
    more = f"<a href='{look.root}older/'>Older posts</a>" if len(newest) > 5 else ""
    main = welcome_of(state) + blocks_of(state.blocks.values(), edition=look.edition)
    main += posts_of(newest[:5], date_of, whole=look.edition == 1, linked=True) + more
    main += links_of(state, sight, look) + events_of(state)
    first = page(state.title, f"{top}<main>{main}</main>{side}", feed_link)
    web = {"": first, **rest_of(state, sight, look)}
    guests = (f"<li class='comment'><b>Guest</b> <p>{escape(text)}</p></li>" for text in state.comments[-8:])
    below = f"<h2>{len(state.comments)} comments</h2><ol>{''.join(guests)}</ol>"
    for post in newest[:5]:
        body = posts_of([post], date_of, "h1", linked=True) + f"<section id='comments'>{below}</section>"
        web[post.slug] = page(post.title, top + body + side, feed_link)
    if more:
        older = posts_of(newest[5:40], date_of, linked=False)
        web["older/"] = page(state.title, top + older + side, feed_link)
    web["feed/"] = Reply(files.feed(state, newest[:10], look.root, sight.now), RSS)
    # Built anew at every request, so that every page seems to have changed just now.
    listed = "".join(f"<url><loc>{look.root}{path}</loc><lastmod>{sight.day}</lastmod></url>" for path in web)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    web["sitemap.xml"] = Reply(f"<urlset xmlns='{space}'>{listed}</urlset>".encode(), "application/xml")
    return web


def _archive(state: State) -> str:
    months: dict[tuple[int, int], int] = {}
    for post in state.posts[::-1]:
        months[post.day.year, post.day.month] = months.get((post.day.year, post.day.month), 0) + 1
    counted = (f"{MONTHS[month - 1]} {year} ({count})" for (year, month), count in months.items())
    return "".join(f"<li>{row}</li>" for row in counted)


def google_sites(state: State, sight: Sight, look: Look) -> Web:
    """Render with generated names that another build changes every nine days."""
    build = sight.fixed("build", sight.site, sight.day.toordinal() // 9, look.edition)

    def name() -> str:
        return f"{build.getrandbits(28):07x}"

    ids = [name() for _ in range(6)]
    parts = "".join(
        f"<section id='h.{name()}' class='{ids[0]} {ids[1]}'><div class='{ids[2]}'>{part}</div></section>"
        for part in (home_of(state, sight, look), widgets_of(sight, look))
    )
    shell = f"id='yDmH0d' jscontroller='{ids[3]}' data-n='{sight.chance.getrandbits(40):x}'"
    title = f"<h1 class='{ids[4]}'>{escape(state.title)}</h1>"
    body = f"<div {shell}>{nav_of(state, look)}{title}{parts}</div>"
    if look.edition > 1:
        body += "<footer>Page details · Report abuse</footer>"
    nonce, now = f"{sight.chance.getrandbits(60):x}", f"{sight.now.timestamp():.0f}"
    head = f"<script nonce='{nonce}'>var _t='{now}';</script>"
    return {"": page(state.title, banners_of(look) + body, head), **rest_of(state, sight, look)}


def finalsite(state: State, sight: Sight, look: Look) -> Web:
    menu = "<ul><li>Families</li><li>Calendar</li><li>Menus</li></ul>"
    home = "<a href='https://www.cvs.example/'>Cedar Valley Schools</a>"
    header = f"<header id='fsHeader'>{banners_of(look)}{home}{menu}</header>"
    feet = f"<footer>{widgets_of(sight, look)}<address>200 Cedar Street · 406-555-0110</address></footer>"
    content = f"<h1>{escape(state.title)}</h1>{home_of(state, sight, look)}"
    inner = f"<div class='fsPageContent' id='fsEl_{1000 + look.edition}'>{content}</div>"
    if look.edition > 1:
        quick = "<a href='/pay'>Pay fees</a><a href='/jobs'>Careers</a><a href='/bus'>Bus routes</a>"
        header += f"<div class='quick'>{quick}</div>"
        inner = f"<main><div class='grid'>{inner}</div></main>"
    body = header + nav_of(state, look) + inner + feet
    return {"": page(f"{state.title} | Cedar Valley", body), **rest_of(state, sight, look)}


def weebly(state: State, sight: Sight, look: Look) -> Web:
    lines = (f"<div class='paragraph' style='text-align:left;'>{escape(e)}<br></div>" for e in state.welcome)
    blocks = blocks_of(state.blocks.values(), "h2", look.edition)
    blocks = blocks.replace("<p>", "<div class='paragraph'>").replace("</p>", "</div>")
    posts = posts_of(state.posts[::-1][:10], lambda e: f"{e.day.month}/{e.day.day}/{e.day.year}", "h2")
    title = f"<h2 class='wsite-content-title'>{escape(state.title)}</h2>"
    inner = title + "".join(lines) + blocks + posts + links_of(state, sight, look) + events_of(state)
    body = (
        f"<div id='wsite-content' class='wsite-elements'>{inner}</div>{widgets_of(sight, look)}"
        f"<div id='footer'>Powered by Weebly</div>"
    )
    rest = rest_of(state, sight, look)
    return {"": page(state.title, banners_of(look) + nav_of(state, look) + body), **rest}


def blogger(state: State, sight: Sight, look: Look) -> Web:
    newest = state.posts[::-1]
    seen = 5000 + sum(ord(char) for char in sight.site) + sight.day.toordinal() % 4000 * 3
    side = f"<div class='archive'><h2>Blog Archive</h2><ul>{_archive(state)}</ul></div>"
    side += f"<span>Total pageviews {seen}</span>{widgets_of(sight, look)}"

    def date_of(post: Post) -> str:
        day = f"<h2 class='date-header'>{long_date(post.day, look.spanish)}</h2>"
        return f"{day}<span>{age_of(post, sight.day)}</span>"

    main = welcome_of(state) + blocks_of(state.blocks.values(), edition=look.edition)
    main += posts_of(newest[:7], date_of, "h3") + links_of(state, sight, look) + events_of(state)
    body = f"{banners_of(look)}{nav_of(state, look)}<div class='main'>{main}</div>{side}"
    head = f"<link rel='alternate' type='application/atom+xml' href='{look.root}feed/'>"
    web = {"": page(state.title, body, head), **rest_of(state, sight, look)}
    web["feed/"] = Reply(files.feed(state, newest[:7], look.root, sight.now), RSS)
    return web


def script_shell(state: State, sight: Sight, look: Look) -> Web:
    """Render what a server sends of a site that only a script can show."""
    told = "<noscript>You need to enable JavaScript to run this app.</noscript>"
    script = f"<script src='/static/js/main.{sight.day.toordinal() // 5:x}.js'></script>"
    return {"": page(state.title, f"<div id='root'></div>{told}{script}")}


def embedded_calendar(state: State, sight: Sight, look: Look) -> Web:
    """Render a page whose calendar stands on a host that cannot be asked."""
    source = f"https://calendar.elsewhere.example/embed?src={sight.site}"
    frame = f"<h2>What’s ahead</h2><iframe src='{source}' title='Class calendar'></iframe>"
    web = handmade(state, sight, look)
    return {**web, "": _with(web[""], "</body>", f"{frame}</body>")}


def public_feeds(state: State, sight: Sight, look: Look) -> Web:
    """Render a page that gives its calendar and its news to subscribers."""
    web = handmade(replace(state, posts=[], events=[]), sight, look)
    links = "<p><a href='class.ics'>Class calendar</a> · <a href='news.rss'>Class news</a></p>"
    entries = posts_of(state.posts[::-1][:6], lambda post: long_date(post.day))
    first = _with(web[""], "</body>", f"{links}{entries}</body>")
    head = "<link rel='alternate' type='application/rss+xml' href='news.rss'></head>"
    web[""] = _with(first, "</head>", head)
    calendar = files.calendar(state.events, state.title, sight.now)
    web["class.ics"] = Reply(calendar, "text/calendar; charset=utf-8")
    news = files.feed(state, state.posts[::-1][:8], look.root, sight.now)
    web["news.rss"] = Reply(news, "application/rss+xml")
    return web


def _with(reply: Reply, mark: str, more: str) -> Reply:
    return replace(reply, body=reply.body.replace(mark.encode(), more.encode()))


def wix(state: State, sight: Sight, look: Look) -> Web:
    style = f"{sight.fixed('w', sight.day.toordinal() // 14).getrandbits(20):x}"
    comps = []
    for number, line in enumerate(state.welcome):
        name = f"comp-{sight.fixed('c', sight.site, number).getrandbits(32):x}"
        text = f"<p class='font_8'><span>{escape(line)}</span></p>"
        comps.append(f"<div id='{name}' class='{style}'>{text}</div>")
    inner = home_of(replace(state, welcome=[]), sight, look)
    main = f"<main><h1>{escape(state.title)}</h1>{''.join(comps)}{inner}</main>"
    traced = f"'requestId':'{sight.chance.getrandbits(64):x}','ts':{sight.now.timestamp():.0f}"
    head = f"<script>window.viewerModel={{{traced}}}</script>"
    body = f"{banners_of(look)}{nav_of(state, look)}<div id='SITE_CONTAINER'>{main}</div>"
    body += widgets_of(sight, look)
    return {"": page(state.title, body, head), **rest_of(state, sight, look)}


PLATFORMS: Final[dict[str, Callable[[State, Sight, Look], Web]]] = {
    "handmade": handmade,
    "wordpress": wordpress,
    "google-sites": google_sites,
    "finalsite": finalsite,
    "weebly": weebly,
    "blogger": blogger,
    "script-shell": script_shell,
    "embedded-calendar": embedded_calendar,
    "public-feeds": public_feeds,
    "wix": wix,
}

UNREADABLE: Final = frozenset({"script-shell", "embedded-calendar"})
"""Platforms that a visit without a browser cannot read whole: no accusation may rest on them."""
