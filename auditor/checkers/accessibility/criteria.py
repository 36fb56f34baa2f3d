"""Say each success criterion to readers who are not engineers: what, why, how to mend; holds no logic.

Sources: WCAG 2.0 levels A and AA, and what WCAG 2.1 added at these levels. The words are our own.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.rule import Severity

_CRITICAL, _SERIOUS, _MODERATE, _MINOR = (
    Severity.CRITICAL,
    Severity.SERIOUS,
    Severity.MODERATE,
    Severity.MINOR,
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """Hold the words for one success criterion; `number` is W3C's."""

    number: str
    severity: Severity
    title: str
    why: str
    fix: str


CRITERIA = (
    Criterion(
        "1.1.1",
        _CRITICAL,
        "Pictures without words",
        "People who cannot see a picture hear its alternative text. Without one they hear nothing, "
        "or a file name.",
        "Write a short alternative text that says what the picture tells. Use no full student name. Leave "
        "the text empty where a picture is only decoration.",
    ),
    Criterion(
        "1.2.1",
        _SERIOUS,
        "Sound without text, or silent video without words",
        "People who cannot hear or see the recording miss what it says.",
        "Add a written version below the recording, or link to one.",
    ),
    Criterion(
        "1.2.2",
        _SERIOUS,
        "Video without captions",
        "People who cannot hear, and people in a noisy room, miss what is said.",
        "Turn on captions where the video lies. Then read them and mend what a machine wrote.",
    ),
    Criterion(
        "1.2.3",
        _MODERATE,
        "Video that shows more than it says",
        "People who cannot see the video miss what is only shown.",
        "Say aloud what matters in the picture, or write it down below the video.",
    ),
    Criterion(
        "1.2.4",
        _SERIOUS,
        "Live video without captions",
        "People who cannot hear cannot follow the event.",
        "Turn on live captions in the meeting or streaming tool.",
    ),
    Criterion(
        "1.2.5",
        _MODERATE,
        "Video without a voice that describes it",
        "People who cannot see the video miss what is only shown.",
        "Say aloud what can be seen while you film, or add a voice that tells it.",
    ),
    Criterion(
        "1.3.1",
        _SERIOUS,
        "Headings, lists, tables or labels that are only drawn",
        "A screen reader finds its way by real headings, lists and table headers. What only looks like one "
        "is lost.",
        "Use the editor's own styles for headings, lists and tables, and not bold type, dashes or tabs.",
    ),
    Criterion(
        "1.3.2",
        _MODERATE,
        "Text that is read in the wrong order",
        "A screen reader reads in the order of the page's code. If that differs from what is seen, the text "
        "makes no sense.",
        "Put the parts into the page in the order in which they are to be read.",
    ),
    Criterion(
        "1.3.3",
        _MODERATE,
        "Directions by shape, place or sound alone",
        "Someone who cannot see the page cannot find “the box on the right”.",
        "Name the thing as well: “the box Homework on the right”.",
    ),
    Criterion(
        "1.4.1",
        _SERIOUS,
        "Something said by color alone",
        "People who see colors differently, and people who print the page, miss it.",
        "Add a word, a sign or an underline to the color.",
    ),
    Criterion(
        "1.4.2",
        _SERIOUS,
        "Sound that starts by itself",
        "It drowns the voice of a screen reader, and it startles.",
        "Turn off automatic playing, and let visitors press play.",
    ),
    Criterion(
        "1.4.3",
        _SERIOUS,
        "Text that is too faint to read",
        "Pale text is hard to read for many people, on old screens and in sunlight.",
        "Choose a darker text or a lighter background.",
    ),
    Criterion(
        "1.4.4",
        _SERIOUS,
        "Text that cannot be made larger",
        "People who see poorly enlarge the page. Here they cannot, or parts get lost.",
        "Let visitors zoom. This is usually set in the site's theme or template.",
    ),
    Criterion(
        "1.4.5",
        _MODERATE,
        "Words that are drawn in a picture",
        "Drawn words cannot be read aloud, enlarged, translated or searched.",
        "Type the words on the page, and keep the picture as decoration.",
    ),
    Criterion(
        "2.1.1",
        _CRITICAL,
        "Something that works with a mouse only",
        "Some people cannot use a mouse. With the keyboard they cannot get at this.",
        "Use the editor's own buttons, links and players, which work with the keyboard.",
    ),
    Criterion(
        "2.1.2",
        _CRITICAL,
        "A place that the keyboard cannot leave",
        "Someone without a mouse is stuck there and must close the page.",
        "Take the embedded part out, or link to it instead.",
    ),
    Criterion(
        "2.2.1",
        _SERIOUS,
        "A time limit, or a page that moves on by itself",
        "People who read or type slowly are thrown out before they are done.",
        "Take out the automatic reload or redirect, and give a link instead.",
    ),
    Criterion(
        "2.2.2",
        _SERIOUS,
        "Something that moves or blinks and cannot be stopped",
        "Movement keeps many people from reading the rest of the page.",
        "Take the movement out, or give it a pause button.",
    ),
    Criterion(
        "2.3.1",
        _CRITICAL,
        "Something that flashes",
        "Flashing can cause seizures.",
        "Take it off the page.",
    ),
    Criterion(
        "2.4.1",
        _MODERATE,
        "No way past the menu",
        "Who uses a keyboard or a screen reader goes through the whole menu on every page.",
        "Start the page's own content with a real heading. A theme may also offer a skip link.",
    ),
    Criterion(
        "2.4.2",
        _SERIOUS,
        "A page without a title",
        "The title is the first thing that a screen reader says, and the name of the tab and the bookmark.",
        "Give the page a title that says what it is about.",
    ),
    Criterion(
        "2.4.3",
        _SERIOUS,
        "A keyboard order that jumps about",
        "Someone who moves by keyboard gets lost.",
        "Put links, buttons and fields into the page in the order in which they are used.",
    ),
    Criterion(
        "2.4.4",
        _SERIOUS,
        "Links that do not say where they lead",
        "A screen reader lists the links of a page. A link without words, or “click here”, says nothing.",
        "Write the words of the link so that they name what is behind it. A picture that is a link needs an "
        "alternative text.",
    ),
    Criterion(
        "2.4.5",
        _MINOR,
        "Only one way to find a page",
        "People look for things in different ways.",
        "Put the page into the menu, and offer a search or a list of all pages.",
    ),
    Criterion(
        "2.4.6",
        _MODERATE,
        "Headings or labels that say nothing",
        "People jump from heading to heading. One that says nothing leads nowhere.",
        "Say in the heading or label what its part or field is about.",
    ),
    Criterion(
        "2.4.7",
        _SERIOUS,
        "No sign of where the keyboard is",
        "Someone who moves by keyboard cannot see which link or field is chosen.",
        "Keep the outline around what is chosen. This is usually set in the site's theme.",
    ),
    Criterion(
        "3.1.1",
        _SERIOUS,
        "A page that does not say its language",
        "A screen reader may then read English with a foreign voice.",
        "Set the language of the site or page. This is usually one setting for the whole site.",
    ),
    Criterion(
        "3.1.2",
        _MODERATE,
        "A passage in another language that does not say which",
        "A screen reader reads it with the wrong voice.",
        "Mark the passage with its language.",
    ),
    Criterion(
        "3.2.1",
        _SERIOUS,
        "Something that happens as soon as it is reached",
        "Someone who moves by keyboard is carried away without having asked for it.",
        "Let things happen when a button is pressed.",
    ),
    Criterion(
        "3.2.2",
        _SERIOUS,
        "Something that happens as soon as a choice is made",
        "Someone who cannot see the whole page does not know what happened.",
        "Add a button that starts the action.",
    ),
    Criterion(
        "3.2.3",
        _MODERATE,
        "A menu whose order changes from page to page",
        "People who know a menu by its order must look for everything again.",
        "Use the same menu on every page.",
    ),
    Criterion(
        "3.2.4",
        _MODERATE,
        "The same thing under different names",
        "People take it for two things.",
        "Use one name on every page.",
    ),
    Criterion(
        "3.3.1",
        _SERIOUS,
        "A form that does not say what is wrong",
        "People cannot mend a mistake that they are not told of.",
        "Let the form name the field and the mistake in words.",
    ),
    Criterion(
        "3.3.2",
        _SERIOUS,
        "Fields without clear labels",
        "People cannot tell what to fill in.",
        "Give each field one label that says what belongs there.",
    ),
    Criterion(
        "3.3.3",
        _MODERATE,
        "A form that does not say how to mend a mistake",
        "People try again and again.",
        "Let the form say what would be right, such as “a date like 10/28/2026”.",
    ),
    Criterion(
        "3.3.4",
        _SERIOUS,
        "Something serious that cannot be checked before it is sent",
        "A slip cannot be taken back.",
        "Show all of it once more before it is sent, or let people change it later.",
    ),
    Criterion(
        "4.1.1",
        _MINOR,
        "Faults in the page's code",
        "Programs that read the page aloud may read something else than what is seen.",
        "Paste text without its old formatting. What is left is for whoever keeps the site's template.",
    ),
    Criterion(
        "4.1.2",
        _CRITICAL,
        "Buttons, fields or frames without a name",
        "A screen reader says only “button” or “frame”. Nobody can tell what it does.",
        "Give it words: a label for a field, a text for a button, a title for what is embedded.",
    ),
    # What WCAG 2.1 added, from here on.
    Criterion(
        "1.3.4",
        _MODERATE,
        "A page that works in one screen position only",
        "Some people cannot turn their device, for example on a wheelchair.",
        "Let the page turn with the screen. This is usually set in the site's theme.",
    ),
    Criterion(
        "1.3.5",
        _MINOR,
        "Fields for personal details that do not say so in code",
        "Browsers could fill in name and address for people who find typing hard.",
        "Use the form tool's own fields for name, e-mail and address.",
    ),
    Criterion(
        "1.4.10",
        _MODERATE,
        "A page that must be scrolled both ways",
        "On a phone, or enlarged, every line has to be pushed to and fro.",
        "Do not set fixed widths. Let tables and pictures shrink with the page.",
    ),
    Criterion(
        "1.4.11",
        _MODERATE,
        "Buttons, fields or charts that are too faint",
        "People who see poorly cannot find them.",
        "Choose colors that stand out more.",
    ),
    Criterion(
        "1.4.12",
        _MINOR,
        "Text that breaks when its spacing is changed",
        "Some people read better with more space between lines and letters.",
        "Take fixed line and letter spacing out of the text's formatting.",
    ),
    Criterion(
        "1.4.13",
        _MODERATE,
        "Something that pops up and cannot be kept or closed",
        "People who enlarge the page cannot read it before it goes.",
        "Put the text on the page itself.",
    ),
    Criterion(
        "2.1.4",
        _MODERATE,
        "Shortcuts of a single letter",
        "Someone who speaks to the computer sets them off by accident.",
        "Turn the shortcuts off.",
    ),
    Criterion(
        "2.5.1",
        _MODERATE,
        "Something that needs two fingers or a drawn path",
        "Not everyone can make that movement.",
        "Add buttons that do the same.",
    ),
    Criterion(
        "2.5.2",
        _MINOR,
        "Something that happens before a finger lifts",
        "A slip of the hand cannot be taken back.",
        "Let it happen when the finger or button is lifted.",
    ),
    Criterion(
        "2.5.3",
        _MODERATE,
        "A button whose hidden name differs from what is seen",
        "Someone who says the words that are seen cannot press the button by voice.",
        "Begin the hidden name with the words that are seen.",
    ),
    Criterion(
        "2.5.4",
        _MODERATE,
        "Something that is done by shaking or tilting",
        "Not everyone can move the device.",
        "Add a button that does the same.",
    ),
    Criterion(
        "4.1.3",
        _MODERATE,
        "News on the page that is not read aloud",
        "Someone who cannot see the page does not notice it.",
        "Use the form tool's own messages. What is left is for whoever keeps the site's template.",
    ),
)
