"""Making and undoing changes from the main screen: one story at once, many in a thread."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple, TypeVar

from civic.fault import Fault
from civic.text import counted
from tui.desk.guidance import alone, ways_on
from tui.desk.selection import Doing
from tui.desk.to_do import Way
from tui.screens.choose import ChooseScreen
from tui.screens.desk.surface import Commands, Surface
from workspace.decisions import Change
from workspace.undo.undo import Done

_AT_ONCE: Final = 50
"""Up to so many stories are changed without a question, and before the next key is looked at."""
_Result = TypeVar("_Result")
_SECONDS: Final = 3
"""How long a notification about a step stays."""


class _Planned(NamedTuple):
    """What is about to be done to the selected stories: what the step is called, and the question before it."""

    label: str
    question: str
    changes: Sequence[Change]


class StepRunner:
    """Makes, undoes and redoes steps, paints what they changed and notifies the user. A step that can't be saved is not
    shown: nothing has changed then, and a notification says why."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._desk = surface.desk
        self._busy = False

    @property
    def commands(self) -> Commands:
        """Return what the keys do."""
        return {"undo": lambda: self.turn(back=True), "redo": lambda: self.turn(back=False)}

    def notify_user(self, sentence: str) -> None:
        """Show the user a sentence about what has just been done."""
        self._surface.notify_user(sentence, seconds=_SECONDS)

    def report(self, step: Done | None, *, of_story: bool = False) -> None:
        """Paint what a step changed in the list, and notify the user of it; with `of_story`, also that it is a step on
        the open story, where others are selected."""
        self._surface.show_view()
        self._tell(step.label if step else "", of_story=of_story)

    def change_story(self, change: Callable[[], Done | None], done: str = "") -> bool:
        """Make one step on the open story and paint it. Return whether something changed. The user is notified where
        it is said what was `done`, and where other stories are selected: these are not changed."""
        step = None
        with self.notifying_faults():
            step = change()
            if done or (step and alone(self._desk)):
                self._tell((done or step.label) if step else "", of_story=True)
        self._surface.show_story()
        return step is not None

    def _tell(self, done: str, *, of_story: bool) -> None:
        """Notify the user of what was done, "" for nothing."""
        only = alone(self._desk) if of_story else ""
        told = f"{done}{only and f' ({only})'}; u takes it back." if done else "that changes nothing."
        self.notify_user(f"{told[0].upper()}{told[1:]}")

    def open_next_to_do(self, at_end: str = "") -> bool:
        """Open the next story that the user is not done with, and say where that begins from the top again; where there
        is none, say `at_end`, else what has been done. Return whether there is one."""
        way, desk = self._desk.to_do.open_next(), self._desk
        if way is Way.FROM_TOP:
            left = f": {desk.view.left} to do" if desk.view.left else ""
            self.notify_user(f"From the top again{left}.")
        elif not way:
            last = "This is the last one to do here; m says that you are done with it."
            nothing = f"There is no story here; {ways_on(desk)}"
            self.notify_user(at_end or desk.to_do.finished or (last if desk.view.keys else nothing))
        self._surface.show_view()
        return bool(way)

    def change_selected(
        self, plan: Callable[[Sequence[str]], Sequence[Change]], doing: Doing, clearing: Doing | None = None,
        then: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        """Make one step of what `plan` changes on the selected stories (by their ids), and call `then` where that could
        be saved; it is called `clearing` where the plan begins with taking something away."""

        def planned() -> _Planned:
            stories = self._desk.selected_stories()
            changes = plan(stories)
            name = clearing if clearing and changes and changes[0][2] is None else doing
            number = _changed_among(stories, changes)
            question = _question(name.asked, number, len(stories))
            return _Planned(f"{name.done} {counted(number, 'story', 'stories')}", question, changes)

        if len(self._desk.selection) <= _AT_ONCE:
            with self.notifying_faults():
                step = planned()
                self.report(self._desk.change(step.label, step.changes))
                then()
        elif self.is_free():
            self._surface.start(self._ask_and_change(planned, then))

    async def _ask_and_change(self, plan: Callable[[], _Planned], then: Callable[[], object]) -> None:
        planned: list[_Planned] = []
        await self._work(plan, planned.append)
        for step in planned:  # none where that failed
            answers = ["No", "Yes, as one step that u takes back"]
            answer = await self._surface.answer(ChooseScreen(step.question, answers)) if step.changes else 1
            if answer == 1 and await self.change_behind(step.label, lambda: step.changes):  # noqa: B023 - at once
                then()

    async def change_behind(self, label: str, plan: Callable[[], Sequence[Change]], *, of_story: bool = False) -> bool:
        """Make one step of what `plan` changes, in a thread. Return whether it could be saved. `of_story` is as for
        `report`."""
        return await self._work(
            lambda: self._desk.write(label, plan()),
            lambda operations: self.report(self._desk.show_step(label, operations), of_story=of_story),
        )

    def turn(self, *, back: bool, then: Callable[[], object] = lambda: None) -> None:
        """Take the last step back, or make it again, and do what comes `then`; a long one in a thread."""
        if not self.is_free():
            return
        step = self._desk.next_turn(back=back)
        nothing = "There is nothing to undo." if back else "There is nothing to redo."
        if step is None:
            self.notify_user(nothing)
            return

        def report(done: Done | None) -> None:
            self._surface.show_turn(self._desk.show_turn(done))
            self.notify_user(f"{'Undone' if back else 'Done again'}: {done.label}." if done else nothing)
            then()

        if self._desk.is_quick(step):
            report(self._desk.turn(back=back))
        else:
            self._surface.start(self._work(lambda: self._desk.turn(back=back), report))

    async def _work(self, work: Callable[[], _Result], show: Callable[[_Result], None]) -> bool:
        """Write in a thread and show what came of it; a fault is notified, and then nothing has changed. Return whether
        there was none."""
        self._busy = True
        try:
            written = await asyncio.to_thread(work)
        except Fault as fault:
            self._notify_fault(fault)
            return False
        finally:
            self._busy = False
        show(written)
        return True

    def is_free(self) -> bool:
        """Say whether no long work goes on; notify the user where it does."""
        if self._busy:
            self.notify_user("Still at work on many stories; a moment, please.")
        return not self._busy

    @contextmanager
    def notifying_faults(self) -> Iterator[None]:
        """Notify the user of a fault in here: the app does so only for keys, not for messages and answers."""
        try:
            yield
        except Fault as fault:
            self._notify_fault(fault)

    def _notify_fault(self, fault: Fault) -> None:
        self._surface.notify_user(str(fault), "error", 10)


def _question(asked: str, number: int, selected: int) -> str:
    """Return the question whether to change so many of the selected stories, and what is with the others."""
    if number == selected:
        return f"{asked} {counted(selected, 'marked story', 'marked stories')}?"
    others = selected - number
    rest = "The other one is so already." if others == 1 else f"The other {others} are so already."
    return f"{asked} {number} of {selected} marked stories? {rest}"


def _changed_among(stories: Sequence[str], changes: Sequence[Change]) -> int:
    """Return how many of these stories the first of the changes is made to, without what comes along with it for them
    and for their duplicates; where nothing is changed, how many there are."""
    changed = {story for story, field, _ in changes if field == changes[0][1]}
    return len(changed.intersection(stories)) if changes else len(stories)
