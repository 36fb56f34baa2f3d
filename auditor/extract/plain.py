"""Read files that are text already: captions, calendars, tables, RTF and plain text."""

from __future__ import annotations

import csv
import re
from typing import Final

from auditor.extract.decode import decode
from auditor.extract.gathering import Gathering
from auditor.page import Source

_MOST_ROWS: Final = 50_000
_MOST_COLUMNS: Final = 500
_STEPS_A_LOOK: Final = 10_000
_LONGEST_PARAGRAPH: Final = 2_000
_TIME: Final = re.compile(r"\s*(?:\d+:)?\d\d:\d\d[.,]\d{3}\s*-->")
_CLOCK: Final = re.compile(r"(?:(\d+):)?(\d\d):(\d\d)")
_VOICE: Final = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,200})>")
_TAG: Final = re.compile(r"</?[^<>]{0,200}>|\{\\[^}]{0,100}\}")
_ICS: Final = {
    "SUMMARY": "title",
    "DESCRIPTION": "description",
    "LOCATION": "place",
    "COMMENT": "comment",
    "CONTACT": "contact",
    "CATEGORIES": "category",
    "X-WR-CALNAME": "name of the calendar",
    "X-WR-CALDESC": "description of the calendar",
}
_ICS_ESCAPE: Final = re.compile(r"\\([nN,;\\])")
_RTF: Final = re.compile(
    r"\\u(-?\d{1,6})\s?|\\'([0-9a-fA-F]{2})|\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\([^a-z])|([{}])"
    r"|([^\\{}\r\n]+)|[\r\n]+|."
)
_RTF_AWAY: Final = frozenset(
    "fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator themedata colorschememapping "
    "latentstyles datastore xmlnstbl pict objdata mmathPr filetbl revtbl pnseclvl bkmkstart bkmkend "
    "nonshppict blipuid listtext pntext shpinst sp sn sv fldtype wgrffmtfilter".split()
)
_RTF_PROPERTIES: Final = frozenset("title subject author keywords doccomm operator manager company".split())
_RTF_BREAKS: Final = frozenset(("par", "line", "sect", "page", "row", "pard"))
_RTF_LETTERS: Final = {
    "tab": " ",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
}
_RTF_LINK: Final = re.compile(r"\s*HYPERLINK\s+\"?([^\"\s]{1,2000})", re.IGNORECASE)


def read_text(data: bytes, found: Gathering) -> None:
    """Read plain text, line by line."""
    for number, line in enumerate(decode(data).splitlines(), 1):
        if line.strip():
            found.say(line, f"line {number}")


def read_csv(data: bytes, found: Gathering) -> None:
    """Read a table of values separated by commas, semicolons or tabs."""
    text = decode(data).replace("\x00", "")
    head = text[:5000]
    mark = max((",", ";", "\t"), key=head.count)
    try:
        for number, row in enumerate(csv.reader(text.splitlines(keepends=True), delimiter=mark), 1):
            if number > _MOST_ROWS:
                found.cut = True
                return
            found.cut = found.cut or len(row) > _MOST_COLUMNS
            for column, cell in enumerate(row[:_MOST_COLUMNS], 1):
                if cell.strip():
                    found.say(cell, f"row {number}, column {column}", row=f"row{number}")
    except csv.Error:
        # A quote that never ends: no table, and lines of words all the same.
        read_text(data, found)


def read_captions(data: bytes, found: Gathering) -> None:
    """Read WebVTT and SubRip captions: what is said, with its time, and who says it."""
    place = "head of the captions"
    waiting: list[str] = []

    def close() -> None:
        words = " ".join(waiting)
        waiting.clear()
        for voice in dict.fromkeys(_VOICE.findall(words)):
            found.say(voice, f"speaker {place}")
        found.say(_TAG.sub("", words), place)

    for number, line in enumerate(decode(data).splitlines()):
        if _TIME.match(line):
            if waiting and waiting[-1].strip().isdecimal():
                waiting.pop()
            close()
            match = _CLOCK.search(line)
            hours, minutes, seconds = (match[1] or "0", match[2], match[3]) if match else ("0", "00", "00")
            place = f"at {int(hours)}:{minutes}:{seconds}" if int(hours) else f"at {int(minutes)}:{seconds}"
        elif not line.strip():
            close()
        elif number or not line.lstrip("\ufeff").startswith("WEBVTT"):
            if line.startswith("STYLE"):
                continue
            # A cue's number or name stands alone above its time.
            waiting.append(line)
        else:
            found.say(line.lstrip("\ufeff")[6:].strip(" -"), place)
    close()


