"""A feed in the list of subscriptions: its name with its numbers in columns, and under it where it is and what is
wrong with it. On a narrow screen the numbers stand under the name, in words."""

from typing import Final

from textual.content import Content

from tui.messages import FeedLine
from tui.text.plain import fit, plain, visible
from tui.text.wrap import wrap

WIDE: Final = 96
"""Columns from which the numbers have columns of their own."""
_COLUMNS: Final = (("stories", 9), ("unread", 9), ("fetched", 14), ("next", 12), ("state", 9))
_NUMBERS: Final = 2
"""So many of the columns are numbers, and stand to the right."""
_MARKS: Final = {"failed": "✗", "paused": "‖", "fine": "●"}
_COLOURS: Final = {"failed": "$error", "fine": "$success", "paused": "$warning"}
_QUIET: Final = "$foreground 68%"
_INDENT: Final = "  "


def column_heads(width: int) -> Content:
    """What stands over the columns; nothing on a narrow screen."""
    if width < WIDE:
        return Content("")
    heads = tuple(name for name, _ in _COLUMNS)
    return Content(fit("", _name_width(width)) + "".join(_cells(heads))).stylize(_QUIET)


def group_row(name: str, count: int) -> Content:
    """What stands over the feeds of a group."""
    return plain(name or "no group").stylize("bold $accent") + Content(f"  {count}").stylize(_QUIET)


def feed_row(line: FeedLine, width: int) -> Content:
    """The lines of one feed, none wider than `width`."""
    mark = Content(f"{_MARKS.get(line.state, '○')} ").stylize(_colour(line))
    if width >= WIDE:
        *cells, state = _cells((str(line.stories), str(line.unread), line.fetched or "not yet", line.due, line.state))
        name = Content(fit(line.name, _name_width(width) - 2)).stylize("bold")
        rows = [mark + name + Content("".join(cells)).stylize(_QUIET) + Content(state).stylize(_colour(line))]
    else:
        rows = [mark + Content(fit(line.name, width - 2)).stylize("bold"), *_in_words(line, width)]
    every = f"every {line.interval} min" if line.interval else ""
    where = " · ".join(part for part in (line.address, every, "whole texts" if line.fulltext else "") if part)
    rows += _wrapped(where, width, _QUIET)
    rows += _wrapped(line.detail, width, "$error" if line.state == "failed" else "$warning")
    return Content("\n").join(rows)


def _in_words(line: FeedLine, width: int) -> list[Content]:
    """State and numbers, and the times behind them or, where there is no room, below."""
    counts = f" · {line.stories} stories, {line.unread} unread" if line.stories else ""
    times = f"fetched {line.fetched}" if line.fetched else "not fetched yet"
    times += f" · next {line.due}" if line.due else ""
    state = Content(_INDENT + line.state).stylize(_colour(line))
    if len(f"{_INDENT}{line.state}{counts} · {times}") <= width:
        return [state + Content(f"{counts} · {times}").stylize(_QUIET)]
    return [state + Content(counts).stylize(_QUIET), *_wrapped(times, width, _QUIET)]


def _wrapped(text: str, width: int, colour: str) -> list[Content]:
    text = visible(text)
    room = max(width - len(_INDENT), 1)
    lines = wrap(text, room) if text else []
    return [Content(_INDENT + text[line.start : line.end].strip()).stylize(colour) for line in lines]


def _colour(line: FeedLine) -> str:
    return _COLOURS.get(line.state, _QUIET)


def _cells(values: tuple[str, ...]) -> list[str]:
    cells = []
    for number, (value, (_, width)) in enumerate(zip(values, _COLUMNS, strict=True)):
        text = fit(value, width - 2).strip()
        cells.append(text.rjust(width - 2) + "  " if number < _NUMBERS else "  " + text.ljust(width - 2))
    return cells


def _name_width(width: int) -> int:
    return width - sum(size for _, size in _COLUMNS)
