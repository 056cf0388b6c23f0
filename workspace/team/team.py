"""The user's team: joined, kept in step with, looked at, left."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from civic.naming import by_name
from civic.query import Among, And, Is, Query
from civic.rounds import Basis, Round
from civic.text import clean_line, counted
from feeds.subscriptions import Feed
from storage.files.disk import Fingerprint, fingerprint
from storage.files.errors import LockedError
from storage.files.lock import locked
from storage.files.places import Places
from storage.past.forgotten import Forgotten
from storage.past.frozen import Frozen
from storage.settings.own_view import Rounds
from team.errors import TeamFault
from team.log import BEGINNING, Batch, Coder, Log, TeamFeed
from team.registry import Ask, begin, is_server, open_log
from workspace.clock import utc_now
from workspace.team import settings
from workspace.team.arrivals import Arrivals, window_of
from workspace.team.gifts import Gifts, is_shared, mark_of
from workspace.team.here import RoundsHere
from workspace.team.outbox import Outbox
from workspace.team.results import late_in
from workspace.team.settings import Joined
from workspace.team.state import Sent, State
from workspace.team.turn import Exchange, Turn
from workspace.team.where import NO_TEAM, place_to_join

if TYPE_CHECKING:
    from storage.settings.config import Settings
    from workspace.ports import Library

_MOST_AHEAD: Final = 20_000
"""Decisions and stories that are kept in memory between looking at a team and joining it."""


class Coming(Struct, frozen=True):
    """What joining a team would bring: who takes part, how many stories and decisions that are not here would come, and
    of how many coders these are; and how many decisions and stories of the user's own would go. With `by_agreement`,
    nothing but the members themselves sees to who reads what, and who signs as whom."""

    name: str
    members: tuple[str, ...]
    stories: int
    decisions: int
    coders: int
    waiting: int
    to_give: int
    by_agreement: bool


class Team:
    """The team of one user. All of it is for a worker thread, but for `joined`, `state`, `state_now` and `pulse`.
    Methods raise a Fault."""

    def __init__(
        self, places: Places, library: "Callable[[], Library]", user: "Callable[[], Settings]",
        read: Callable[[str, datetime], Query], feeds: Callable[[], Sequence[Feed]],
        rule: Callable[[Sequence[str]], object],
    ) -> None:  # fmt: skip
        """`library` has to hide nothing; `read` reads a filter, `feeds` are those of the user, and `rule` runs the
        user's rules on stories that are new."""
        self._places = places
        self._library = library
        self._user = user
        self._read = read
        self._feeds = feeds
        self._rule = rule
        self.ask: Ask | None = None
        """asks for a password where a server needs one; without it, nobody is asked"""
        self.listens = False
        """whether the log stays open between two turns, so that it is heard when others push"""
        self._log: tuple[str, Coder, Log] | None = None  # kept, since it knows what stands in its own file
        self._ahead: tuple[tuple[str, str], Sequence[Batch]] = (
            ("", ""),
            (),
        )  # by place and window: read, not taken in yet
        self._rounds = Rounds(places)
        self._frozen = Frozen(places)
        self._last: Outbox | None = None
        self._joined: tuple[Fingerprint | None, Joined] | None = None

    @property
    def joined(self) -> Joined:
        """Return what the user has joined, as the file stands now."""
        now = fingerprint(self._places.team)
        if self._joined is None or self._joined[0] != now:
            self._joined = now, settings.load(self._places)
        return self._joined[1]

    def need_joined(self) -> Joined:
        """Return the same; raises TeamFault where no team is."""
        joined = self.joined
        if not joined.where:
            raise TeamFault(joined.problems[0] if joined.problems else NO_TEAM)
        return joined

    def state(self) -> State:
        """Return how the last turn left things."""
        return State.load(self._places, self.joined.where)

    def state_now(self) -> State:
        """Return the same with what was decided here since then, which is not looked for: it may be too much for a
        moment, and never too little."""
        state, library = self.state(), self._library()
        state.waiting += max(0, library.decided - (self._last.seen if self._last else 0))
        return state

    def count_waiting(self) -> None:
        """Look for what is to be sent and ask nobody, so that `state_now` knows of it. Raises a Fault, also where a
        turn goes on just now."""
        with locked(self._places.sync, 0.0):
            state = self.state()
            self._last = self._outbox(state)
            state.waiting = self._last.look()
            state.keep(self._places)

    def pulse(self) -> object:
        """Return what is another thing as soon as anything has been decided, or fetched, on this machine."""
        return fingerprint(self._places.journal), fingerprint(self._places.stories)

    def look(self, where: str, window: str | None = None, progress: Callable[[str], None] = lambda _: None) -> Coming:
        """Return what joining the team there would bring, and begin one in a folder that has none."""
        where = place_to_join(where, self.joined.where)
        text = settings.WINDOW if window is None else window
        wanted = window_of(text, self._read)
        begin(where)
        state = State.load(self._places, where)
        log = self._opened(where, state)
        forgotten = Forgotten(self._places).ids()
        found, ahead = Arrivals(self._library(), wanted, forgotten), list[Batch]()
        try:
            standing = log.standing()
            for batch in log.pull(BEGINNING, wanted.since):
                found.count(batch)
                if found.read <= _MOST_AHEAD:
                    ahead.append(batch)
                progress(f"{counted(len(found.decisions), 'decision')} of others found")
        finally:
            log.close()
        self._ahead = (where, text), ahead
        gives = standing.gives and self.joined.give
        return Coming(
            standing.name, tuple(standing.members), len(found.stories), len(found.decisions), len(found.coders),
            self._outbox(state).look() if standing.gives else 0,
            self._to_give(text, found.seen, state) if gives else 0, not is_server(where),
        )  # fmt: skip

    def _to_give(self, window: str, there: Collection[str], state: State) -> int:
        """Return how many stories of the user's feeds are in a window and not there, nor given already."""
        feeds = {feed.key for feed in self._feeds() if is_shared(feed)}
        given = Sent(self._places, state).digests
        new = frozenset(self._library().came_by(feeds, 0)).difference(there)
        own = frozenset(one for one in new if mark_of(one) not in given) if given else new
        query = self._read(f"{window} ", utc_now().astimezone())
        return self._library().count(And((Among(own), query))) if own else 0

    def join(self, where: str, window: str | None = None) -> None:
        """Have turns go to the team there from now on; nothing is exchanged yet."""
        place = place_to_join(where, self.joined.where)
        if place != self.joined.where:
            self._forget_rounds()
            settings.keep(self._places, place)
        if window is not None:
            self.set_window(window)

    def _forget_rounds(self) -> None:
        self._rounds.keep(())
        self._frozen.keep((), lambda _: Basis())

    def set_window(self, window: str) -> None:
        """Have only the stories that this filter finds come and go ("": all). What was passed over and is in it comes
        with the next turn; what is here and not in it stays."""
        joined = self.need_joined()
        window_of(window, self._read)
        with locked(self._places.sync, 30.0):
            state = self.state()
            settings.keep(self._places, joined.where, window)
            if window != joined.window and state.cursor:
                state.cursor = BEGINNING
                state.keep(self._places)

    def to_fetch(self, feeds: Sequence[Feed]) -> list[Feed]:
        """Return which of some feeds this desk is to fetch: not those that another desk of the team fetches just now,
        whose stories come from there. All of them where the team can't be asked."""
        joined = self.joined
        shared = {feed.key: feed for feed in feeds if is_shared(feed)}
        if not joined.where or not shared:
            return list(feeds)
        try:
            log = self._opened(joined.where, self.state())
            try:
                theirs = shared.keys() - self._taken(log, [*shared])
            finally:
                log.close()
        except TeamFault:
            return list(feeds)
        return [feed for feed in feeds if feed.key not in theirs]

    def _taken(self, log: Log, feeds: Sequence[str]) -> frozenset[str]:
        """Return which feeds are this desk's to fetch: for all, or, where it gives nothing, for itself."""
        if self.joined.give and log.standing().gives:
            return log.lease(feeds)
        now = utc_now()
        return frozenset(feeds) - {one.address for one in log.feeds() if one.until > now}

    def feeds(self) -> list[TeamFeed]:
        """Return the feeds that desks of the team fetch."""
        log = self._opened(self.need_joined().where, self.state())
        try:
            return list(log.feeds())
        finally:
            log.close()

    def state_looked(self) -> State:
        """Return how the last turn left things, with what is to be sent now: it is looked for, and nobody is asked."""
        state = self.state()
        if self.joined.where:
            state.waiting = self._outbox(state).look()
        return state

    def _outbox(self, state: State) -> Outbox:
        library = self._library()
        return Outbox(library, state, Sent(self._places, state), RoundsHere(self._rounds, self._frozen, library))

    def rounds(self) -> tuple[Round, ...]:
        """Return the team's rounds as the last turn brought them, in the order in which they were opened."""
        return self._rounds.all()

    def add_round(self, log: Log, name: str) -> None:
        """Have a round that was just opened from here be known here, too, before the next turn."""
        library = self._library()
        RoundsHere(self._rounds, self._frozen, library).add(log, name)
        library.poll()

    def round(self, name: str) -> Round:
        """Return the round of a name. Raises TeamFault."""
        where, rounds = self.need_joined().where, self.rounds()
        if found := by_name(rounds, name):
            return found
        if not is_server(where):
            raise TeamFault("A team in a folder has no rounds: these are for teams on a server.")
        known = f"use {', '.join(one.name for one in rounds)}; " if rounds else ""
        said = f"There is no round {clean_line(name, 60)!r} here"
        raise TeamFault(f"{said}: {known}civicdesk team sync brings what was opened.")

    def round_to_all(self, name: str) -> Round:
        """Return the round of a name, of which everybody may see what all decided, with what came late to it from here.
        Raises TeamFault."""
        found, library = self.round(name), self._library()
        if found.is_hidden:
            raise TeamFault(
                f"The round {found.name} is blind and open: what others decided in it is seen once its owner closes it."
            )
        return replace(found, late=late_in(found, library, Sent(self._places, self.state()).digests))

    def progress(self) -> list[tuple[str, int, int]]:
        """Return of each open round in which the user codes its name, how many of the stories that are here they are
        done with, and how many these are."""
        library = self._library()
        asked = [(one.name, Among(frozenset(one.mine))) for one in self.rounds() if one.mine and not one.closed]
        return [(name, library.count(And((query, Is("coded")))), library.count(query)) for name, query in asked]

    def leave(self) -> str:
        """Exchange nothing from now on, and return where the team was. What is here stays, and what is there."""
        where = self.need_joined().where
        self._forget_rounds()
        self.close()
        settings.keep(self._places, "")
        return where

    def sync(
        self, *, again: bool = False, patience: float = 30.0, progress: Callable[[str], None] = lambda _: None
    ) -> Turn:
        """Make one turn; with `again`, read and offer everything once more. `patience` is how many seconds to wait for
        another process that is at it."""
        joined = self.need_joined()
        wanted = window_of(joined.window, self._read)
        with locked(self._places.sync, patience):
            state = self.state()
            sent = Sent(self._places, state)
            if again:
                self._outbox(state).look()  # what was taken back is not offered again
                state.begin_anew()
                sent.forget()
            library = self._library()
            library.poll()
            keep = lambda: state.keep(self._places)  # noqa: E731
            rounds = RoundsHere(self._rounds, self._frozen, library)
            gives = {feed.key for feed in self._feeds() if is_shared(feed)} if joined.give else ()
            gifts = Gifts(library, state, sent, gives, wanted, joined.window)
            ahead = self._ahead[1] if self._ahead[0] == (joined.where, joined.window) else ()
            self._ahead = ("", ""), ()
            exchange = Exchange(library, state, sent, keep, wanted, progress, rounds, gifts, ahead)
            self._last = exchange.outbox
            try:
                turn = exchange.run(lambda: self._for_a_turn(joined.where, state))
            finally:
                if is_server(joined.where) and not self.listens:
                    self.close()
        self._rule(turn.taken.brought)
        return turn

    def sync_if_free(self) -> Turn | None:
        """Make one turn; None where another process is at it, or where it is not known yet what is to be sent."""
        if self._library().indexing:
            return None
        try:
            return self.sync(patience=0)
        except LockedError:
            return None

    def _opened(self, where: str, state: State) -> Log:
        """Return the log, opened for once: it is not for several threads, and a turn may go on in another."""
        return open_log(where, self._coder(state), self.ask)

    def _for_a_turn(self, where: str, state: State) -> Log:
        """Return the log, which has nothing from here any more of what was forgotten here."""
        log, gone = self._connect(where, state), Forgotten(self._places).ids()
        if (told := mark_of(*sorted(gone))) != state.forgot and (gone or state.forgot):
            log.forget(gone)
            state.forgot = told
        return log

    def _connect(self, where: str, state: State) -> Log:
        """Return the log for a turn."""
        coder = self._coder(state)
        if self._log is None or self._log[:2] != (where, coder):
            self.close()
            self._log = where, coder, open_log(where, coder, self.ask)
        return self._log[2]

    def _coder(self, state: State) -> Coder:
        user = self._user()
        return Coder(user.who, tuple(user.formerly), state.desk)

    def rang(self) -> bool:
        """Return whether others may have pushed since the last turn. It is never waited for."""
        return self._log is not None and self._log[2].rang()

    def close(self) -> None:
        """Let go of the log."""
        if self._log is not None:
            self._log[2].close()
            self._log = None


