"""Hold the demonstration district to its promise: every kind of finding, and one site that is good."""

from __future__ import annotations

import io
import re
import socket
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from auditor.browser import BrowserOptions, BrowserPool
from auditor.checkers.shown_pictures import FACT
from auditor.config import load_config
from auditor.demo.folder import write_configuration
from auditor.demo.serving import HERE, Demo, folders, serve
from auditor.exits import Exit, Refusal
from auditor.registry import load_registry
from auditor.roster import Roster, load_roster, read_roster

W = "http://www.cedarvalley.example"
BLOG = "http://blogs.cedarvalley.example/room12"
OLD = "http://whitlow-room15.example"
TEAM = "http://sites.cedarvalley.example/7blue"
ART = "http://quillart.example"
BAND = "http://sorley-band.example"
BIO = "http://renner-biology.example"
TRACK = "http://cvtrack.example/"
SCIENCE = "http://okada-science.example"

# Rule id, where it stands, and the words (or markup) that it must point at.
EVIDENCE: tuple[tuple[str, str, str], ...] = (
    ("k8-full-name", f"{BLOG}/2026/11/02/pumpkin-math/", "Eli Brackenbury counted 412 seeds"),
    ("k8-full-name", f"{BLOG}/2026/11/02/pumpkin-math/", 'alt="Oskar Lindqvard counting pumpkin seeds"'),
    ("k8-full-name", f"{BLOG}/2026/10/26/leaf-rubbings/", "Maya Thornquist shows her maple leaf."),
    ("k8-full-name", f"{BLOG}/2026/10/26/leaf-rubbings/", "maya-thornquist-leaf.jpg"),
    ("k8-full-name", f"{BLOG}/star-students/", "<td>Nadia</td><td>Kessling</td>"),
    ("k8-full-name", f"{BLOG}/star-students/", "<td>Siobhan</td><td>O'Darragh</td>"),
    ("k8-full-name", f"{OLD}/spelling.htm", "<td>Ana Lucia</td><td>Pena Robledo</td>"),
    ("k8-full-name", f"{OLD}/spelling.htm", "<!-- seating: Liam Castellaw front row -->"),
    ("k8-full-name", f"{W}/tamarack/novak/", "Cordelia Fairweather-Nash won the class vote"),
    ("k8-full-name", f"{SCIENCE}/data/lessons.json", "Jonah Petrakis-Lowe has extra study cards"),
    ("k8-full-name", f"{TEAM}/language-arts/", "Yara Benhaddou was published"),
    ("k8-full-name", f"{TEAM}/2025-26/", "Hugo Birchmore, Anneke Drummel"),
    ("k8-full-name", f"{ART}/gallery.html", 'title="Anneke Drummel, grade 8"'),
    ("k8-full-name", f"{ART}/gallery.html", '"name": "Leopold Ashgrove"'),
    ("k8-full-name", f"{ART}/uploads/masks-01.jpg", "Mask by Leopold Ashgrove"),
    ("k8-full-name", f"{BAND}/files/fall-concert-program.pdf", "Clarinet: Marisol Quintanar"),
    ("k8-full-name", f"{BAND}/files/fall-concert-program.pdf", "Petrakis-Lowe, Jonah"),
    ("k8-full-name", f"{BAND}/files/uniform-checklist.docx", "Hugo Birchmore"),
    ("k8-full-name", f"{BAND}/files/instrument-families.pptx", "Gideon Marlowski"),
    ("k8-partial-name", f"{W}/tamarack/novak/", "Anneke D."),
    ("k8-partial-name", f"{TEAM}/language-arts/", "Gideon M. shared"),
    ("k8-photo-identified", f"{BLOG}/2026/10/26/leaf-rubbings/", 'alt="Maya with her leaf rubbing"'),
    ("k8-photo-identified", f"{ART}/gallery.html", "Left to right: Leo, Kiri, Anneke, Yara"),
    ("k8-photo-identified", f"{W}/larkspur/hale/", "Wren with the class pumpkin"),
    ("photo-consent", f"{BIO}/students.html", "Jasper Whitcombe-Adeoye and Noemi Szalai-Brandt at the state"),
    ("photo-person-tag", f"{ART}/uploads/DSC00417.jpg", "Kiri Tahuwhero"),
    ("photo-location", f"{ART}/uploads/masks-01.jpg", "Exif"),
    ("student-no-agreement", f"{TEAM}/", "Emmett, Gideon, Saffron and Yara"),
    ("opt-out-a-name", TRACK, "Tessa Marchetti-Boyd, a junior"),
    ("opt-out-a-address", TRACK, "418 Juniper Lane"),
    ("opt-out-a-email", TRACK, "tessa.mb@mailbox.example"),
    ("opt-out-a-photo", TRACK, 'alt="Tessa Marchetti-Boyd clears a hurdle"'),
    ("opt-out-a-birth-date", TRACK, "Happy 16th birthday on March 3, Tessa"),
    ("opt-out-a-attendance", TRACK, "when she enrolled in August 2024"),
    ("opt-out-a-grade", TRACK, "<td>Tessa Marchetti-Boyd</td><td>11</td>"),
    ("opt-out-a-activity", TRACK, "300 m hurdles"),
    ("opt-out-a-height-weight", TRACK, "<td>5'7\"</td><td>128 lb</td>"),
    ("opt-out-a-award", TRACK, "won the Coach's Award"),
    ("opt-out-a-phone", TRACK, "(406) 555-0164"),
    ("opt-out-a-voice", TRACK, "tessa-interview.wav"),
    ("opt-out-b-name-in-media", f"{TEAM}/media/volcano-debate.vtt", "<v Devon Achterberg>"),
    ("opt-out-b-likeness", f"{TEAM}/", "volcano-debate.mp4"),
    ("opt-out-b-voice", f"{TEAM}/media/volcano-debate.vtt", "I say yes, because the soil is rich."),
    ("opt-out-c-name", f"{W}/larkspur/hale/", "Wren guessed the weight"),
    ("opt-out-c-address", TRACK, "Callum lives at 66 Prairie Road"),
    ("opt-out-c-phone", f"{W}/larkspur/hale/", "call Wren's mom at 406-555-0171"),
    ("missed-update", f"{W}/larkspur/birdsong/", "October 26, 2026"),
    ("late-update", f"{W}/larkspur/hale/", "October 29, 2026"),
    ("late-update", f"{W}/tamarack/novak/", "October 21, 2026"),
    ("site-stale", f"{OLD}/main.htm", "Last updated: May 21, 2025"),
    ("curriculum-link-missing", f"{OLD}/main.htm", "Homework"),
    ("link-political", f"{BIO}/links.html", "http://votedalton.example/volunteer"),
    ("link-commercial", f"{ART}/shop.html", "http://brightbeadsshop.example/spring-sale"),
    ("link-commercial", f"{ART}/shop.html", "http://lnk.example/art-deals"),
    ("link-personal-gain", f"{ART}/shop.html", "tag=msquill-20"),
    ("link-personal-gain", f"{BIO}/links.html", "http://glowwell.example/join?sponsor=renner"),
    ("link-personal-fundraising", f"{ART}/shop.html", "fundmything.example/help-ms-quill-get-to-paris"),
    ("link-organization", f"{ART}/shop.html", "http://valleyyouthmission.example/join"),
    ("link-unapproved-platform", f"{SCIENCE}/data/links.json", "http://quizzle.example/join/okada6"),
    ("link-personal-account", f"{ART}/", "http://friendface.example/rowan.quill.private"),
    ("link-consumer-chat", f"{TEAM}/language-arts/", "http://groupchatter.example/join/7blue-ela"),
    ("link-harmful", f"{ART}/shop.html", "http://luckyriver.example/"),
    ("link-deceptive", f"{ART}/shop.html", "http://www.cedarvalley.example@free-grades.example/login"),
    ("link-parked", f"{BLOG}/", "http://readingrockstar.example/"),
    ("link-broken", f"{OLD}/menu.htm", "http://openmuseum.example/gone/dinosaurs.html"),
    ("link-broken", f"{ART}/shop.html", "http://nowhere-at-all.example/paper"),
    ("link-unresolved", f"{ART}/shop.html", "http://shrt.example/a1b2c3"),
    ("unregistered-site", f"{W}/larkspur/", "http://missmarigoldsfirstgrade.example/"),
    ("redirect", f"{BIO}/links.html", "http://oldsite.example/microscope"),
    ("comments-open", f"{BLOG}/2026/10/26/leaf-rubbings/", '<form class="comment-form"'),
    ("comments-open", f"{BLOG}/2026/10/26/leaf-rubbings/", "So proud of Maya Thornquist"),
    ("language-offensive", f"{BLOG}/2026/10/26/leaf-rubbings/", "useless idiot"),
    ("contact-personal", f"{OLD}/main.htm", "dottie.whitlow@fastmail-free.example"),
    ("contact-personal", f"{BIO}/", "Text me any time at 406-555-0192"),
    ("contact-missing", f"{SCIENCE}/data/lessons.json", "Okada Science"),
    ("text-political", f"{BIO}/", "Vote YES on Measure 5 this Tuesday"),
    ("text-commercial", f"{ART}/shop.html", "My own prints make great gifts"),
    ("record-grade", f"{OLD}/grades.htm", "<td>304627</td><td>88</td><td>B+</td>"),
    ("record-id-number", f"{BAND}/files/chair-tests.xlsx", "304848"),
    ("record-health", f"{OLD}/grades.htm", "Silas goes to the resource room for his IEP time"),
    ("record-discipline", f"{TEAM}/language-arts/", "Gideon has lunch detention"),
    ("record-personnel", f"{W}/tamarack/", "Ms. Ivers is on medical leave"),
    ("copyright-notice", f"{OLD}/books.htm", "Copyright 2018 Hartwell &amp; Dove Press"),
    (
        "copyright-notice",
        f"{BIO}/docs/photosynthesis-chapter.pdf",
        "Harrowgate Learning. All rights reserved.",
    ),
    ("logo-unapproved", TRACK, "cedar-valley-high-logo-wolf.png"),
    ("disclaimer-missing", "http://rennerwrites.example/", "I teach biology for Cedar Valley Public Schools"),
    ("work-unprotected", f"{BIO}/students.html", "Student work"),
    ("site-unregistered", "http://missmarigoldsfirstgrade.example/", "Larkspur Elementary, Room 5"),
    ("trademark-use", f"{OLD}/books.htm", "book-cover.jpg"),
    ("person-quoted", "http://rennerwrites.example/", "a parent told me in private"),
    ("conversation-published", "http://rennerwrites.example/", "a parent told me in private"),
    ("branding-missing", f"{TEAM}/", "Team 7 Blue"),
    ("wcag-1.1.1", f"{OLD}/spelling.htm", '<img src="star.png">'),
    ("wcag-1.2.2", f"{ART}/", '<video src="/uploads/pottery-wheel.mp4" autoplay'),
    ("wcag-1.2.2", f"{W}/tamarack/pe/", '<video src="warm-up.mp4" controls'),
    ("wcag-1.3.1", f"{TEAM}/history/", "<tr><td>Station</td><td>Goods</td></tr>"),
    ("wcag-1.3.1", f"{TEAM}/math/", "<ul><p>Study guide</p>"),
    ("wcag-1.3.1", f"{ART}/gallery.html", "<h4>Masks</h4>"),
    ("wcag-1.3.5", f"{ART}/", 'autocomplete="my-name"'),
    ("wcag-1.4.1", f"{SCIENCE}/app.css", ".view p a{color:#31454f;text-decoration:none}"),
    ("wcag-1.4.2", f"{BAND}/", '<audio src="audio/scale.wav" autoplay loop>'),
    ("wcag-1.4.3", f"{W}/assets/cedarsite.css", ".cs-fine{color:#aab4bc"),
    ("wcag-1.4.4", f"{SCIENCE}/", "user-scalable=no"),
    ("wcag-1.4.12", f"{SCIENCE}/data/labs.json", "letter-spacing:.02em !important"),
    ("wcag-2.1.1", f"{ART}/", '<div class="btn" onclick="location.href=\'gallery.html\'"'),
    ("wcag-2.2.1", f"{OLD}/main.htm", 'http-equiv="refresh"'),
    ("wcag-2.2.2", f"{OLD}/main.htm", "<marquee>"),
    ("wcag-2.4.2", f"{OLD}/spelling.htm", "<title></title>"),
    ("wcag-2.4.4", f"{W}/larkspur/", '<a class="cs-icon cs-icon-c" href="/calendar/"></a>'),
    ("wcag-2.4.6", f"{OLD}/main.htm", '<a href="books.htm">here</a>'),
    ("wcag-3.1.1", f"{OLD}/", "<html>"),
    ("wcag-3.1.2", f"{BLOG}/para-familias/", "Cada martes publicamos las tareas"),
    ("wcag-3.1.2", f"{BLOG}/para-familias/", 'lang="espanol"'),
    ("wcag-3.3.2", f"{OLD}/guestbook.htm", 'Name <input name="n">'),
    ("wcag-4.1.2", f"{TEAM}/", '<iframe src="http://calendar.cedarvalley.example/embed/7blue.html"'),
)

