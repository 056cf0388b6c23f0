"""The steps of the user: begun, kept, taken back and made again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from civic.fault import Fault
from civic.judgement import Value
from civic.operation import Operation
from civic.registers import written
from civic.text import clean_line
from storage.undo.journal import ANY_DESK, LARGEST, StepJournal, checked_line, new_step
from workspace.ports import NO_RULES, Library
from workspace.undo.decided import is_short, judged
from workspace.undo.kinds import Kind, Part, Step, Turn, Turned, UndoFault
from workspace.undo.settled import settled

__all__ = ["COMMAND_LINE", "Done", "Recorder", "Step", "Undo", "UndoFault"]

COMMAND_LINE: Final = "command line"
"""The desk that all commands are of."""
_LOST: Final = "lost"
_MOST: Final = LARGEST // 2
"""So many bytes are kept of a step; one that changed more can't be taken back."""
_QUICK: Final = 16 << 10
"""A part that takes more bytes is not looked at to see whether it is a short one."""


class Done(Struct, frozen=True):
    """What a step has changed, or taking it back or making it again has: what the user calls it, the decisions that
    were written, and whether anything else is changed, as stories, feeds or views."""

    label: str
    operations: tuple[Operation, ...] = ()
    more: bool = False


class Recorder:
    """A step in the making. What it changes is written down before it is changed; nothing is written while it has
    changed nothing. It may go on for long, also past other steps."""

    def __init__(self, undo: "Undo", label: str) -> None:
        self._undo = undo
        self._label = label
        self._step: Step | None = None
        self._came = False
        self._size = 0

    def add(self, parts: Iterable[Part]) -> None:
        """Write down parts that are about to be changed."""
        for part in parts:
            self._begin_or_extend(part, durable=True)
            self._came = True

    def judge(
        self, library: Library, changes: Sequence[tuple[str, str, Value]], rules: Mapping[tuple[str, str], str]
    ) -> list[Operation]:
        """Write decisions of the user down as part of the step; return the operations. Raises as `Library.judge`."""
        # What an operation is undone with stands in itself, so that the part need not survive a power cut by itself:
        # it costs no second wait for the disk.
        step = self._begin_or_extend(judged(story for story, _, _ in changes), durable=False)
        done = library.judge(changes, rules, step.id)
        self._came |= bool(done)
        return done

    def settle(self, library: Library, operation: Operation) -> list[Operation]:
        """Write down what settles a conflict as part of the step; return what was written. Raises as
        `Library.adopt`."""
        step = self._begin_or_extend(settled(operation.story), durable=False)
        made = library.adopt([replace(operation, step=step.id)], own=True).new
        self._came |= bool(made)
        return list(made)

    def end(self) -> None:
        """Forget the step where nothing came of it."""
        if self._step is not None and not self._came:
            self._undo.journal.drop(self._step)

    def _begin_or_extend(self, part: Part, *, durable: bool) -> Step:
        journal = self._undo.journal
        if self._step is not None and not journal.goes_on(self._step):
            self._step, self._size = None, 0
        self._size += _size(part)
        if self._size > _MOST:
            part = {"kind": _LOST}
        if self._step is None:
            self._step = new_step(written(self._undo.now()), self._undo.desk, self._label)
            journal.begin(self._step, [part], durable=durable)
        else:
            journal.extend(self._step, [part], durable=durable)
        return self._step


_RECORDING: Final[ContextVar[Recorder | None]] = ContextVar("recording", default=None)


