"""Deciding: what the user and others say of stories, written to the journal first, then shown in the index."""

import os
import sqlite3
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from msgspec.structs import replace

from civic.codebook import Codebook
from civic.flags import PRIVATE
from civic.judgement import Value
from civic.operation import Operation, with_codebook
from civic.registers import Clash, Merged, OwnView, added, sorted_history
from civic.shared_flags import DUPLICATE, SHARED, inherited, is_derived
from storage.index.duplicates import duplicates_of, groups_with_heirs, heirs_are_done, waiting_heirs
from storage.index.schema import Index
from storage.live.judged import Judged, names


class Decisions:
    """A way to decide on stories, as `who` signs it. In the methods, `whole` means that the index mirrors all
    judgements, not only those of a first page."""

    def __init__(
        self, judged: Judged, who: str, now: Callable[[], datetime],
        codebook: Callable[[str], Codebook] = lambda _: Codebook(),
        shifted: Callable[[str], Container[str]] = lambda _: (),
    ) -> None:  # fmt: skip
        """`codebook` returns the one that the user decides by in a round, or in none (""), `shifted` for the id of a
        story the concerns whose scores the user's decisions shift in it."""
        self._shifted = shifted
        self._judged = judged
        self._codebook = codebook
        self._who = who
        self._now = now

    def judge(
        self, index: Index, changes: Sequence[tuple[str, str, Value]], rules: Mapping[tuple[str, str], str],
        step: str, aided: Mapping[str, bool], *, whole: bool,
    ) -> list[Operation]:  # fmt: skip
        """Write changes of (story, field, value) down, but for what changes nothing, and return the operations. `rules`
        names the rule that decided, by story and field; no rule decides on what the user codes in a round. `step` is
        what they are undone with; `aided` says by story whether suggestions were in sight. Raises StorageError, and
        then nothing has changed; JudgementError for an unknown field or a value that it can't have."""

        def steps() -> list[Operation]:
            view = self._judged.view()
            histories: dict[str, list[Operation]] = {}
            made: list[Operation] = []
            forgotten = self._judged.forgotten.ids()

            def known(story: str) -> list[Operation]:
                if story not in histories:
                    histories[story] = self._judged.history(index, story, whole=whole)
                return histories[story]

            def change(story: str, field: str, value: Value, rule: str, aid: bool | None = None) -> None:
                in_round = "" if field in PRIVATE else view.round_of(names(index, story))
                if rule and in_round:
                    return
                if operation := self._operation(view, story, field, value, known(story), in_round):
                    seen = None if rule or operation.private else aid
                    operation = replace(operation, rule=rule, step=step, aided=seen)
                    operation = with_codebook(operation, self._codebook(in_round), self._shifted(story))
                    histories[story] = sorted_history([*histories[story], operation])
                    made.append(operation)

            for name, field, value in changes:
                story = names(index, name)[0]
                if story in forgotten or name in forgotten:
                    continue
                held = view.own(known(story)).get(field) if field in SHARED and value is None else None
                change(story, field, value, rules.get((name, field), ""), aided.get(name))
                if held:
                    for heir in self._heirs(index, view, story, held, known):
                        change(heir, field, None, DUPLICATE)
            return made

        return self._judged.write(index, steps, self._judged.journal.append)

    @staticmethod
    def _heirs(
        index: Index, view: OwnView, story: str, source: Operation, known: Callable[[str], Sequence[Operation]]
    ) -> list[str]:
        """Return the stories that have a flag only because `source` set it on this one, a duplicate of them."""
        sources, found = [source], list[str]()
        with suppress(sqlite3.Error):
            group = duplicates_of(index.connection, story)
            while sources:
                one = sources.pop()
                held = ((other, view.own(known(other)).get(one.field)) for other in group)
                heirs = [(other, last) for other, last in held if last and is_derived(last, one)]
                sources += [last for _, last in heirs]
                found += [other for other, _ in heirs]
        return found

    def inherit(self, index: Index) -> None:
        """Have the stories that were just put into a duplicate group read or hidden as their duplicates are. Raises
        StorageError and sqlite3.Error; what is not done then is done by the next call."""
        db = index.connection
        heirs = waiting_heirs(db)
        if not heirs:
            return
        self._judged.catch_up(index)
        view, made = self._judged.view_of(db), list[Operation]()
        for came, group in groups_with_heirs(db, heirs):
            made += inherited(view, came, {story: self._judged.history(index, story, whole=True) for story in group})
        if made:
            self.adopt(index, made, whole=True)
        with index.writing(timeout=60) as db:
            heirs_are_done(db, heirs)

    def _operation(
        self, view: OwnView, story: str, field: str, value: Value, history: Sequence[Operation], in_round: str
    ) -> Operation | None:
        """Return what sets a field of the user's judgement; None where that changes nothing."""
        name = view.current(field)
        state = view.judgement(history)
        was, after = state.value(name), state.with_value(name, value).value(name)
        if after == was:
            return None
        at, n = view.next_moment(history, name, self._now())
        written, over = view.written_as(history, field)
        return Operation(os.urandom(16).hex(), story, written, after, was, at, self._who, in_round, n=n, over=over)

    def adopt(self, index: Index, operations: Sequence[Operation], *, whole: bool) -> Merged:
        """Write operations down as one step, as they are, and return which were new. They are on disk on return. Raises
        StorageError, and then nothing has changed."""
        clashes: list[Clash] = []

        def steps() -> list[Operation]:
            known: dict[str, dict[str, Operation]] = {}
            new: dict[tuple[str, str], Operation] = {}
            forgotten = self._judged.forgotten.ids()
            for operation in operations:
                story = operation.story
                if story in forgotten:
                    continue
                if story not in known:
                    known[story] = {one.id: one for one in self._judged.written(index, story, whole=whole)}
                before = known[story].get(operation.id)
                held, clash = added(before, operation)
                if clash:
                    clashes.append(clash)
                if held is not before:
                    known[story][held.id] = new[story, held.id] = held
            return list(new.values())

        return Merged(tuple(self._judged.write(index, steps, self._judged.journal.append)), tuple(clashes))

    def forget(self, index: Index, operations: Mapping[str, Collection[str]], *, whole: bool) -> int:
        """Write down that operations, by story their ids, are not to count here any more, and return how many of them
        were there. Raises StorageError, and then nothing has changed."""

        def gone() -> dict[str, list[str]]:
            there = {
                name: [one.id for one in self._judged.written(index, name, whole=whole) if one.id in ids]
                for story, ids in operations.items()
                for name in names(index, story)
            }
            return {story: ids for story, ids in there.items() if ids}

        return sum(map(len, self._judged.write(index, gone, self._judged.journal.append_forgotten).values()))
