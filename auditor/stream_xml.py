"""Read XML piece by piece with no entities at all, so that none can grow or reach out; knows no format."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat


class Stopped(Exception):
    """End the reading early."""


FAULTS = (expat.ExpatError, Stopped)
"""What ends a reading: damage, an entity, or whoever has read enough."""


def stream_parser(
    start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], data: Callable[[str], None]
) -> expat.XMLParserType:
    """Return a parser that calls back for each tag and text; a declared entity ends it with `Stopped`."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.EntityDeclHandler = _refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return parser


def _refuse(*_: object) -> None:
    raise Stopped
