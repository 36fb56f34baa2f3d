"""Turn whatever ends a command into one sentence and an exit code; decides nothing else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from auditor.cli.saying import complain
from auditor.exits import Exit, Refusal, Refusals
from auditor.faults import told

INTERRUPTED: Final = 130
"""With what the library ends where somebody pressed Ctrl-C."""


@contextmanager
def exit_codes() -> Iterator[None]:
    """Leave with the exit code of the contract, a refusal said in one sentence on standard error."""
    try:
        yield
    except SystemExit as stop:
        if stop.code == INTERRUPTED:
            complain("Stopped. The same command goes on where this one ended.")
        # The library's own code for wrong usage is 2; schedulers here rely on 64.
        raise SystemExit(int(Exit.USAGE) if stop.code == 2 else stop.code) from None
    except (Refusal, Refusals) as refused:
        complain(str(refused))
        raise SystemExit(int(refused.code)) from None
    except BrokenPipeError:
        # Whoever read along has read enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(int(Exit.OK)) from None
    except OSError as error:
        if error.errno is None or isinstance(error, (TimeoutError, ConnectionError)):
            # No disk says so: one part of the program waited too long for another.
            complain(told(error))
            raise SystemExit(1) from None
        what = error.filename or "a file"
        complain(f"{what}: {error.strerror}; make room or mend its rights, then start again")
        raise SystemExit(int(Exit.STORAGE)) from None
    except Exception as error:
        complain(told(error))
        raise SystemExit(1) from None
