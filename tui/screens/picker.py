"""The concern picker: type to narrow, enter to tag, the definition underneath."""

from collections.abc import Callable, Sequence
from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from civic.codebook import Concern
from civic.text import clean_line
from tui.desk.picking import PickerRow, Picking
from tui.desk.tagging import Pick, PickerTask, Tagging
from tui.keys.binding import bindings
from tui.keys.commands import PICKER
from tui.text.plain import cut_within, plain
from tui.widgets.frame import Frame
from tui.widgets.options import BarredOptions

_DIGITS: Final = 9
_KEYS: Final = "123456789!~"
_LONGEST: Final = 60
"""Letters of an own tag."""
_WIDEST: Final = 76
_AROUND: Final = 5
"""The widest that the dialogue is, and the cells of it beside its rows: its edge, its margins, the two bars."""
_BEFORE: Final = 4
"""Cells before the name in a row: its digit and its sign."""
_MANY: Final = 1000
_LONGEST_MEMO: Final = 300
"""Stories of a tag are not counted beyond."""


class _Line(Input):
    """A line in which digits and some signs are the picker's keys before they are letters."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Say whether the line takes a key for itself."""
        return super().check_consume_key(key, character) and (character is None or character not in _KEYS)

    def write(self, letter: str) -> None:
        """Take a letter as if its key were no key of the picker's."""
        self.replace(letter, *self.selection)

    def on_paste(self, event: events.Paste) -> None:
        """Take the beginning of what is too long, rather than nothing."""
        line = " ".join(event.text.split())
        event.text = line[: max(_LONGEST - len(self.value) + len(self.selected_text), 0)]


