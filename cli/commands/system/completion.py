"""completion: what a shell needs to complete our commands."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from cli.commands.registry import ABOUT
from cli.common import DONE, Parsers, command, print_json

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_SHELLS: Final = ("bash", "zsh", "fish")
_FILES: Final = ("FILE", "FILE.json", "PATH")
_FOLDERS: Final = ("DIR",)
_VALUES: Final = {"ID": "ids", "VIEW": "views", "FEED": "feeds", "CONCERN": "concerns", "TAG": "concerns"}
"""What `civicdesk values` prints for each name that an argument has in the help."""
_ASKS: Final = {
    # compgen -W would run what stands in $(…), and a name or an id may come from anywhere
    "bash": """\
_civicdesk_values() {
  local value
  while IFS=$'\\t' read -r value _; do printf '%q\\n' "$value"; done < <(civicdesk values "$1" -- "$2" 2>/dev/null)
}""",
    "zsh": """\
_civicdesk_values() {
  local -a values shown
  local value about
  while IFS=$'\\t' read -r value about; do
    values+=("$value")
    shown+=("$value  $about")
  done < <(civicdesk values "$1" -- "${(Q)PREFIX}" 2>/dev/null)
  compadd -l -d shown -a values
}""",
}
"""How a shell asks for values, each as text and never as a command of its own."""


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "completion", print_completion, ABOUT["completion"])
    parser.add_argument("shell", choices=_SHELLS, help="your shell: bash, zsh or fish")


def print_completion(arguments: argparse.Namespace, _workspace: "Workspace") -> int:
    """Print the script, made from the very parser that reads the command line."""
    import shtab

    parser: argparse.ArgumentParser = arguments.parser
    for action in _actions(parser):
        if action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar in _FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
        elif isinstance(action.metavar, str) and action.metavar in _VALUES:
            action.complete = _asking(_VALUES[action.metavar])  # type: ignore[attr-defined]
    script = shtab.complete(parser, arguments.shell, preamble=_ASKS.get(arguments.shell, ""))
    if arguments.json:
        print_json({"shell": arguments.shell, "script": script})
    else:
        print(script)
    return DONE


def _asking(kind: str) -> dict[str, object]:
    """Return what completes an argument with values of a kind, by the shell."""
    return {
        "bash": f"_civicdesk_{kind}",
        "zsh": f" _civicdesk_values {kind}",
        "fish": f"(civicdesk values {kind} -- (commandline -ct) 2>/dev/null)",
        "preamble": {"bash": f'_civicdesk_{kind}() {{ _civicdesk_values {kind} "$1"; }}'},
    }


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield every argument of a parser and of those below it."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for inner in dict.fromkeys(action.choices.values()):
                yield from _actions(inner)
