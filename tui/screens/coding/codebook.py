"""The codebook: every concern and own tag with its stories, its definition and its memo, to work on."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from civic.text import counted
from tui.keys.binding import bindings
from tui.keys.commands import CODEBOOK
from tui.screens.messages import Asked, CodebookChangeWanted, CodebookTask, FilterWanted
from tui.text.plain import fit, plain
from tui.widgets.frame import Frame
from tui.widgets.options import Options
from workspace.codebook.listing import Entry

_NAME, _LEAST, _SWATCH = 41, 18, 2
"""Cells of a name at most, and at least where something stands behind it; and those of the colour before it."""
_LEAVING: Final = "Working on many stories; esc again cancels that."


class CodebookScreen(ModalScreen[None]):
    """Shows what the codebook has. Each task goes to the app, which asks for what else it takes."""

    BINDINGS = bindings(CODEBOOK)

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[Entry] = []
        self._options = Options(compact=True, classes="lines")
        self._meaning = Static("")
        memo = VerticalScroll(self._meaning, id="memo", can_focus=False)
        self._frame = Frame("Codebook …", self._options, memo, tall=True)
        self.working = False
        """whether a task goes on, which leaving cancels"""

    def compose(self) -> ComposeResult:
        """Yield the entries, and what the highlighted one means."""
        yield self._frame

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these concerns and tags; the highlighted one stays, whatever it is called now."""
        at, before = self._options.highlighted or 0, self.chosen
        self._entries = list(entries)
        concerns = sum(one.kind != "tag" and not one.off for one in entries)
        tags = sum(one.kind == "tag" for one in entries)
        mine = counted(tags, "tag of your own", "tags of your own")
        self._frame.say(f"Codebook: {counted(concerns, 'concern')}, {mine}")
        self._draw()
        same = _place_of(before, entries) if before else None
        if entries:
            self._options.highlighted = min(at, len(entries) - 1) if same is None else same

    def show_progress(self, text: str) -> None:
        """Show how far a task is, "" when it has ended."""
        self.working = bool(text)
        if text:
            self._frame.say(text)
        else:
            self.show_entries(self._entries)

    def highlight(self, tag: str) -> None:
        """Highlight a tag, if it is there."""
        for place, one in enumerate(self._entries):
            if one.tag == tag:
                self._options.highlighted = place

    @property
    def chosen(self) -> Entry | None:
        """Return the highlighted one, None for none."""
        at = self._options.highlighted
        return self._entries[at] if at is not None and at < len(self._entries) else None

    def _draw(self) -> None:
        room = (self._options.scrollable_content_region.width or self.app.size.width - 8) - 2
        columns = columns_of(self._entries, room)
        self._options.set_options(Option(line_of(one, columns)) for one in self._entries)

    def on_resize(self) -> None:
        """Fit the lines to the width, once that is known."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        at = self._options.highlighted
        self._draw()
        self._options.highlighted = at

    @on(OptionList.OptionHighlighted)
    def _explain(self) -> None:
        if one := self.chosen:
            self._meaning.update(plain("\n".join(_lines(one))))

    @on(OptionList.OptionSelected)
    def _show_stories(self) -> None:
        if (one := self.chosen) and not self.working:
            self.post_message(Asked(FilterWanted(f'tag:"{one.tag}"')))

    def action_codebook_stories(self) -> None:
        """Show its stories on the desk."""
        self._options.action_select()

    def action_codebook_rename(self) -> None:
        """Call it otherwise."""
        self._want("rename")

    def action_codebook_merge(self) -> None:
        """Make one tag of two."""
        self._want("merge")

    def action_codebook_split(self) -> None:
        """Give some of its stories to another tag."""
        self._want("split")

    def action_codebook_delete(self) -> None:
        """Take it from all stories."""
        self._want("delete")

    def action_codebook_memo(self) -> None:
        """Write what is to be remembered of it."""
        self._want("memo")

    def action_codebook_undo(self) -> None:
        """Take the last change back."""
        self._want("undo")

    def action_codebook_close(self) -> None:
        """Cancel what goes on, else go back."""
        if self.working:
            self.post_message(Asked(CodebookChangeWanted("cancel", None)))
        else:
            self.dismiss(None)

    def _want(self, task: CodebookTask) -> None:
        if self.working:
            self.app.notify(_LEAVING, markup=False)
        elif task == "undo" or self.chosen:
            self.post_message(Asked(CodebookChangeWanted(task, self.chosen)))


def _place_of(one: Entry, entries: Sequence[Entry]) -> int | None:
    """Return where a concern or tag stands now: under its name, under one that it had before, where that was taken
    back, or under one that it has got since; None where it is gone."""
    places = {entry.tag: place for place, entry in enumerate(entries)}
    since = (entry.tag for entry in entries if one.tag in entry.was)
    return next((places[tag] for tag in (one.tag, *reversed(one.was), *since) if tag in places), None)


class Columns(NamedTuple):
    """The cells of a name and of a number, and whether there is room for the kind behind them."""

    name: int
    number: int
    has_kind: bool


def columns_of(entries: Sequence[Entry], room: int) -> Columns:
    """Return the columns of lines of at most `room` cells. Where these are too narrow for kinds, the explanation of the
    highlighted one says them."""
    number = max((len(str(one.stories)) for one in entries), default=1)
    behind = max((cell_len(_notes(one)) for one in entries), default=0) + 2
    name = room - _SWATCH - 1 - number
    has_kind = name - behind >= _LEAST
    return Columns(min(name - behind, _NAME) if has_kind else name, number, has_kind)


def line_of(one: Entry, columns: Columns) -> Content:
    """Return the line of a concern or tag: its name, on how many stories it stands, and what kind it is."""
    label = f"{one.label} ({one.tag})"
    if one.label == one.tag or cell_len(label) > columns.name:
        label = one.label
    swatch = Content("■ ").stylize(one.colour) if one.colour else Content("  ")
    kind = f"  {_notes(one)}" if columns.has_kind else ""
    return swatch + plain(f"{fit(label, columns.name)} {one.stories or '':>{columns.number}}{kind}".rstrip())


def _notes(one: Entry) -> str:
    about = {"built-in": "", "own": "own", "tag": "tag"}[one.kind]
    return " · ".join(part for part in (about, "off" if one.off else "", "memo" if one.memo else "") if part)


def _lines(one: Entry) -> list[str]:
    """Return what there is to read of a concern or tag."""
    lists = {"Keywords": one.keywords, "Was": one.was}
    return [
        *(["It is off: it is no concern now."] if one.off else []),
        *(part for part in (one.means, f"Counts: {one.counts}" if one.counts else "") if part),
        *([f"Does not count: {one.not_counts}"] if one.not_counts else []),
        *(f"{name}: {', '.join(words)}" for name, words in lists.items() if words),
        *one.memo.splitlines(),
    ] or ["It has no definition; e writes a memo."]