# What stands on the pages and must never be reported, for whoever writes a checker.
NEAR_MISSES: tuple[tuple[str, str, str], ...] = (
    ("a first name of a K-8 student is allowed", f"{BLOG}/", "Toby found the biggest maple leaf"),
    (
        "nickname and first name at the good site",
        "http://mrfinch5.example/",
        "Bea and Desta keep the watering log",
    ),
    ("a teacher who shares a student's name", f"{W}/larkspur/hale/", "I am Grace Hale"),
    ("an aide who shares a student's family name", f"{TEAM}/", "Ms. Vera Lindqvard"),
    ("an ordinary word that is a first name", f"{W}/larkspur/hale/", "Will is our line leader"),
    ("high school students may be named", f"{BIO}/students.html", "Liam Castellaw explained enzymes"),
    ("captions name high school students", f"{BIO}/students.html", "Noemi Szalai-Brandt at the state"),
    ("a student newspaper takes a side", "http://cedarlog.example/", "Why I back Measure 5"),
    ("both sides of a measure", "http://cedarlog.example/", "http://nomeasure5.example/"),
    ("a civics lesson about elections", f"{BIO}/links.html", "http://kidsnews.example/election-explained"),
    ("a business that serves the school", f"{BAND}/", "http://valleyinstruments.example/"),
    ("a wall is not a fault", f"{TEAM}/history/", "http://journalarchive.example/silk-road"),
    ("a counter is no update", f"{BLOG}/", "Visits so far: 18,204"),
)


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with serve() as demo:
        yield demo