def read_calendar(data: bytes, found: Gathering) -> None:
    """Read a calendar file: titles, descriptions, places and who takes part."""
    entry = 0
    lines = re.sub(r"\r?\n[ \t]", "", decode(data)).splitlines()
    for line in lines:
        head, colon, value = _halves(line)
        name, *parameters = head.split(";")
        name = name.upper()
        if name == "BEGIN" and value.upper() in ("VEVENT", "VTODO", "VJOURNAL"):
            entry += 1
            found.heading = ""
        place = f"entry {entry}" if entry else "calendar"
        value = _ICS_ESCAPE.sub(lambda m: " " if m[1] in "nN" else m[1], value)
        if name in _ICS and colon:
            found.say(value, f"{_ICS[name]} of {place}" if entry else _ICS[name], row=place)
            if name == "SUMMARY":
                found.heading = " ".join(value.split())[:200]
        elif name in ("ATTENDEE", "ORGANIZER"):
            who = "organizer" if name == "ORGANIZER" else "guest"
            for parameter in parameters:
                if parameter.upper().startswith("CN="):
                    found.say(parameter[3:].strip('"'), f"{who} of {place}", row=place)
            found.link(value, "", f"address of the {who} of {place}")
        elif name in ("URL", "ATTACH", "CONFERENCE") and "BINARY" not in head.upper():
            found.link(value, "", f"link of {place}")


def _halves(line: str) -> tuple[str, str, str]:
    """Cut a line at its first colon outside of quotes."""
    quoted = False
    for position, letter in enumerate(line[:5000]):
        if letter == '"':
            quoted = not quoted
        elif letter == ":" and not quoted:
            return line[:position], ":", line[position + 1 :]
    return line, "", ""


def read_rtf(data: bytes, found: Gathering) -> None:
    """Read RTF: its paragraphs, fields with links, notes and properties; what is not shown as hidden text."""
    text = data.decode("cp1252", "replace")
    out: list[str] = []
    hidden: list[str] = []
    field_code: list[str] = []
    number = 0
    rows = 1
    skip_after_unicode = 1
    pending = 0
    # Each open group: what it is for ("" text, "away", "hidden", "code" or a property).
    groups: list[str] = [""]
    pictures = 0

    def close(place: str, row: str = "") -> None:
        found.say("".join(out), place, row=row)
        out.clear()
        if hidden:
            found.say("".join(hidden), f"text that is not shown, {place}", source=Source.HIDDEN)
            hidden.clear()

    def add(words: str) -> None:
        use = groups[-1]
        if use == "":
            out.append(words)
        elif use == "hidden":
            hidden.append(words)
        elif use == "code":
            field_code.append(words)
        elif use in _RTF_PROPERTIES:
            found.say(words, f"document property '{use.capitalize()}'", source=Source.META)

    for step, match in enumerate(_RTF.finditer(text)):
        unicode, code, word, value, symbol, brace, words = match.groups()
        if step % _STEPS_A_LOOK == 0:
            found.go_on()
        if brace == "{":
            groups.append(groups[-1] if len(groups) < 500 else "away")
        elif brace == "}":
            if groups[-1] == "code" and (len(groups) < 2 or groups[-2] != "code"):
                link = _RTF_LINK.match("".join(field_code))
                if link:
                    found.link(link[1], "", f"link in paragraph {number + 1}")
                field_code.clear()
            if len(groups) > 1:
                groups.pop()
        elif unicode:
            letter = int(unicode)
            letter = letter + 65536 if letter < 0 else letter
            add(chr(letter) if 0 < letter < 0x110000 and not 0xD800 <= letter < 0xE000 else "")
            pending = skip_after_unicode
        elif code:
            if pending:
                pending -= 1
            else:
                add(bytes.fromhex(code).decode("cp1252", "replace"))
        elif word:
            pending = 0
            if word in _RTF_AWAY:
                pictures += word == "pict"
                groups[-1] = "away"
            elif word == "fldinst":
                groups[-1] = "code"
            elif word in _RTF_PROPERTIES and groups[-1] != "away":
                groups[-1] = word
            elif word in ("v", "deleted") and groups[-1] in ("", "hidden"):
                groups[-1] = "" if value == "0" else "hidden"
            elif word == "plain" and groups[-1] == "hidden":
                groups[-1] = ""
            elif word in _RTF_BREAKS and groups[-1] in ("", "hidden"):
                number += bool(hidden or "".join(out).strip())
                rows += word == "row"
                close(f"paragraph {number}")
            elif word == "cell" and groups[-1] == "":
                close(f"cell in row {rows} of the tables", f"row{rows}")
            elif word == "uc" and value and value.isdecimal():
                skip_after_unicode = min(int(value), 10)
            elif word in _RTF_LETTERS:
                add(_RTF_LETTERS[word])
        elif symbol:
            if symbol == "*" and groups[-1] == "":
                groups[-1] = "away"
            elif symbol in "~_-":
                add(" " if symbol == "~" else "-" if symbol == "_" else "")
            elif symbol in "{}\\":
                add(symbol)
        elif words:
            if pending:
                words, pending = words[pending:], max(0, pending - len(words))
            add(words)
    close(f"paragraph {number + 1}")
    found.unread += pictures
