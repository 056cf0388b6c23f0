"""The one list of commands. To add a command is to add its module here; its `add_to` says what it is called.

Groups are in the order in which the help names them.
"""

from typing import Final, Protocol

from cli.commands.deciding import correct, flags, rules, tag
from cli.commands.exchange import codebook, compare, export, importing
from cli.commands.feeds import add, feeds, refresh
from cli.commands.reading import reading, related, stakeholder, views
from cli.commands.suggesting import analyse, ask
from cli.commands.system import completion, doctor, paths, serve, topics
from cli.common import Parsers


class Group(Protocol):
    """A module with one command, or with several that belong together."""

    @staticmethod
    def add_to(parsers: Parsers) -> None:
        """Add the commands to the parser."""


GROUPS: Final[tuple[Group, ...]] = (
    refresh, feeds, add, reading, related, stakeholder, tag, flags, correct, export, importing,
    compare, codebook, analyse, ask, doctor, serve, paths, completion, views, rules, topics,
)  # fmt: skip