@pytest.fixture
def roster() -> Roster:
    folder = HERE / "confidential"
    return read_roster(folder / "oneroster", folder / "optouts.csv", datetime(2026, 11, 4, 2).astimezone())


def said(demo: Demo, url: str) -> str:
    """Return what is at an address of the district, files of Office unpacked."""
    parts = urlsplit(url)
    answer = demo.answer(parts.hostname or "", parts.path or "/")
    assert answer.status == 200, f"{url} answers {answer.status}"
    if answer.body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
            return "\n".join(archive.read(name).decode("utf-8") for name in archive.namelist())
    return answer.body.decode("utf-8" if answer.body[:2] != b"\xff\xd8" else "latin-1", "replace")


@pytest.mark.parametrize(("rule", "url", "quote"), EVIDENCE, ids=[f"{r}: {q[:40]}" for r, _, q in EVIDENCE])
def test_each_kind_of_finding_stands_somewhere(demo: Demo, rule: str, url: str, quote: str) -> None:
    assert quote in said(demo, url)


@pytest.mark.parametrize(("why", "url", "quote"), NEAR_MISSES, ids=[why for why, _, _ in NEAR_MISSES])
def test_each_near_miss_stands_somewhere(demo: Demo, why: str, url: str, quote: str) -> None:
    assert quote in said(demo, url)


