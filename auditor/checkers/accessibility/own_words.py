"""Judge noted facts that rest on words: languages, titles, headings, labels, links, messages, pictures.

A fact decides by itself only where no meaning has to be understood; all else is for a person to look at.
Which words say nothing, and which may be meant, stands in the lists of `config/words`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from auditor.checkers.accessibility import deciding
from auditor.checkers.accessibility.verdict import Verdict, WordJudge, number
from auditor.page import Observation
from auditor.words import Words

LANGUAGES: Final[Mapping[str, str]] = {
    "de": "German", "en": "English", "es": "Spanish", "fr": "French", "hmn": "Hmong", "ht": "Haitian Creole",
    "it": "Italian", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "so": "Somali", "sv": "Swedish",
    "tl": "Tagalog", "vi": "Vietnamese",
}  # fmt: skip
"""What languages are called; the keys are those that the word lists know."""


def _language(seen: Observation, least_words: int, least_hits: int, least_kinds: int) -> str:
    """Return "failed" or "look" where words are plainly or likely in another language than they say.

    English prose has about 45 of the listed words in a hundred, other languages 30 to 40; a page of names
    or of terms has few of any. So a quarter is asked for, and thrice what the declared language has.
    """
    if seen.data.get("seen") == "other-script":
        return "failed" if number(seen, "letters") >= 40 else "look"
    words, hits = number(seen, "words"), number(seen, "hits")
    kinds, declared = number(seen, "kinds"), number(seen, "declared")
    if hits < 4 or kinds < 3 or hits * 5 < words or hits < declared * 2:
        return ""
    plain = words >= least_words and hits >= least_hits and kinds >= least_kinds
    sure = plain and hits * 4 >= words and hits >= declared * 3 and seen.data.get("known") == "yes"
    return "failed" if sure else "look"


def _tongue(seen: Observation) -> tuple[str, str]:
    spoken = LANGUAGES.get(seen.data.get("seen", ""), "another language")
    code = seen.data.get("lang", "")
    return spoken, LANGUAGES.get(code.lower().split("-")[0], f"“{code}”")


def _other_language(seen: Observation, lists: Words) -> Verdict | None:
    page = seen.rule == "page-language"
    said = _language(seen, *((7, 4, 3) if page else (12, 5, 4)))
    if not said:
        return None
    spoken, declared = _tongue(seen)
    kind = "letters" if seen.data.get("seen") == "other-script" else "words"
    if page:
        words = f"This page says that it is in {declared}, and its words are in {spoken}."
        return Verdict(("3.1.1",), words, said == "failed", kind)
    words = f"This passage is in {spoken} and is marked as {declared}."
    return Verdict(("3.1.2",), words, said == "failed", kind)


def _said(seen: Observation) -> str:
    return _said_in(seen.data.get("words", ""))


def _said_in(words: str) -> str:
    return words.strip(" \t.,:;!?…»«›‹>→\"'").lower()


def _speaks(name: str) -> bool:
    """Tell whether the name of a file is made of words, so that only a person can say what it tells (F30)."""
    parts = [part for part in re.split(r"[\W_]+", name.rpartition(".")[0]) if part]
    spoken = [part for part in parts if part.isalpha() and len(part) > 2]
    return len(spoken) > 1 or any(not part.isascii() for part in parts)


def _title(seen: Observation, lists: Words) -> Verdict:
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
    sure = kind == "leftover" and _said_in(title) not in lists.of("title-maybe-meant")
    if other:
        return Verdict(("2.4.2",), words, True, kind if sure else "two titles")
    # A page may be about a file, or be called like one; an index of lessons is not called index.html.
    sure = sure or (kind == "file" and seen.data.get("told") == "no" and not _speaks(title))
    return Verdict(("2.4.2",), words, sure, kind)


def _heading(seen: Observation, lists: Words) -> Verdict | None:
    if seen.data.get("kind") == "long":
        return Verdict(("1.3.1",), "A whole passage is marked as a heading.")
    if _said(seen) in lists.of("heading-maybe-meant"):
        return None
    words = f"This heading is still what the editor put there: “{seen.data.get('words', '')}”."
    sure = " " in _said(seen) and _said(seen) not in lists.of("heading-sample")
    return Verdict(("2.4.6",), words, sure, "leftover")


def _label(seen: Observation, lists: Words) -> Verdict:
    words = f"The label “{seen.data.get('words', '')}” does not say what to fill in."
    return Verdict(("2.4.6",), words)


def _labels_same(seen: Observation, lists: Words) -> Verdict:
    count, label = seen.data.get("count", "2"), seen.data.get("words", "")
    words = f"{count} fields that stand together have the label “{label}”."
    return Verdict(("2.4.6",), words)


def _link(seen: Observation, lists: Words) -> Verdict:
    words = f"This link says only “{seen.data.get('words', '')}”, and nothing around it says where it leads."
    alone = seen.data.get("heading") == "no" and seen.data.get("bare") == "yes"
    sure = alone and _said(seen) in lists.of("generic-link-sure")
    return Verdict(("2.4.4",), words, sure, "alone")


def _links_same(seen: Observation, lists: Words) -> Verdict:
    said = seen.data.get("words", "")
    if seen.data.get("pictured") == "yes":
        words = (
            f"Two links that stand together are both called “{said}” and lead to different places. "
            "Only their pictures tell them apart."
        )
        return Verdict(("2.4.4",), words, deciding.links_pictured(seen.data, lists), "pictures")
    words = f"Two links that stand together both say “{said}” and lead to different places."
    return Verdict(("2.4.4",), words, deciding.links_same(seen.data), "alone")


_UNCLEAR: Final[Mapping[str, str]] = {
    "": "This message of a form does not say which field is wrong, or not to everyone.",
    "hidden": "This message of a form can be seen, and its code hides it from screen readers.",
    "which": "This message says that something in the form is wrong, and not which field.",
    "twice": "This message names a field, and several fields of the form have that name.",
}


def _error(seen: Observation, lists: Words) -> Verdict:
    said = frozenset(re.findall(r"\w+", seen.data.get("words", "").lower()))
    why = deciding.error_unclear(seen.data, said, lists)
    return Verdict(("3.3.1",), _UNCLEAR[why], bool(why), why)


def _frames_same(seen: Observation, lists: Words) -> Verdict | None:
    same = seen.data.get("same", "")
    if same == "yes":
        return None
    words = f"Two embedded parts are both called “{seen.data.get('words', '')}” and show different things."
    players = seen.data.get("players") == "yes"
    return Verdict(("4.1.2",), words, same == "no" or players, "players" if players else "pages")


def _alt_file(seen: Observation, lists: Words) -> Verdict:
    kind, said = seen.data.get("kind", ""), seen.data.get("words", "")
    told = "a number that a camera or computer gave" if kind == "number" else "the name of a file"
    stem = [part for part in re.split(r"[\W_]+", said.rpartition(".")[0]) if part]
    # A file may be called what it shows, and then only a person can say whether that is enough (F30).
    speaks = any(part.isalpha() and len(part) > 2 for part in stem)
    file = kind in ("file", "like-file")
    sure = kind == "number" or (file and seen.data.get("told") == "no" and not speaks)
    words = f"The alternative text of this picture is {told}: “{said}”."
    return Verdict(("1.1.1",), words, sure, "file" if file else kind)


def _alt_empty(seen: Observation, lists: Words) -> Verdict:
    words = f"The alternative text “{seen.data.get('words', '')}” does not say what this picture shows."
    return Verdict(("1.1.1",), words, _said(seen) not in lists.of("empty-alt-maybe-true"), "empty")


def _alt_again(seen: Observation, lists: Words) -> Verdict:
    return Verdict(("1.1.1",), "The alternative text of this picture is its caption once more.")


_HIDDEN: Final[Mapping[str, str]] = {
    "words-hidden": "This picture has words, and its code hides them from screen readers.",
    "canvas": "Something is drawn here that screen readers cannot read.",
    "drawing": "This drawing has no alternative text and may tell something.",
    "file": "This picture is marked as decoration, and by the name of its file it tells something.",
}


def _picture(seen: Observation, lists: Words) -> Verdict:
    kind = seen.data.get("kind", "")
    words = _HIDDEN.get(kind, _HIDDEN["drawing"])
    return Verdict(("1.1.1",), words, deciding.picture_hidden(seen.data), kind)


WORDS: Final[Mapping[str, WordJudge]] = {
    "page-language": _other_language,
    "part-language": _other_language,
    "passage-language": _other_language,
    "title-words": _title,
    "heading-words": _heading,
    "label-words": _label,
    "labels-same": _labels_same,
    "link-words": _link,
    "links-same-words": _links_same,
    "error-unclear": _error,
    "frames-same-name": _frames_same,
    "alt-file-name": _alt_file,
    "alt-empty-words": _alt_empty,
    "alt-caption-again": _alt_again,
    "picture-hidden": _picture,
}
