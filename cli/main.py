"""The command line: finds the command that is asked for, runs it, and ends with its status. Textual is imported only
when the desk opens."""

import argparse
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeAlias

from civic.fault import Fault
from civic.text import clean_line
from cli.commands.registry import NAMES, add_commands
from cli.common import (
    FAILED,
    PLACES,
    QUIET,
    WRONG_USE,
    CommandError,
    Run,
    add_places,
    add_unaided,
    complain,
    progress,
    progress_ends,
)
from cli.streams import make_ready, print_no_more

if TYPE_CHECKING:
    from workspace.workspace import Workspace

Commands: TypeAlias = Mapping[str, argparse.ArgumentParser]

_ABOUT: Final = """\
A reading desk for civic-tech stories: what happened, who is involved, what is at stake. Without a command the desk
opens, on the story file LIBRARY.json where one is named."""
_OPTIONS_OF_ONE_LETTER: Final = ("-h", "-o")
_EXCLUDED: Final = "\0"
"""Stands before `-word` while argparse, to which that is an option, looks at it. No argument can hold a NUL."""
_IN_BROWSER: Final = "TEXTUAL_DRIVER"
"""The variable that says that something else than a terminal draws what the desk shows."""
_SIGNALLED: Final = 128
_BROKEN_PIPE: Final = _SIGNALLED + 13
_INTERRUPTED: Final = _SIGNALLED + 2
_MANY_OBJECTS: Final = 50_000
"""Objects that a command makes before garbage is looked for: most come to their end with far fewer."""


class _Parser(argparse.ArgumentParser):
    """A parser that answers wrong use in one sentence, and takes no abbreviation for an option: one that is new would
    change what an old call means."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **settings})

    def error(self, message: str) -> NoReturn:
        inner = [action for action in self._actions if isinstance(action, argparse._SubParsersAction)]
        if inner and message.endswith(f": {inner[0].metavar}"):  # what stands there has no meaning to who reads it
            message = f"{self.prog} is followed by one of {', '.join(inner[0].choices)}"
        complain(f"{clean_line(message.rstrip('.'), 400)}; see {self.prog} --help.")
        sys.exit(WRONG_USE)


class _Named(_Parser):
    """A command that the help names, and nobody runs: to make parsers of them all is dear, as argparse looks for
    translations of its words on the disk each time."""

    def __init__(self, **_: Any) -> None:
        pass


class _Version(argparse.Action):
    """An option that looks the version up only when it is asked for."""

    def __call__(self, *_: object) -> NoReturn:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"civicdesk {version('civicdesk')}")
        except PackageNotFoundError:
            print("civicdesk (not installed)")
        sys.exit(0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that `arguments` (usually those of the process) ask for. Return its exit status: 0 done,
    1 failed, 2 wrong use, 3 partly done, 130 interrupted, 141 the reader of the output went away."""
    make_ready()
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        if status > _SIGNALLED:  # the terminal may be gone, and what it never took with it
            print_no_more(sys.stdout, sys.stderr)
        sys.stdout.flush()
    except BrokenPipeError:
        print_no_more(sys.stdout)
        return _BROKEN_PIPE
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Fault as fault:
        complain(str(fault))
        return _status_of(fault)
    except OSError as error:
        reason = clean_line(error.strerror or "an error of the system", 120).lower()
        if error.filename is not None:
            complain(f"{clean_line(os.fsdecode(error.filename), 300)} can't be used: {reason}.")
            return FAILED
        print_no_more(sys.stdout)
        complain(f"The output can't be written: {reason}.")
        return FAILED
    except Exception as error:  # noqa: BLE001  # one that nobody foresaw: said in a sentence, and written down
        from workspace.crash import write_down_in

        complain(write_down_in(error, _home_of(sys.argv[1:] if arguments is None else arguments)))
        return FAILED
    return status


def _home_of(arguments: Sequence[str]) -> Path | None:
    """Return the home that is named, also by arguments that no parser has read; None where none is."""
    for at, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == PLACES[0] and (value or at + 1 < len(arguments)):
            return Path(value or arguments[at + 1])
    return None


def _status_of(fault: Fault) -> int:
    from civic.query import QueryError  # the help shall not wait for the filter language

    if isinstance(fault, CommandError):
        return fault.status
    return WRONG_USE if isinstance(fault, QueryError) else FAILED