class Undo:
    """The last steps of all desks on a library, and the way to take them back. `desk` says which one this is.

    What is changed within `step` is one step. Methods raise a Fault; `turn` changes nothing where something of the step
    has changed since.
    """

    def __init__(
        self, journal: StepJournal, library: Callable[[], Library], kinds: Mapping[str, Kind],
        now: Callable[[], datetime], desk: str = COMMAND_LINE,
    ) -> None:  # fmt: skip
        self.journal = journal
        self.now = now
        self.desk = desk
        self._library = library
        self._kinds = kinds

    # making steps

    def recorder(self, label: str) -> Recorder:
        """Return a step that is to be, for work that goes on for long; do the work within `within`."""
        return Recorder(self, label)

    @contextmanager
    def within(self, recorder: Recorder) -> Iterator[Recorder]:
        """Have all that is changed in a block, by this thread, be part of one step."""
        before = _RECORDING.set(recorder)
        try:
            yield recorder
        finally:
            _RECORDING.reset(before)
            recorder.end()

    @contextmanager
    def step(self, label: str) -> Iterator[Recorder]:
        """Have all that is changed in a block, by this thread, be one step; within another one, a part of that."""
        outer = _RECORDING.get()
        if outer is not None:
            yield outer
            return
        with self.within(self.recorder(label)) as recorder:
            yield recorder

    def judge(
        self, label: str, changes: Sequence[tuple[str, str, Value]], rules: Mapping[tuple[str, str], str] = NO_RULES
    ) -> list[Operation]:
        """Write decisions of the user down as one step. Raises as `Library.judge`."""
        with self.step(label) as recorder:
            return recorder.judge(self._library(), changes, rules)

    def settle(self, label: str, operation: Operation) -> list[Operation]:
        """Write what settles a conflict down as one step. Raises as `Library.adopt`."""
        with self.step(label) as recorder:
            return recorder.settle(self._library(), operation)

    # taking them back

    def steps(self) -> Sequence[Step]:
        """Return the last steps, in the order in which they were made."""
        return self.journal.steps()

    def find(self, beginning: str) -> Step:
        """Return the step whose id begins so. Raises UndoFault where there is none, or more than one."""
        found = [step for step in self.steps() if beginning and step.id.startswith(beginning)]
        shown = clean_line(beginning, 40)
        if len(found) > 1:
            raise UndoFault(f"{len(found)} steps have an id that begins with {shown!r}: give more of it.")
        if not found:
            raise UndoFault(f"No step has an id that begins with {shown!r}: civicdesk history shows the ids.")
        return found[0]

    def next_undo(self) -> Step | None:
        """Return the last step of this desk that has not been taken back; None where there is none."""
        return next((step for step in reversed(self._mine()) if not step.undone), None)

    def next_redo(self) -> Step | None:
        """Return the step of this desk that was taken back last, if nothing was changed here since; else None."""
        mine = self._mine()
        after = [at for at, step in enumerate(mine) if not step.undone]
        undone = mine[after[-1] + 1 if after else 0 :]
        return max(undone, key=lambda step: step.turned, default=None)

    def is_quick(self, step: Step) -> bool:
        """Return whether a step is turned in no time: decisions on a few stories."""
        try:
            return step.size <= _QUICK and all(map(is_short, self.journal.parts(step)))
        except Fault:
            return True

    def undo(self) -> Done | None:
        """Take the last step of this desk back; return None where there is none."""
        return self._turn_next(self.next_undo, back=True)

    def redo(self) -> Done | None:
        """Make the step again that was taken back last; return None where there is none."""
        return self._turn_next(self.next_redo, back=False)

    def _turn_next(self, find: Callable[[], Step | None], *, back: bool) -> Done | None:
        while step := find():
            done = self.turn(step, back=back)
            if done.operations or done.more:
                return done
            # Nothing had come of it, or a kill came between the turn and its note.
        return None

    def turn(self, step: Step, *, back: bool) -> Done:
        """Take a step back, of whatever desk it is, or make it again. Raises UndoFault where something that it changed
        has changed since, or can't be turned, and then nothing has changed."""
        if self.journal.is_undone(step) == back:
            raise UndoFault(f"“{step.label}” {'has been taken back' if back else 'is not taken back'} already.")
        parts = self.journal.parts(step)
        turn, begun = Turn(step, parts, back), self.journal.turning(step)
        if not all(str(part.get("kind")) in self._kinds for part in parts):
            raise turn.refuse("it changed more than can be kept; the folder backups has what was there")
        after = {number: begun.get(number) or self._look(part, turn) for number, part in enumerate(parts)}
        turned = Turned()
        size = 0
        for number, part in reversed([*enumerate(parts)]) if back else enumerate(parts):
            wanted = after[number]
            if wanted is None:
                continue
            if wanted != part and number not in begun:
                size += _size(wanted)
                self.journal.prepare(step, number, wanted if size <= _MOST else {"kind": _LOST})
            self._kinds[part["kind"]].turn(part, turn, turned)
        self.journal.turn(step, undone=back)
        return Done(step.label, tuple(turned.operations), turned.more)

    def why_not(self, step: Step) -> str:
        """Return why a step can't be taken back, or made again where it is taken back; "" where it can."""
        try:
            turn = Turn(step, parts := self.journal.parts(step), not step.undone)
            if not all(str(part.get("kind")) in self._kinds for part in parts):
                raise turn.refuse("it changed more than can be kept")
            for part in parts:
                self._look(part, turn)
        except Fault as fault:
            return str(fault)
        return ""

    def _look(self, part: Part, turn: Turn) -> Part | None:
        kind = self._kinds[part["kind"]]
        try:
            if not kind.fits(part):
                raise ValueError(part["kind"])
            return kind.look(part, turn)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise turn.refuse("what was kept of it can't be read") from error

    def _mine(self) -> list[Step]:
        return [step for step in self.steps() if step.desk in (self.desk, ANY_DESK)]


def _size(part: Part) -> int:
    """Return how many bytes a part takes in the file."""
    return len(checked_line(part))
