"""One turn: what waits here is pushed, and what others gave is taken in. It is no step that the user could undo."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from civic.export import Entry
from civic.operation import Operation
from civic.rounds import Round
from civic.story import EVERYWHERE
from civic.text import clean_line, counted
from team.errors import NoMemberError, TeamFault, Unreachable
from team.log import BEGINNING, Batch, Late, Log, Standing, is_given_by
from workspace.clock import utc_now
from workspace.exchange.records import Imported, take_in
from workspace.team.arrivals import Window
from workspace.team.gifts import Gifts, mark_of
from workspace.team.here import RoundsHere
from workspace.team.outbox import Outbox
from workspace.team.state import Sent, State

if TYPE_CHECKING:
    from workspace.ports import Library

_HELD = "the story with its id is another one here"
_MOST_NAMED = 5
_READER = (
    "You read in the team at {team}, so that your own decisions stay here: to have them sent, ask its owner for"
    " civicdesk team invite {me} --role coder."
)


class Turn(Struct):
    """What came of a turn: how many operations were `sent` and how many stories `given`, how many `waiting` operations
    are left, what was `taken` in, who else takes part, and sentences that are told for the first time; `rounds` are
    new, or closed. `offline` is why nobody answered, "" where somebody did; `refused` why the team took nothing, and
    `synced` whether all that there was has been taken in; `lacking` are sentences on what the team should have and has
    not."""

    sent: int = 0
    given: int = 0
    waiting: int = 0
    taken: Imported = field(default_factory=Imported)
    members: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    offline: str = ""
    refused: str = ""
    synced: bool = False
    lacking: list[str] = field(default_factory=list)

    @property
    def brought(self) -> bool:
        """Return whether anything here is other than before."""
        return bool(self.taken.new or self.taken.decisions or self.taken.clashes or self.rounds)


class Exchange:
    """A turn with one log. `keep` writes the state down; `wanted` says which new stories come, `gifts` which go;
    `ahead` is what has been read of the log from its beginning already."""

    def __init__(
        self, library: "Library", state: State, sent: Sent, keep: Callable[[], None],
        wanted: Window, progress: Callable[[str], None], rounds: RoundsHere, gifts: Gifts,
        ahead: Sequence[Batch] = (),
    ) -> None:  # fmt: skip
        self._library = library
        self._state = state
        self._sent = sent
        self._keep = keep
        self._wanted = wanted
        self._progress = progress
        self._rounds = rounds
        self._gifts = gifts
        self._ahead = ahead
        self.outbox = Outbox(library, state, sent, rounds)
        self._anew = state.cursor == BEGINNING
        self.turn = Turn()

    def run(self, connect: Callable[[], Log]) -> Turn:
        """Make the turn with the log that `connect` returns, which stays open. Raises a Fault where something here
        can't be read or written; what has been done stays, and the next turn does the rest."""
        state, turn = self._state, self.turn
        if not state.synced:
            self._keep()  # a kill in the first turn must not make this another desk in the second
        turn.waiting = state.waiting = self.outbox.look()
        try:
            log = connect()
            turn.refused = self._with(log)
            log.rang()  # what the turn itself has rung for is no news
            turn.synced = True
            state.synced, state.offline, state.refused = utc_now().isoformat(), "", turn.refused
        except Unreachable as error:
            turn.offline = str(error)
            state.offline = state.offline or utc_now().isoformat()
        except TeamFault as error:
            turn.refused = state.refused = str(error)
            state.offline = ""  # somebody answered
            if isinstance(error, NoMemberError):
                state.rights = ""
        self._keep()
        return turn

    def _with(self, log: Log) -> str:
        """Exchange all; return why the team took nothing, "" where it did."""
        standing = log.standing()
        self._state.name, self._state.members = standing.name, list(standing.members)
        self._state.rights = standing.rights
        self.turn.members = tuple(standing.members)
        self.turn.rounds = self._rounds.bring(log)
        if self.turn.rounds:
            self._state.offer_late()
            self.turn.waiting = self._state.waiting = self.outbox.look()
        refused = self._send(log, standing)
        if self._pull(log):
            self._sent.forget()
            self._state.mark = self._state.given_of = ""
            self.turn.waiting = self._state.waiting = self.outbox.look()
            refused = self._send(log, standing)
        self._have_stories(log)
        if standing.gives and not refused:
            self._give(log)
        return refused

    def _send(self, log: Log, standing: Standing) -> str:
        """Push what waits; return why the team takes none of it, "" where it does: who can only read still does."""
        if not standing.gives and self.turn.waiting:
            return _READER.format(team=standing.name, me=clean_line(standing.me, 80))
        try:
            self._push(log)
        except Unreachable:
            raise
        except TeamFault as error:
            return str(error)
        return ""

    def _push(self, log: Log) -> None:
        sent: list[str] = []
        try:
            for entries in self.outbox.pages():
                pushed = log.push(entries)
                given = [one for entry in entries for one in entry.history]
                taken = [one for one in given if one.id in pushed.acknowledged]
                sent += [*(one.digest for one in taken), *_marks(entries)]
                self._note_late(pushed.late, {one.id: entry for entry in entries for one in entry.history})
                self.turn.sent += len(taken)
                self.turn.waiting = self._state.waiting = max(0, self.turn.waiting - len(given))
                self._progress(f"{counted(self.turn.sent, 'decision')} sent")
        finally:
            if sent:
                self._note(log)
                self._sent.add(sent)
        self.outbox.done()

    def _note(self, log: Log) -> None:
        """Have the cursor know what was just pushed, before that counts as sent: a log that loses it, were it right
        after this desk is killed, would never be asked for it otherwise."""
        self._state.cursor = log.noted(self._state.cursor)
        self._keep()

    def _give(self, log: Log) -> None:
        """Give the team the stories that it has not: last, so that what others gave is given by nobody twice."""
        try:
            for page in self._gifts.pages():
                log.push(page)
                self._gifts.gave(page)
                self.turn.given += len(page)
                self._progress(f"{counted(self.turn.given, 'story', 'stories')} given")
        finally:
            if self.turn.given:
                self._note(log)
                self._gifts.keep()

    def _note_late(self, late: Sequence[Late], entries: Mapping[str, Entry]) -> None:
        self.turn.late += late
        known = [one for one in self._state.late if one.get("digest") not in self._sent.digests]
        new = [_noted(one.operation, one.reason, entries.get(one.operation.id)) for one in late]
        there = {one["digest"] for one in new}
        self._state.late = [one for one in known if one.get("digest") not in there] + new

    def _pull(self, log: Log) -> bool:
        """Take in what others gave; return whether the log has lost what it had from here."""
        renewed, anew = False, self._anew
        found: list[str] = []
        self.turn.lacking = []
        for batch in self._batches(log):
            self._take(batch)
            found += batch.problems
            if batch.amiss is not None:
                self._keep_problems(tuple(batch.amiss))
            renewed |= batch.renewed
            self.turn.lacking += [one for one in batch.lacking if one not in self.turn.lacking]
            self._state.cursor = batch.cursor
            self._keep()
        self._state.lacking = self.turn.lacking
        if anew:
            self._keep_problems(tuple(found))  # what can't be read still has been found again
        return renewed

    def _keep_problems(self, amiss: tuple[str, ...]) -> None:
        """Let go of sentences that begin otherwise: what they told of has been mended."""
        self._state.problems = [one for one in self._state.problems if one.startswith(amiss)]

    def _batches(self, log: Log) -> Iterator[Batch]:
        """Yield what is behind the cursor, without reading again what has been read. It moves as batches are taken."""
        for batch in self._ahead if self._anew else ():
            yield replace(batch, cursor=log.noted(batch.cursor))  # read before anything was pushed
        self._anew = False
        yield from log.pull(self._state.cursor, self._wanted.since)

    def _have_stories(self, log: Log) -> None:
        """See to it that the stories that the user codes in a new round are here, whatever the window, and found by
        the names that they have here."""
        if self.turn.rounds and self._rounds.absent():
            for batch in log.pull(BEGINNING, self._wanted.since):
                self._take(batch)
        named = self.turn.brought and self._rounds.find_stories()
        if named or self.turn.rounds:
            self._library.poll()  # what is the user's own of these stories is another thing now

    def _take(self, batch: Batch) -> None:
        held = len(self.turn.taken.held_back)
        if batch.entries:
            to_code = frozenset(self._rounds.to_code())
            wanted = lambda story: story.id in to_code or self._wanted(story)  # noqa: E731
            take_in(self._library, batch.entries, self.turn.taken, wanted=wanted)
            own = self._library.view.names  # the user's other desks have sent it already
            theirs = (one.digest for entry in batch.entries for one in entry.history if is_given_by(one, own))
            self._sent.add([*theirs, *_marks(batch.entries)])
            done = self.turn.taken
            came = counted(done.decisions, "decision"), counted(done.new, "story", "stories")
            self._progress(f"{' and '.join(came)} taken in")
        new_held = self.turn.taken.held_back[held:]
        titled = {one.id: entry for entry in batch.entries for one in entry.history} if new_held else {}
        self._state.held += [_noted(one, _HELD, titled.get(one.id)) for one in new_held]
        new = [one for one in dict.fromkeys(batch.problems) if one not in self._state.problems]
        self._state.problems += new
        self.turn.problems += new


