"""serve: the desk in a browser."""

import argparse
import os
import shlex
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from civic.text import clean_line
from cli.common import DONE, WRONG_USE, CommandError, Parsers, command

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_LOOPBACK: Final = "127.0.0.1"
_PORT: Final = 8412
_SHORTEST_TOKEN: Final = 16
"""Characters; what can be guessed is no token."""


def add_to(parsers: Parsers) -> None:
    """Name the command."""
    parser = command(parsers, "serve", serve_desk, "open the desk in a browser, for this machine only unless told so")
    parser.add_argument("--port", type=int, default=_PORT, help=f"the port to listen at ({_PORT})")
    parser.add_argument("--host", default=_LOOPBACK, metavar="ADDRESS", help="listen at an address that others reach")
    parser.add_argument("--token", default="", help="what a browser has to know; needed with --host")


def serve_desk(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Serve until interrupted."""
    host, token = arguments.host, arguments.token
    if not 0 < arguments.port < 1 << 16:
        raise CommandError("A port is a number from 1 to 65535.", WRONG_USE)
    if host not in (_LOOPBACK, "localhost", "::1") and len(token) < _SHORTEST_TOKEN:
        raise CommandError(
            f"Whoever reaches {clean_line(host, 60)!r} would have your desk: give a --token of {_SHORTEST_TOKEN} or"
            " more characters.",
            WRONG_USE,
        )
    if find_spec("textual_serve") is None:
        raise CommandError("The desk in a browser needs an extra: pip install 'civicdesk[web]' brings it.")
    from cli.web import serve

    try:
        serve(_desk(arguments), host, arguments.port, token, lambda url: _tell(url, bool(token)))
    except OSError as error:
        told = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or "no such address"
        where = f"Port {arguments.port} of {clean_line(host, 60)}"
        raise CommandError(f"{where} can't be had ({told.lower()}): give another --port.") from error
    return DONE


def _desk(arguments: argparse.Namespace) -> str:
    """The command line of the desk, each word quoted, since textual-serve gives it to a shell."""
    words = [sys.executable, "-m", "tui"]
    for place in ("home", "library"):
        if given := getattr(arguments, place):
            words += [f"--{place}", given]
    return shlex.join(words)


def _tell(url: str, is_guarded: bool) -> None:
    behind = "/?token=… with your token" if is_guarded else "/"
    print(f"The desk is at {url}{behind}; ctrl+c ends it.", flush=True)
