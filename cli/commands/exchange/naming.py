"""The name by which the user decides, asked for at the terminal before the first work of other coders comes in."""

import sys
from typing import TYPE_CHECKING, Final

from civic.coder import coder_name
from civic.fault import Fault
from civic.text import clean_line
from cli.common import QUIET, complain, progress_ends, remark

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_ATTEMPTS: Final = 3


def ask_for_name(workspace: "Workspace", *, as_json: bool = False, usual: str = "") -> None:
    """Ask for a name where the settings give none, write it down, and have the workspace sign by it: the `usual` one
    for an empty line, that of the login without any. Where nobody can
    be asked or the answer can't be kept, say so; the login name then goes on to sign.

    Call this before anything is taken of the workspace: its library is another one afterwards.
    """
    from workspace.coder_name import how_to_name

    settings, places = workspace.settings, workspace.places
    if settings.named:
        return
    can_ask = sys.stdin.isatty() and sys.stderr.isatty() and not as_json and not QUIET.get()
    name = _answer(usual or settings.who) if can_ask else ""
    if not name:
        remark(how_to_name(places, settings.who))
        return
    try:
        earlier = workspace.sign_as(name)
    except Fault as fault:
        complain(str(fault))
        return
    stays = f"; what you decided as {earlier[0]} stays yours" if earlier else ""
    remark(f"You decide as {name} now, as {clean_line(str(places.settings), 300)} says{stays}.")


def _answer(usual: str) -> str:
    """Return the name that the user gives, the usual one for an empty line, and "" for no answer."""
    from workspace.coder_name import refusal

    progress_ends()
    for _ in range(_ATTEMPTS):
        print(f"Under which name do you decide? [{usual}] ", end="", file=sys.stderr, flush=True)
        try:
            line = sys.stdin.readline()
        except UnicodeDecodeError:
            line = ""
        if not line:  # the input ends here
            print(file=sys.stderr)  # and so does the line of the question
            return ""
        answer = line if line.strip() else usual
        if not (refused := refusal(answer)):
            return coder_name(answer)
        complain(f"The name {refused}")
    return ""