# The rule ids that outsiders count on; accessibility ids are one per success criterion.
RULES = """
k8-full-name k8-partial-name k8-photo-identified photo-consent photo-person-tag photo-location
student-no-agreement opt-out-a-name opt-out-a-address opt-out-a-email opt-out-a-photo opt-out-a-birth-date
opt-out-a-attendance opt-out-a-grade opt-out-a-activity opt-out-a-height-weight opt-out-a-award
opt-out-a-phone opt-out-a-voice opt-out-b-name-in-media opt-out-b-likeness opt-out-b-voice opt-out-c-name
opt-out-c-address opt-out-c-phone missed-update late-update site-stale curriculum-link-missing
link-political link-commercial link-personal-gain link-personal-fundraising link-organization
link-unapproved-platform link-personal-account link-consumer-chat link-harmful link-deceptive link-parked
link-broken link-unresolved comments-open contact-personal contact-missing text-political text-commercial
language-offensive record-grade record-id-number record-health record-discipline record-personnel
copyright-notice logo-unapproved disclaimer-missing work-unprotected site-unregistered trademark-use
person-quoted conversation-published branding-missing
""".split()


def test_no_kind_of_finding_is_left_out() -> None:
    shown = {rule for rule, _, _ in EVIDENCE}
    assert set(RULES) - shown == set()
    assert len({rule for rule in shown if rule.startswith("wcag-")}) >= 15


