"""The codebook: every concern and own tag with its stories, its definition and its memo, to work on."""

from collections.abc import Sequence
from typing import Final

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
from tui.screens.messages import CodebookChangeWanted, CodebookTask, FilterWanted
from tui.text.plain import fit, plain
from tui.widgets.frame import Frame
from tui.widgets.options import Options
from workspace.codebook.listing import Entry

_NAME, _COUNT, _BESIDE = 41, 7, 19
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
        """Show these concerns and tags; the highlighted one stays."""
        at, before = self._options.highlighted or 0, self.chosen
        self._entries = list(entries)
        concerns = sum(one.kind != "tag" and not one.off for one in entries)
        tags = sum(one.kind == "tag" for one in entries)
        mine = counted(tags, "tag of your own", "tags of your own")
        self._frame.say(f"Codebook: {counted(concerns, 'concern')}, {mine}")
        self._options.set_options(Option(self._line(one)) for one in entries)
        same = [place for place, one in enumerate(entries) if before and one.tag == before.tag]
        if entries:
            self._options.highlighted = same[0] if same else min(at, len(entries) - 1)

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

    def _line(self, one: Entry) -> Content:
        width = min(_NAME, self.app.size.width - _BESIDE)
        label = f"{one.label} ({one.tag})"
        if one.label == one.tag or cell_len(label) > width:
            label = one.label
        about = {"built-in": "", "own": "own", "tag": "tag"}[one.kind]
        notes = " · ".join(part for part in (about, "off" if one.off else "", "memo" if one.memo else "") if part)
        swatch = Content("■ ").stylize(one.colour) if one.colour else Content("  ")
        return swatch + plain(f"{fit(label, width)} {one.stories or '':>{_COUNT}}  {notes}")

    @on(OptionList.OptionHighlighted)
    def _explain(self) -> None:
        if one := self.chosen:
            self._meaning.update(plain("\n".join(_lines(one))))

    @on(OptionList.OptionSelected)
    def _show_stories(self) -> None:
        if (one := self.chosen) and not self.working:
            self.post_message(FilterWanted(f'tag:"{one.tag}"'))

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
            self.post_message(CodebookChangeWanted("cancel", None))
        else:
            self.dismiss(None)

    def _want(self, task: CodebookTask) -> None:
        if self.working:
            self.app.notify(_LEAVING, markup=False)
        elif task == "undo" or self.chosen:
            self.post_message(CodebookChangeWanted(task, self.chosen))


def _lines(one: Entry) -> list[str]:
    """Return what there is to read of a concern or tag."""
    lists = {"Keywords": one.keywords, "Was": one.was}
    return [
        *(part for part in (one.means, f"Counts: {one.counts}" if one.counts else "") if part),
        *([f"Does not count: {one.not_counts}"] if one.not_counts else []),
        *(f"{name}: {', '.join(words)}" for name, words in lists.items() if words),
        *one.memo.splitlines(),
    ] or ["It has no definition; e writes a memo."]
