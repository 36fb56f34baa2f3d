"""Say which of Alfa's rules are wanted, what for, and why the others are not; holds no logic.

Most of Alfa's rules on criteria of level A and AA tell what axe tells too, and each costs. Wanted are those
whose failures can be relied on and that need little of a page; each looks only where there is something for
it. What both engines tell is told once; what axe doubts and Alfa fails is settled so.

Figures are failed cases found and false alarms on the half of W3C's test cases that checks are developed on
(`python -m tests.bench.act`), by Alfa 0.114 alone and with all its rules; "0/0" where the half has no cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Wanted:
    """Name one of Alfa's rules, the criteria under which it is told, and what it needs to look at.

    `where` is a CSS selector of the elements that make the rule worth running; with `wordless` only those
    that hold no text. `help` is the fault in plain words; `measured` is "found/alarms".
    """

    rule: str
    criteria: tuple[str, ...]
    where: str
    help: str
    wordless: bool = False
    measured: str = "0/0"

    @property
    def id(self) -> str:
        """Return the rule's name as Alfa's makers publish it."""
        return f"sia-{self.rule.lower()}"


_FOCUSABLE: Final = "a[href],button,input,select,textarea,iframe,summary,[tabindex],[contenteditable]"
_BUTTONS: Final = "button,[role=button],input[type=button],input[type=submit],input[type=reset]"
_FIELDS: Final = (
    "input:not([type=hidden],[type=button],[type=submit],[type=reset],[type=image]),select,textarea,"
    "[role=checkbox],[role=combobox],[role=listbox],[role=menuitemcheckbox],[role=menuitemradio],[role=radio],"
    "[role=searchbox],[role=slider],[role=spinbutton],[role=switch],[role=textbox]"
)
_WITHIN_ONE: Final = (
    "button,[role=button],[role=checkbox],[role=img],[role=math],[role=menuitemcheckbox],[role=menuitemradio],"
    "[role=option],[role=progressbar],[role=radio],[role=scrollbar],[role=separator],[role=slider],"
    "[role=switch],[role=tab],[role=meter]"
)
_SAID: Final = ":not([aria-label],[aria-labelledby],[title])"

WANTED: Final = (
    Wanted(
        "R2",
        ("1.1.1",),
        f"img:not([alt]){_SAID},[role=img]{_SAID}",
        "This picture has no words.",
        measured="3/0",
    ),
    Wanted(
        "R7", ("3.1.2",), "body [lang]", "This passage names a language that does not exist.", measured="3/0"
    ),
    Wanted("R8", ("4.1.2",), _FIELDS, "This field has no label."),
    Wanted("R11", ("2.4.4", "4.1.2"), "a[href],area[href],[role=link]", "This link has no words.", True),
    Wanted("R12", ("4.1.2",), _BUTTONS, "This button has no words.", True),
    Wanted(
        "R17",
        ("4.1.2",),
        f"[aria-hidden=true]:is({_FOCUSABLE}),[aria-hidden=true]:has({_FOCUSABLE})",
        "Something here is hidden from screen readers, yet the keyboard gets to it.",
        measured="2/0",
    ),
    Wanted(
        "R28",
        ("1.1.1", "4.1.2"),
        "input[type=image]",
        "This picture is a button and has no words.",
        measured="2/0",
    ),
    Wanted(
        "R42",
        ("1.3.1",),
        "[role=cell],[role=columnheader],[role=gridcell],[role=listitem],[role=menuitem],[role=option],"
        "[role=row],[role=rowgroup],[role=rowheader],[role=tab],[role=treeitem]",
        "This element is part of a list, menu or table that is not there.",
    ),
    Wanted("R43", ("1.1.1",), "svg[role]", "This drawing or icon has no words."),
    Wanted("R45", ("1.3.1",), "table:has([headers])", "This cell names a header that is not in its table."),
    Wanted("R63", ("1.1.1",), "object", "This embedded object has no words.", measured="3/0"),
    Wanted(
        "R67",
        ("1.1.1",),
        "img[alt=''],[role=none]:is(img,svg),[role=presentation]:is(img,svg)",
        "This picture is marked as decoration, yet it is read aloud.",
        measured="1/0",
    ),
    Wanted(
        "R90",
        ("4.1.2",),
        f":is({_WITHIN_ONE}):has({_FOCUSABLE})",
        "A button or link stands inside another one.",
    ),
    Wanted("R94", ("4.1.2",), "[role=menuitem]", "This menu item has no name.", True),
)

CUT_OFF: Final = Wanted(
    "R83", ("1.4.4",), "", "This text is cut off when the page is enlarged to twice its size.", measured="1/0"
)
"""Asked only of boxes that an own check saw cut words off in the enlarged page (`auditor.engines.cut_off`).

It needs the styles of every text, and only together the two are sure. Sizes in letters ("1.5em") it takes for
growing, and two of the four cases that fail have such: those stay with a person.
"""

CRITERIA: Final = tuple(sorted({number for each in (*WANTED, CUT_OFF) for number in each.criteria}))

LEFT_OUT: Final[Mapping[str, str]] = {
    "R1": "axe tells the same of every page without a title",
    "R3": "4.1.1: browsers mend doubled ids, and axe tells those that a label needs",
    "R4": "axe tells the same of every page without a language",
    "R5": "axe tells the same of a page's language that does not exist",
    "R9": "axe tells the same of a page that reloads or moves on",
    "R10": "axe tells the same of a field's purpose",
    "R13": "axe tells the same of a frame without a name",
    "R14": "2.5.3: axe shows it to a person",
    "R15": "can only ask a person whether frames of one name show the same",
    "R16": "axe tells the same of a role that lacks a state",
    "R27": "can only ask a person what a video says",
    "R30": "can only ask a person whether a recording has words beside it",
    "R35": "can only ask a person what a silent video shows",
    "R37": "can only ask a person whether a video is described",
    "R38": "can only ask a person whether a video is described",
    "R39": "can only ask a person whether a name is a file's",
    "R44": "1.3.4: axe shows it to a person",
    "R46": "needs whole tables, and found none of 1 on the half for development; axe tells the same",
    "R47": "axe tells the same of a page that cannot be zoomed",
    "R50": "can only ask a person about sound that starts by itself",
    "R62": "needs the styles of the whole page; axe tells links by color alone",
    "R64": "a heading without words is skipped by screen readers: advice, as for axe",
    "R65": "can only ask a person, of every element that takes the keyboard, whether that is seen",
    "R68": "2 false alarms and none found on the half for development; axe tells what is sure of it",
    "R69": "needs the styles of the whole page; axe measures contrast",
    "R76": "1 false alarm and none found on the half for development",
    "R77": "a cell without a header is often a plain cell; axe tells it of large tables",
    "R81": "can only ask a person about links of one name",
    "R84": "2 false alarms on the half for development; axe tells the same with none",
    "R91": "1.4.12: axe tells the same of fixed letter spacing",
    "R92": "1.4.12: axe tells the same of fixed word spacing",
    "R93": "1.4.12: axe tells the same of fixed line height",
    "R95": "1 false alarm on the half for development, as axe has; axe tells the same",
    "R110": "axe tells the same of a role that is none",
    "R116": "axe tells the same of a part to unfold that has no words on it",
}
"""Alfa's other rules on criteria of level A and AA, each with the reason why it does not run."""
