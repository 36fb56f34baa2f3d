"""Hold that a fault tells where it happened and nothing of what was at hand."""

from __future__ import annotations

import logging
import threading
import warnings

import pytest

from auditor.faults import told, words_kept_back

NAME = "Mirela Quist"


def _raised(how: str) -> BaseException:
    try:
        if how == "alone":
            raise ValueError(NAME)
        try:
            raise KeyError(NAME)
        except KeyError as error:
            if how == "because":
                raise RuntimeError(NAME) from error
            raise RuntimeError(NAME) from None
    except (ValueError, RuntimeError) as error:
        error.add_note(NAME)
        return error


@pytest.mark.parametrize(
    ("how", "kinds"),
    [("alone", ["ValueError"]), ("because", ["RuntimeError", "KeyError"]), ("hidden", ["RuntimeError"])],
)
def test_a_fault_tells_its_kind_and_place_and_not_its_words(how: str, kinds: list[str]) -> None:
    said = told(_raised(how))
    assert NAME not in said and "test_faults.py" in said and "in _raised" in said
    assert [kind for kind in ("ValueError", "RuntimeError", "KeyError") if kind in said] == kinds


def test_a_fault_that_caused_itself_is_told_once() -> None:
    error = ValueError(NAME)
    error.__cause__ = KeyError(NAME)
    error.__cause__.__cause__ = error
    assert told(error).count("because of") == 1


def test_threads_log_lines_and_warnings_keep_words_back(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise LookupError(NAME)

    hook = threading.excepthook
    handler = logging.StreamHandler()
    log = logging.getLogger("auditor.test")
    log.addHandler(handler)
    try:
        with words_kept_back():
            thread = threading.Thread(target=fail)
            thread.start()
            thread.join()
            warnings.warn(NAME, stacklevel=1)
            log.error("%d", NAME)
    finally:
        log.removeHandler(handler)
    printed = capsys.readouterr()
    assert NAME not in printed.out + printed.err and "LookupError" in printed.err
    assert threading.excepthook is hook
