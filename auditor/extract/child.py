"""Run as `python -I -m auditor.extract.child`: lock in, then read files from stdin and say them as JSON.

With the word "words" it locks in and becomes Tesseract instead. Nothing of ours comes in but code: no
roster, no configuration, no environment, no file name. Parsers are imported after the door is shut.
"""

from __future__ import annotations

import json
import math
import os
import resource
import struct
import sys
import sysconfig
import time
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, Final

from auditor.extract.jail import bound_cpu, lock_in

if TYPE_CHECKING:
    from auditor.extract.gathering import Gathering

HEAD: Final = struct.Struct(">I")
_MOST_IN: Final = 60_000_000
# Parsers leave pieces behind; a reader that has grown this far makes room for a fresh one.
_GROWN_KB: Final = 450_000
# The rest of the CPU seconds is for handing over what was read: at the end of them the kernel ends us.
_PATIENCE: Final = 0.75
_WORD: Final = frozenset("docx docm dotx dotm".split())
_SLIDES: Final = frozenset("pptx ppsx pptm potx".split())
_SHEETS: Final = frozenset("xlsx xlsm xltx".split())
_OPEN: Final = frozenset("odt ods odp ott".split())
_PLAIN: Final = frozenset("txt csv tsv ics vtt srt rtf".split())
_PICTURES: Final = frozenset("jpg jpeg jpe png gif webp tif tiff heic heif avif bmp".split())
_DRAWINGS: Final = frozenset(("svg", "svgz"))
_TEXT_KINDS: Final = {"tsv": "csv", "srt": "vtt"}
_OLD: Final = "an older Office file, or one locked by a password: save it as PDF, or in today's format"


def main() -> None:
    """Serve files until stdin ends; the answer to each is its length and one JSON object."""
    memory, cpu_seconds = int(sys.argv[1]), int(sys.argv[2])
    words = sys.argv[3:]
    folders = code_folders()
    if words:
        program, languages, layout = words
        lock_in(memory, cpu_seconds, [*folders, "/etc/ld.so.cache", "/dev/null", os.path.dirname(program)],
                runs_program=True)  # fmt: skip
        os.execve(program, [program, "stdin", "stdout", "-l", languages, "--psm", layout, "tsv"],  # noqa: S606
                  {"OMP_THREAD_LIMIT": "1"})  # fmt: skip
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    weight = _Weight()
    guards = lock_in(memory, cpu_seconds, folders)
    _answer(stdout, {"guards": guards})
    while True:
        line = stdin.readline(1000)
        if not line:
            return
        request = json.loads(line)
        data = stdin.read(min(int(request["size"]), _MOST_IN))
        bound_cpu(cpu_seconds)
        plates = (int(request["passed"]), int(request["plates"]))
        answer = read(data, str(request["kind"]), bool(request["weigh"]), plates, _PATIENCE * cpu_seconds)
        del data
        answer["last"] = bool(answer.pop("memory", False)) or weight.kilobytes() > _GROWN_KB
        _answer(stdout, answer)
        if answer["last"]:
            return


class _Weight:
    """Tell how much memory this process holds; opened before the door is shut."""

    def __init__(self) -> None:
        try:
            self._file = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            self._file = -1

    def kilobytes(self) -> int:
        if self._file < 0:
            # Only the peak is known, and whoever started us may have left a higher one behind.
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        pages = os.pread(self._file, 200, 0).split()[1]
        return int(pages) * resource.getpagesize() // 1024