def test_students_on_pages_are_on_the_roster_and_the_traps_are_set(roster: Roster) -> None:
    names = {(student.given, student.family): student for student in roster.students}
    assert names["Maya", "Thornquist"].is_k8
    assert not names["Tessa", "Marchetti-Boyd"].is_k8
    assert roster.scopes(names["Tessa", "Marchetti-Boyd"].sourced_id) == {"A"}
    assert roster.scopes(names["Devon", "Achterberg"].sourced_id) == {"B"}
    assert roster.scopes(names["Wren", "Castellaw"].sourced_id) == {"C"}
    assert names["Emmett", "Stonebridge"].agreement is None, "the column is named in auditor.toml only"
    twins = [
        student for student in roster.students if (student.given, student.family) == ("Liam", "Castellaw")
    ]
    assert sorted(student.grade for student in twins) == ["04", "09"]
    assert ("Grace", "Hale") in names
    assert ("Grace", "Hale") in {(person.given, person.family) for person in roster.staff}
    assert roster.faults == ()
    assert [fault.line for fault in roster.announcements] == [6, 7, 8]


def test_days_turn_back_and_forward() -> None:
    with serve(day=date(2026, 10, 25)) as demo:
        assert "Pumpkin math" not in said(demo, f"{BLOG}/")
        assert demo.answer("blogs.cedarvalley.example", "/room12/2026/11/02/pumpkin-math/").status == 404
        demo.show(date(2026, 10, 26))
        assert "Leaf rubbings" in said(demo, f"{BLOG}/feed.xml")
        assert "Pumpkin math" not in said(demo, f"{BLOG}/feed.xml")
        demo.show(date(2026, 11, 3))
        assert "Pumpkin math" in said(demo, f"{BLOG}/feed.xml")
        assert "Plate boundaries" in said(demo, f"{SCIENCE}/data/lessons.json")
        assert demo.days()[0] == date(2026, 10, 6)
        assert demo.days()[-1] == date(2026, 11, 3)


