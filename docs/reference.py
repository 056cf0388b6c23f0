"""What the parser of the command line knows of each command, for the manual and the man page."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cli.main import build_parser

EVERYWHERE: Final = ("--help", "--home", "--library", "--quiet", "--json")
"""The options that every command has, and that are told once."""
STATUSES: Final = (
    (0, "done"),
    (1, "failed; one sentence on standard error says why and what to do"),
    (2, "wrong use: an argument or a filter that can't be read"),
    (3, "partly done: some feeds or files failed, the rest is there"),
)
"""Each exit status and what it means."""


@dataclass(frozen=True, slots=True)
class Argument:
    """An option or a positional argument: its names ("" for a positional one), what stands for its values, its help."""

    names: tuple[str, ...]
    values: str
    help: str
    is_required: bool = False

    @property
    def is_common(self) -> bool:
        """Whether every command has it."""
        return any(name in EVERYWHERE for name in self.names)


@dataclass(frozen=True, slots=True)
class CommandPage:
    """A command: its full name ("feeds add"), its line in the help, and its arguments in their order."""

    name: str
    about: str
    arguments: tuple[Argument, ...]

    @property
    def usage(self) -> str:
        """The command with its positional arguments and the options that it can't be without, as one types it."""
        needed = (one for one in self.arguments if not one.names or one.is_required)
        return " ".join(["civicdesk", self.name, *(" ".join((*one.names[-1:], one.values)) for one in needed)])

    @property
    def own(self) -> tuple[Argument, ...]:
        """Its arguments without those of every command."""
        return tuple(one for one in self.arguments if not one.is_common)


def options_of_all() -> tuple[Argument, ...]:
    """Return the options that stand before any command."""
    return tuple(_arguments(build_parser()[0]))


def commands() -> tuple[CommandPage, ...]:
    """Return every command in the order of the help; a group's commands follow one another."""
    return tuple(_pages(build_parser()[0], ""))


def _pages(parser: argparse.ArgumentParser, before: str) -> Iterator[CommandPage]:
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        about = {choice.dest: choice.help or "" for choice in action._choices_actions}
        for name, inner in action.choices.items():
            full = f"{before} {name}".strip()
            within = tuple(_pages(inner, full))
            yield from within or (CommandPage(full, about[name], tuple(_arguments(inner))),)


def _arguments(parser: argparse.ArgumentParser) -> Iterator[Argument]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) or action.help == argparse.SUPPRESS:
            continue
        told = parser._get_formatter()._expand_help(action)
        yield Argument(tuple(action.option_strings), _values(action), told, is_required=action.required)


def _values(action: argparse.Action) -> str:
    """Return what stands for the values of an argument, with brackets and dots as in a usage line."""
    if action.nargs == 0:
        return ""
    word = action.metavar if isinstance(action.metavar, str) else None
    if word is None:
        word = "|".join(map(str, action.choices)) if action.choices else action.dest.upper()
    match action.nargs:
        case "*":
            return f"[{word} …]"
        case "+":
            return f"{word} …"
        case "?":
            return f"[{word}]"
        case _:
            return word
