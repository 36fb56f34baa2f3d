"""Show for each own check what it finds and what is a near miss; each is a test in a real browser.

Fragments and quotes are as in `examples`: a fragment stands below the heading “Room 12” of a page in
English whose title is “Room 12”.
"""

from __future__ import annotations

from auditor.rule import Example


def _hit(html: str, *selectors: str, why: str = "") -> Example:
    return Example(html=html, quotes=selectors, why=why, engine=True)


def _miss(html: str, why: str) -> Example:
    return Example(html=html, why=why, engine=True)


def _page(title: str, body: str, lang: str = "en") -> str:
    head = f"<title>{title}</title>"
    return f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'


_SPANISH = (
    "Los estudiantes de la clase tienen que leer un libro en la casa y escribir una carta para su familia."
)
_ENGLISH = "The students of our class have to read a book at home and to write a letter for their family."
_NAMES = "Ana Lopez, Luis Garcia, Maria de la Cruz, Elena Ruiz, Pablo Soto, Lucia Vega, Diego Mora, Rosa Gil"
_FIELDS = '<label for="age">Age</label> <input id="age" type="number"> '
_LARGE = 'style="display:block;width:90px;height:90px"'
_POND = "<p>In May our pond had six new ducks, many frogs, some turtles and lots of dragonflies.</p>"
_TWO_FIELDS = _FIELDS + '<label for="name">Name</label> <input id="name"> '
_GRID = (
    '<div role="grid" id="rooms"><div role="row"><div role="columnheader">Room</div>'
    '<div role="columnheader">Floor</div><div role="columnheader">Teacher</div></div>'
    '<div role="row"><div role="gridcell">12</div><div role="gridcell">1</div>MORE</div></div>'
)
_TRIPS = (
    '<table id="trips"><tr><th>Date</th><th>Place<th></th><th>Cost</th></tr>'
    "<tr><td>May 4</td><td>Pond</td><td>$3</td>MORE</tr></table>"
)
_TWO = '<a href="/a">Sign up</a> for art or <a href="/b">sign up</a> for band'
_SHOWN = "<style>a:focus-visible { outline: 3px solid #00f; }</style>"
_UNSHOWN = "<style>a:focus { outline: none; }</style>"
_TRAP = (
    '<input id="a" aria-label="First"><input id="b" aria-label="Second">'
    '<a href="/x">Home</a><a href="/y">Week</a><a href="/z">Math</a><script>'
    "for (const id of ['a', 'b']) document.getElementById(id).addEventListener('keydown', (event) => {"
    "if (event.key !== 'Tab') return; HOLD document.getElementById(id === 'a' ? 'b' : 'a').focus(); });"
    "</script>"
)

