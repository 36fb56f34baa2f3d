"""Judge noted facts about what is drawn, heard or moves: structure, recordings, contrast, size.

A fact decides by itself only where a machine can know it; all else is for a person to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from auditor.checkers.accessibility.verdict import Judge, Verdict, number, share
from auditor.page import Observation


def _list(seen: Observation) -> Verdict:
    words = f"{seen.data.get('count', '3')} lines begin like items of a list and are not marked as a list."
    return Verdict(("1.3.1",), words)


def _table(seen: Observation) -> Verdict:
    where = "first row" if seen.data.get("where") == "row" else "first column"
    return Verdict(("1.3.1",), f"The {where} of this table looks like its headers and is not marked so.")


def _header(seen: Observation) -> Verdict:
    more = number(seen, "count") - 1
    under = f"the header “{seen.data.get('words', '')}”" + (f" and {more} more" if more > 0 else "")
    kind = "pushed aside" if seen.data.get("pushed") == "yes" else "over nothing"
    if seen.data.get("grid") == "yes":
        kind = "in a grid"  # Built of parts by a script, which may be about to add the rest.
    # A button or a search field in the row of headers need not be a header at all.
    sure = seen.data.get("control") == "no"
    return Verdict(("1.3.1",), f"No row of this table has anything under {under}.", sure, kind)


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


def _sound(seen: Observation) -> Verdict:
    sure = seen.data.get("control") == "no" and seen.data.get("lasts") == "yes"
    words = "Sound starts by itself and may go on for long."
    if sure and seen.data.get("loop") == "yes":
        words = "Sound starts by itself, plays again and again, and cannot be stopped here."
    elif sure:
        words = "Sound starts by itself, goes on for more than three seconds, and cannot be stopped here."
    return Verdict(("1.4.2",), words, sure, "heard")


_LEAST_SPOKEN: Final = 10
"""Seconds below which a recording is a greeting or a sign."""


def _audio(seen: Observation) -> Verdict:
    # People speak two to three words a second. Where the whole page has fewer words than seconds go by, no
    # part of it says what is heard.
    seconds = number(seen, "seconds")
    untold = number(seen, "said") < seconds and seen.data.get("text") != "link"
    if seen.data.get("spoken") == "yes" and seconds >= _LEAST_SPOKEN and untold:
        words = "This recording of speech has no written version on this page."
        return Verdict(("1.2.1",), words, True, "speech")
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


def _contrast(seen: Observation) -> Verdict | None:
    if share(seen, "enough") >= 0.98:
        return None
    words = "This text is too faint against what is behind it."
    if share(seen, "near") <= 0.3:
        gradient = seen.data.get("ground") == "gradient" and seen.data.get("word") == "yes"
        return Verdict(("1.4.3",), words, True, "over a gradient" if gradient else "over something else")
    return Verdict(("1.4.3",), "Parts of this text may be too faint against what is behind it.")


def _cut_off(seen: Observation) -> Verdict:
    side = "lower lines" if seen.data.get("side") == "below" else "ends of lines"
    words = f"When the page is enlarged to twice its size, {side} of this text are cut off."
    # What has a button or a link to the rest is a teaser, and a person must see whether that leads on.
    fresh = seen.data.get("before") == "no" and seen.data.get("more", "no") == "no"
    below = seen.data.get("side") == "below" and fresh
    return Verdict(("1.4.4",), words, below or seen.data.get("most") == "yes", "below" if below else "beside")


LOOKS: Final[Mapping[str, Judge]] = {
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
}
