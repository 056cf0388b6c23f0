"""serve: the desk in a browser."""

import argparse
import json
import os
import shlex
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from civic.text import clean_line
from cli.commands.registry import ABOUT
from cli.common import DONE, WRONG_USE, CommandError, Parsers, command

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_LOOPBACK: Final = "127.0.0.1"
_PORT: Final = 8412
_PROGRAM: Final = Path(__file__).resolve().parents[3] / "civicdesk.py"
"""The file that starts the program: beside the packages, wherever they are installed."""


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "serve", serve_desk, ABOUT["serve"])
    parser.add_argument("--port", type=int, default=_PORT, help=f"the port to listen at ({_PORT})")
    parser.add_argument(
        "--host",
        default=_LOOPBACK,
        metavar="ADDRESS",
        help=f"listen at this address of the machine, so that others reach it ({_LOOPBACK})",
    )


def serve_desk(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Serve until interrupted."""
    host = arguments.host
    if not 0 < arguments.port < 1 << 16:
        raise CommandError("A port is a number from 1 to 65535.", WRONG_USE)
    if find_spec("textual_serve") is None:
        raise CommandError("The desk in a browser needs an extra: pip install 'civicdesk[web]' brings it.")
    from cli.web import serve

    try:
        serve(_desk(arguments), host, arguments.port, lambda url: _announce(arguments, url))
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or "no such address"
        where = f"Port {arguments.port} of {clean_line(host, 60)}"
        raise CommandError(f"{where} can't be had ({reason.lower()}): give another --port.") from error
    return DONE


def _desk(arguments: argparse.Namespace) -> str:
    """Return the command line of the desk, each word quoted, since textual-serve gives it to a shell."""
    words = [sys.executable, str(_PROGRAM)]
    for place in ("home", "library"):
        if given := getattr(arguments, place):
            words += [f"--{place}", given]
    return shlex.join(words)


def _announce(arguments: argparse.Namespace, url: str) -> None:
    """Print where the desk is, once it answers; as JSON on a line of its own, whatever may follow. The address has a
    token that is made at each start and stands nowhere else, least of all on a command line, which others can read."""
    if arguments.json:
        print(json.dumps({"url": url}), flush=True)
        return
    print(
        f"The desk is at {url}\nAnyone who has this address has your desk; it changes at each start. ctrl+c ends it.",
        flush=True,
    )
