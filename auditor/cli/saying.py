"""Print lines that can do nothing but be read; leaves to `screen` how far a night has come."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text


class _Plain(Console):
    """A console that leaves a closed pipe to the command line, which knows its exit codes."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


_OUT = _Plain(highlight=False, soft_wrap=True)
ERR = _Plain(stderr=True, highlight=False, soft_wrap=True)


def say(sentence: str) -> None:
    """Print a line; text from outside can neither move the cursor nor change colours."""
    _OUT.print(Text(_printable(sentence)))


def complain(sentence: str) -> None:
    """Print a line on standard error, as inert as `say`."""
    ERR.print(Text(_printable(sentence)))


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in text)