def describe_progress(progress: Sequence[tuple[str, int, int]], shown: str = "") -> str:
    """Return in a few words how far the user is in the round that is `shown`, else in the one that is to be coded now:
    the first that is not done, or the last."""
    if not progress:
        return ""
    to_do = next((one for one in progress if one[1] < one[2]), progress[-1])
    name, done, stories = next((one for one in progress if one[0] == shown), to_do)
    return f"round {clean_line(name, 30)}: {done} of {stories} done"


def sign(state: State, here: datetime) -> str:
    """Return in a few words whether the desk is in step with its team; times as at `here`."""
    waiting = f"{state.waiting} waiting" if state.waiting else ""
    offline = f"offline since {_clock(state.offline, here)}" if state.offline else ""
    refused = "refused" if state.refused else ""
    late = f"{len(state.late)} late" if state.late else ""
    lacking = f"{counted(len(state.lacking), 'file')} not whole" if state.lacking else ""
    parts = (offline, refused, waiting, late, lacking)
    return ", ".join(part for part in parts if part) or ("in step" if state.synced else "")


def _clock(at: str, here: datetime) -> str:
    try:
        moment = datetime.fromisoformat(at).astimezone(here.tzinfo)
    except ValueError:
        return "?"
    return f"{moment:%H:%M}" if moment.date() == here.date() else f"{moment:%d %b %H:%M}"
