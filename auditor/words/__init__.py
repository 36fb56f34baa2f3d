"""Read lists of cue words by language from config/words; leaves what a cue means to its readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol, TypeVar

from auditor.exits import Exit, Refusal, Refusals
from auditor.shipped import example
from auditor.toml_file import TomlFile, read_toml
from auditor.words.lists import GRAMMAR, LATER, LISTS, PHRASES, RETIRED, TABLES

_KNOWN = LISTS | PHRASES | GRAMMAR
_SPECIAL = re.compile(r"(?=\\[ *])(\\ )?(\\\*)?")
_PLACE = re.compile(r"\{([A-Za-z][a-z0-9|-]*)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """Hold cue words of all languages together, all in lower case as written in the files.

    `lists` maps a list's name to its words and phrases; `nicknames` and `rare_nicknames` map a full
    given name to its short forms. `languages` are those that any list was read for, and `spoken` are the
    lists of each.
    """

    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nicknames: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rare_nicknames: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    spoken: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict, repr=False)
    _patterns: dict[str, re.Pattern[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

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

    def pattern(self, grammar: str) -> re.Pattern[str]:
        """Return a regular expression in which `{list}` or `{list|list}` stands for any of their words.

        The words are in lower case, those of `{List}` begin with a capital. It is made once.
        """
        made = self._patterns.get(grammar)
        if made is None:
            made = self._patterns[grammar] = re.compile(_PLACE.sub(self._words_at, grammar))
        return made

    def _words_at(self, place: re.Match[str]) -> str:
        words = self.of(*place[1].lower().split("|"))
        return f"(?:{either(word.capitalize() if place[1][0].isupper() else word for word in words)})"


def load_words(folder: Path) -> Words:
    """Read every `<language>/*.toml` in `folder`, lists of one name joined over files and languages.

    Raises `Refusals` (78) with file and line for an unknown list, a word that is no text or is empty,
    and where a list that the program reads stands in no file.
    """
    spoken: dict[tuple[str, str], set[str]] = {}
    tables: dict[str, dict[str, dict[str, None]]] = {name: {} for name in TABLES}
    faults: list[Refusal] = []
    languages: list[str] = []
    for path in sorted(folder.glob("*/*.toml")):
        if path.parent.name not in languages:
            languages.append(path.parent.name)
        file = read_toml(path)
        for name, value in file.data.items():
            if name in _KNOWN:
                here = spoken.setdefault((path.parent.name, name), set())
                here.update(_words(file, value, faults, name))
            elif name in TABLES and isinstance(value, dict):
                for full, short in value.items():
                    found = tables[name].setdefault(full.casefold(), {})
                    found.update(dict.fromkeys(_words(file, short, faults, name, full)))
            elif name not in RETIRED:
                near = get_close_matches(name, sorted(_KNOWN | TABLES), 1)
                meant = f'perhaps "{near[0]}" is meant' if near else "`auditor init DIR` writes all there are"
                faults.append(file.refusal(f'There is no list "{name}"; {meant}.', name))
    missing = sorted(_KNOWN - LATER - {name for _, name in spoken})
    if missing and not faults:
        sentence = f"No file of word lists here holds {', '.join(missing)}; copy them from the starter."
        faults.append(Refusal(Exit.CONFIGURATION, sentence, folder))
    if faults:
        raise Refusals(tuple(faults))
    nicknames, rare = (
        {full: tuple(short) for full, short in tables[name].items()}
        for name in ("nicknames", "rare-nicknames")
    )
    frozen = {held: frozenset(words) for held, words in spoken.items()}
    return Words(_joined(frozen), nicknames, rare, tuple(languages), frozen)


def _joined(spoken: Mapping[tuple[str, str], frozenset[str]]) -> dict[str, frozenset[str]]:
    lists: dict[str, frozenset[str]] = {}
    for (_, name), words in spoken.items():
        lists[name] = lists.get(name, frozenset()) | words
    return lists


@cache
def shipped_words() -> Words:
    """Return the lists that come with the auditor; read once."""
    return load_words(example("config") / "words")


def district_words(folder: Path) -> Words:
    """Return the lists of a district's own folder, and of `LATER` what it lacks as shipped.

    Some of those keep a fault from being told, so lacking them must not accuse anybody: a list is lacking
    where no language has it, or not the one in which it is shipped. Raises `Refusals` as `load_words` does.
    """
    own = load_words(folder)
    lacking = {
        (language, name): words
        for (language, name), words in shipped_words().spoken.items()
        if name in LATER
        and (name not in own.lists or (language in own.languages and (language, name) not in own.spoken))
    }
    spoken = {**lacking, **own.spoken}
    return replace(own, lists=_joined(spoken), spoken=spoken)


def words_in_force(folder: Path) -> Words:
    """Return the lists of a configuration folder, those that come with the auditor where it has none."""
    own = folder / "words"
    if not own.is_dir():
        return shipped_words()
    stands = [(path, path.stat()) for path in sorted(own.glob("*/*.toml"))]
    return _as_it_stands(own, tuple((path, seen.st_mtime_ns, seen.st_size) for path, seen in stands))


@lru_cache(maxsize=4)
def _as_it_stands(folder: Path, files: tuple[tuple[Path, int, int], ...]) -> Words:
    """Read a folder's lists once for as long as its files stay as they are: many ask in a night."""
    return district_words(folder)


_in_force: Words | None = None
_made_of_words: list[Callable[[], None]] = []
Kept = TypeVar("Kept", bound="_Keeps")


class _Keeps(Protocol):
    def cache_clear(self) -> None: ...


def in_force() -> Words:
    """Return the words by which this process reads pages: those put in force, else those shipped.

    It is for what sees no policy: visits, histories and the addresses of links.
    """
    return _in_force or shipped_words()


def put_in_force(words: Words) -> None:
    """Let this process read pages by these words from now on."""
    global _in_force
    if words is not in_force():
        _in_force = words
        for forget in _made_of_words:
            forget()


def of_words(kept: Kept) -> Kept:
    """Let a function with a cache forget what it made of words that are no longer in force."""
    _made_of_words.append(kept.cache_clear)
    return kept


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of these words or phrases as a whole, without regard to capitals."""
    return re.compile(rf"(?<!\w)(?:{either(words)})(?!\w)", re.IGNORECASE)


def either(words: Iterable[str]) -> str:
    """Return what finds any of these words or phrases, of several that begin alike the longest.

    `*` stands for the rest of a word, alone for a whole one.
    """
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(_SPECIAL.sub(_special, re.escape(word)) for word in longest_first) or "(?!)"


def _special(found: re.Match[str]) -> str:
    alone = found.start() == 0 or found[1]
    star = (r"\w+" if alone else r"\w*") if found[2] else ""
    return (r"\s+" if found[1] else "") + star


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
