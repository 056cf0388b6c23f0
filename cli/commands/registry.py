"""The one list of commands. To add a command is to add its module here; its `add_to` says what it is called.

Groups are in the order in which the help names them.
"""

from collections.abc import Callable
from typing import Final

from cli.commands.deciding import correct, flags, rules, settle, steps, tag
from cli.commands.exchange import codebook, compare, export, importing
from cli.commands.feeds import add, feeds, refresh
from cli.commands.reading import reading, related, sample, stakeholder, views
from cli.commands.suggesting import analyse, ask
from cli.commands.system import completion, doctor, forget, paths, serve, topics
from cli.common import Parsers

GROUPS: Final[tuple[Callable[[Parsers], None], ...]] = (
    refresh.add_to, feeds.add_to, add.add_to,
    reading.add_to, related.add_to, stakeholder.add_to,
    tag.add_to, flags.add_to, correct.add_to, settle.add_to, steps.add_to,
    export.add_to, importing.add_to, compare.add_to, codebook.add_to,
    analyse.add_to, ask.add_to,
    doctor.add_to, forget.add_to, serve.add_to, paths.add_to, completion.add_to,
    views.add_to, sample.add_to, rules.add_to, topics.add_to,
)  # fmt: skip
"""Each adds one command, or several that belong together."""
