"""The concern picker: type to narrow, enter to tag, the definition underneath."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from civic.codebook import Concern
from civic.tag_search import Rank
from civic.text import clean_line
from tui.desk.tagging import Pick, PickerTask, Tagging
from tui.keys.binding import bindings
from tui.keys.commands import PICKER
from tui.text.plain import plain
from tui.widgets.hints import Hints

_DIGITS: Final = 9
_KEYS: Final = "123456789!~"
_LONGEST: Final = 60
"""Letters of an own tag."""
_SHOWN: Final = 60
"""So many tags are listed; the rest is found by typing."""
_MANY: Final = 1000
"""Stories of a tag are not counted beyond."""
_Kind: TypeAlias = Literal["tag", "new", "near"]


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


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the list: a tag that was found, the one that what is typed makes, or one that is spelt alike; by its
    whole name, or by a part of its definition."""

    tag: str
    kind: _Kind = "tag"
    exact: bool = False
    why: str = ""


class PickerScreen(ModalScreen[None]):
    """Shows the codebook and the tags in use: the concerns of the open story first, then the tags picked last, then the
    rest. `pick` does a task with a tag. Picking never takes a tag away that was neither pointed at nor named in
    full."""

    BINDINGS = bindings(PICKER)

    def __init__(self, tagging: Tagging, pick: Callable[[Pick], object], recent: Sequence[str]) -> None:
        super().__init__()
        self._tagging = tagging
        self._codebook = tagging.desk.codebook
        self._do = pick
        self._input = _Line(
            placeholder="type to narrow, or to make a tag of your own", compact=True, max_length=_LONGEST
        )
        self._options = OptionList(id="concerns-to-pick", compact=True)
        self._options.can_focus = False
        self._effect = Static(id="effect", classes="question")
        self._meaning = Static(id="meaning")
        suggested = [status.tag for status in tagging.desk.statuses()]
        self._first = list(dict.fromkeys([*suggested, *recent, *(concern.id for concern in self._codebook.concerns)]))
        self._search = tagging.search(self._first)
        self._rows: list[_Row] = []
        self._narrowed_to = ""
        self._digit = ""
        """the digit that is all that is typed, as long as it points at a row"""
        self._pointed = False
        """whether the highlighted row was gone to by a key"""
        self._picked = False
        """whether the last key has picked it, and left the picker open"""

    def compose(self) -> ComposeResult:
        """Yield what picking does, the line to type in, the concerns, what the highlighted one means."""
        with Vertical(classes="dialogue"):
            yield self._effect
            yield self._input
            yield self._options
            yield self._meaning
            yield Hints()

    def on_mount(self) -> None:
        """Paint for the first time."""
        self._show(self._listed(), 0)

    def repaint(self) -> None:
        """Paint anew how the tags stand, where it is still open: something was decided meanwhile."""
        if self.is_attached:
            self._tagging.refresh()
            self._show(self._rows, self._options.highlighted or 0)

    # what is listed

    @on(Input.Changed)
    def _narrow(self) -> None:
        typed = self._input.value
        if typed == self._narrowed_to:
            return
        self._narrowed_to = typed
        self._digit = self._digit if typed == self._digit else ""
        self._pointed, self._picked = bool(self._digit), False
        if self._digit:
            self._show([*self._listed(), _Row(typed, "new")], int(typed) - 1)
        elif not typed.strip():
            self._show(self._listed(), 0)
        else:
            self._show(self._found(clean_line(typed)), 0)

    def _listed(self) -> list[_Row]:
        """Return what is listed where nothing is typed."""
        others = (tag for tag in self._tagging.in_use if tag not in self._first)
        return [_Row(tag) for tag in (*self._first, *others)][: max(_SHOWN, len(self._first))]

    def _found(self, typed: str) -> list[_Row]:
        found = self._search.find(typed)
        if found.new and (more := self._tagging.more_like(found.new)):
            self._search.add(more)
            found = self._search.find(typed)
        hits = [_Row(hit.tag, exact=hit.rank is Rank.EXACT, why=hit.why) for hit in found.hits[:_SHOWN]]
        new = [_Row(found.new, "new")] if found.new else []
        return [*hits, *new, *(_Row(tag, "near") for tag in found.near)]

    def _show(self, rows: list[_Row], highlighted: int) -> None:
        self._rows = rows
        self._options.clear_options()
        self._options.add_options(Option(self._prompt(row, number)) for number, row in enumerate(rows))
        self._options.highlighted = min(highlighted, len(rows) - 1) if rows else None
        self._explain()

    def _prompt(self, row: _Row, number: int) -> Content:
        digit = str(number + 1) if number < _DIGITS and self._narrowed_to.strip() == self._digit else " "
        label = self._codebook.label(row.tag)
        if row.kind == "new":
            return plain(f"{digit}   make the tag “{row.tag}”")
        name = f"did you mean {label}?" if row.kind == "near" else label
        count = self._tagging.known.get(row.tag, 0)
        used = f"{count if count < _MANY else f'over {_MANY - 1}'}" if count else ""
        behind = "  ".join(part for part in (row.why, used) if part)
        return (
            Content(f"{digit} ").stylize("$foreground 68%")
            + plain(f"{self._tagging.sign(row.tag)} {name}")
            + Content(f"  {self._tagging.weight(row.tag)}").stylize("$accent")
            + plain(f"  {behind}").stylize("$foreground 68%")
        )

    @on(OptionList.OptionHighlighted)
    def _explain(self) -> None:
        row = self._row()
        effect = self._tagging.effect(row.tag, meant=self._meant(row)) if row else ""
        self._effect.update(plain(effect))
        self._effect.display = bool(effect)
        self._meaning.update(self._definition(row))

    def _definition(self, row: _Row | None) -> Content:
        if row is None:
            return plain("Nothing is called that: letters or digits make a tag of your own.")
        concern = self._codebook.get(row.tag)
        if concern:
            return _definition_of(concern)
        if row.kind == "new":
            return plain("Nothing in the codebook is called that; enter makes it a tag of your own.")
        return plain("A tag of your own.")

    # picking

    def _row(self) -> _Row | None:
        index = self._options.highlighted
        return None if index is None or index >= len(self._rows) else self._rows[index]

    def _meant(self, row: _Row) -> bool:
        return self._pointed or row.exact

    def _after_typing(self, do: Callable[[], None]) -> None:
        """Do it when the letters in front of the key have reached the line: this screen's keys overtake them."""

        def narrowed() -> None:
            self._narrow()  # the line has the letters, this screen may not know yet
            do()

        self._input.call_later(narrowed)

    def _pick(self, task: PickerTask) -> None:
        """Do it with the highlighted tag, and stay: the tag stays highlighted for what is said of it next."""
        if row := self._row():
            self._do(Pick(row.tag, task, self._meant(row)))
            if row.tag not in self._first:
                self._first.append(row.tag)
                self._search.add([row.tag])
            self._input.value = self._narrowed_to = self._digit = ""
            self._pointed = self._picked = True
            self._tagging.refresh()
            self._show(self._listed(), self._first.index(row.tag))

    def _choose(self) -> None:
        row = self._row()
        if self._picked:
            self.dismiss()  # it is done: what was picked is not taken back by the key that ends it
        elif row:
            self._do(Pick(row.tag, "tag", self._meant(row)))
            self.dismiss()

    def _type_digit(self, digit: str) -> None:
        if not self._input.value and int(digit) <= len(self._rows) and digit not in self._search:
            self._digit = digit
        self._input.write(digit)

    @on(OptionList.OptionSelected)
    def _clicked(self, message: OptionList.OptionSelected) -> None:
        self._do(Pick(self._rows[message.option_index].tag, "tag", meant=True))
        self.dismiss()

    def action_picker_choose(self) -> None:
        """Tag with the highlighted one, or take the tag away, and close."""
        self._after_typing(self._choose)

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
        self._after_typing(lambda: self._go(self._options.action_cursor_down))

    def action_picker_up(self) -> None:
        """Go to the concern before."""
        self._after_typing(lambda: self._go(self._options.action_cursor_up))

    def _go(self, move: Callable[[], None]) -> None:
        self._pointed, self._picked = True, False
        move()
        self._explain()

    def action_picker_close(self) -> None:
        """Go back to the story."""
        self.dismiss()


def _definition_of(concern: Concern) -> Content:
    limits = (("counts", concern.counts), ("does not count", concern.not_counts))
    bounds = "".join(f"\n{name}: {text}" for name, text in limits if text)
    return plain(concern.means or "A concern of your own.").stylize("bold") + plain(bounds)
