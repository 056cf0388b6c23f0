"""The user's team: joined, kept in step with, looked at, left."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from civic.fault import Fault
from civic.naming import by_name
from civic.query import Among, And, Is, Query, asks_for_suggestions
from civic.rounds import Round
from civic.story import Story
from civic.text import clean_line, counted
from storage.files.disk import Fingerprint, fingerprint
from storage.files.errors import LockedError
from storage.files.lock import locked
from storage.files.places import Places
from storage.settings.own_view import Rounds
from team.errors import TeamFault
from team.log import BEGINNING, Coder, Log
from team.registry import Ask, begin, is_server, open_log
from workspace.clock import utc_now
from workspace.team import settings
from workspace.team.here import RoundsHere
from workspace.team.outbox import Outbox
from workspace.team.settings import Joined
from workspace.team.state import Sent, State
from workspace.team.turn import Exchange, Turn

if TYPE_CHECKING:
    from storage.settings.config import Settings
    from workspace.ports import Library

_NO_TEAM: Final = "No team is joined: civicdesk team join DIR joins the one in a shared folder."


@dataclass(frozen=True, slots=True)
class Coming:
    """What joining a team would bring: who takes part, how many stories and decisions others gave, and how many of the
    user's own would be sent. With `by_agreement`, nothing but the members themselves sees to who reads what, and who
    signs as whom."""

    name: str
    members: tuple[str, ...]
    stories: int
    decisions: int
    waiting: int
    by_agreement: bool


class Team:
    """The team of one user. All of it is for a worker thread, but for `joined`, `state` and `pulse`. Methods raise a
    Fault."""

    def __init__(
        self, places: Places, library: "Callable[[], Library]", user: "Callable[[], Settings]",
        read: Callable[[str, datetime], Query],
    ) -> None:  # fmt: skip
        """`library` has to hide nothing; `read` reads a filter."""
        self._places = places
        self._library = library
        self._user = user
        self._read = read
        self.ask: Ask | None = None
        """asks for a password where a server needs one; without it, nobody is asked"""
        self._folder: tuple[str, Coder, Log] | None = None  # kept, since it knows what stands in its own file
        self._rounds = Rounds(places)
        self._joined: tuple[Fingerprint | None, Joined] | None = None

    @property
    def joined(self) -> Joined:
        """Return what the user has joined, as the file stands now."""
        now = fingerprint(self._places.team)
        if self._joined is None or self._joined[0] != now:
            self._joined = now, settings.load(self._places)
        return self._joined[1]

    def state(self) -> State:
        """Return how the last turn left things."""
        return State.load(self._places, self.joined.where)

    def pulse(self) -> Fingerprint | None:
        """Return what is another thing as soon as anything has been decided on this machine."""
        return fingerprint(self._places.journal)

    def look(self, where: str, window: str | None = None, progress: Callable[[str], None] = lambda _: None) -> Coming:
        """Return what joining the team there would bring, and begin one in a folder that has none."""
        where = _place(where)
        self._window(window or "")
        begin(where)
        state = State.load(self._places, where)
        log = self._connect(where, state)
        try:
            standing = log.standing()
            stories: set[str] = set()
            decisions = 0
            for batch in log.pull(BEGINNING):
                stories.update(entry.story.id for entry in batch.entries)
                decisions += sum(len(entry.history) for entry in batch.entries)
                progress(f"{counted(decisions, 'decision')} of others found")
        finally:
            log.close()
        waiting = self._outbox(state).look()
        return Coming(standing.name, tuple(standing.members), len(stories), decisions, waiting, not is_server(where))

    def join(self, where: str, window: str | None = None) -> None:
        """Have turns go to the team there from now on; nothing is exchanged yet."""
        place = _place(where)
        if place != self.joined.where:
            self._rounds.keep(())
        settings.keep(self._places, place, window)

    def waiting(self) -> tuple[int, dict[str, str]]:
        """Return how many decisions are to be sent, and which stories have others that wait until a blind round is
        closed, with its name."""
        state = self.state()
        return self._outbox(state).look(), state.kept

    def _outbox(self, state: State) -> Outbox:
        library = self._library()
        return Outbox(library, state, Sent(self._places, state), RoundsHere(self._rounds, library))

    def rounds(self) -> tuple[Round, ...]:
        """Return the team's rounds as the last turn brought them, in the order in which they were opened."""
        return self._rounds.all()

    def round(self, name: str) -> Round:
        """Return the round of a name. Raises TeamFault."""
        found = by_name(self.rounds(), name)
        if found is None:
            names = ", ".join(one.name for one in self.rounds())
            known = f"use {names}" if names else "civicdesk team sync brings them"
            raise TeamFault(f"There is no one round {clean_line(name, 60)!r} here: {known}.")
        return found

    def progress(self) -> list[tuple[str, int, int]]:
        """Return of each open round in which the user codes its name, how many of the stories that are here they are
        done with, and how many these are."""
        library = self._library()
        asked = [(one.name, Among(frozenset(one.mine))) for one in self.rounds() if one.mine and not one.closed]
        return [(name, library.count(And((query, Is("coded")))), library.count(query)) for name, query in asked]

    def leave(self) -> str:
        """Exchange nothing from now on, and return where the team was. What is here stays, and what is there."""
        where = self.joined.where
        if not where:
            raise TeamFault(_NO_TEAM)
        self._rounds.keep(())
        settings.keep(self._places, "")
        return where

    def sync(
        self, *, again: bool = False, patience: float = 30.0, progress: Callable[[str], None] = lambda _: None
    ) -> Turn:
        """Make one turn; with `again`, read and offer everything once more. `patience` is how many seconds to wait for
        another process that is at it."""
        joined = self.joined
        if not joined.where:
            raise TeamFault(joined.problems[0] if joined.problems else _NO_TEAM)
        wanted = self._window(joined.window)
        with locked(self._places.sync, patience):
            state = self.state()
            sent = Sent(self._places, state)
            if again:
                state.begin_anew()
                sent.forget()
            library = self._library()
            library.poll()
            keep = lambda: state.keep(self._places)  # noqa: E731
            rounds = RoundsHere(self._rounds, library)
            exchange = Exchange(library, state, sent, keep, wanted, progress, rounds)
            return exchange.run(lambda: self._connect(joined.where, state))

    def sync_if_free(self) -> Turn | None:
        """Make one turn; None where another process is at it, or where it is not known yet what is to be sent."""
        if self._library().indexing:
            return None
        try:
            return self.sync(patience=0)
        except LockedError:
            return None

    def _connect(self, where: str, state: State) -> Log:
        user = self._user()
        coder = Coder(user.who, tuple(user.formerly), state.desk)
        if is_server(where):
            return open_log(where, coder, self.ask)
        if self._folder is None or self._folder[:2] != (where, coder):
            self._folder = where, coder, open_log(where, coder)
        return self._folder[2]

    def _window(self, text: str) -> Callable[[Story], bool]:
        """Return what says of a story that is not here whether it comes."""
        if not text:
            return lambda _: True
        try:
            query = self._read(text, utc_now().astimezone())
        except Fault as error:
            raise TeamFault(f"The window {text!r} can't be used: {error}") from error
        if asks_for_suggestions(query):
            raise TeamFault(f"The window {text!r} asks for suggestions, which a story has only once it is here.")
        from civic.query.match import matches

        return lambda story: matches(query, self._library().facts(story))


def _place(where: str) -> str:
    """Return where a team is as it is written down: an address as it was given, a folder from the root of the disk.
    Raises TeamFault for an address with a password, and for none."""
    if not where.strip():
        raise TeamFault("Say where the team is: a folder that all of it reach, or postgresql://NAME@HOST/DATABASE.")
    if not is_server(where):
        return str(Path(where).expanduser().absolute())
    try:
        parts = urlsplit(where)
        secret = parts.password is not None or "password" in parse_qs(parts.query)
    except ValueError:
        raise TeamFault("That is no address of a team: postgresql://NAME@HOST/DATABASE is one.") from None
    if secret:
        raise TeamFault("A password is never kept: leave it out of the address, and put it into ~/.pgpass.")
    return where


def describe_progress(progress: Sequence[tuple[str, int, int]]) -> str:
    """Return in a few words how far the user is in the round that is to be coded now: the first that is not done, or
    the last."""
    if not progress:
        return ""
    name, done, stories = next((one for one in progress if one[1] < one[2]), progress[-1])
    return f"round {clean_line(name, 30)}: {done} of {stories}"


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
