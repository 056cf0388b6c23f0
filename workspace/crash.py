"""What becomes of a fault that nobody foresaw: a file with the details, and a sentence that says where it is."""

import contextlib
import os
import platform
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from storage.files.disk import make_folder
from storage.files.errors import StorageError
from storage.files.places import Places


def write_down_in(error: BaseException, home: Path | None) -> str:
    """Write the fault to the log of a home (None: as the environment or the system has it), as `write_down`."""
    return write_down(error, Places.find(home).log)


def write_down(error: BaseException, log: Path) -> str:
    """Write the fault to `log`, over what an earlier one left there, and return the sentence for the user.

    The file has the lines of code that the fault came through and nothing of the values in them, nor what the faults
    say, which may be of the user's stories. Only the user can read it. Never raises.
    """
    from importlib.metadata import PackageNotFoundError, version  # costs every start what few ends need

    try:
        number = version("civicdesk")
    except PackageNotFoundError:
        number = "unknown"
    when = datetime.now(UTC).isoformat(timespec="seconds")
    head = f"civicdesk {number}, Python {platform.python_version()}, {platform.system()}, {when}\n\n"
    with contextlib.suppress(OSError, StorageError):
        make_folder(log.parent)
        log.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(log, flags, 0o600), "w", encoding="utf-8", errors="replace") as file:
            file.write(head + "\n".join(_ways(error)))
        return (
            "civicdesk ended by a fault of its own; what you decided is saved. "
            f"The details are in {log}: please report them."
        )
    return (
        f"civicdesk ended by a fault of its own ({type(error).__name__}); what you decided is saved. "
        f"The details could not be written to {log}."
    )


def _ways(error: BaseException) -> Iterator[str]:
    """Yield the ways through the code of a fault and of those that led to it, each without what it says."""
    seen: set[int] = set()
    fault: BaseException | None = error
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield f"{type(fault).__module__}.{type(fault).__qualname__}, by way of:"
        yield "".join(traceback.format_tb(fault.__traceback__))
        fault = fault.__cause__ or fault.__context__
