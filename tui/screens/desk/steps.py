"""Making and undoing changes from the main screen: one story at once, many in a thread."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple, TypeVar

from civic.fault import Fault
from tui.desk.guidance import ways_on
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


class Doing(NamedTuple):
    """What is done with selected stories, as it is called once it is done ("starred") and when it is asked about
    ("Star"); their number follows."""

    done: str
    asked: str


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

    def report(self, step: Done | None) -> None:
        """Paint what a step changed in the list, and notify the user of it."""
        self._surface.show_view()
        self.notify_user(
            f"{step.label[0].upper()}{step.label[1:]}; u takes it back." if step else "That changes nothing."
        )

    def change_story(self, change: Callable[[], Done | None]) -> bool:
        """Make one step on the open story and paint it. Return whether something changed."""
        step = None
        with self.notifying_faults():
            step = change()
        self._surface.show_story()
        return step is not None

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
        """Make one step of what `plan` changes on the selected stories (by their ids), and call `then`; it is called
        `clearing` where the plan begins with taking something away."""
        count = len(self._desk.selection)

        def named(changes: Sequence[Change]) -> Doing:
            name = clearing if clearing and changes and changes[0][2] is None else doing
            stories = f"{count} {'story' if count == 1 else 'stories'}"
            return Doing(f"{name.done} {stories}", f"{name.asked} {stories}")

        if count <= _AT_ONCE:
            with self.notifying_faults():
                changes = plan(self._desk.selected_stories())
                self.report(self._desk.change(named(changes).done, changes))
            then()
        elif self.is_free():
            self._surface.start(self._ask_and_change(named, plan, then))

    async def _ask_and_change(
        self, named: Callable[[Sequence[Change]], Doing], plan: Callable[[Sequence[str]], Sequence[Change]],
        then: Callable[[], object],
    ) -> None:  # fmt: skip
        planned: list[Sequence[Change]] = []
        await self._work(lambda: plan(self._desk.selected_stories()), planned.append)
        for changes in planned:  # none where that failed
            name = named(changes)
            answers = ["No", f"{name.asked}, as one step that u takes back"]
            if await self._surface.answer(ChooseScreen(f"That is more than {_AT_ONCE}. Go on?", answers)) == 1:
                await self.change_behind(name.done, lambda: changes)  # noqa: B023 - it is done before the next
                then()

    async def change_behind(self, label: str, plan: Callable[[], Sequence[Change]]) -> bool:
        """Make one step of what `plan` changes, in a thread. Return whether it could be saved."""
        return await self._work(
            lambda: self._desk.write(label, plan()),
            lambda operations: self.report(self._desk.show_step(label, operations)),
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
