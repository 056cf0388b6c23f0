"""Parts that are decisions: the user's own, found by the id of the step that stands in each operation; and those of
others that came with an import."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Final

from msgspec.structs import replace

from civic.correction import EVERYWHERE
from civic.judgement import Value
from civic.operation import Operation
from civic.registers import OwnView
from civic.shared_flags import DUPLICATE, SHARED, derived
from workspace.ports import Library
from workspace.undo.kinds import OPERATIONS, Part, Registers, Turn, Turned, all_text, titles

JUDGED: Final = "judged"
SETTLED: Final = "settled"
_NAMED: Final = 100
"""A part names up to so many stories; of more, the operations are looked for in all that was decided."""


def judged(stories: Iterable[str]) -> Part:
    """Return the part for decisions that are about to be made on these stories."""
    names = list(dict.fromkeys(stories))
    return {"kind": JUDGED, "stories": names if len(names) <= _NAMED else None}


def is_short(part: Part) -> bool:
    """Return whether a part is turned in no time: decisions on a few stories, or what settles one."""
    stories = part.get("stories")
    if part.get("kind") == SETTLED:
        return True
    return part.get("kind") == JUDGED and isinstance(stories, list) and EVERYWHERE not in stories


class Judged:
    """Decisions of the user. They are taken back by new ones that set each register to what it was, which have the id
    of the step as well; where another operation holds now, the register has changed since."""

    def __init__(self, library: Callable[[], Library]) -> None:
        self._library = library

    def fits(self, part: Part) -> bool:
        """Return whether it names stories, or all."""
        match part:
            case {"stories": [*stories]}:
                return all_text(stories)
        return part.get("stories", ...) is None

    def look(self, part: Part, turn: Turn) -> Part | None:
        """Return the part where any register is to be set."""
        registers = self._registers(part, turn)
        changed = [first.story for first, held in registers if held is None or held.step != turn.step.id]
        if changed:
            about = "a stakeholder" if changed[0] == EVERYWHERE else titles(self._library(), changed)
            raise turn.refuse(f"{about} has been decided on anew since")
        return part if any(held and held.value != wanted_by(first, turn) for first, held in registers) else None

    def turn(self, part: Part, turn: Turn, turned: Turned) -> None:
        """Set the registers."""
        registers = self._registers(part, turn)
        changes = [(first.story, first.field, wanted_by(first, turn)) for first, _ in registers]
        rules = {} if turn.back else {(first.story, first.field): first.rule for first, _ in registers}
        library = self._library()
        made = library.judge(changes, rules, turn.step.id)
        heirs = list(_heirs(library, made, turn.step.id))
        turned.operations += [*made, *(library.adopt(heirs).new if heirs else ())]

    def _registers(self, part: Part, turn: Turn) -> Registers:
        """Return the first operation of the step in each register, and the one that holds there."""
        key = str(part["stories"])
        if key not in turn.registers:
            library, stories = self._library(), part["stories"]
            histories = library.histories_of(turn.step.id) if stories is None else map(library.history, stories)
            turn.registers[key] = list(chain.from_iterable(map(partial(of_story, library.view, turn), histories)))
        return turn.registers[key]


def of_story(view: OwnView, turn: Turn, history: Sequence[Operation]) -> Iterator[tuple[Operation, Operation | None]]:
    """Yield the first operation of a step in each register of a story that a view owns, and the one that holds there:
    the first itself where all that came since was taken back."""
    made: dict[tuple[str, str], Operation] = {}
    for one in filter(view.owns, history):
        made.setdefault((one.step, view.current(one.field)), one)
    first = {name: one for (step, name), one in made.items() if step == turn.step.id}
    held = dict(view.last(history)) if first else {}
    for name, one in first.items():
        now = held.get(name)
        # Another step that was taken back, or made again, has left the register as this one knows it.
        if now and now.step and now is not made[now.step, name] and now.value == left_by(one, turn):
            held[name] = replace(now, step=turn.step.id)
    return ((_as_before(view, history, one) if turn.back else one, held.get(name)) for name, one in first.items())


def _as_before(view: OwnView, history: Sequence[Operation], operation: Operation) -> Operation:
    """Return an operation of a tag with the name that the tag was last written by before: what it was is set under that
    name again, so that taking a renaming back as well leaves nothing under the other name."""
    name = view.current(operation.field)
    before = [one for one in history if one.tag and view.owns(one) and one.order < operation.order
              and view.current(one.field) == name]  # fmt: skip
    return replace(operation, field=max(before, key=lambda one: one.order).field) if before else operation


def _heirs(library: Library, made: Iterable[Operation], step: str) -> Iterator[Operation]:
    """Yield what gives the flags that are set again to those duplicates, too, that had them from there and lost them by
    this step."""
    for one in made:
        if one.field not in SHARED or one.value is None:
            continue
        for row in library.rows(library.copies(one.story)[1]):
            last = library.view.last(library.history(row.id)).get(one.field)
            if last and last.step == step and last.rule == DUPLICATE and last.value is None:
                yield replace(derived(one, row.id), step=step)


def left_by(first: Operation, turn: Turn) -> Value:
    """Return what a register was left as, whose first operation of the step is given, before this turn."""
    return first.value if turn.back else first.was


def wanted_by(first: Operation, turn: Turn) -> Value:
    """Return what the register is to be by this turn."""
    return first.was if turn.back else first.value


class Operations:
    """Operations of other desks and coders. While they are here, the part has their ids by story; while they are not,
    the operations themselves."""

    def __init__(self, library: Callable[[], Library]) -> None:
        self._library = library

    def fits(self, part: Part) -> bool:
        """Return whether it has ids by story, or operations."""
        match part:
            case {"ids": dict(ids)}:
                return all_text(ids) and all(isinstance(names, list) and all_text(names) for names in ids.values())
            case {"bodies": [*bodies]}:
                return all(isinstance(body, dict) for body in bodies)
        return False

    def look(self, part: Part, turn: Turn) -> Part | None:
        """Return the part with the operations in place of their ids, or the other way round."""
        library = self._library()
        if "ids" in part:
            found = [one for story, ids in part["ids"].items() for one in library.history(story) if one.id in ids]
            return {"kind": OPERATIONS, "bodies": [one.to_json() for one in found]} if found else None
        names = [(one.story, one.id) for one in _read(part)]
        known = {(story, one.id) for story in {story for story, _ in names} for one in library.history(story)}
        return None if known.issuperset(names) else operations(names)

    def turn(self, part: Part, turn: Turn, turned: Turned) -> None:
        """Forget the operations, or take them in."""
        if "ids" in part:
            self._library().forget(part["ids"])
        else:
            self._library().adopt(_read(part))
        turned.more = True


def operations(names: Iterable[tuple[str, str]]) -> Part:
    """Return the part for operations that are here once the step is made; each is named by its story's id and its
    own."""
    return {"kind": OPERATIONS, "ids": ids_by_story(names)}


def ids_by_story(names: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the ids of operations by the ids of their stories."""
    ids: dict[str, list[str]] = {}
    for story, name in names:
        ids.setdefault(story, []).append(name)
    return ids


def forgotten(gone: Iterable[Operation]) -> Part:
    """Return the part for operations that are no longer here once the step is made."""
    return {"kind": OPERATIONS, "bodies": [one.to_json() for one in gone]}


def _read(part: Part) -> list[Operation]:
    return [Operation.from_json(body) for body in part["bodies"]]
