"""Read lists of cue words by language from config/words; leaves what a cue means to its readers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from auditor.exits import Exit, Refusal, Refusals
from auditor.shipped import example
from auditor.toml_file import TomlFile, read_toml

_COLOR = tuple(
    f"color-{name}" for name in "blue green marked orange pink purple red says thing yellow".split()
)
_SURE = (
    "alt-anyones", "alt-decorative", "empty-alt-maybe-true", "error-mistaken", "error-of-a-field",
    "error-of-all", "error-of-marked", "error-required", "generic-link-sure", "heading-maybe-meant",
    "heading-sample", "link-anyones", "title-maybe-meant",
)  # fmt: skip
_NOTED = (
    "picture-telling", "search-word", "sound-other", "sound-word", "speech-word", "stop-word",
    "written-perhaps", "written-version",
)  # fmt: skip
LISTS = frozenset(
    (
        "activity", "address", "adult-kin", "adult-role", "adult-title", "attendance", "author", "award",
        "birth", "book-list", "business-after", "class-job", "class-pet", "credit", "determiner", "group",
        "height-weight", "historical-figure", "history", "lesson-column", "made-thing", "ordered", "ordinary",
        "own-family", "person-verb", "phone", "picture", "place-after", "place-before", "place-middle",
        "place-name", "street", "student", "theme-after", "thing", "voice",
        "about-days", "ago", "ago-around", "changed", "changed-around", "comments", "comments-invite",
        "counter", "counter-around", "countdown-end", "countdown-unit", "curriculum", "date-or-word",
        "first-school-day",
        "last-school-day", "loading", "loading-around", "menu", "no-school", "no-school-category",
        "ownership", "platform", "series", "small-word", "today", "today-is", "weather",
        *_COLOR, *_NOTED, *_SURE, "empty-alt", "error-word", "generic-link", "leads-away",
        "picture-essential", "picture-missing", "reference-look", "reference-thing", "reference-verb",
        "screen-word", "template-leftover", "vague-label", "vague-title",
        *(f"language-{code}" for code in "de en es fr hmn ht it nl pl pt so sv tl vi".split()),
        *(f"month-{number}" for number in range(1, 13)),
        *(f"weekday-{number}" for number in range(1, 8)),
    )
)  # fmt: skip
PHRASES = frozenset(
    (
        "record-score-cue", "record-score-not", "record-score-head", "record-number-head",
        "record-student-head", "record-play-head", "record-id-label", "record-id-example",
        "record-social-security", "record-health", "record-health-weak", "record-health-head",
        "record-health-not",
        "record-discipline", "record-discipline-head", "record-discipline-not", "record-standing",
        "record-standing-said",
        "personnel-leave", "personnel-matter", "personnel-matter-not", "personnel-home",
        "obscenity", "obscenity-doubtful", "slur", "insult", "insult-phrase", "insult-of", "offense-lesson",
        "comment-address", "comment-button", "comment-link", "comment-service", "comment-moderated",
        "comment-heading", "moderation-none",
        "political-strong", "political-urge", "political-object", "political-neutral",
        "commercial-strong", "commercial-weak", "commercial-school",
        "text-problem",
        "publisher", "publisher-kind", "copyright-claim", "copyright-free", "copyright-own", "stock-agency",
        "stock-preview",
        "book-whole", "book-title", "book-about", "picture-credit", "picture-own-host", "trademark",
        "trademark-not",
        "contact-private", "contact-own", "contact-any", "contact-cell", "contact-official", "contact-other",
        "contact-social", "contact-way", "disclaimer-own", "disclaimer-not", "branding-mark",
        "logo", "logo-school", "logo-other", "quoted-verb", "quoted-adult", "quoted-not", "private-words",
        "mail-head", "student-work", "student-work-not", "student-picture",
    )
)  # fmt: skip
"""Lists of phrases as `auditor.links.phrases` reads them: `*` ends a word, `#` is a number, `...` a gap."""
LATER = frozenset(
    (
        "book-list", "class-pet", "lesson-column", "own-family", "place-middle", "platform",
        "picture-essential", "picture-missing", "screen-word", "series", "theme-after",
        *_COLOR, *_NOTED, *_SURE,
    )
)  # fmt: skip
"""Lists that came with a later version: where a district's own folder lacks them, the shipped ones hold."""
RETIRED = frozenset(("grade-level", "project"))
"""Lists of earlier versions that nothing reads any more; a folder made then may still hold them."""
TABLES = frozenset(("nicknames", "rare-nicknames"))
_KNOWN = LISTS | PHRASES