class PickerScreen(ModalScreen[None]):
    """Shows the codebook and the tags in use, as `Picking` lists them. `pick` is given what is picked."""

    BINDINGS = bindings(PICKER)

    def __init__(self, tagging: Tagging, pick: Callable[[Pick], object], recent: Sequence[str]) -> None:
        super().__init__()
        self._tagging = tagging
        self._codebook = tagging.desk.codebook
        self._picking = Picking(tagging, pick, recent)
        self._input = _Line(placeholder="type to narrow, or for a new tag", compact=True, max_length=_LONGEST)
        self._options = BarredOptions(id="concerns-to-pick", classes="lines", compact=True)
        self._options.can_focus = False
        self._painted: list[Content] = []
        self._meaning = Static(id="meaning")
        self._frame = Frame("", self._input, self._options, self._meaning, brief=True)

    def compose(self) -> ComposeResult:
        """Yield what picking does, the line to type in, the concerns, what the highlighted one means."""
        yield self._frame

    def on_resize(self) -> None:
        """Paint for the first time, and what there is room for in another width."""
        self._paint()

    def show_tags(self) -> None:
        """Show how the tags stand now, where it is still open: something was decided meanwhile, here or elsewhere."""
        if self.is_attached:
            self._picking.look_again()
            self._paint()

    @on(Input.Changed)
    def _narrow(self) -> None:
        if self._picking.type(self._input.value):
            self._paint()

    def _paint(self) -> None:
        prompts = [self._prompt(row, number) for number, row in enumerate(self._picking.rows)]
        if prompts != self._painted:  # else what was scrolled to would leave
            self._painted = prompts
            self._options.clear_options()
            self._options.add_options(map(Option, prompts))
        self._highlight()

    def _highlight(self) -> None:
        row = self._picking.row
        self._options.highlighted = self._picking.highlighted if row else None
        effect = self._tagging.effect(row.tag, meant=self._picking.is_meant) if row else ""
        self._frame.say(effect)
        self._meaning.update(self._definition(row))

    def _prompt(self, row: PickerRow, number: int) -> Content:
        digit = Content(f"{number + 1 if number < _DIGITS and self._picking.is_numbered else ' '} ")
        digit = digit.stylize("$quiet")
        label = self._codebook.label(row.tag)
        if row.kind == "new":
            return digit + plain(f"  make the tag “{row.tag}”")
        name = cut_within(f"did you mean {label}?" if row.kind == "near" else label, self._room)
        count = self._tagging.known.get(row.tag, 0)
        used = "" if not count else str(count) if count < _MANY else f"over {_MANY - 1}"
        faint = self._tagging.weaker(row.tag)
        score = f"weaker {faint.score:.2f}" if faint else ""
        behind = "  ".join(part for part in (row.why, used, score) if part)
        parts = [
            digit + plain(f"{self._tagging.sign(row.tag)} {name}"),
            Content(self._tagging.weight(row.tag)).stylize("$accent"),
            plain(behind).stylize("$quiet"),
        ]
        whole = Content("  ").join(part for part in parts if part)
        fits = whole.cell_length <= self._room + _BEFORE
        return whole if fits else Content("  ").join(part for part in parts[:2] if part)

    @property
    def _room(self) -> int:
        """Return how many cells a name may take."""
        return min(_WIDEST, self.app.size.width * 96 // 100) - _AROUND - _BEFORE

    def _definition(self, row: PickerRow | None) -> Content:
        if row is None:
            return plain("Nothing is called that: letters or digits make a tag of your own.")
        memo = self._codebook.memo(row.tag)
        if concern := self._codebook.get(row.tag):
            return _definition_of(concern, memo) + self._words_for(row.tag)
        if row.kind == "new":
            return plain("Nothing in the codebook is called that; enter makes it a tag of your own.")
        return plain("A tag of your own.") + _memo(memo)

    def _words_for(self, tag: str) -> Content:
        """Return the sentence that says most for a tag which is too weak to be suggested."""
        faint = self._tagging.weaker(tag)
        quote = clean_line(faint.evidence[0].span.text, _LONGEST_MEMO) if faint and faint.evidence else ""
        return plain(f"\nweaker, by: “{quote}”") if quote else Content()

    # what the keys do

    def _after_typing(self, do: Callable[[], None]) -> None:
        """Do it when the letters in front of the key have reached the line: this screen's keys overtake them."""

        def narrowed() -> None:
            self._narrow()  # the line has the letters, this screen may not know yet
            do()

        self._input.call_later(narrowed)

    def _pick(self, task: PickerTask) -> None:
        self._picking.pick(task)
        self._input.value = ""
        self._paint()

    def _finish(self) -> None:
        if self._picking.finish():
            self.dismiss()

    def _go(self, step: int) -> None:
        self._picking.go(step)
        self._highlight()

    def _type_digit(self, digit: str) -> None:
        self._picking.point_by(digit)
        self._input.write(digit)

    @on(OptionList.OptionSelected)
    def _clicked(self, message: OptionList.OptionSelected) -> None:
        self._picking.go_to(message.option_index)
        self._finish()

    def action_picker_choose(self) -> None:
        """Tag with the highlighted one, or take the tag away, and close."""
        self._after_typing(self._finish)

    def action_picker_toggle(self) -> None:
        """Tag with the highlighted one, or take the tag away, and stay."""
        self._after_typing(lambda: self._pick("tag"))

    def action_picker_digit(self, digit: str) -> None:
        """Go to one of the first nine where nothing is typed; else it is a letter."""
        self._after_typing(lambda: self._type_digit(digit))

    def action_picker_severity(self) -> None:
        """Say how much is at stake by the highlighted one."""
        self._after_typing(lambda: self._pick("severity"))

    def action_picker_certainty(self) -> None:
        """Say whether the highlighted one is alleged or confirmed."""
        self._after_typing(lambda: self._pick("certainty"))

    def action_picker_down(self) -> None:
        """Go to the next concern."""
        self._after_typing(lambda: self._go(1))

    def action_picker_up(self) -> None:
        """Go to the concern before."""
        self._after_typing(lambda: self._go(-1))

    def action_picker_close(self) -> None:
        """Go back to the story."""
        self.dismiss()


def _definition_of(concern: Concern, memo: str) -> Content:
    limits = (("counts", concern.counts), ("does not count", concern.not_counts))
    bounds = "".join(f"\n{name}: {text}" for name, text in limits if text)
    return plain(concern.means or "A concern of your own.").stylize("bold") + plain(bounds) + _memo(memo)


def _memo(memo: str) -> Content:
    return plain(f"\nmemo: {clean_line(memo, _LONGEST_MEMO)}") if memo else Content()