def _run(arguments: list[str]) -> int:
    at = _first_word(arguments)
    parser, commands = build_parser("" if at is None else arguments[at])
    parsed, unknown = parser.parse_known_args(_prepared(arguments, commands))
    if unknown:  # of the command, where one was understood: the help of that says what it takes
        getattr(parsed, "refuse", parser.error)(f"unrecognized arguments: {' '.join(unknown)}")
    _take_words_back(parsed)
    from workspace.workspace import Workspace

    run: Run = parsed.run
    desk = run is _open_desk
    QUIET.set(parsed.quiet)
    if not desk:  # which waits for its first frame
        gc.set_threshold(_MANY_OBJECTS)
        gc.enable()
    with Workspace.open(_path(parsed.home), _path(parsed.library), progress=progress, whole=not desk) as workspace:
        if getattr(parsed, "unaided", False):
            workspace.sight.code_unaided()
        try:
            return run(parsed, workspace)
        finally:
            progress_ends()
            # To tell of what is lost is to restore it, which the doctor does only where it is asked to.
            silent = desk or parsed.quiet or "fix" in parsed
            for notice in () if silent else workspace.notices:
                complain(notice)


def _open_desk(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    in_terminal = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    if not (in_terminal or _IN_BROWSER in os.environ):
        raise CommandError(
            "The desk needs a terminal that can draw: civicdesk list and the other commands do without.", WRONG_USE
        )
    from tui.app import run

    return run(workspace, getattr(arguments, "shown_view", None))


def _path(given: str | None) -> Path | None:
    if given == "":
        raise CommandError("A folder or file was named by an empty text: give its path.", WRONG_USE)
    return Path(given) if given else None


def build_parser(name: str | None = None) -> tuple[argparse.ArgumentParser, Commands]:
    """Return the parser, and the parser of each command by its name: of all, or of what is needed for one ("": for
    none)."""
    usage = "civicdesk [LIBRARY.json] | civicdesk COMMAND …"
    parser: argparse.ArgumentParser = _Parser(prog="civicdesk", description=_ABOUT, usage=usage)
    parser.set_defaults(run=_open_desk, desk=_open_desk, parser=parser)
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    add_places(parser, default=None)
    add_unaided(parser)
    kind: type[argparse.ArgumentParser] = _Parser if name in (None, *NAMES) else _Named
    parsers = parser.add_subparsers(title="commands", metavar="COMMAND", prog="civicdesk", parser_class=kind)
    add_commands(parsers, name)
    return parser, parsers.choices


def _prepared(arguments: list[str], commands: Commands) -> list[str]:
    """Return the arguments as argparse understands them: `civicdesk FILE.json` names a library, and neither `-word` in
    a filter nor `---` is an option. Raises CommandError for a first word that is neither a command nor a file."""
    at = _first_word(arguments)
    if at is None:
        return arguments
    word, before, after = arguments[at], arguments[:at], arguments[at + 1 :]
    if word in commands:
        is_word = _is_excluding if _takes_filter(commands[word], after) else _is_line
        return [*before, word, *(_EXCLUDED + one if is_word(one) else one for one in after)]
    if not (word.endswith(".json") or os.sep in word or Path(word).is_file()):
        from difflib import get_close_matches  # only a slip needs it

        near = get_close_matches(word, NAMES, 1)
        hint = f"did you mean {near[0]}?" if near else "civicdesk --help names them all."
        raise CommandError(f"There is no command or story file {clean_line(word, 60)!r}: {hint}", WRONG_USE)
    return [*before, "--library", word, *after]


def _takes_filter(parser: argparse.ArgumentParser, arguments: list[str]) -> bool:
    """Return whether a command, or the one of its own that these arguments begin with, is given a filter."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            at = _first_word(arguments)
            inner = action.choices.get(arguments[at]) if at is not None else None
            return inner is not None and _takes_filter(inner, [])
        if action.dest == "query":
            return True
    return False


def _first_word(arguments: list[str]) -> int | None:
    """Return where the first argument stands that is neither an option nor the value of one."""
    at = 0
    while at < len(arguments):
        if arguments[at] in PLACES:
            at += 1
        elif not arguments[at].startswith("-"):
            return at
        at += 1
    return None


def _take_words_back(parsed: argparse.Namespace) -> None:
    """Remove the sign that `_prepared` put before words, once argparse has looked at them."""
    for name, value in vars(parsed).items():
        if isinstance(value, str):
            setattr(parsed, name, value.removeprefix(_EXCLUDED))
        elif isinstance(value, list):
            setattr(parsed, name, [one.removeprefix(_EXCLUDED) for one in value])


def _is_excluding(argument: str) -> bool:
    is_option = argument == "-" or argument.startswith(("--", *_OPTIONS_OF_ONE_LETTER))
    return _is_line(argument) or (argument.startswith("-") and not is_option)


def _is_line(argument: str) -> bool:
    return argument.startswith("---")
