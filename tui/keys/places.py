"""What each place of `tui.keys.commands` is, and which places and commands apply on a screen now."""

from collections.abc import Iterator
from typing import Final

from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen

from tui.keys import commands as places
from tui.keys.commands import ANYWHERE, COMMAND_BY_ID, Command

ABOUT: Final = {
    ANYWHERE: "What works wherever you are.",
    places.DESK: "The desk has the stories on the left, and the open one with what it is about on the right.",
    places.FILTER: "The filter narrows the list as you type: words, “a phrase”, -word, field:value.",
    places.LIST: "The list has the stories in view. Moving through it opens them; you tag them here or in the panes.",
    places.PANE: "A pane shows one side of the open story; what you decide there is on disk at once.",
    places.STAKEHOLDERS: "The stakeholders are who is involved in the story, and in which roles.",
    places.CONCERNS: "The concerns are what is at stake: ● decided, ○ suggested with its score, ✗ rejected.",
    places.STRIP: "Your views, with how many unread stories are in each.",
    places.QUOTE: "A quote is a sentence that a concern rests on.",
    places.MOVE: "The same keys move in every list, pane and text.",
    places.TEXT: "The text is the story's own, with the evidence marked.",
    places.PASSAGE: "A passage is what you choose of the text to be evidence.",
    places.PICKER: "The picker has every concern and every tag of yours; type to narrow, or to make a new one.",
    places.VIEWS: "A view is a filter with its order and headings under a name.",
    places.CODEBOOK: "The codebook says what each concern and tag means, and how many stories have it.",
    places.NOTE: "A note is yours, on this one story or concern, and is kept when you leave it.",
    places.ASK: "A question waits for a line of text.",
    places.CHOOSE: "A choice waits for one of its answers; the first one does no harm.",
    places.SEARCH: "Type a few letters of what you look for.",
    places.FEEDS: "The feeds are where stories come from: when each was fetched last, and what came of it.",
    places.STARTER: "The starter feeds are a choice to begin with; none is fetched before you ask for it.",
    places.OVERVIEW: "The overview counts the stories in view; behind each bar and cell are its stories.",
    places.CHANGES: "The changes are what went and what came in the words of a story since somebody judged it.",
    places.SIDES: "Here is what each coder says, and here it is settled where they differ.",
    places.HISTORY: "The history is who decided what on the story, the last first.",
    places.NOTIFICATIONS: "The notifications are what the desk has told you since it was opened.",
    places.HELP: "This help has every key; type to search.",
}
"""A sentence on each place."""
_FIRST: Final = 6
_CHOSEN: Final = {
    places.PASSAGE: ("passage.keep", "passage.down", "passage.up", "passage.swap", "passage.number", "passage.leave"),
    places.QUOTE: ("quote.show", "quote.drop", "passage.begin", "quotes.open", "concern.accept", "concern.reject"),
    places.CONCERNS: ("concern.open", "concern.accept", "concern.reject", "passage.begin", "concern.severity",
                      "concern.certainty"),
    places.STAKEHOLDERS: ("stakeholder.open", "stakeholder.accept", "stakeholder.reject", "stakeholder.correct",
                          "stakeholder.add", "pane.back"),
    places.TEXT: ("story.page", "passage.select", "sentence.next", "find.open", "story.done", "pane.back"),
    places.STRIP: ("strip.open", "pane.back", "view.strip", "view.keep", "view.open", "filter.open"),
    places.LIST: ("list.open", "select.toggle", "story.done", "story.next-to-do", "concern.pick", "filter.open"),
    places.PANE: ("story.page", "pane.back", "story.done", "concern.pick", "concern.accept", "pane.zoom"),
}  # fmt: skip
"""What to know first in places that have much, the narrowest place first."""
_WIDE: Final = (places.PANE, places.DESK, places.MOVE, ANYWHERE)
"""Places that others lie in, the narrowest first."""


def applying(screen: Screen[object]) -> Iterator[tuple[Command, DOMNode]]:
    """Yield the commands that can be run now and whose key works here, each with the part that runs it: those of what
    has the focus first, those of everywhere last."""
    seen: set[str] = set()
    for node, binding, enabled, _ in screen.active_bindings.values():
        command = COMMAND_BY_ID.get(binding.id or "")
        if enabled and command is not None and command.id not in seen:
            seen.add(command.id)
            yield command, node


def places_of(screen: Screen[object]) -> list[str]:
    """Return the places whose commands apply now, the narrowest first; without everywhere."""
    found = dict.fromkeys(command.where for command, _ in applying(screen))
    return sorted((place for place in found if place != ANYWHERE), key=_width)


def first_of(screen: Screen[object]) -> list[Command]:
    """Return the six commands to know first: those chosen for the place, then those that the line of keys has, then
    others of the same places."""
    here = [command for command, _ in applying(screen) if command.where != ANYWHERE]
    found = {command.where for command in here}
    chosen = next((ids for place, ids in _CHOSEN.items() if place in found), ())
    order = {command: number for number, command in enumerate(chosen)}
    return sorted(here, key=lambda one: (order.get(one.id, _FIRST), not one.footer, _width(one.where)))[:_FIRST]


def goes_back_to(kind: type[Screen[None]], app: App[None]) -> bool:
    """Say whether such a screen stands already, as each key that works everywhere opens one at most. It comes to the
    front again then, or is closed where it is there; what waits for an answer over it stays."""
    kinds = [type(one) for one in app.screen_stack]
    over = app.screen_stack[kinds.index(kind) + 1 :] or [app.screen] if kind in kinds else []
    if any(one.id not in ("help", "notifications") for one in over):
        app.notify("That is open behind this; esc goes back to it.", markup=False)
    else:
        for one in reversed(over):
            one.dismiss()
    return bool(over)


def _width(place: str) -> int:
    return _WIDE.index(place) + 1 if place in _WIDE else 0