def fetch(demo: Demo, host: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Ask the running server as a client would, redirects not followed."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args: object, **kwargs: object) -> None:
            return None

    request = urllib.request.Request(f"http://127.0.0.1:{demo.port}{path}", headers={"Host": host, **headers})
    opener = urllib.request.build_opener(Stay, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=20) as reply:
            return reply.status, dict(reply.headers), reply.read()
    except urllib.error.HTTPError as reply:
        with reply:
            return reply.code, dict(reply.headers), reply.read()


@pytest.mark.parametrize(
    ("host", "path", "status", "location"),
    [
        ("mrfinch5.example", "/", 200, ""),
        ("mrfinch5.example", "/nothing.html", 404, ""),
        ("nobody.example", "/", 404, ""),
        ("lund-algebra.example", "/", 401, ""),
        ("journalarchive.example", "/silk-road", 403, ""),
        ("friendface.example", "/rowan.quill.private", 999, ""),
        ("brandt-pe.example", "/", 301, f"{W}/tamarack/pe/"),
        ("spanish.cedarvalley.example", "/", 302, "http://sso.cedarvalley.example/login/?return=spanish"),
        ("shrt.example", "/a1b2c3", 200, ""),
        ("lnk.example", "/art-deals", 302, "http://megadeals.example/art/"),
        ("blogs.cedarvalley.example", "/room12", 301, "/room12/"),
        ("blogs.cedarvalley.example", "/_template.html", 404, ""),
        ("blogs.cedarvalley.example", "/@2026-10-26/room12/index.html", 404, ""),
        ("blogs.cedarvalley.example", "/../../hosts.json", 404, ""),
        ("blogs.cedarvalley.example", "/%2e%2e/%2e%2e/hosts.json", 404, ""),
        ("blogs.cedarvalley.example", "//etc/passwd", 404, ""),
    ],
)
def test_hosts_answer_as_they_should(demo: Demo, host: str, path: str, status: int, location: str) -> None:
    got, headers, _ = fetch(demo, host, path)
    assert (got, headers.get("Location", "")) == (status, location)


def test_unchanged_pages_are_not_sent_again(demo: Demo) -> None:
    _, headers, _ = fetch(demo, "mrfinch5.example", "/")
    status, _, body = fetch(demo, "mrfinch5.example", "/", **{"If-None-Match": headers["ETag"]})
    assert (status, body) == (304, b"")
    assert headers["Last-Modified"] == "Mon, 02 Nov 2026 15:40:00 GMT"


def test_the_site_that_is_down_refuses_connections(demo: Demo) -> None:
    host, port = demo.addresses()["iversmath.example"].split(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=5)


def test_robots_keep_a_folder_to_themselves_and_one_page_is_slow(demo: Demo) -> None:
    assert "Disallow: /readers/" in said(demo, "http://library.larkspur.example/robots.txt")
    assert demo.hosts["library.larkspur.example"].seconds == {"/catalog.html": 2.0}


def test_every_link_leads_to_a_host_of_the_district_or_is_dead_on_purpose(demo: Demo) -> None:
    known = set(demo.hosts)
    strange: set[str] = set()
    gone: set[str] = set()
    for host, entry in demo.hosts.items():
        for file in (HERE / "sites" / entry.folder).rglob("*.htm*") if entry.folder else ():
            relative = re.sub(r"^(@[^/]+/)", "", file.relative_to(HERE / "sites" / entry.folder).as_posix())
            if relative.startswith("_") or entry.folder.startswith("elsewhere/"):
                continue
            base = f"http://{host}/{relative}"
            for target in re.findall(r'(?:href|src|action)="([^"#]+)"', file.read_text("utf-8")):
                url = urlsplit(urljoin(base, target))
                if url.scheme != "http":
                    continue
                if url.hostname not in known:
                    strange.add(url.hostname or "")
                elif demo.answer(url.hostname or "", url.path).status == 404:
                    gone.add(url.geturl())
    assert strange == {"nowhere-at-all.example"}
    assert sorted(gone) == [
        "http://blogs.cedarvalley.example/room12/comments-post",
        "http://openmuseum.example/gone/dinosaurs.html",
        "http://quillart.example/ajax/contact",
        "http://whitlow-room15.example/sign.cgi",
    ]


def test_every_folder_is_served_and_every_name_is_invented(demo: Demo) -> None:
    served = set(folders(demo.hosts))
    sites = HERE / "sites"
    there = {path.name for path in sites.iterdir() if path.name != "elsewhere"}
    there |= {f"elsewhere/{path.name}" for path in (sites / "elsewhere").iterdir()}
    assert there == served
    assert all(host.endswith(".example") for host in demo.hosts)


def test_the_configuration_is_what_a_night_reads(demo: Demo, tmp_path: Path) -> None:
    folder = write_configuration(tmp_path / "demo", demo)
    config = load_config(folder)
    registry = load_registry(folder)
    roster = load_roster(config, datetime(2026, 11, 4, 2).replace(tzinfo=config.district.zone))
    hosts = config.hosts()
    assert hosts is not None
    assert {urlsplit(site.url).hostname for site in registry.sites} <= set(hosts)
    assert hosts["mrfinch5.example"] == f"127.0.0.1:{demo.port}"
    assert {site.site_id for site in registry.sites} >= {"tamarack-7-ivers", "cvhs-algebra-lund"}
    assert {site.kind for site in registry.sites} >= {
        "class",
        "team",
        "club",
        "school",
        "student-publication",
    }
    assert roster.loaded
    assert roster.count == 120
    assert [student.given for student in roster.students if student.agreement is False] == ["Emmett"]
    assert config.var == tmp_path / "demo" / "var"
    assert (folder / "policies").is_dir()
    for path in (tmp_path / "demo").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_an_earlier_demonstration_is_replaced_and_nothing_else(demo: Demo, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    write_configuration(folder, demo)
    (folder / "var").mkdir()
    (folder / "var" / "old.txt").write_text("from last time", "utf-8")
    write_configuration(folder, demo)
    assert not (folder / "var" / "old.txt").exists()
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.txt").write_text("mine", "utf-8")
    with pytest.raises(Refusal) as refused:
        write_configuration(other, demo)
    assert refused.value.code is Exit.USAGE
    assert (other / "chapter.txt").read_text("utf-8") == "mine"


def test_the_good_site_is_good_and_the_shared_template_is_not(demo: Demo) -> None:
    good = [f"http://mrfinch5.example/{page}" for page in ("", "homework.html", "reading.html")]
    pages = [*good, *(f"{W}/{page}/" for page in ("larkspur/hale", "larkspur/birdsong", "tamarack/novak"))]
    found: dict[str, set[tuple[str, str]]] = {}
    with (
        BrowserPool(BrowserOptions(jobs=1)) as pool,
        # The server reads the Host header, so it can stand in for the proxy of a visit.
        pool.session(f"http://127.0.0.1:{demo.port}") as session,
    ):
        for url in pages:
            rendered = session.render(url)
            assert rendered.failure is None, url
            # How a picture is shown is told of each one, and is no remark.
            seen_here = [seen for seen in rendered.observations if seen.rule != FACT]
            found[url] = {(seen.rule, seen.selector) for seen in seen_here}
    assert {url: seen for url, seen in found.items() if "mrfinch5" in url and seen} == {}
    template = {("label", "input"), ("link-name", ".cs-icon-f"), ("color-contrast", ".cs-fine")}
    for url, seen in found.items():
        if "www" in url:
            assert template <= seen, url