def _marks(entries: Sequence[Entry]) -> list[str]:
    """Return what says that the team has the stories of these entries."""
    return [mark_of(entry.story.id) for entry in entries if entry.story.id != EVERYWHERE]


def describe_late(late: Sequence[Late]) -> list[str]:
    """Return a sentence for each reason for which decisions were not taken, with how many these are."""
    return [
        f"Not taken: {reason} ({counted(number, 'decision, which stays', 'decisions, which stay')} here)."
        for reason, number in Counter(one.reason for one in late).items()
    ]


def describe_apart(taken: Imported) -> str:
    """Return what the user has to know of their own decisions at two desks, "" for nothing."""
    apart = [one for one in taken.conflicts if one.one_coder]
    if not apart:
        return ""
    named = [*dict.fromkeys(clean_line(one.story, 60) for one in apart)]
    stories = ", ".join(named[:_MOST_NAMED]) + (" …" if len(named) > _MOST_NAMED else "")
    said = f"{counted(len(apart), 'decision')} of your own differed between two desks"
    return f"{said}, and the later {'one holds' if len(apart) == 1 else 'ones hold'}: see {stories}."


def _noted(operation: Operation, why: str, entry: Entry | None = None) -> dict[str, Any]:
    return {"why": why, "title": entry.story.headline if entry else "", "digest": operation.digest,
            "operation": operation.to_json()}  # fmt: skip
