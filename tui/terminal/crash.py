"""What becomes of a fault that nobody foresaw: a file with the details, and a sentence that says where it is."""

import contextlib
import platform
import traceback
from datetime import UTC, datetime
from pathlib import Path


def write_down(error: BaseException, log: Path) -> str:
    """Write the fault to `log`, over what an earlier one left there, and return the sentence for the user.

    The file has the lines of code that the fault came through and nothing of the values in them, which may be of the
    user's stories. Never raises.
    """
    from importlib.metadata import PackageNotFoundError, version  # costs every start what few ends need

    try:
        number = version("civicdesk")
    except PackageNotFoundError:
        number = "unknown"
    when = datetime.now(UTC).isoformat(timespec="seconds")
    head = f"civicdesk {number}, Python {platform.python_version()}, {platform.system()}, {when}\n\n"
    with contextlib.suppress(OSError):
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(head + "".join(traceback.format_exception(error)), encoding="utf-8", errors="replace")
        return (
            "civicdesk ended by a fault of its own; what you decided is saved. "
            f"The details are in {log}: please report them."
        )
    return (
        f"civicdesk ended by a fault of its own ({type(error).__name__}); what you decided is saved. "
        f"The details could not be written to {log}."
    )
