"""The concern picker: type to narrow, a digit or enter to tag, the definition underneath."""

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal, TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from civic.codebook import slug
from civic.story import Span
from civic.text import clean_line
from tui.desk.session import Desk
from tui.keys.binding import bindings
from tui.keys.commands import PICKER
from tui.text.plain import plain
from tui.widgets.hints import Hints

_DIGITS: Final = 9
_NEAREST: Final = 3
"""How many concerns are offered for what may be a slip."""
_KEYS: Final = "123456789!~"
_LONGEST: Final = 60
"""Letters of an own tag."""
_LIKE: Final = 0.75
"""How like a name has to be what was typed, as difflib counts, to have been meant."""
PickerTask: TypeAlias = Literal["tag", "severity", "certainty"]
"""What is to be done with a tag: set it or take it away, or turn its severity or certainty."""


class _Line(Input):
    """A line in which digits and some signs are the picker's keys, not letters."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Say whether the line takes a key for itself."""
        return super().check_consume_key(key, character) and (character is None or character not in _KEYS)

    def on_paste(self, event: events.Paste) -> None:
        """Take the beginning of what is too long, rather than nothing."""
        line = " ".join(event.text.split())
        event.text = line[: max(_LONGEST - len(self.value) + len(self.selected_text), 0)]


