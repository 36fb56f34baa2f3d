"""Open zipped XML files (Office, OpenDocument) part by part within bounds; writes nothing to disk."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Final

from lxml import etree

from auditor.extract.gathering import Gathering, Unreadable

MOST_PARTS: Final = 5_000
LARGEST_PART: Final = 40_000_000
MOST_BYTES: Final = 200_000_000
_RELS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def parse_xml(data: bytes) -> etree._Element | None:
    """Return the root of an XML text, None where it is none; expands no entity and loads nothing."""
    return parsed(data)[0]


def parsed(data: bytes) -> tuple[etree._Element | None, bool]:
    """Return the root as in `parse_xml`, and whether all of the text is in the tree."""
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=True,
        remove_pis=True,
    )
    try:
        root: etree._Element | None = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None, False
    return root, not any(fault.level >= etree.ErrorLevels.FATAL for fault in parser.error_log)


def local(element: etree._Element) -> str:
    """Return an element's name without its name space, "" for a comment or an entity."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """Return an attribute by its name without its name space, "" if there is none."""
    plain = element.get(name)
    if plain is not None:
        return plain
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


class Package:
    """Hold a zipped file in memory; raises `Unreadable` for what is no such file, or a bomb.

    A part that is damaged or nested too deeply is read as far as it goes, and `found` told so.
    """

    def __init__(self, data: bytes, found: Gathering) -> None:
        self._found = found
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._parts = {entry.filename: entry for entry in self._zip.infolist()[: MOST_PARTS + 1]}
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise Unreadable("damaged: it cannot be unpacked") from None
        if len(self._parts) > MOST_PARTS:
            raise Unreadable(f"more than {MOST_PARTS:,} parts in one file")
        self._left = MOST_BYTES

    @property
    def names(self) -> list[str]:
        """Return the names of all parts."""
        return list(self._parts)

    def read(self, name: str, most: int = LARGEST_PART) -> bytes | None:
        """Return one part's bytes, None where it is absent or damaged; raises `Unreadable` for a bomb."""
        entry = self._parts.get(name)
        if entry is None or entry.is_dir():
            return None
        if entry.flag_bits & 1:
            raise Unreadable("locked by a password")
        if entry.compress_type not in _METHODS:
            return None
        most = min(most, self._left)
        try:
            with self._zip.open(entry) as part:
                # What the archive says of a part's size may be a lie; what comes out is counted.
                data = part.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError):
            return None
        if len(data) > most:
            raise Unreadable("unpacks to more than may be read")
        self._left -= len(data)
        return data

    def xml(self, name: str) -> etree._Element | None:
        """Return the root of one part."""
        data = self.read(name)
        if not data:
            return None
        root, whole = parsed(data)
        self._found.cut = self._found.cut or not whole
        return root

    def relations(self, name: str) -> dict[str, tuple[str, str, bool]]:
        """Return what a part refers to: id -> (last word of its type, target, whether outside)."""
        folder, _, base = name.rpartition("/")
        root = self.xml(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels")
        found: dict[str, tuple[str, str, bool]] = {}
        if root is None:
            return found
        for entry in root.iter(_RELS):
            target = entry.get("Target", "")
            outside = entry.get("TargetMode", "").lower() == "external"
            if not outside:
                joined = target if target.startswith("/") else posixpath.join(folder, target)
                target = posixpath.normpath(joined).lstrip("/")
            found[entry.get("Id", "")] = (entry.get("Type", "").rpartition("/")[2], target, outside)
        return found