@dataclass(frozen=True, slots=True)
class Words:
    """Hold cue words of all languages together, all in lower case as written in the files.

    `lists` maps a list's name to its words and phrases; `nicknames` and `rare_nicknames` map a full
    given name to its short forms. `languages` are those that any list was read for.
    """

    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nicknames: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rare_nicknames: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()

    def of(self, *names: str) -> frozenset[str]:
        """Return the words of these lists together.

        Raises `KeyError` for a list that no file may hold, because that is a slip of the program.
        """
        found: frozenset[str] = frozenset()
        for name in names:
            if name not in _KNOWN:
                raise KeyError(name)
            found |= self.lists.get(name, frozenset())
        return found


def load_words(folder: Path) -> Words:
    """Read every `<language>/*.toml` in `folder`, lists of one name joined over files and languages.

    Raises `Refusals` (78) with file and line for an unknown list, a word that is no text or is empty,
    and where a list that the program reads stands in no file.
    """
    lists: dict[str, set[str]] = {}
    tables: dict[str, dict[str, dict[str, None]]] = {name: {} for name in TABLES}
    faults: list[Refusal] = []
    languages: list[str] = []
    for path in sorted(folder.glob("*/*.toml")):
        if path.parent.name not in languages:
            languages.append(path.parent.name)
        file = read_toml(path)
        for name, value in file.data.items():
            if name in _KNOWN:
                lists.setdefault(name, set()).update(_words(file, value, faults, name))
            elif name in TABLES and isinstance(value, dict):
                for full, short in value.items():
                    found = tables[name].setdefault(full.casefold(), {})
                    found.update(dict.fromkeys(_words(file, short, faults, name, full)))
            elif name not in RETIRED:
                near = get_close_matches(name, sorted(_KNOWN | TABLES), 1)
                meant = f'perhaps "{near[0]}" is meant' if near else "`auditor init DIR` writes all there are"
                faults.append(file.refusal(f'There is no list "{name}"; {meant}.', name))
    missing = sorted(_KNOWN - LATER - lists.keys())
    if missing and not faults:
        sentence = f"No file of word lists here holds {', '.join(missing)}; copy them from the starter."
        faults.append(Refusal(Exit.CONFIGURATION, sentence, folder))
    if faults:
        raise Refusals(tuple(faults))
    nicknames, rare = (
        {full: tuple(short) for full, short in tables[name].items()}
        for name in ("nicknames", "rare-nicknames")
    )
    frozen = {name: frozenset(words) for name, words in lists.items()}
    return Words(frozen, nicknames, rare, tuple(languages))


@cache
def shipped_words() -> Words:
    """Return the lists that come with the auditor; read once."""
    return load_words(example("config") / "words")


def district_words(folder: Path) -> Words:
    """Return the lists of a district's own folder, and of `LATER` what it lacks as shipped.

    Some of those keep a fault from being told, so lacking them must not accuse anybody. Raises `Refusals`
    as `load_words` does.
    """
    own = load_words(folder)
    later = {name: words for name, words in shipped_words().lists.items() if name in LATER}
    return replace(own, lists={**later, **own.lists})


def words_in_force(folder: Path) -> Words:
    """Return the lists of a configuration folder, those that come with the auditor where it has none."""
    own = folder / "words"
    return district_words(own) if own.is_dir() else shipped_words()


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of these words or phrases as a whole, without regard to capitals."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    spaced = (r"\s+".join(map(re.escape, word.split())) for word in longest_first)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spaced) or '(?!)'})(?!\w)", re.IGNORECASE)


def _words(file: TomlFile, value: object, faults: list[Refusal], *place: str) -> Iterable[str]:
    """Return a list's words; a text in quotation marks is a list of single words."""
    if isinstance(value, str):
        return value.casefold().split()
    if isinstance(value, list) and all(isinstance(word, str) and word.strip() for word in value):
        return [" ".join(word.casefold().split()) for word in value]
    faults.append(
        file.refusal("This must be a list of words in quotation marks, none of them empty.", *place)
    )
    return ()