def code_folders() -> list[str]:
    """Return the folders of program code, which alone may be read from now on."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    folders = {package, sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()}
    folders |= {"/usr", "/lib", "/lib64", "/dev/urandom"}
    # A virtual environment may link to an interpreter that lies elsewhere.
    folders.add(os.path.dirname(os.path.dirname(os.path.realpath(sys.executable))))
    return sorted(folder for folder in folders if len(folder) > 1)


def _answer(stdout: IO[bytes], answer: dict[str, Any]) -> None:
    packed = json.dumps(answer, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    stdout.write(HEAD.pack(len(packed)) + packed)
    stdout.flush()


def read(
    data: bytes, kind: str, weigh: bool, plates: tuple[int, int] = (0, 0), seconds: float = math.inf
) -> dict[str, Any]:
    """Return what one file says, as plain lists; whatever breaks becomes a problem in plain words.

    `plates`: how many pictures of words to pass over, and how many to hand out then. After `seconds` of
    CPU what was read by then is all.
    """
    from base64 import b64encode

    from auditor.extract.gathering import Enough, Gathering, Unreadable
    from auditor.page import Source

    kind = kind_of(data, kind)
    until = time.process_time() + seconds
    found = Gathering(Source(source_of(kind)), passed=plates[0], wanted_plates=plates[1], until=until)
    problem: list[str] = []
    memory = False
    try:
        with suppress(Enough):
            _read(kind, data, found, weigh)
        if found.cut:
            problem = ["parse-limit", "damaged or longer than may be read: some of it was not read"]
    except Unreadable as error:
        problem = ["unreadable-document", str(error)]
    except MemoryError:
        memory = True
        problem = ["parse-limit", "reading it needs too much memory"]
    except RecursionError:
        problem = ["parse-limit", "nested too deeply"]
    except Exception as error:  # noqa: BLE001 - a stranger's file may break a parser in any way
        problem = ["unreadable-document", f"damaged ({type(error).__name__})"]
    return {
        "kind": kind,
        "texts": found.texts,
        "links": found.links,
        "title": found.title,
        "language": found.language.lower(),
        "unread": found.unread,
        "access": found.access,
        "score": found.score,
        "likeness": found.likeness,
        "plates": [[number, place, b64encode(png).decode("ascii")] for number, place, png in found.plates],
        "problem": problem,
        "memory": memory,
    }


def kind_of(data: bytes, kind: str) -> str:
    """Return what a file is by its first bytes, whatever it calls itself; `kind` where they say nothing."""
    head = data[:1100]
    picture = _picture(head, kind)
    # Readers of PDF look for the mark in the first kilobyte; a picture whose words hold it is a picture,
    # unless it is called a PDF and read as one.
    if b"%PDF-" in head[:1024] and not head.startswith((b"PK", b"{\\rtf")) and (not picture or kind == "pdf"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zipped(data, kind)
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "old-office"
    if picture:
        return picture
    if head[4:8] == b"ftyp" and kind in _PICTURES:
        return "heic"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"BEGIN:VCALENDAR"):
        return "ics"
    if text.startswith(b"WEBVTT"):
        return "vtt"
    # A drawing by any other name is one; packed, it is known by its name alone.
    if kind not in _DRAWINGS and b"<svg" in head and text.startswith((b"<svg", b"<?xml", b"<!DOCTYPE svg")):
        return "svg"
    return kind


def _picture(head: bytes, kind: str) -> str:
    marks = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n", "png"), (b"GIF8", "gif"), (b"II*\x00", "tif"),
             (b"MM\x00*", "tif"))  # fmt: skip
    for mark, name in marks:
        if head.startswith(mark):
            return name
    if head.startswith(b"BM") and kind == "bmp":
        return "bmp"
    return "webp" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ""


def _zipped(data: bytes, kind: str) -> str:
    for mark, name, kinds in (
        (b"word/document", "docx", _WORD),
        (b"ppt/presentation", "pptx", _SLIDES),
        (b"xl/workbook", "xlsx", _SHEETS),
    ):
        # Names of parts stand uncompressed in the directory at the end.
        if mark in data[-200_000:] or mark in data[:4000]:
            return kind if kind in kinds else name
    if b"mimetypeapplication/vnd.oasis.opendocument." in data[:120]:
        rest = data[30:120].partition(b"opendocument.")[2]
        found = {b"text": "odt", b"spre": "ods", b"pres": "odp"}.get(rest[:4], "")
        return found or kind
    return kind if kind in _WORD | _SLIDES | _SHEETS | _OPEN else "zip"


def source_of(kind: str) -> str:
    """Return the source that texts of a file of this kind name."""
    if kind == "pdf":
        return "pdf"
    if kind in _WORD or kind in ("odt", "ott", "rtf"):
        return "docx"
    if kind in _SLIDES or kind == "odp":
        return "pptx"
    if kind in _SHEETS or kind in ("ods", "csv", "tsv"):
        return "xlsx"
    if kind in ("vtt", "srt"):
        return "vtt"
    # The words of a drawing are text that visitors read.
    return "meta" if kind in _PICTURES else "body"


def _read(kind: str, data: bytes, found: Gathering, weigh: bool) -> None:
    from auditor.extract.gathering import Unreadable

    if kind == "pdf":
        from auditor.extract.pdf import read_pdf

        read_pdf(data, found)
    elif kind in _PICTURES:
        from auditor.extract.media import read_picture

        read_picture(data, found, weigh=weigh)
    elif kind in _DRAWINGS:
        from auditor.extract.drawing import read_drawing

        read_drawing(data, found, weigh=weigh)
    elif kind in _WORD:
        from auditor.extract.word import read_docx

        read_docx(data, found)
    elif kind in _SLIDES:
        from auditor.extract.slides import read_pptx

        read_pptx(data, found)
    elif kind in _SHEETS:
        from auditor.extract.sheets import read_xlsx

        read_xlsx(data, found)
    elif kind in _OPEN:
        from auditor.extract.opendocument import read_opendocument

        read_opendocument(data, found)
    elif kind in _PLAIN:
        from auditor.extract import plain

        if (
            kind not in ("rtf",)
            and data.count(0, 0, 100_000) > 100
            and data[:2] not in (b"\xff\xfe", b"\xfe\xff")
        ):
            raise Unreadable("called text, but it is none")
        readers = {"txt": plain.read_text, "csv": plain.read_csv, "ics": plain.read_calendar,
                   "vtt": plain.read_captions, "rtf": plain.read_rtf}  # fmt: skip
        readers[_TEXT_KINDS.get(kind, kind)](data, found)
    elif kind in ("old-office", "doc", "dot", "ppt", "pps", "xls"):
        raise Unreadable(_OLD)
    elif kind == "zip":
        raise Unreadable("an archive: what is in it was not looked at")
    else:
        raise Unreadable("a kind of file that cannot be read here")


if __name__ == "__main__":
    main()
