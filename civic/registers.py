"""What operations add up to. Each register, which is (story, field, coder, round), holds what its coder said last; what
a coder holds is the last of all rounds, and of what was decided in none.

Since a register has one author, sets of operations merge in any order, any number of times, to the same state.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from civic.codebook import slug
from civic.coder import coder_key, is_reserved
from civic.judgement import Judgement, concern_field, tag_of
from civic.operation import Operation, is_smaller
from civic.tag_merge import merged

Held = Mapping[str, Operation]
"""The operations that hold, by field, in the order in which they were made."""

_TICK: Final = timedelta(microseconds=1)


class Clash(Struct, frozen=True):
    """Two operations with one id and different contents: `held` holds, `dropped` does not."""

    held: Operation
    dropped: Operation

    @property
    def matters(self) -> bool:
        """Return whether the two say different things, beside what a migration on another machine adds."""
        return _said(self.held) != _said(self.dropped)


def _said(operation: Operation) -> Operation:
    bare = replace(operation, n=0)
    return replace(bare, at="", was=None) if operation.implied else bare


class Merged(Struct, frozen=True):
    """What came of merging operations into those that were known: the ones that are new, or hold in place of another
    one with their id; and where one id had two contents."""

    new: tuple[Operation, ...] = ()
    clashes: tuple[Clash, ...] = ()


def added(known: Operation | None, operation: Operation) -> tuple[Operation, Clash | None]:
    """Return which of two operations with one id holds, and their clash where they differ; `known` is None where the
    id is new."""
    if known is None:
        return operation, None
    if known.canonical == operation.canonical:
        return known, None
    if is_smaller(operation, known):
        return operation, Clash(operation, known)
    return known, Clash(known, operation)


class OwnView(Struct, frozen=True):
    """How the user sees the decisions of all coders. `names` are the keys of the user's names (see
    `civic.coder.own_keys`); `renamed` gives for tags that the codebook calls otherwise, as `civic.codebook.slug` writes
    them, what they are called now (see `Codebook.names`). `rounds` has the round that is open, by the ids of the
    stories that the user codes in it: of these the user's own are what they said in that round alone, so that each is
    coded afresh; what is private is in no round. `hidden` has the ids of all stories of blind rounds that are open."""

    names: frozenset[str] = frozenset(("",))
    renamed: Mapping[str, str] = field(default_factory=dict)
    rounds: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def __hash__(self) -> int:  # the tables can't be hashed
        return hash(self.names)

    def owns(self, operation: Operation) -> bool:
        """Return whether an operation is the user's own."""
        return coder_key(operation.who) in self.names

    def current(self, name: str) -> str:
        """Return a field by what its tag is called now."""
        tag = tag_of(name)
        return name if tag is None else concern_field(self.tag(tag))

    def tag(self, tag: str) -> str:
        """Return what a tag is called now, which may have been written in another spelling."""
        written = slug(tag) or tag
        return self.renamed.get(written, written)

    def own(self, history: Iterable[Operation]) -> Held:
        """Return the operations of one story that hold as the user's own."""
        return _set(self.last(history))

    def last(self, history: Iterable[Operation]) -> Held:
        """Return the same, and those operations that unset a field."""
        mine = [one for one in history if self.owns(one)]
        if self.rounds and (name := self.round_of(one.story for one in mine)):
            mine = [one for one in mine if one.private or one.round == name]
        return self._last(mine)

    def round_of(self, names: Iterable[str]) -> str:
        """Return in which round the user codes a story just now, by any of its ids; "" for none."""
        return next((self.rounds[name] for name in names if name in self.rounds), "")

    def of_any_round(self) -> "OwnView":
        """Return it with what the user said in any round, whichever is open."""
        return replace(self, rounds={})

    def of(self, *names: str) -> "OwnView":
        """Return how others, by the keys of their names, tell their decisions: what they said in any round."""
        return replace(self, names=frozenset(names), rounds={})

    def others(self, history: Iterable[Operation]) -> dict[str, Held]:
        """Return the operations of one story that hold as those of others, by coder. A coder is called as they last
        signed; those who unset all that they had set are left out. Of a story that is coded blind just now it is
        none, also of what was decided before: it would be in the coder's sight."""
        history = list(history)
        theirs = [] if self.is_blind(history) else [one for one in history if not self.owns(one)]
        return self._by_name((one.who, one) for one in theirs)

    def settled(self, history: Iterable[Operation]) -> dict[str, Held]:
        """Return the operations of one story that hold as what was settled, by who settled it; none as for `others`."""
        history = list(history)
        answers = [] if self.is_blind(history) else [one for one in history if is_reserved(one.who)]
        return self._by_name((one.by, one) for one in answers)

    def is_blind(self, history: Iterable[Operation]) -> bool:
        """Return whether the user codes a story that has this history in a blind round that is open."""
        return bool(self.hidden) and any(one.story in self.hidden and one.story in self.rounds for one in history)

    def _by_name(self, named: Iterable[tuple[str, Operation]]) -> dict[str, Held]:
        """Return which operations hold, by the name that each is given with, as it was last written."""
        by_coder: dict[str, list[tuple[str, Operation]]] = {}
        for name, operation in named:
            by_coder.setdefault(coder_key(name), []).append((name, operation))
        held = {
            max(theirs, key=lambda one: one[1].order)[0]: _set(self._last(one for _, one in theirs))
            for _, theirs in sorted(by_coder.items())
        }
        return {who: one for who, one in held.items() if one}

    def _last(self, operations: Iterable[Operation]) -> Held:
        """Return which of one coder's operations hold at the coder's own desk."""
        registers: dict[str, list[Operation]] = {}
        for operation in operations:
            registers.setdefault(self.current(operation.field), []).append(operation)
        found = [(name, _holding(register)) for name, register in registers.items()]
        return dict(sorted(found, key=lambda one: one[1].order))

    def written_as(self, history: Iterable[Operation], field: str) -> tuple[str, tuple[str, ...]]:
        """Return as what field an operation is written that sets a field of the user's: by what its tag is called now,
        but where the user wrote that very field before; and the other tags that are one with it now and were decided
        on by themselves, on all of which it decides (see `Operation.over`)."""
        name = self.current(field)
        fields = {one.field for one in history if one.tag and self.owns(one) and self.current(one.field) == name}
        written = field if field in fields else name
        return written, tuple(sorted(tag for tag in map(tag_of, fields - {written}) if tag))

    def judgement(self, history: Iterable[Operation]) -> Judgement:
        """Return what the user decided about one story."""
        return judgement_of(self.own(history))

    def next_moment(self, history: Iterable[Operation], name: str, now: datetime) -> tuple[str, int]:
        """Return `at` and `n` of an operation that the user makes now on a field of one story: later than all that is
        known of that field, whatever the clock says, and behind what the user did to the story in the same moment."""
        name = self.current(name)
        mine = [one for one in history if self.owns(one)]
        past = [one for one in mine if self.current(one.field) == name]
        latest = max((one.moment for one in past), default=None)
        moment = now
        if latest is not None and latest >= now:
            with suppress(OverflowError):  # at the end of the calendar, where somebody's clock or file was
                latest = latest.astimezone(UTC) + _TICK
            moment = latest
        return written(moment), 1 + max((one.n for one in mine if one.moment == moment), default=-1)


def _holding(register: Sequence[Operation]) -> Operation:
    """Return the operation that holds in a register. Where the codebook has made one tag of several, decisions on each
    of them are in it, and what holds of each is held together (see `civic.tag_merge`)."""
    if len(register) == 1 or len({one.field for one in register}) == 1:
        return max(register, key=lambda one: one.precedence)
    return merged(register)


def _set(held: Held) -> Held:
    return {name: operation for name, operation in held.items() if operation.value is not None}


NOBODY: Final = OwnView()
"""The view of somebody without a name: all who signed are others."""


def judgement_of(held: Held) -> Judgement:
    """Return the judgement that operations which hold make."""
    return Judgement.of({name: operation.value for name, operation in held.items()})


def written(moment: datetime) -> str:
    """Return a moment as operations carry it: in UTC, with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def sorted_history(operations: Iterable[Operation]) -> list[Operation]:
    """Return the operations of one story in their order."""
    return sorted(operations, key=lambda one: one.order)
