"""Say for each success criterion of WCAG 2.0 A and AA who looks at it and what they can and cannot see.

Holds the table and no logic. `axe` and `own` name rules; those of Alfa stand in `auditor.engines`.
A criterion at which nobody looks is named like all others: nothing found there means nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from auditor.engines.alfa_rules import CUT_OFF, WANTED

NOBODY: Final = "Nothing by machine."


@dataclass(frozen=True, slots=True)
class Coverage:
    """Say of one criterion what a machine sees and what only a person can; rules by their makers' names."""

    number: str
    sees: str
    misses: str
    axe: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    @property
    def alfa(self) -> tuple[str, ...]:
        """Return the rules of Alfa that look at it."""
        return tuple(each.id for each in (*WANTED, CUT_OFF) if self.number in each.criteria)


def _of(number: str, sees: str, misses: str, axe: str = "", own: str = "") -> Coverage:
    return Coverage(number, sees, misses, tuple(axe.split()), tuple(own.split()))


COVERAGE: Final = (
    _of(
        "1.1.1",
        "Pictures, icons and objects without words, words that are a file's name or a camera's number, words "
        "drawn on a canvas, pictures that plainly tell something and are marked as decoration, words in a "
        "picture that are told nowhere else.",
        "Whether the words are true and say what matters. Whether a picture marked as decoration is one.",
        axe="aria-meter-name aria-progressbar-name image-alt input-image-alt object-alt role-img-alt "
        "svg-img-alt",
        own="alt-file-name alt-empty-words alt-caption-again picture-hidden picture-words-untold",
    ),
    _of(
        "1.2.1",
        "Recordings of speech on pages with too few words to say what is heard. Other recordings and silent "
        "videos beside which no written version seems to stand; a person is asked.",
        "Whether a written version says all that can be heard or seen. What players of other sites play.",
        axe="audio-caption",
        own="audio-text video-words",
    ),
    _of(
        "1.2.2",
        "Videos of the page's own without captions, and players of other sites; a person is asked.",
        "Whether captions are there in another site's player, and whether they are right.",
        axe="video-caption",
        own="player-captions audio-text",
    ),
    _of(
        "1.2.3",
        "Videos beside which no words seem to stand; a person is asked.",
        "What a video shows, and whether somebody says it aloud.",
        own="video-words",
    ),
    _of("1.2.4", NOBODY, "Whether an event is live, and whether it has captions."),
    _of(
        "1.2.5",
        "Videos of the page's own, for a person to watch.",
        "What a video shows, and whether a voice describes it.",
        own="video-words",
    ),
    _of(
        "1.3.1",
        "Lists and tables that are broken in code, headers over nothing, headings, lists and table headers "
        "that are only drawn, questions that are not tied to their answers.",
        "Whether each heading, list and table is marked as what it means. Layouts by blanks and tabs.",
        axe="aria-hidden-body aria-required-children aria-required-parent definition-list dlitem list "
        "listitem p-as-heading table-fake-caption td-has-header td-headers-attr th-has-data-cells",
        own="heading-words heading-drawn list-drawn table-headers-drawn header-without-cells group-unnamed",
    ),
    _of(
        "1.3.2",
        "Words whose letters are spaced out by blanks.",
        "Whether the order of the code is an order that makes sense.",
        own="letters-spaced",
    ),
    _of(
        "1.3.3",
        "Phrases such as “the box on the right”, for a person to read.",
        "Whether the thing is named as well. Directions in pictures, sound or other languages.",
        own="reference-by-look",
    ),
    _of(
        "1.4.1",
        "Links within text that differ by color alone, and sentences such as “dates in red are holidays” "
        "where nothing but the color marks them; a person is asked.",
        "Charts, maps, pictures and calendars that speak by color.",
        axe="link-in-text-block",
        own="color-alone",
    ),
    _of(
        "1.4.2",
        "Sound of the page's own that starts by itself and goes on.",
        "Players of other sites, and sound that a script starts later.",
        axe="no-autoplay-audio",
        own="sound-starts",
    ),
    _of(
        "1.4.3",
        "Text that is too faint, by its colors in code, and over pictures and gradients as drawn.",
        "Words inside pictures. Colors that come only under the pointer or the keyboard.",
        axe="color-contrast",
        own="contrast-measured",
    ),
    _of(
        "1.4.4",
        "Pages that forbid zoom, and text that is cut off when the page is twice as large.",
        "Parts that lie over each other when enlarged, and what only scripts show.",
        axe="meta-viewport",
        own="text-cut-off",
    ),
    _of(
        "1.4.5",
        "Pictures of the site whose words could be read and that show hardly anything but words; a person is "
        "asked.",
        "Whether words had to be drawn, as in a logo. Pictures of other hosts, and words drawn by hand.",
        own="picture-of-words picture-words-untold",
    ),
    _of(
        "2.1.1",
        "Parts that scroll, frames and picture maps that the keyboard cannot reach, and things that only a "
        "mouse works; where a script listens, a person is asked.",
        "Dragging, drawing and games. Controls for which the page listens as a whole.",
        axe="frame-focusable-content scrollable-region-focusable server-side-image-map",
        own="mouse-only mouse-only-script focus-thrown-away",
    ),
    _of(
        "2.1.2",
        "Places that the Tab key, truly pressed, cannot leave.",
        "Traps behind a button that nobody pressed, and in players of other sites.",
        own="keyboard-trap",
    ),
    _of(
        "2.2.1",
        "Pages that reload or move on by themselves by a line in their code or by a plain script.",
        "Time limits of other scripts, sign-ins and quizzes.",
        axe="meta-refresh",
        own="time-limit",
    ),
    _of(
        "2.2.2",
        "Old tags for blinking and moving text; pictures, videos, slides and animations without an end; "
        "parts that a script keeps moving or changing, watched for six seconds; a person is asked.",
        "Whether a button stops it. What begins later, and what moves inside frames of other sites.",
        axe="blink marquee",
        own="video-moves animation-endless goes-on-by-itself player-starts picture-moves",
    ),
    _of(
        "2.3.1",
        "Parts whose look a script changes to and fro more than three times a second; a person is asked.",
        "What flashes in videos, moving pictures and frames, how large it is and how bright.",
        own="goes-on-by-itself",
    ),
    _of(
        "2.4.1",
        "Pages without a heading, a main part or a way to jump past the menu.",
        "Whether the jump leads where it says.",
        axe="bypass",
    ),
    _of(
        "2.4.2",
        "Missing titles, titles that are a file's name or stand unchanged from a template, and a wrong title "
        "before the right one, and one title on several pages or first pages of sites.",
        "Whether a title tells what this page is about.",
        axe="document-title",
        own="title-words titles-same title-shared",
    ),
    _of(
        "2.4.3",
        "Nothing by itself; the order in which the Tab key goes is walked for traps and unseen focus.",
        "Whether the order makes sense.",
    ),
    _of(
        "2.4.4",
        "Links without words, links such as “click here” that nothing around them explains, and links of the "
        "same words to different places; a person is asked where something near may tell these apart.",
        "Whether the words tell where a link leads.",
        axe="area-alt link-name",
        own="link-words links-same-words",
    ),
    _of("2.4.5", NOBODY, "Whether each page can be found in more than one way."),
    _of(
        "2.4.6",
        "Headings and labels that describe nothing or stand unchanged from a template, and fields of one "
        "form with the same label.",
        "Whether a heading fits what stands below it.",
        own="heading-words label-words labels-same",
    ),
    _of(
        "2.4.7",
        "Links, buttons and fields that look the same when the Tab key, truly pressed, has reached them.",
        "Signs so faint that few people see them. What comes after the first presses on a long page.",
        own="focus-unseen focus-thrown-away",
    ),
    _of(
        "3.1.1",
        "A language that is missing, does not exist, or is plainly not that of the page's words.",
        "Languages of which no list of words is at hand.",
        axe="html-has-lang html-lang-valid html-xml-lang-mismatch",
        own="page-language",
    ),
    _of(
        "3.1.2",
        "Languages that do not exist, and passages that are plainly in another language than they say.",
        "Short passages, and languages of which no list of words is at hand.",
        axe="valid-lang",
        own="part-language passage-language",
    ),
    _of(
        "3.2.1",
        "Pages that change or throw the keyboard back as soon as it gets to something.",
        "Changes that are small. What comes after the first presses on a long page.",
        own="focus-leaves focus-thrown-away",
    ),
    _of(
        "3.2.2",
        "Fields that leave the page as soon as something is chosen, by their code or by a plain script.",
        "Changes that scripts make inside the page, and what a script library does.",
        own="change-leaves change-leaves-script",
    ),
    _of(
        "3.2.3",
        "Menus that stand on most pages of a site and have two links the other way round on few of them.",
        "Menus that a script builds when somebody opens them. Other parts that come on each page.",
        own="menu-order",
    ),
    _of(
        "3.2.4",
        "Links of a menu that few pages call by a wholly different name.",
        "Whether buttons, icons and forms have one name on all pages.",
        own="menu-names",
    ),
    _of(
        "3.3.1",
        "Messages about a mistake that are hidden from screen readers, or that name no field or several; a "
        "person is asked where the message's place or words may tell.",
        "Messages that come only after a form is sent: nothing is ever sent.",
        own="error-unclear",
    ),
    _of(
        "3.3.2",
        "Fields with several labels, fields whose only label goes away when somebody types, questions that "
        "are not tied to their answers.",
        "Whether a label says what belongs into the field, and in which form.",
        axe="form-field-multiple-labels",
        own="placeholder-label group-unnamed",
    ),
    _of("3.3.3", NOBODY, "Whether a form says how to mend a mistake: nothing is ever sent."),
    _of(
        "3.3.4",
        NOBODY,
        "Whether something serious can be looked over before it is sent: nothing is ever sent.",
    ),
    _of(
        "4.1.1",
        "Nothing by itself: browsers mend such faults; those that matter are told under 4.1.2 and 1.3.1.",
        "Faults in code that no browser and no screen reader minds.",
    ),
    _of(
        "4.1.2",
        "Buttons, fields, links and frames without a name, and roles and states that do not fit together.",
        "Whether a name is right. Whether a state changes when the thing does.",
        axe="area-alt aria-allowed-attr aria-braille-equivalent aria-command-name aria-conditional-attr "
        "aria-deprecated-role aria-hidden-body aria-hidden-focus aria-input-field-name aria-prohibited-attr "
        "aria-required-attr aria-roledescription aria-roles aria-tab-name aria-toggle-field-name "
        "aria-tooltip-name aria-valid-attr aria-valid-attr-value button-name duplicate-id-aria frame-title "
        "frame-title-unique input-button-name input-image-alt label link-name nested-interactive select-name "
        "summary-name",
        own="frames-same-name",
    ),
)
