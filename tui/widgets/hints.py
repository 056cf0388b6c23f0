"""The line of keys at the bottom of every screen: what can be done where the focus is, as much of it as fits."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from tui.keys.commands import ANYWHERE, COMMAND_BY_ID, letter, shown

_CLOSING: Final = "escape"
_DOING: Final = "enter"


class Hint(NamedTuple):
    """A key, what it does in a word, how soon it is left out for want of room (0: last), and how it is run."""

    key: str
    label: str
    rank: int
    action: str = ""
    node: DOMNode | None = None

    @property
    def width(self) -> int:
        """Return the columns that it takes, with the spaces around key and label."""
        return cell_len(self.key) + cell_len(self.label) + 3


class Hints(Widget):
    """Follows the focus, and the user's own keys. A click on a hint does what its key does."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Hints { dock: bottom; height: 1; background: $footer-background; color: $footer-description-foreground; }
    """

    def __init__(self, leading: Callable[[], Sequence[str]] = tuple, idle: Callable[[], Sequence[str]] = tuple) -> None:
        """`leading` returns the ids of the commands that come first just now: those that go on from where the user
        is; `idle` those of commands that would only say why there is nothing to do."""
        super().__init__()
        self._leading = leading
        self._idle = idle
        self._hints: list[Hint] = []

    def on_mount(self) -> None:
        """Look again whenever other keys apply, and when the screen is on top again."""
        self.screen.bindings_updated_signal.subscribe(self, self._look)
        self.watch(self.screen, "stack_updates", self.look, init=False)

    def _look(self, screen: Screen[object]) -> None:
        if screen is self.screen:
            self.look()

    def look(self) -> None:
        """Paint again where other keys apply now, or others come first. Under a dialogue all stays as it was: what can
        be run is asked of the screen on top then."""
        if self.is_attached and self.screen.is_active and (hints := list(self._wanted())) != self._hints:
            self._hints = hints
            self.refresh()

    def _wanted(self) -> Iterable[Hint]:
        return hints_of(self.screen, self._leading(), self._idle())

    def render(self) -> RenderResult:
        """Draw the hints that there is room for."""
        pieces = []
        for hint in fitting(self._hints, self.size.width):
            pieces += [Content(f" {hint.key} ").stylize("bold $footer-key-foreground"), Content(f"{hint.label} ")]
        return Content("").join(pieces)

    async def on_click(self, event: events.Click) -> None:
        """Do what the key under the pointer does."""
        event.stop()
        at = 0
        for hint in fitting(self._hints, self.size.width):
            at += hint.width
            if event.x < at:
                await self.app.run_action(hint.action, hint.node)
                return


def hints_of(screen: Screen[object], leading: Sequence[str] = (), idle: Sequence[str] = ()) -> Iterable[Hint]:
    """Return the commands that apply now and want a hint, each once by the first of its keys that is not a letter to
    the line that is typed in: the `leading` ones first, then those of the focus, those of everywhere last. The `idle`
    ones are left out."""
    found: dict[str, Hint] = {}
    places = {command: number for number, command in enumerate(leading)}
    first: dict[str, int] = {}
    typed_in = screen.focused
    for node, binding, enabled, _ in screen.active_bindings.values():
        key = binding.key
        is_wanted = binding.show or binding.id in places
        if (
            not is_wanted
            or not enabled
            or binding.id in idle
            or (typed_in and typed_in.check_consume_key(key, letter(key)))
        ):
            continue
        display = binding.key_display or ""
        is_first = shown(key) == display.partition(" ")[0]  # the first of a command's keys is shown
        if binding.action not in found or is_first:
            name = display if is_first else shown(key)
            found[binding.action] = Hint(
                name, binding.description, _rank(binding.id, in_dialogue=screen.is_modal), binding.action, node
            )
            first[binding.action] = places.get(binding.id or "", len(places))
    return [found[action] for action in sorted(found, key=lambda action: first[action])]


def key_of(screen: Screen[object], command_id: str) -> str:
    """Return the key that runs a command on a screen, as it stands on the keyboard; the usual one where the screen has
    none for it."""
    for _, binding, _, _ in screen.active_bindings.values():
        if binding.id == command_id:
            return shown(binding.key)
    return shown(COMMAND_BY_ID[command_id].keys[0])


def fitting(hints: Sequence[Hint], width: int) -> list[Hint]:
    """Return the hints that fit into so many columns, in their order; what is needed everywhere goes in first, then the
    way back, then the rest from the left; in a dialogue first `enter` and `esc`."""
    chosen, used = set(), 0
    for number, hint in sorted(enumerate(hints), key=lambda pair: pair[1].rank):
        used += hint.width
        if used > width + 1:  # the last space may be cut
            break
        chosen.add(number)
    return [hint for number, hint in enumerate(hints) if number in chosen]


def _rank(command_id: str | None, *, in_dialogue: bool) -> int:
    command = COMMAND_BY_ID.get(command_id or "")
    if command is None:
        return 2
    if in_dialogue and {_DOING, _CLOSING} & {*command.keys}:  # the two ways out of it
        return 0
    if command.where == ANYWHERE:
        return 1 if in_dialogue else 0
    return 1 if _CLOSING in command.keys else 2
