"""Judge the plain facts that the own checks noted on a page: failed, to look at, or nothing; words are here.

A fact is a failure only where the fact alone decides, as a machine can know it: a language that the
words are plainly not in, an alternative text that is a camera's number, a control that only a mouse
works. Whatever rests on meaning stays for a person to look at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from auditor.checkers.accessibility import deciding, doubting
from auditor.checkers.accessibility.verdict import Judge, Verdict
from auditor.page import Observation, Outcome

ENGINE: Final = "own"

LANGUAGES: Final[Mapping[str, str]] = {
    "de": "German", "en": "English", "es": "Spanish", "fr": "French", "hmn": "Hmong", "ht": "Haitian Creole",
    "it": "Italian", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "so": "Somali", "sv": "Swedish",
    "tl": "Tagalog", "vi": "Vietnamese",
}  # fmt: skip
"""What languages are called; the keys are those that the word lists know."""


def judged(seen: Observation) -> Observation | None:
    """Return a noted fact with criterion, outcome and words, None where it amounts to nothing."""
    judge = JUDGES.get(seen.rule)
    verdict = judge(seen) if judge is not None else None
    if verdict is None:
        return None
    outcome = Outcome.VIOLATION if verdict.failed else Outcome.INCOMPLETE
    return replace(seen, criteria=verdict.criteria, outcome=outcome, summary=verdict.words)


def _number(seen: Observation, name: str) -> int:
    told = seen.data.get(name, "")
    return int(told) if told.isdecimal() else 0


# --- the language of words ---


def _language(seen: Observation, least_words: int, least_hits: int, least_kinds: int) -> str:
    """Return "failed" or "look" where words are plainly or likely in another language than they say.

    English prose has about 45 of the listed words in a hundred, other languages 30 to 40; a page of names
    or of terms has few of any. So a quarter is asked for, and thrice what the declared language has.
    """
    if seen.data.get("seen") == "other-script":
        return "failed" if _number(seen, "letters") >= 40 else "look"
    words, hits = _number(seen, "words"), _number(seen, "hits")
    kinds, declared = _number(seen, "kinds"), _number(seen, "declared")
    if hits < 4 or kinds < 3 or hits * 5 < words or hits < declared * 2:
        return ""
    plain = words >= least_words and hits >= least_hits and kinds >= least_kinds
    sure = plain and hits * 4 >= words and hits >= declared * 3 and seen.data.get("known") == "yes"
    return "failed" if sure else "look"


def _tongue(seen: Observation) -> tuple[str, str]:
    spoken = LANGUAGES.get(seen.data.get("seen", ""), "another language")
    code = seen.data.get("lang", "")
    return spoken, LANGUAGES.get(code.lower().split("-")[0], f"“{code}”")


def _page_language(seen: Observation) -> Verdict | None:
    said = _language(seen, 7, 4, 3)
    if not said:
        return None
    spoken, declared = _tongue(seen)
    words = f"This page says that it is in {declared}, and its words are in {spoken}."
    return Verdict(("3.1.1",), words, said == "failed")


def _part_language(seen: Observation) -> Verdict | None:
    said = _language(seen, 12, 5, 4)
    if not said:
        return None
    spoken, declared = _tongue(seen)
    words = f"This passage is in {spoken} and is marked as {declared}."
    return Verdict(("3.1.2",), words, said == "failed")


# --- names of things ---

_ALSO_A_TITLE: Final = frozenset({"document", "test", "hello world", "test page", "documento", "hola mundo"})
_PLAINLY_EMPTY: Final = frozenset(
    ("click here", "here", "click", "click this", "click me", "more", "read more", "see more", "learn more")
    + (
        "this",
        "link",
        "this link",
        "haga clic aquí",
        "haz clic aquí",
        "clic aquí",
        "aquí",
        "leer más",
        "ver más",
    )
)
_SOMETIMES_TRUE: Final = frozenset(
    ("icon", "thumbnail", "bullet", "blank", "none", "decorative", "icono", "decorativa", "ninguno", "n/a")
)


def _said(seen: Observation) -> str:
    return seen.data.get("words", "").strip(" \t.,:;!?…»«›‹>→\"'").lower()


def _title(seen: Observation) -> Verdict:
    title = seen.data.get("title", "")
    kind = seen.data.get("kind", "")
    told = {
        "leftover": f"The title of this page is still what the editor put there: “{title}”.",
        "vague": f"The title “{title}” does not say what this page is about.",
        "file": f"The title of this page is the name of a file: “{title}”.",
        "address": f"The title of this page is an address: “{title}”.",
    }
    words = told.get(kind, f"No word of the title “{title}” stands on this page.")
    if other := seen.data.get("other", ""):
        words = f"This page has two titles. The first one counts: “{title}”. Only the second fits: “{other}”."
    return Verdict(("2.4.2",), words, kind in ("leftover", "file") or bool(other))


def _heading(seen: Observation) -> Verdict | None:
    if seen.data.get("kind") == "long":
        return Verdict(("1.3.1",), "A whole passage is marked as a heading.")
    if _said(seen) in _ALSO_A_TITLE:
        return None
    words = f"This heading is still what the editor put there: “{seen.data.get('words', '')}”."
    return Verdict(("2.4.6",), words, " " in _said(seen))


def _label(seen: Observation) -> Verdict:
    words = f"The label “{seen.data.get('words', '')}” does not say what to fill in."
    return Verdict(("2.4.6",), words)


def _labels_same(seen: Observation) -> Verdict:
    count, label = seen.data.get("count", "2"), seen.data.get("words", "")
    words = f"{count} fields that stand together have the label “{label}”."
    return Verdict(("2.4.6",), words)


def _link(seen: Observation) -> Verdict:
    words = f"This link says only “{seen.data.get('words', '')}”, and nothing around it says where it leads."
    sure = seen.data.get("heading") == "no" and _said(seen) in _PLAINLY_EMPTY
    return Verdict(("2.4.4",), words, sure)


def _links_same(seen: Observation) -> Verdict:
    words = (
        f"Two links that stand together both say “{seen.data.get('words', '')}” and lead to different places."
    )
    return Verdict(("2.4.4",), words, deciding.links_same(seen.data))


def _frames_same(seen: Observation) -> Verdict | None:
    same = seen.data.get("same", "")
    if same == "yes":
        return None
    words = f"Two embedded parts are both called “{seen.data.get('words', '')}” and show different things."
    return Verdict(("4.1.2",), words, same == "no" or seen.data.get("players") == "yes")


def _alt_file(seen: Observation) -> Verdict:
    kind, said = seen.data.get("kind", ""), seen.data.get("words", "")
    told = "a number that a camera or computer gave" if kind == "number" else "the name of a file"
    stem = re.split(r"[\W_]+", said.rpartition(".")[0])
    # A file may be called what it shows, and then only a person can say whether that is enough (F30).
    speaks = all(word.isalpha() and len(word) > 2 for word in stem)
    sure = kind == "number" or (kind == "file" and seen.data.get("told") == "no" and not speaks)
    return Verdict(("1.1.1",), f"The alternative text of this picture is {told}: “{said}”.", sure)


def _alt_empty(seen: Observation) -> Verdict:
    words = f"The alternative text “{seen.data.get('words', '')}” does not say what this picture shows."
    return Verdict(("1.1.1",), words, _said(seen) not in _SOMETIMES_TRUE)


def _alt_again(seen: Observation) -> Verdict:
    return Verdict(("1.1.1",), "The alternative text of this picture is its caption once more.")


_HIDDEN: Final[Mapping[str, str]] = {
    "words-hidden": "This picture has words, and its code hides them from screen readers.",
    "canvas": "Something is drawn here that screen readers cannot read.",
    "drawing": "This drawing has no alternative text and may tell something.",
    "file": "This picture is marked as decoration, and by the name of its file it tells something.",
}


def _picture(seen: Observation) -> Verdict:
    words = _HIDDEN.get(seen.data.get("kind", ""), _HIDDEN["drawing"])
    return Verdict(("1.1.1",), words, deciding.picture_hidden(seen.data))


# --- what is drawn and not marked ---


def _list(seen: Observation) -> Verdict:
    words = f"{seen.data.get('count', '3')} lines begin like items of a list and are not marked as a list."
    return Verdict(("1.3.1",), words)


def _table(seen: Observation) -> Verdict:
    where = "first row" if seen.data.get("where") == "row" else "first column"
    return Verdict(("1.3.1",), f"The {where} of this table looks like its headers and is not marked so.")


def _header(seen: Observation) -> Verdict:
    words = f"No row of this table has anything under the header “{seen.data.get('words', '')}”."
    return Verdict(("1.3.1",), words, failed=True)


def _group(seen: Observation) -> Verdict:
    count = seen.data.get("count", "2")
    words = f"These {count} choices belong to one question, and the question is not tied to them."
    return Verdict(("1.3.1", "3.3.2"), words)


def _spaced(seen: Observation) -> Verdict:
    letters = seen.data.get("words", "")
    words = f"The letters “{letters}” are set apart by spaces, so the word is read letter by letter."
    return Verdict(("1.3.2",), words)


def _reference(seen: Observation) -> Verdict:
    words = f"“{seen.data.get('words', '')}” tells a thing by its look or place alone."
    return Verdict(("1.3.3",), words)


# --- recordings and movement ---


def _sound(seen: Observation) -> Verdict:
    sure = seen.data.get("control") == "no" and seen.data.get("loop") == "yes"
    words = "Sound starts by itself, plays again and again, and cannot be stopped here."
    return Verdict(("1.4.2",), words if sure else "Sound starts by itself and may go on for long.", sure)


def _audio(seen: Observation) -> Verdict:
    near = "The words near this recording may not say all that is heard in it. Press play and compare."
    alone = "This recording has no written version here. Press play to hear what must be written down."
    return Verdict(("1.2.1",), near if seen.data.get("text") else alone)


def _video(seen: Observation) -> Verdict:
    near = "The words near this video may not tell all that it shows. Press play and compare."
    alone = (
        "This video shows things that no words tell. Press play, close your eyes, and note what is missing."
    )
    return Verdict(("1.2.5", "1.2.3", "1.2.1"), near if seen.data.get("text") else alone)


def _player(seen: Observation) -> Verdict:
    count = seen.data.get("count", "1")
    told = "An embedded video" if count == "1" else f"{count} embedded videos"
    captions = "Press play and turn on CC: if words come, read whether they are right."
    words = f"{told} on this page may have no captions, or captions that nobody has read. {captions}"
    return Verdict(("1.2.2",), words)


def _moves(seen: Observation) -> Verdict:
    return Verdict(("2.2.2",), "This moves for more than five seconds and may have no way to stop it.")


# --- contrast by what is drawn ---


def _share(seen: Observation, name: str) -> float:
    try:
        return float(seen.data.get(name, ""))
    except ValueError:
        return 0.0


def _contrast(seen: Observation) -> Verdict | None:
    if _share(seen, "enough") >= 0.98:
        return None
    words = "This text is too faint against what is behind it."
    if _share(seen, "near") <= 0.3:
        return Verdict(("1.4.3",), words, failed=True)
    return Verdict(("1.4.3",), "Parts of this text may be too faint against what is behind it.")


# --- size and keyboard ---


def _cut_off(seen: Observation) -> Verdict:
    side = "lower lines" if seen.data.get("side") == "below" else "ends of lines"
    words = f"When the page is enlarged to twice its size, {side} of this text are cut off."
    below = seen.data.get("side") == "below" and seen.data.get("before") == "no"
    return Verdict(("1.4.4",), words, below or seen.data.get("most") == "yes")


def _unseen(seen: Observation) -> Verdict:
    words = "When someone gets here by the keyboard, nothing on the page shows it."
    return Verdict(("2.4.7",), words, failed=True)


def _trap(seen: Observation) -> Verdict:
    words = "The keyboard gets in here, and neither Tab, Shift with Tab nor Escape brings it out."
    return Verdict(("2.1.2",), words, failed=True)


# --- fields and controls ---


def _placeholder(seen: Observation) -> Verdict:
    words = f"The only label of this field, “{seen.data.get('words', '')}”, goes away when someone types."
    return Verdict(("3.3.2",), words)


_UNCLEAR: Final[Mapping[str, str]] = {
    "": "This message of a form does not say which field is wrong, or not to everyone.",
    "hidden": "This message of a form can be seen, and its code hides it from screen readers.",
    "which": "This message says that something in the form is wrong, and not which field.",
    "twice": "This message names a field, and several fields of the form have that name.",
}


def _error(seen: Observation) -> Verdict:
    why = deciding.error_unclear(seen.data, frozenset(re.findall(r"\w+", seen.data.get("words", "").lower())))
    return Verdict(("3.3.1",), _UNCLEAR[why], bool(why))


def _mouse(seen: Observation) -> Verdict:
    words = "This answers to a click, and the keyboard cannot get to it."
    return Verdict(("2.1.1",), words, seen.data.get("inner") == "no")


def _change(seen: Observation) -> Verdict:
    words = "Choosing here leaves the page at once, before anyone has confirmed it."
    return Verdict(("3.2.2",), words, seen.data.get("kind") == "select" and seen.data.get("button") == "no")


def _focus_lost(seen: Observation) -> Verdict:
    words = "This throws the keyboard out as soon as it gets here."
    return Verdict(("2.1.1", "2.4.7", "3.2.1"), words, failed=True)


def _focus_leaves(seen: Observation) -> Verdict:
    return Verdict(("3.2.1",), "The page changes as soon as the keyboard gets here.", failed=True)


JUDGES: Final[Mapping[str, Judge]] = {
    "page-language": _page_language,
    "part-language": _part_language,
    "passage-language": _part_language,
    "title-words": _title,
    "heading-words": _heading,
    "label-words": _label,
    "labels-same": _labels_same,
    "link-words": _link,
    "links-same-words": _links_same,
    "frames-same-name": _frames_same,
    "alt-file-name": _alt_file,
    "alt-empty-words": _alt_empty,
    "alt-caption-again": _alt_again,
    "picture-hidden": _picture,
    "list-drawn": _list,
    "table-headers-drawn": _table,
    "header-without-cells": _header,
    "group-unnamed": _group,
    "letters-spaced": _spaced,
    "reference-by-look": _reference,
    "sound-starts": _sound,
    "audio-text": _audio,
    "video-words": _video,
    "player-captions": _player,
    "video-moves": _moves,
    "animation-endless": _moves,
    "contrast-measured": _contrast,
    "text-cut-off": _cut_off,
    "focus-unseen": _unseen,
    "keyboard-trap": _trap,
    "placeholder-label": _placeholder,
    "error-unclear": _error,
    "mouse-only": _mouse,
    "change-leaves": _change,
    "focus-thrown-away": _focus_lost,
    "focus-leaves": _focus_leaves,
    **doubting.JUDGES,
}
