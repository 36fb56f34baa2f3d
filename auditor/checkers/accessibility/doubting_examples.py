"""Show for each fact that a person must judge what is shown to one and what is a near miss; each is a test.

Fragments and quotes are as in `own_examples`. What moves is watched for six seconds, so it has few examples.
"""

from __future__ import annotations

from auditor.rule import Example


def _look(html: str, *selectors: str, why: str = "") -> Example:
    return Example(html=html, quotes=selectors, why=why, engine=True)


def _miss(html: str, why: str) -> Example:
    return Example(html=html, why=why, engine=True)


_PARAGRAPH = (
    "On Friday we write our test on fractions. Please bring a pencil, a ruler and your yellow book, and get "
    "enough sleep the night before."
)
_DATES = '<p>May 4</p><p><span STYLE>May 11</span></p><p>May 18</p><p id="key">Dates in red are holidays.</p>'
_TURNING = (
    '<div id="show" class="carousel" style="width:300px;height:120px;overflow:hidden">'
    '<p style="height:100px">Picture day is on Monday</p><p style="height:100px">Our fair is in May</p>'
    "<p style='height:100px'>Read each evening</p></div>MORE<script>setInterval(() => { "
    "const box = document.getElementById('show'); box.append(box.firstElementChild); }, 1900);</script>"
)
_LISTENS = (
    "<script>const box = document.querySelector('.card'); box.addEventListener('click', () => { box.hidden = "
    "true; }); KEYS</script>"
)
_CARD = '<div class="card" style="cursor:pointer;width:200px"ATTRIBUTES>Show the answers</div>'
_SLIDES = (
    '<iframe id="week" title="Week" width="300" height="200" '
    'src="https://docs.google.com/presentation/d/e/x1/embed?start={}&loop=true"></iframe>'
)
_CHOOSE = (
    '<label>Class <select id="box"><option>Art<option>Band</select></label><script>'
    "const box = document.getElementById('box'); box.addEventListener('change', () => { ACT });</script>"
)

DOUBTING_EXAMPLES: dict[str, tuple[Example, ...]] = {
    "1.3.1": (
        _look(
            f'<div id="head" style="font-size:26px">Our math test</div><p>{_PARAGRAPH}</p>', "#head",
            why="it looks like a heading",
        ),
        _miss(f'<h2>Our math test</h2><p>{_PARAGRAPH}</p>', "a heading"),
        _miss(f'<div style="font-size:26px">Welcome!</div><p>{_PARAGRAPH}</p>', "a call, not a heading"),
        _miss(f"<div>Our math test</div><p>{_PARAGRAPH}</p>", "it looks like the text below"),
    ),
    "1.4.1": (
        _look(_DATES.replace("STYLE", 'style="color:#c00"'), "#key", why="nothing else marks the red date"),
        _miss(_DATES.replace("STYLE", 'style="color:#c00;font-weight:bold"'), "it is bold, too"),
        _miss(_DATES.replace("STYLE", ""), "no date is red"),
        _miss("<p><span style='color:#c00'>Math</span></p><p>Students in red shirts are helpers.</p>",
              "shirts, and no words of the page"),
    ),
    "2.1.1": (
        _look(_CARD.replace("ATTRIBUTES", "") + _LISTENS.replace("KEYS", ""), "div",
              why="a script listens to clicks, and Tab does not stop there"),
        _miss(_CARD.replace("ATTRIBUTES", ' tabindex="0" role="button"')
              + _LISTENS.replace("KEYS", "box.addEventListener('keydown', () => {});"), "Tab stops there"),
        _miss(_CARD.replace("ATTRIBUTES", ""), "nothing listens"),
    ),
    "2.2.1": (
        _look("<p>Bye</p><script>setTimeout(function () { location.href = '/next'; }, 60 * 1000);</script>",
              "html"),
        _miss("<p>Bye</p><script>function go() { setTimeout(() => { location.reload(); }, 60000); }</script>",
              "somebody must ask for it"),
    ),
    "2.2.2": (
        _look(_TURNING.replace("MORE", ""), "#show"),
        _miss(_TURNING.replace("MORE", '<button type="button">Pause</button>'), "a button stops it"),
        _look(_SLIDES.format("true"), "#week", why="slides that go on"),
        _miss(_SLIDES.format("false"), "they wait for a visitor"),
    ),
    "3.2.2": (
        _look(_CHOOSE.replace("ACT", "location.href = box.value;"), "#box", why="a script leaves the page"),
        _miss(_CHOOSE.replace("ACT", "document.title = box.value;"), "it stays on the page"),
    ),
}  # fmt: skip
