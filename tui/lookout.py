"""What goes on beside the user, shown on the desk: what others changed, suggestions that came, feeds, the team."""

from typing import Final

from civic.fault import Fault
from tui.handlers.context import Context
from tui.handlers.feeds import FeedHandler
from tui.handlers.team import TeamHandler
from tui.terminal import garbage
from tui.terminal.key_queue import KeyQueue

POLL_SECONDS: Final = 0.5
"""How often to look for what others changed; the promise is a second, which is enough where all is quiet."""
_SETTLED: Final = 3
"""Polls to wait for more suggestions, which come by the dozen while the background is at work: each painting of the
list takes time from the keys, and is left out while these come. What the user or a feed brought is shown at once."""


class Lookout:
    """Looks at the library, the feeds and the team each POLL_SECONDS, and shows what has come."""

    def __init__(self, context: Context, feeds: FeedHandler, team: TeamHandler, keys: KeyQueue) -> None:
        self._context = context
        self._feeds = feeds
        self._team = team
        self._keys = keys
        self._stale = 0
        """polls since something came that is not shown yet"""
        self._quiet = 0
        """polls since the user did something, or something was under way"""
        self._under_way = True
        """whether the background had something to do when it was looked at"""

    def poll(self) -> None:
        """Look around; only every other time where the user rests, and nothing was under way the last time."""
        rests = self._keys.rests
        self._quiet = self._quiet + 1 if rests and not self._stale and not self._under_way else 0
        if self._quiet % 2 == 0:
            self.look()
        if rests:
            garbage.tidy()

    def look(self) -> None:
        """Show what others changed and what was done in the background meanwhile."""
        desk_screen = self._context.desk_screen
        if not self._context.is_open:
            return
        try:
            self._take_in()
            self._feeds.look_again()
            self.tell_news()
        except Fault as fault:
            self._context.notify_fault(fault)
        self._team.look_around()
        library = self._context.workspace.library
        done, total = library.pending()
        if done < total and (first := desk_screen.unanalysed_in_sight()):
            library.analyse_first(first)
        reading = f"reading {done} of {total}" if done < total else "read only" if library.read_only else ""
        desk_screen.status.show_background("indexing …" if library.indexing else reading)
        self._under_way = library.indexing or done < total

    def tell_news(self) -> None:
        """Tell the user what the background has to say."""
        for sentence in self._context.workspace.news():
            self._context.notify_user(sentence, "warning", 12, is_lasting=True)

    def _take_in(self) -> None:
        workspace, desk_screen = self._context.workspace, self._context.desk_screen
        library, codebook = workspace.library, workspace.codebook
        self._stale += library.poll() or self._stale > 0
        if codebook != desk_screen.desk.own_codebook:
            desk_screen.desk.own_codebook = codebook
            self._stale = _SETTLED + 1
        waits = library.only_suggestions and (self._stale <= _SETTLED or self._keys.in_series)
        if self._stale and not waits:
            self._stale = 0
            library.analyse_rest()
            desk_screen.take_in_changes()
