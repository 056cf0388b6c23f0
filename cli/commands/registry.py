"""The one list of commands. To add a command is to add it here, and its module's `add_to` says what it is called.

Groups are in the order in which the help names them. A module is imported when one of its commands is asked for: a
command that runs a hundred times a day shall not wait for thirty others.
"""

from importlib import import_module
from typing import Final

from cli.common import Parsers

MODULES: Final[dict[str, tuple[str, ...]]] = {
    "feeds.refresh": ("refresh",),
    "feeds.feeds": ("feeds",),
    "feeds.add": ("add",),
    "reading.reading": ("list", "count", "show"),
    "reading.related": ("related",),
    "reading.stakeholder": ("stakeholder",),
    "deciding.tag": ("tag",),
    "deciding.flags": ("note", "star", "read", "done", "hide"),
    "deciding.correct": ("correct",),
    "deciding.settle": ("settle",),
    "deciding.steps": ("history", "undo"),
    "exchange.export": ("export",),
    "exchange.importing": ("import",),
    "exchange.compare": ("compare",),
    "exchange.codebook": ("codebook",),
    "suggesting.analyse": ("analyse",),
    "suggesting.ask": ("ask",),
    "system.doctor": ("doctor",),
    "system.forget": ("forget",),
    "system.serve": ("serve",),
    "system.paths": ("paths",),
    "system.completion": ("completion",),
    "reading.views": ("views",),
    "reading.sample": ("sample",),
    "deciding.rules": ("rules",),
    "system.topics": ("help",),
}
"""The commands of each module of this package; several in one belong together."""

NAMES: Final = tuple(name for names in MODULES.values() for name in names)
"""The names of all commands."""
_OF_ALL: Final = ("help", "completion")
"""The commands that tell of all the others."""


def add_commands(parsers: Parsers, name: str | None) -> None:
    """Add the commands that are needed where one of this name is asked for: those of its module, or all."""
    alone = name in NAMES and name not in _OF_ALL
    for module, names in MODULES.items():
        if not alone or name in names:
            import_module(f"cli.commands.{module}").add_to(parsers)
