"""What the keys of triage do on the main screen: order and headings, marking rows, one change to many stories."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from textual.screen import Screen

from civic.arrangement import GROUPS, ORDERS
from civic.fault import Fault
from civic.judgement import Operation
from civic.views import view_of
from tui.desk.session import Desk
from tui.desk.undo import Change, Step, changes_of, reversed_changes
from tui.messages import ViewKept, ViewsWanted
from tui.screens.ask import AskScreen
from tui.screens.choose import ChooseScreen
from tui.widgets.story_list import StoryList

_AT_ONCE: Final = 50
"""Up to so many stories are changed without a question, and before the next key is looked at."""


class Triaging(Screen[None]):
    """A part of the desk's screen."""

    desk: Desk
    _list: StoryList
    _busy = False

    def show_view(self) -> None:
        """Paint the stories in view and the open one."""
        raise NotImplementedError

    def show_status(self) -> None:
        """Paint the top line."""
        raise NotImplementedError

    # order and headings

    def action_list_order(self) -> None:
        """The next order."""
        self.list_by(_after(ORDERS, self.desk.how.order), self.desk.how.group)

    def action_list_group(self) -> None:
        """The next kind of headings."""
        self.list_by(self.desk.how.order, _after(GROUPS, self.desk.how.group))

    def list_by(self, order: str, group: str) -> None:
        """Show the stories in this order under these headings."""
        self.desk.arrange(order, group)
        self.show_view()

    # views

    def action_view_open(self) -> None:
        """Choose among the views."""
        self.post_message(ViewsWanted())

    def action_view_keep(self) -> None:
        """Ask for a name and keep what is in view under it."""
        if self.desk.error:
            self._tell("Mend the filter first; then + keeps it as a view.")
            return
        self.app.push_screen(AskScreen("Keep this filter as a view: what is it called?"), self._keep_view)

    def _keep_view(self, name: str | None) -> None:
        if name:
            how = self.desk.how
            table = {"name": name, "filter": self.desk.filter, "order": how.order, "group": how.group}
            self.post_message(ViewKept(view_of(table)))

    # marks

    def action_select_toggle(self) -> None:
        """Mark the selected story and go on to the next, or end a range."""
        if self.desk.keys:
            drawing = self.desk.selection.in_range
            self.desk.selection.toggle(self.desk.keys[self.desk.position])
            if not drawing:
                self.desk.select(self.desk.position + 1)
        self.show_view()

    def action_select_range(self) -> None:
        """Begin a range at the selected story, or end it."""
        marks = self.desk.selection
        if marks.in_range:
            marks.end_range()
        elif self.desk.keys:
            marks.begin_range(self.desk.position, self.desk.keys)
        self.show_view()

    def action_select_all(self) -> None:
        """Mark every story in view, or none where all are."""
        marks, keys = self.desk.selection, self.desk.keys
        if keys and len(marks) >= len(set(keys)):
            marks.clear()
        else:
            marks.add(keys)
        self.show_view()

    # one change to many

    def change_selected(self, doing: str, plan: Callable[[Sequence[str]], Sequence[Change]]) -> None:
        """Make one step of what `plan` changes on the marked stories; `doing` begins its name: "starred"."""
        number = len(self.desk.selection)
        label = f"{doing} {number} {'story' if number == 1 else 'stories'}"
        if number <= _AT_ONCE:
            with self.notifying_faults():
                self.said(self.desk.change(label, plan(self.desk.targets())))
        elif self._is_free():
            self.app.run_worker(self._ask_and_change(label, plan), group="many", exit_on_error=False)

    async def _ask_and_change(self, label: str, plan: Callable[[Sequence[str]], Sequence[Change]]) -> None:
        answers = [f"Yes: {label}, as one step that u takes back", "No"]
        if await self.app.push_screen_wait(ChooseScreen(f"That is more than {_AT_ONCE}. Go on?", answers)) == 0:
            await self._at_work(
                lambda: self.desk.write(plan(self.desk.targets())),
                lambda done: self.said(self.desk.done(label, done)),
            )

    def turn(self, *, back: bool) -> None:
        """Take the last step back, or make it again; a long one behind the screen."""
        step = self.desk.next_undo() if back else self.desk.next_redo()
        said = "Undone" if back else "Done again"
        if step is None:
            self._tell("There is nothing to undo." if back else "There is nothing to redo.")
        elif len(step.operations) <= 2 * _AT_ONCE and not step.is_everywhere:
            _ = self.desk.undo() if back else self.desk.redo()
            self.show_view()
            self._tell(f"{said}: {step.label}.")
        elif self._is_free():

            def shown(_: object) -> None:
                self.desk.turned(step, back=back)
                self.show_view()
                self._tell(f"{said}: {step.label}.")

            changes = reversed_changes(step) if back else changes_of(step)
            self.app.run_worker(
                self._at_work(lambda: self.desk.write(changes), shown), group="many", exit_on_error=False
            )

    async def _at_work(self, work: Callable[[], list[Operation]], show: Callable[[list[Operation]], None]) -> None:
        """Do long work in a thread and show what came of it; a foreseen fault is told, and nothing was changed."""
        self._busy = True
        try:
            made = await asyncio.to_thread(work)
        except Fault as fault:
            self.app.notify(str(fault), severity="error", markup=False, timeout=10)
        else:
            show(made)
        finally:
            self._busy = False

    def _is_free(self) -> bool:
        if self._busy:
            self._tell("Still at work on many stories; a moment, please.")
        return not self._busy

    @contextmanager
    def notifying_faults(self) -> Iterator[None]:
        """What the desk can't do in here is told; the app does so only for keys, not for messages and answers."""
        try:
            yield
        except Fault as fault:
            self.app.notify(str(fault), severity="error", markup=False, timeout=10)

    def said(self, step: Step | None) -> None:
        """Paint what a step changed, and say what it was."""
        self.show_view()
        self._tell(f"{step.label[0].upper()}{step.label[1:]}; u takes it back." if step else "That changes nothing.")

    def _tell(self, sentence: str) -> None:
        self.app.notify(sentence, markup=False, timeout=3)


def _after(choices: Sequence[str], now: str) -> str:
    return choices[(choices.index(now) + 1) % len(choices)]
