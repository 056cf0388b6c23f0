"""What this desk has decided and its team has not from it yet."""

from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from civic.coder import coder_key
from civic.correction import EVERYWHERE
from civic.export import Entry
from civic.judgement import Judgement
from civic.operation import Operation
from civic.story import Story
from team.log import is_given_by
from workspace.team.here import RoundsHere
from workspace.team.state import Sent, State

if TYPE_CHECKING:
    from workspace.ports import Library

_AT_ONCE: Final = 200


class Outbox:
    """The user's own shared decisions, and what the user settled, less what was sent, and less what was decided outside
    of a blind round on its stories, which waits until it is closed. Only what was decided on since
    the last turn is looked at, so that a turn with nothing to send costs one question to the index."""

    def __init__(self, library: "Library", state: State, sent: Sent, rounds: RoundsHere) -> None:
        self._library = library
        self._rounds = rounds
        self._state = state
        self._sent = sent
        self._names: list[str] = []
        self._mark = ""
        self._absent: list[str] = []
        self._hidden: dict[str, str] = {}
        self._passed_over: set[str] = set()
        self.seen = library.decided
        """how many decisions the library had counted when they were last looked for"""

    def look(self) -> int:
        """Look for what is to be sent, and return how many operations that is, but for those on stories that are not
        here."""
        self._let_go()
        self.seen = self._library.decided  # what is decided meanwhile may count twice, and never not at all
        changed, self._mark = self._library.judged_since(self._state.mark)
        count = 0
        self._names, self._absent = [], []
        names = sorted({*changed, *self._state.absent, *self._state.kept})
        self._hidden = self._rounds.hides(names)
        self._state.kept = {name: of for name, of in self._hidden.items() if self._unsent(name, kept=True)}
        for name in names:
            if not (left := len(self._left(name))):
                continue
            if name == EVERYWHERE or self._library.key_of(name) is not None:
                self._names.append(name)
                count += left
            else:
                self._absent.append(name)
        # what no mark would find again is written down until it has been pushed: the turn may end before that
        self._state.absent = sorted({*self._absent, *self._names} - {*changed})
        return count

    def _let_go(self) -> None:
        """Have what the team refused be offered only where that is asked for; and what the user took back of it, and
        what took it back, be neither offered nor listed any more."""
        state, own, sent = self._state, self._library.view.names, self._sent.digests
        refused = {str(one.get("digest")) for one in state.late} - sent
        for story in state.late_stories():
            history = self._library.history(story)
            mine = {one.digest for one in history if is_given_by(one, own)}
            state.dropped += taken_back(history, mine, refused)
        ended = sent.union(state.dropped)
        state.late = [one for one in state.late if one.get("digest") not in ended]
        self._passed_over = {*state.dropped, *refused}

    def pages(self) -> Iterator[list[Entry]]:
        """Yield what `look` found, some stories at a time, as the log takes it."""
        names = iter(self._names)
        while page := list(islice(names, _AT_ONCE)):
            yield list(self._entries(page))

    def done(self) -> None:
        """Have the next turn begin where `look` has come to: all of it has been pushed."""
        self._state.mark = self._mark
        self._state.absent = sorted({*self._absent})

    def _entries(self, names: Sequence[str]) -> Iterator[Entry]:
        stories = {name: story.id for name in names if (story := self._library.story(name))}
        # as they came: what the user corrected in them is an operation of its own
        documents = dict(self._library.documents(stories.values()))
        for name in names:
            if name == EVERYWHERE:
                yield Entry(Story(EVERYWHERE), Judgement(), None, self._left(name))
            elif document := documents.get(stories.get(name, "")):
                yield Entry(Story.from_document(document), Judgement(), None, self._left(name))
            else:
                self._absent.append(name)  # removed since it was looked at

    def _left(self, name: str) -> list[Operation]:
        """Return the operations to send that were written with this id of a story."""
        return self._unsent(name, kept=False)

    def _unsent(self, name: str, *, kept: bool) -> list[Operation]:
        """Return those that are to be sent now, or that are kept back until a round is closed."""
        own, hidden, sent = self._library.view.names, name in self._hidden, self._sent.digests
        known = sent or self._passed_over  # a digest costs more than all else here
        return [
            one
            for one in self._library.history(name)
            if one.story == name and is_given_by(one, own)
            and not (known and (one.digest in sent or one.digest in self._passed_over))
            and (hidden and not one.round) is kept
        ]  # fmt: skip


def taken_back(history: Iterable[Operation], own: Container[str], refused: Container[str]) -> list[str]:
    """Return the digests of operations of a story, in their order, that a team refused and a later one took back; and
    of that one, but where it is of another round than they are, which has been closed since. `own` are the digests of
    what the user decided, `refused` of what the team did not take of it."""
    gone: list[str] = []
    standing: dict[tuple[str, str], list[Operation]] = {}
    for one in history:
        before = standing.setdefault((coder_key(one.who), one.field), [])
        first = len(before)
        while first and one.digest in own and before[first - 1].digest in refused:
            first -= 1
            if before[first].was == one.value:
                gone += [each.digest for each in (*before[first:], one) if each.round == before[first].round]
                del before[first:]
                break
        else:
            before.append(one)
    return gone
