"""Read `embeds.toml`: which calendars on other hosts can be read, and where; asks no host."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, quote, unquote, urlsplit

from auditor.exits import Refusal, Refusals
from auditor.shipped import example
from auditor.toml_file import TomlFile, read_toml

FILE: Final = "embeds.toml"
_LONGEST: Final = 500
_HOLE: Final = re.compile(r"\{([a-z]+)\}")
_KEYS: Final = {"name": str, "shown_at": list, "read_at": str, "base64": bool, "leave": list}


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold one form of address: its host, the parts of its path, and its fields, with holes for names."""

    host: str
    path: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]

    def names(self, host: str, path: str, query: str) -> Iterator[Mapping[str, str]]:
        """Yield what stands in the holes, once for each value of a field; nothing for another address."""
        parts = tuple(part for part in path.split("/") if part)
        if host != self.host or len(parts) != len(self.path):
            return
        found: dict[str, str] = {}
        for wanted, part in zip(self.path, parts, strict=True):
            hole = _HOLE.fullmatch(wanted)
            if hole is not None:
                found[hole[1]] = unquote(part)
            elif wanted not in ("*", part):
                return
        if not self.fields:
            yield found
        given = parse_qs(query, max_num_fields=100) if self.fields else {}
        for field, hole_name in self.fields:
            for value in given.get(field, ()):
                yield {**found, hole_name: value}


@dataclass(frozen=True, slots=True)
class CalendarHost:
    """Say how one provider's calendars are shown, and where each can be read as a file."""

    name: str
    shown_at: tuple[Shown, ...]
    read_at: str
    base64: bool = False
    leave: tuple[str, ...] = ()

    def files(self, scheme: str, host: str, path: str, query: str) -> Iterator[str]:
        """Yield the file of every calendar that an address shows, "" for one that nobody need read."""
        for form in self.shown_at:
            for names in form.names(host, path, query):
                told = {hole: self._plain(value) for hole, value in names.items()}
                if any(not 0 < len(value) <= _LONGEST or not value.isprintable() for value in told.values()):
                    continue
                if any(mark in value for mark in self.leave for value in told.values()):
                    yield ""
                else:
                    yield f"{scheme}://{_filled(self.read_at, told)}"

    def _plain(self, value: str) -> str:
        """Return a calendar's name as its owner knows it; newer addresses write it in base64."""
        if not self.base64 or "@" in value:
            return value
        try:
            read = urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode("ascii")
        except (Error, ValueError):
            return value
        return read if "@" in read else value


@dataclass(frozen=True, slots=True)
class Embeds:
    """Know which calendars of other hosts may be read."""

    calendars: tuple[CalendarHost, ...] = ()
    linked: tuple[tuple[str, str], ...] = ()

    def files_of(self, url: str) -> tuple[str, ...] | None:
        """Return the files behind an address that shows calendars, None for any other address."""
        scheme, host, path, query = _parts(url)
        found = [file for each in self.calendars for file in each.files(scheme, host, path, query)]
        return tuple(dict.fromkeys(file for file in found if file)) if found else None

    def may_read(self, url: str) -> bool:
        """Tell whether a linked calendar file stands on a listed host."""
        scheme, host, path, _ = _parts(url)
        return bool(scheme) and any(
            (host == name or (name.startswith("*.") and host.endswith(name[1:]))) and path.startswith(begins)
            for name, begins in self.linked
        )


def load_embeds(folder: Path) -> Embeds:
    """Read `embeds.toml` in a configuration folder, or what is shipped where there is none.

    Raises `Refusals` (78) with file and line for what it cannot use.
    """
    for path in (folder / FILE, example("config") / FILE):
        if path.is_file():
            return _read(read_toml(path))
    return Embeds()


def _read(file: TomlFile) -> Embeds:
    faults: list[Refusal] = []
    unknown = file.data.keys() - {"calendar", "links"}
    faults += [
        file.refusal(f'unknown key "{key}"; check its spelling or take it out', key) for key in unknown
    ]
    calendars = []
    for number, entry in enumerate(file.data.get("calendar", [])):
        sentence = _fault(entry)
        if sentence:
            faults.append(file.refusal(sentence, "calendar", number))
        else:
            shown = tuple(_form(each) for each in entry["shown_at"])
            leave = tuple(entry.get("leave", ()))
            calendars.append(
                CalendarHost(entry["name"], shown, entry["read_at"], entry.get("base64", False), leave)
            )
    links = file.data.get("links", {}).get("read", [])
    if not _all_text(links) or any("/" not in each or "://" in each for each in links):
        sentence = 'write addresses such as "calendar.google.com/calendar/ical/", without http:'
        faults.append(file.refusal(sentence, "links", "read"))
        links = []
    if faults:
        raise Refusals(tuple(faults))
    linked = ((host.lower().removeprefix("www."), f"/{path}") for host, _, path in
              (each.partition("/") for each in links))  # fmt: skip
    return Embeds(tuple(calendars), tuple(linked))


def _fault(entry: Mapping[str, Any]) -> str:
    for key, value in entry.items():
        if key not in _KEYS:
            return f'unknown key "{key}"; check its spelling or take it out'
        if not isinstance(value, _KEYS[key]) or (isinstance(value, list) and not _all_text(value)):
            return f'the key "{key}" holds something else than it should'
    for key in ("name", "shown_at", "read_at"):
        if not entry.get(key):
            return f'the key "{key}" is missing; add it'
    holes = set(_HOLE.findall(entry["read_at"]))
    for address in (*entry["shown_at"], entry["read_at"]):
        if "://" in address or "/" not in address:
            return f'"{address}" is no address without http:'
        if not holes or not holes <= set(_HOLE.findall(address)):
            return f'"{address}" does not name all of {", ".join(sorted(holes)) or "{id}"}'
    if "{" in entry["read_at"].partition("/")[0]:
        return "the host that is asked must be written out"
    return ""


def _filled(address: str, names: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: quote(names[hole[1]], safe=""), address)


def _form(address: str) -> Shown:
    bare, _, query = address.partition("?")
    host, *path = bare.split("/")
    fields = tuple(
        (field, hole[1]) for field, _, value in (part.partition("=") for part in query.split("&") if part)
        if (hole := _HOLE.fullmatch(value)) is not None
    )  # fmt: skip
    return Shown(host.lower().removeprefix("www."), tuple(part for part in path if part), fields)


def _parts(url: str) -> tuple[str, str, str, str]:
    """Return scheme, host without www., path and query; "" for the scheme of what is no web address."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "", "", "", ""
    return (parts.scheme if parts.scheme in ("http", "https") else ""), host, parts.path, parts.query


def _all_text(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and each for each in value)