class PickerScreen(ModalScreen[None]):
    """Shows the codebook: the concerns of the open story first, then the tags picked last, then the rest. `pick` does a
    task with a tag; with a passage selected, tagging makes it evidence."""

    BINDINGS = bindings(PICKER)

    def __init__(
        self, desk: Desk, pick: Callable[[str, PickerTask], object], recent: Sequence[str], passage: Span | None
    ) -> None:
        super().__init__()
        self._desk = desk
        self._codebook = desk.codebook
        self._do = pick
        self._passage = passage
        self._narrowed_to = ""
        self._input = _Line(
            placeholder="type to narrow, or to make a tag of your own", compact=True, max_length=_LONGEST
        )
        self._options = OptionList(id="concerns-to-pick", compact=True)
        self._options.can_focus = False
        self._meaning = Static(id="meaning")
        suggested = [status.tag for status in desk.statuses()]
        self._tags = list(dict.fromkeys([*suggested, *recent, *(concern.id for concern in self._codebook.concerns)]))

    def compose(self) -> ComposeResult:
        """Yield the line to type in, the concerns, what the highlighted one means."""
        with Vertical(classes="dialogue"):
            if self._passage:
                yield Static(plain(f"Tag “{clean_line(self._passage.text, 120)}”"), classes="question")
            yield self._input
            yield self._options
            yield self._meaning
            yield Hints()

    def on_mount(self) -> None:
        """Paint for the first time."""
        self._narrow()

    @on(Input.Changed)
    def _narrow(self) -> None:
        self._narrowed_to = self._input.value
        typed = clean_line(self._input.value).casefold()
        words = typed.split()
        hits = [
            tag for tag in self._tags if all(word in f"{tag} {self._codebook.label(tag)}".casefold() for word in words)
        ]
        hits.sort(key=lambda tag: not self._begins(tag, typed))
        hits = hits or self._meant(typed)
        own = slug(typed)
        if own and own not in self._tags and typed not in {self._codebook.label(tag).casefold() for tag in hits}:
            hits.append(own)
        highlighted = self._options.highlighted if not typed else 0
        self._options.clear_options()
        self._options.add_options(Option(self._prompt(tag, number), id=tag) for number, tag in enumerate(hits))
        self._options.highlighted = min(highlighted or 0, len(hits) - 1) if hits else None
        if not hits:
            self._meaning.update(plain("No concern is called that."))

    def _meant(self, typed: str) -> list[str]:
        """Return the concerns whose names are nearly what was typed, the nearest first."""
        likeness = {tag: _likeness(tag, self._codebook.label(tag), typed) for tag in self._tags} if typed else {}
        near = [tag for tag in self._tags if likeness.get(tag, 0) >= _LIKE]
        return sorted(near, key=lambda tag: -likeness[tag])[:_NEAREST]

    def _prompt(self, tag: str, number: int) -> Content:
        held = self._desk.judgement.concerns.get(tag)
        suggested = any(status.tag == tag and status.open for status in self._desk.statuses())
        state = ("●" if held.verdict.holds else "✗") if held else "○" if suggested else " "
        digit = str(number + 1) if number < _DIGITS else " "
        label = self._codebook.label(tag) if tag in self._tags else f"make the tag “{tag}”"
        weight = " · ".join(part for part in (held.severity, held.certainty) if part) if held else ""
        return (
            Content(f"{digit} ").stylize("$foreground 68%")
            + plain(f"{state} {label}")
            + Content(f"  {weight}").stylize("$accent")
        )

    @on(OptionList.OptionHighlighted)
    def _explain(self, message: OptionList.OptionHighlighted) -> None:
        concern = self._codebook.get(message.option.id or "")
        if concern is None:
            known = message.option.id in self._tags
            self._meaning.update(
                plain(
                    "A tag of your own."
                    if known
                    else "Nothing in the codebook is called that; enter makes it a tag of your own."
                )
            )
        else:
            limits = (("counts", concern.counts), ("does not count", concern.not_counts))
            bounds = "".join(f"\n{name}: {text}" for name, text in limits if text)
            self._meaning.update(plain(concern.means or "A concern of your own.").stylize("bold") + plain(bounds))

    @on(OptionList.OptionSelected)
    def _clicked(self, message: OptionList.OptionSelected) -> None:
        self._pick(message.option.id, stay=False)

    def _pick(self, tag: str | None, *, stay: bool) -> None:
        if tag is None:
            return
        self._do(tag, "tag")
        if not stay:
            self.dismiss()
            return
        self._input.value = ""
        self._paint(tag)

    def _turn(self, task: PickerTask) -> None:
        if tag := self._highlighted():
            self._do(tag, task)
            self._paint(tag)

    def _paint(self, tag: str) -> None:
        if tag not in self._tags:
            self._tags.append(tag)
        self._narrow()

    def _highlighted(self) -> str | None:
        if self._input.value != self._narrowed_to:
            self._narrow()  # the line has the letters, this screen does not know yet
        index = self._options.highlighted
        return None if index is None else self._options.get_option_at_index(index).id

    def _after_typing(self, do: Callable[[], None]) -> None:
        """Do it when the letters in front of the key have reached the line: this screen's keys overtake them."""
        self._input.call_later(do)

    def action_picker_choose(self) -> None:
        """Tag with the highlighted one, or take the tag away, and close."""
        self._after_typing(lambda: self._pick(self._highlighted(), stay=False))

    def action_picker_toggle(self) -> None:
        """Tag with the highlighted one, or take the tag away, and stay."""
        self._after_typing(lambda: self._pick(self._highlighted(), stay=True))

    def action_picker_digit(self, digit: str) -> None:
        """Tag with one of the first nine, or take the tag away, and close."""
        if int(digit) <= self._options.option_count:
            self._pick(self._options.get_option_at_index(int(digit) - 1).id, stay=False)

    def action_picker_severity(self) -> None:
        """Say how much is at stake by the highlighted one."""
        self._after_typing(lambda: self._turn("severity"))

    def action_picker_certainty(self) -> None:
        """Say whether the highlighted one is alleged or confirmed."""
        self._after_typing(lambda: self._turn("certainty"))

    def action_picker_down(self) -> None:
        """Go to the next concern."""
        self._options.action_cursor_down()

    def action_picker_up(self) -> None:
        """Go to the concern before."""
        self._options.action_cursor_up()

    def action_picker_close(self) -> None:
        """Go back to the story."""
        self.dismiss()

    def _begins(self, tag: str, typed: str) -> bool:
        return tag.startswith(typed) or self._codebook.label(tag).casefold().startswith(typed)


def _likeness(tag: str, label: str, typed: str) -> float:
    """Return from 0 to 1 how like what was typed is to a tag, to its label, and to each longer word of that."""
    label = label.casefold()
    names = (tag, label, *(word for word in label.split() if len(word) > 3))
    return max(SequenceMatcher(None, name, typed).ratio() for name in names)
