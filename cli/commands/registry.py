"""The one list of commands. To add a command is to add it here, with its line in the help; the `add_to` of its module
gives it its arguments.

Groups are in the order in which the help names them. A module is imported when one of its commands is asked for: a
command that runs a hundred times a day shall not wait for thirty others, nor the help or the desk for any.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cli.common import Parsers

MODULES: Final[dict[str, dict[str, str]]] = {
    "feeds.refresh": {
        "refresh": "fetch the feeds that are due",
    },
    "feeds.feeds": {
        "feeds": "list, add, remove, import and export subscriptions",
    },
    "feeds.add": {
        "add": "take files and folders as stories (.txt .md .html .pdf .docx .eml .csv .json)",
    },
    "reading.reading": {
        "list": "list stories, newest first",
        "count": "print the number of stories",
        "show": "show a story with its suggestions and decisions",
    },
    "reading.related": {
        "related": "list the stories that share stakeholders and concerns with one",
    },
    "reading.stakeholder": {
        "stakeholder": "show a stakeholder's roles over time, whom it is named with, concerns and stories",
    },
    "deciding.tag": {
        "tag": "tag a story with concerns of the codebook or tags of your own",
    },
    "deciding.flags": {
        "note": "write a note on a story, in the place of the one before",
        "star": "star stories",
        "read": "mark stories and their copies as read",
        "done": "say that you are done with stories: what you left undecided is then a considered no",
        "hide": "hide stories and their copies, so that only is:hidden finds them",
    },
    "deciding.correct": {
        "correct": "rename, merge, add or remove stakeholders, change type or roles",
    },
    "deciding.settle": {
        "settle": "say what holds where coders differ, for the coder agreed",
    },
    "deciding.steps": {
        "history": "list the last changes, and which can be taken back",
        "undo": "take a change back: the last that a command made, or any of history",
    },
    "exchange.export": {
        "export": "write stories with their summaries, stakeholders, concerns and notes",
    },
    "exchange.importing": {
        "import": "take in stories and judgements that somebody exported",
    },
    "exchange.compare": {
        "compare": "say how far coders agree: percent, Cohen's kappa and Krippendorff's alpha, with their intervals",
    },
    "team.team": {
        "team": "share decisions with other coders by a folder or a server: join, sync, status, leave",
    },
    "exchange.codebook": {
        "codebook": "look at concerns and tags, rename, merge, split, exchange them",
    },
    "suggesting.analyse": {
        "analyse": "print suggestions for a text as JSON",
    },
    "suggesting.ask": {
        "ask": "ask a language model or spaCy about a story, and keep the answer",
    },
    "suggesting.reweigh": {
        "reweigh": "say what your own decisions do to the suggestions",
    },
    "system.doctor": {
        "doctor": "check every file, and repair nothing unless asked",
    },
    "system.forget": {
        "forget": "remove a story for good: its texts, decisions, notes, and lines in backups",
    },
    "system.serve": {
        "serve": "open the desk in a browser, for this machine only unless told so",
    },
    "system.paths": {
        "paths": "show where the files are",
    },
    "system.completion": {
        "completion": "print what completes commands in a shell",
    },
    "system.values": {
        "values": "print the ids, views, feeds or concerns that a shell completes",
    },
    "reading.views": {
        "views": "list the filters that have names, keep one, or remove one",
    },
    "reading.sample": {
        "sample": "keep a random sample of stories as a view",
    },
    "deciding.rules": {
        "rules": "tag, star, read or hide what a filter finds, also what is still to come",
    },
    "system.topics": {
        "help": "explain one of: keys, filter, files, concerns, commands",
    },
}
"""The commands of each module of this package, several in one belong together; and what the help says of each."""

ABOUT: Final = {name: about for commands in MODULES.values() for name, about in commands.items()}
"""What the help says of each command, without a full stop."""
NAMES: Final = tuple(ABOUT)
"""The names of all commands."""
_OF_ALL: Final = "completion"
"""The command that looks into all the others."""
_NAMING_ALL: Final = "help"
"""The command that names all the others."""


def add_commands(parsers: "Parsers", name: str | None) -> None:
    """Add the commands that are needed where one of this name is asked for: those of its module, and for what is no
    command just the line of each in the help. None: all."""
    whole = name in (None, _OF_ALL)
    for module, commands in MODULES.items():
        if whole or name in commands:
            import_module(f"cli.commands.{module}").add_to(parsers)
        elif name == _NAMING_ALL or name not in ABOUT:
            for each, about in commands.items():
                parsers.add_parser(each, help=about, add_help=False)
