"""Work on the codebook, as its screen asks for it: what else it takes is asked, what is long is done in a thread."""

from collections.abc import Callable
from functools import partial
from typing import Final, TypeAlias

from civic.fault import Fault
from civic.query import EVEN_HIDDEN, Among, And, Query
from civic.text import clean_line, counted
from tui.handlers.context import Answers, Context
from tui.screens.ask import AskScreen
from tui.screens.coding.codebook import CodebookScreen
from tui.screens.messages import CodebookChangeWanted, CodebookWanted
from tui.screens.note import NOT_SAVED, NoteScreen
from workspace.clock import utc_now
from workspace.codebook.listing import Entry

_GoingOn: TypeAlias = Callable[[int, int], bool]
"""Told how many of how many stories are done; returns whether to go on."""
_DOING: Final = {
    "rename": "renaming",
    "merge": "merging",
    "split": "splitting",
    "delete": "deleting",
    "memo": "keeping",
}
_CHANGED: Final = "This memo was changed elsewhere meanwhile: that is kept, and what is new in yours stands below it."


class CodebookHandler:
    """Does one task at a time."""

    def __init__(self, context: Context) -> None:
        from workspace.codebook.work import CodebookWork

        self._context = context
        context.reloads.append(self.show_codebook)
        self._work = CodebookWork(context.workspace)
        self._cancelled = False
        self._unsaved: dict[str, tuple[str, str]] = {}
        """memos that could not be saved, by what they are on, and what was there when they were begun"""
        self._looks = 0
        """how often it was looked up what there is: what an earlier look found does not count any more"""
        self._renamed = False
        """whether stories may still be counted by earlier names: a look that another one overtook did not see to it"""

    @property
    def answers(self) -> Answers:
        """Return what answers requests."""
        return {CodebookWanted: self._open, CodebookChangeWanted: self._change}

    async def _open(self, _: CodebookWanted) -> None:
        await self._context.show(CodebookScreen(), lambda _: None)
        self.show_codebook()

    def show_codebook(self, highlight: str = "", *, renamed: bool = False) -> None:
        """Show the codebook as it is now, where a screen has it; where tags may be `renamed`, as soon as stories are
        counted by their names."""
        screen = self._context.screen
        if not isinstance(screen, CodebookScreen):
            return

        self._looks += 1
        self._renamed |= renamed
        look = self._looks

        def look_up() -> None:
            if self._renamed and self._context.workspace.library.show_renamed(lambda *_: True):
                self._renamed = False
            entries = self._work.entries()
            self._context.from_thread(show, entries)

        def show(entries: list[Entry]) -> None:
            if screen.is_attached and look == self._looks:
                screen.show_entries(entries)
                screen.highlight(highlight)

        self._context.start_thread(look_up, "codebook entries", exclusive=True)

    def _show_changes(self, highlight: str = "") -> None:
        """Show what has changed, here and on the desk."""
        self._context.desk_screen.desk.own_codebook = self._context.workspace.codebook
        self._context.show_changes()
        self.show_codebook(highlight, renamed=True)

    def _change(self, request: CodebookChangeWanted) -> None:
        one = request.entry
        if request.task == "cancel":
            self._cancelled = True
        elif request.task == "undo":
            self._context.attempt(lambda: self._context.desk_screen.undo(self._show_changes))
        elif one is not None:
            {
                "rename": self._rename, "merge": self._merge, "split": self._split, "delete": self._delete,
                "memo": self._memo,
            }[request.task](one)  # fmt: skip

    def _rename(self, one: Entry) -> None:
        question = f"Rename {one.label}; every story follows:"
        self._ask("rename", one, question, partial(self._work.rename, one.tag), one.label)

    def _merge(self, one: Entry) -> None:
        question = f"Merge {one.label} ({counted(one.stories, 'story', 'stories')}) into which concern or tag?"
        self._ask("merge", one, question, partial(self._work.merge, one.tag))

    def _ask(
        self, task: str, one: Entry, question: str, do: Callable[[str, _GoingOn], object], typed: str = ""
    ) -> None:
        """Ask for a name and `do` a task with it; where that can't be done, ask again, with what was typed."""

        def start(answer: str | None) -> None:
            if answer and (task != "rename" or answer != one.label):
                self._start(task, one, partial(do, answer), lambda: self._ask(task, one, question, do, answer))

        self._context.open(AskScreen(question, typed), start)

    def _split(self, one: Entry) -> None:
        """Ask which stories, but where some are marked, and then for the name of what they get."""
        desk = self._context.desk_screen.desk

        def ask_name(query: Query, which: str, found: str) -> None:
            def split(answer: str, going_on: _GoingOn) -> object:
                return self._work.split(one.tag, answer, query, found, going_on)

            self._ask("split", one, f"{which} of {one.label}: which tag do they get in its place?", split)

        def read(answer: str) -> Query:
            return self._context.workspace.views.read(answer, utc_now().astimezone())

        def with_filter(answer: str | None) -> None:
            if answer:
                found = f"is found by {clean_line(answer, 80)!r}"
                ask_name(And((read(answer), EVEN_HIDDEN)), f"The stories of “{answer}”", found)

        if desk.selection:
            marked = counted(len(desk.selection), "marked story", "marked stories")
            ask_name(Among(frozenset(desk.selected_stories())), f"The {marked}", "is marked")
        else:
            question = f"Split {one.label}: the filter that finds those of its stories that get another tag:"
            self._context.open(AskScreen(question, desk.view.filter.strip(), take=read), with_filter)

    def _delete(self, one: Entry) -> None:
        async def ask_and_delete() -> None:
            gone = "is switched off" if one.kind == "built-in" else "goes"
            what = f"Take {one.label} from {counted(one.stories, 'story', 'stories')}; it {gone} (u takes it back)"
            if await self._context.choose(f"Delete {one.label}?", ["Leave it as it is", what]) == 1:
                self._start("delete", one, lambda going_on: self._work.delete(one.tag, going_on))

        self._context.start(ask_and_delete(), "codebook question")

    def _memo(self, one: Entry) -> None:
        typed, opened = self._unsaved.get(one.tag, (one.memo, one.memo))

        def save(memo: str) -> object:
            done = self._work.memo(one.tag, memo, opened)
            if self._context.workspace.codebook.memo(one.tag) != memo:
                self._context.from_thread(self._context.notify_user, _CHANGED)
            return done

        def ask(typed: str, *, failed: bool = False) -> None:
            def keep(memo: str | None) -> None:
                self._unsaved.pop(one.tag, None)
                if memo is not None and memo != opened:
                    self._start("memo", one, lambda _: save(memo), lambda: ask_again(memo))

            def ask_again(memo: str) -> None:
                self._unsaved[one.tag] = memo, opened
                if failed:
                    self._context.notify_user("The memo is not saved: until you leave civicdesk, e has it again.")
                else:
                    ask(memo, failed=True)

            self._context.open(
                NoteScreen(one.label, typed, about=f"{NOT_SAVED} Memo on" if failed else "Memo on"), keep
            )

        ask(typed)

    def _start(
        self, task: str, one: Entry, do: Callable[[_GoingOn], object], ask_again: Callable[[], None] = lambda: None
    ) -> None:
        """Do a task in a thread, and show what came of it; where it can't be done, and the codebook is still shown,
        `ask_again`."""
        context, screen = self._context, self._context.screen
        self._cancelled = False

        def show_progress(text: str) -> None:
            if isinstance(screen, CodebookScreen) and screen.is_attached:
                screen.show_progress(text)

        def going_on(done: int, total: int) -> bool:
            context.from_thread(show_progress, f"{_DOING[task]} {one.label}: {done} of {total} · esc cancels")
            return not self._cancelled

        def end(done: object, fault: Fault | None) -> None:
            show_progress("")
            if fault is not None:
                context.notify_fault(fault)
            elif not getattr(done, "whole", True):
                context.notify_user("Cancelled.")
            self._show_changes(getattr(done, "tag", ""))
            if fault is not None and context.screen is screen:
                ask_again()

        def work() -> None:
            try:
                done, fault = do(going_on), None
            except Fault as error:
                done, fault = None, error
            context.from_thread(end, done, fault)

        show_progress(f"{_DOING[task]} {one.label} …")
        context.start_thread(work, "codebook")