OWN_EXAMPLES: dict[str, tuple[Example, ...]] = {
    "1.1.1": (
        _hit('<img id="trip" src="a.png" alt="IMG_2041">', "#trip", why="a camera's number"),
        _hit('<img id="plant" src="bean-plant.png" alt="bean-plant.png">', "#plant", why="the file's name"),
        _hit('<img id="fair" src="a.png" width="90" height="90" alt="Picture">', "#fair"),
        _hit(
            '<figure><img id="pond" src="a.png" alt="Our pond in May">'
            "<figcaption>Our pond in May</figcaption></figure>",
            "#pond",
            why="the caption once more, for a person to look at",
        ),
        _hit(
            f'<img id="crest" {_LARGE} src="a.png" role="none" alt="Cedar Elementary logo">',
            "#crest",
            why="its own words say that it tells something, and its code hides it",
        ),
        _hit(
            '<canvas id="ask" width="200" height="60"></canvas><script>'
            'const pen = document.getElementById("ask").getContext("2d"); pen.font = "30px Arial"; '
            'pen.fillText("Open house tonight", 9, 40);</script>',
            "#ask",
            why="words that are drawn",
        ),
        _miss(
            '<p>Cedar Elementary</p><img src="a.png" width="90" height="90" alt="">',
            "a picture beside words may be decoration",
        ),
        _miss(
            '<img src="IMG_2041.png" alt="A frog on a leaf">', "the file's name is not its alternative text"
        ),
        _miss('<img src="a.png" alt="Picture of a frog on a leaf">', "it goes on after the empty word"),
        _miss(
            '<figure><img src="a.png" alt="Our pond in May, with six ducks">'
            "<figcaption>Our pond in May</figcaption></figure>",
            "it says more than the caption",
        ),
    ),
    "1.2.2": (
        _hit('<iframe id="film" title="Fair" src="https://www.youtube.com/embed/x1"></iframe>', "#film"),
        _miss('<iframe title="Map" src="https://maps.example/embed/x1"></iframe>', "no player of videos"),
    ),
    "1.3.1": (
        _hit('<p id="todo">• Pencils<br>• Glue<br>• Paper</p>', "#todo", why="a list that is only drawn"),
        _hit(
            '<table id="times"><tr><td><b>Day</b><td><b>Time</b>'
            "<tr><td>Monday<td>9:00<tr><td>Friday<td>10:00</table>",
            "#times",
        ),
        _hit(
            '<form>Lunch? <label><input id="yes" type="radio" name="lunch"> Yes</label> '
            '<label><input type="radio" name="lunch"> No</label></form>',
            "#yes",
        ),
        _hit(_GRID.replace("MORE", ""), "#rooms", why="no row has anything under “Teacher”"),
        _miss(_GRID.replace("MORE", '<div role="gridcell">Ms. Lee</div>'), "each header has cells"),
        _hit(_TRIPS.replace("MORE", ""), "#trips", why="an empty header pushes “Cost” aside"),
        _miss(_TRIPS.replace("MORE", "<td>Ms. Lee</td>"), "four cells under four headers"),
        _miss("<p>• Pencils and glue<br>Bring them on Monday<br>Thank you</p>", "one line is no list"),
        _miss("<ul><li>• Pencils<li>• Glue<li>• Paper</ul>", "it is marked as a list"),
        _miss(
            "<table><tr><th>Day<th>Time<tr><td>Monday<td>9:00<tr><td>Friday<td>10:00</table>",
            "it has headers",
        ),
        _miss(
            '<form><fieldset><legend>Lunch?</legend><label><input type="radio" name="lunch"> Yes</label> '
            '<label><input type="radio" name="lunch"> No</label></fieldset></form>',
            "the question is tied to its answers",
        ),
    ),
    "1.3.2": (
        _hit('<p id="work">H O M E W O R K</p>', "#work"),
        _miss("<p>Today we write A B C D E F G</p>", "letters of the alphabet are meant one by one"),
    ),
    "1.3.3": (
        _hit('<p id="go">Click the round button to begin.</p>', "#go"),
        _miss("<p>Color the green leaf and the red apple.</p>", "nothing on the page is meant"),
    ),
    "1.4.2": (
        _hit('<audio id="song" src="song.wav" autoplay loop></audio>', "#song", why="again and again"),
        _miss('<audio src="song.wav" autoplay muted></audio>', "it makes no sound"),
    ),
    "1.4.3": (
        _hit(
            '<p id="sky" style="background:linear-gradient(#fff,#ddf);color:#bbb">Bring a pencil.</p>',
            "#sky",
            why="measured by what is drawn",
        ),
        _hit(
            '<p id="half" style="background:linear-gradient(90deg,#fff 50%,#444 50%);color:#333;width:12em">'
            "Bring a pencil and a ruler on Monday.</p>",
            "#half",
            why="a part of the words, for a person to look at",
        ),
        _miss(
            '<p style="background:linear-gradient(#fff,#ddf);color:#222">Bring a pencil.</p>',
            "an engine's doubt falls away, because what is drawn is plain",
        ),
    ),
    "1.4.4": (
        _hit(
            '<div id="box" style="overflow:hidden;height:100px;font-size:16px;line-height:20px">'
            f"{_ENGLISH} {_ENGLISH} {_ENGLISH} {_ENGLISH} {_ENGLISH} {_ENGLISH}</div>",
            "#box",
        ),
        _hit(
            f'<div id="line" style="overflow:hidden;white-space:nowrap;width:90px">{_ENGLISH}</div>',
            "#line",
            why="one line, of which most is never shown",
        ),
        _miss(f'<div style="overflow:hidden;font-size:16px">{_ENGLISH} {_ENGLISH}</div>', "the box grows"),
        _miss(
            f'<div style="overflow:auto;height:40px" tabindex="0">{_ENGLISH} {_ENGLISH}</div>', "it scrolls"
        ),
    ),
    "2.1.1": (
        _hit("""<div id="open" onclick="show('week')">Show the week</div>""", "#open"),
        _miss("""<button onclick="show('week')">Show the week</button>""", "a button"),
        _miss("""<a href="/week"><span onclick="note()">Show the week</span></a>""", "it lies in a link"),
        _hit("""<a id="back" href="/y" onfocus="this.blur()">Back</a>""", "#back", why="it throws it out"),
        _miss("""<a onfocus="this.blur()">Back</a>""", "the keyboard never gets there"),
        _miss("""<div onclick="location.href = '#'">Room 12</div>""", "it leads nowhere"),
        _miss(
            """<div style="position:fixed;inset:0" onclick="if (event.target === this) hide()"></div>""",
            "the ground behind something that is open",
        ),
    ),
    "2.1.2": (
        _hit(_TRAP.replace("HOLD", "event.preventDefault();"), "#a"),
        _miss(
            _TRAP.replace("HOLD", "if (event.shiftKey) return; event.preventDefault();"),
            "Shift with Tab leads out",
        ),
    ),
    "2.4.2": (
        _hit(_page("Untitled Document", "<h1>Room 12</h1>"), "title"),
        _hit(_page("week3.html", "<h1>Room 12</h1>"), "title", why="the name of a file"),
        _hit(
            _page("Cedar template</title><title>Our pond in May", _POND),
            "title:nth-child(1)",
            why="the wrong title counts, and the right one comes too late",
        ),
        _miss(
            _page("Our pond in May</title><title>Cedar template", _POND),
            "the title that counts is the right one",
        ),
        _miss(
            _page("How to document a test", "<h1>How to document a test</h1>"), "more than the editor's word"
        ),
    ),
    "2.4.4": (
        _hit(_page("Room 12", '<p>Room 12</p><p><a id="go" href="/trip">Click here</a></p>'), "#go"),
        _hit('<p id="art">' + _TWO + "</p>", 'a[href="/b"]', why="for a person to look at"),
        _hit(
            '<p><a href="/a">Sign up</a> <a id="band" href="/b">Sign up</a></p>',
            "#band",
            why="nothing tells them apart",
        ),
        _miss('<p>For the trip form <a href="/trip">click here</a>.</p>', "the sentence says where it leads"),
        _miss(
            f"<ul><li>{_TWO.split(' or ')[0]}</li><li>{_TWO.split(' or ')[1]}</li></ul>", "each in its item"
        ),
    ),
    "2.4.6": (
        _hit('<h2 id="head">Click here to edit</h2><p>Bring a pencil.</p>', "#head"),
        _hit('<form><label>Text field <input id="text"></label></form>', "#text"),
        _miss("<h2>Test</h2><p>On Friday we write a test.</p>", "a test is a thing of a class"),
        _miss("<form><label>Text of your poem <input></label></form>", "it says which text"),
    ),
    "2.4.7": (
        _hit(_UNSHOWN + '<p>Read <a id="rules" href="/rules">our rules</a> today.</p>', "#rules"),
        _miss(_SHOWN + '<p>Read <a href="/rules">our rules</a> today.</p>', "an outline shows it"),
        _miss('<p>Read <a href="/rules">our rules</a> today.</p>', "the browser's own outline shows it"),
        _miss(
            "<style>a { outline: none; } p:focus-within { background: #ff0; }</style>"
            '<p>Read <a href="/rules">our rules</a> today.</p>',
            "what is around it shows it",
        ),
    ),
    "3.1.1": (
        _hit(_page("Clase", f"<h1>Clase</h1><p>{_SPANISH}</p>"), "html", why="Spanish under English"),
        _miss(_page("Clase", f"<h1>Clase</h1><p>{_SPANISH}</p>", "es"), "it says so"),
        _miss(_page("Class", f"<h1>Class</h1><p>{_NAMES}</p>"), "names are in no language"),
        _miss(
            _page("Class", f'<h1>Class</h1><p>{_ENGLISH}</p><p lang="es">{_SPANISH}</p>'), "the part says so"
        ),
    ),
    "3.1.2": (
        _hit(f'<p>{_ENGLISH}</p><p>{_ENGLISH}</p><p id="carta">{_SPANISH}</p>', "#carta"),
        _hit(
            f'<p>{_ENGLISH}</p><p id="carta" lang="es">{_ENGLISH}</p>', "#carta", why="English under Spanish"
        ),
        _miss(f"<p>{_ENGLISH}</p><p>We read El libro de la selva.</p>", "a title within a sentence"),
    ),
    "3.2.1": (
        _hit("""<a id="menu" href="/x" onfocus="window.open('/menu')">Menu</a>""", "#menu"),
        _miss("""<a href="/x" onfocus="this.className='on'">Menu</a>""", "it only looks different"),
    ),
    "3.2.2": (
        _hit(
            '<select id="class" aria-label="Class" onchange="location.href = this.value">'
            "<option>Art</select>",
            "#class",
        ),
        _miss(
            '<select aria-label="Class" onchange="count(this)"><option>Art</select>', "it stays on the page"
        ),
    ),
    "3.3.1": (
        _hit(f'<form>{_FIELDS}<span id="error">Please fill the field correctly.</span></form>', "#error"),
        _hit(f'<form><div class="error" id="error">Invalid value.</div>{_TWO_FIELDS}</form>', "#error"),
        _hit(
            f'<form>{_FIELDS}<p id="error" aria-hidden="true">Invalid value for age: use 5 to 18.</p></form>',
            "#error",
            why="to be seen and not to be heard",
        ),
        _miss(
            f'<form>{_FIELDS}<span id="error">Please write your age as a number from 5 to 18.</span></form>',
            "it names the field",
        ),
    ),
    "3.3.2": (
        _hit('<form><input id="mail" placeholder="Your e-mail"></form>', "#mail"),
        _miss(
            '<form><label>E-mail <input placeholder="name@family.example"></label></form>', "it has a label"
        ),
        _miss(
            '<form role="search"><input placeholder="Search this site"></form>',
            "a search is plain by its button",
        ),
    ),
    "4.1.2": (
        _hit(
            '<iframe id="one" title="Video player" src="https://www.youtube.com/embed/x1"></iframe>'
            '<iframe title="Video player" src="https://www.youtube.com/embed/x2"></iframe>',
            "#one",
        ),
        _miss(
            '<iframe title="Fair" src="https://www.youtube.com/embed/x1"></iframe>'
            '<iframe title="Trip" src="https://www.youtube.com/embed/x2"></iframe>',
            "each has a title of its own",
        ),
    ),
}
