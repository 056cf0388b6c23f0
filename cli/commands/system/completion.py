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
    # compgen -W would run what stands in $(…), and a name or an id may come from anywhere; nor is what the user wrote
    # behind --home run, only freed of its quotation marks, with ~ and $HOME at its beginning read. To bash, = is a word
    # of its own.
    "bash": r"""_civicdesk_values() {
  local value at
  local -a place=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    case ${COMP_WORDS[at]} in --home | --library)
      value=${COMP_WORDS[at + 1]}
      [[ $value != = ]] || value=${COMP_WORDS[at + 2]}
      value=${value//[\\\"\']/}
      value=${value/#\$HOME\//$HOME/}
      value=${value/#\$\{HOME\}\//$HOME/}
      place+=("${COMP_WORDS[at]}" "${value/#\~\//$HOME/}")
    esac
  done
  while IFS=$'\t' read -r value _; do
    printf '%q\n' "$value"
  done < <(civicdesk "${place[@]}" values "$1" -- "$2" 2>/dev/null)
}""",
    # what stands before a command is not among the words that its arguments are completed from: the line has it
    "zsh": r"""_civicdesk_values() {
  local -a values shown place line=("${(@Q)${(@z)LBUFFER}}")
  local value about at
  for at in {1..$#line}; do
    case $line[at] in
      --home | --library)
        value=${line[at + 1]/#\$HOME\//$HOME/}
        value=${value/#\$\{HOME\}\//$HOME/}
        place+=("$line[at]" "${value/#\~\//$HOME/}") ;;
      --home=* | --library=*)
        value=${line[at]/=\$HOME\//=$HOME/}
        value=${value/=\$\{HOME\}\//=$HOME/}
        place+=("${value/=\~\//=$HOME/}") ;;
    esac
  done
  while IFS=$'\t' read -r value about; do
    values+=("$value")
    shown+=("$value  $about")
  done < <(civicdesk $place values "$1" -- "${(Q)PREFIX}" 2>/dev/null)
  compadd -l -d shown -a values
}""",
    "fish": r"""function _civicdesk_values
  set -l place
  set -l before
  for word in (commandline -opc)
    if string match -qr '^--(home|library)=' -- $word
      set -a place (string replace -r '=(~|\$HOME|\{\$HOME\})/' "=$HOME/" -- $word)
    else if contains -- "$before" --home --library
      set -a place $before (string replace -r '^(~|\$HOME|\{\$HOME\})/' "$HOME/" -- $word)
    end
    set before $word
  end
  civicdesk $place values $argv[1] -- (commandline -ct) 2>/dev/null
end""",
}
"""How a shell asks for values, each as text and never as a command of its own."""

_ONLY_EVAL: Final = "if [[ $zsh_eval_context[-1] == eval ]]; then\n"
_ANY_READING: Final = """\
if [[ $zsh_eval_context[-1] == (eval|file) ]]; then
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i; }
"""
"""shtab's script for zsh knows `eval` only as what reads it, and takes the completion of zsh to be on."""


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
    script = shtab.complete(parser, arguments.shell, preamble=_ASKS[arguments.shell])
    if arguments.shell == "zsh":
        script = script.replace(_ONLY_EVAL, _ANY_READING)
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
        "fish": f"(_civicdesk_values {kind})",
        "preamble": {"bash": f'_civicdesk_{kind}() {{ _civicdesk_values {kind} "$1"; }}'},
    }


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield every argument of a parser and of those below it."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for inner in dict.fromkeys(action.choices.values()):
                yield from _actions(inner)
