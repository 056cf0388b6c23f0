"""A feed in the list of subscriptions: its name with its numbers in columns, and under it where it is and what is
wrong with it. On a narrow screen the numbers stand under the name, in words."""

from datetime import datetime
from typing import Final

from textual.content import Content

from civic.text import counted
from tui.text.ages import age, ahead
from tui.text.plain import fit, plain, visible
from tui.text.wrap import wrap
from workspace.feed_states import FeedState

WIDE: Final = 96
"""Columns from which the numbers have columns of their own."""
_COLUMNS: Final = (("stories", 9), ("unread", 9), ("fetched", 14), ("next", 12), ("state", 9))
_NUMBERS: Final = 2
"""So many of the columns are numbers, and stand to the right."""
_SIGNS: Final = {"failed": "✗", "paused": "‖", "fine": "●"}
_COLOURS: Final = {"failed": "$error", "fine": "$success", "paused": "$warning"}
_QUIET: Final = "$quiet"
_INDENT: Final = "  "


def column_heads(width: int) -> Content:
    """Return the headings of the columns; nothing on a narrow screen."""
    if width < WIDE:
        return Content("")
    heads = tuple(name for name, _ in _COLUMNS)
    return Content(fit("", _name_width(width)) + "".join(_cells(heads))).stylize(_QUIET)


def group_row(name: str, count: int) -> Content:
    """Return the heading over the feeds of a group."""
    return plain(name or "no group").stylize("bold $accent") + Content(f"  {count}").stylize(_QUIET)


def feed_row(feed: FeedState, width: int, now: datetime) -> Content:
    """Return the lines of one feed, none wider than `width` cells."""
    sign = Content(f"{_SIGNS.get(feed.state, '○')} ").stylize(_colour(feed))
    if width >= WIDE:
        numbers = (str(feed.stories), str(feed.unread))
        *cells, state = _cells((*numbers, _fetched(feed, now) or "not yet", _due(feed, now), feed.state))
        name = Content(fit(feed.short, _name_width(width) - 2)).stylize("bold")
        rows = [sign + name + Content("".join(cells)).stylize(_QUIET) + Content(state).stylize(_colour(feed))]
    else:
        rows = [sign + Content(fit(feed.short, width - 2)).stylize("bold"), *_in_words(feed, width, now)]
    every = f"every {feed.interval} min" if feed.interval else ""
    where = " · ".join(part for part in (feed.address, every, *_settings(feed)) if part)
    rows += _wrapped(where, width, _QUIET)
    rows += _wrapped(feed.detail, width, "$error" if feed.state == "failed" else "$warning")
    return Content("\n").join(rows)


def offer_row(feed: FeedState, width: int) -> Content:
    """Return the lines of a feed that is offered: whether it is subscribed to, and under it why it could not be
    fetched then."""
    sign = "✗" if feed.state == "failed" else "✓" if feed.is_subscribed else "·"
    name = Content(f"{_INDENT}{sign} ").stylize("$error" if feed.state == "failed" else "") + plain(feed.name)
    rows = [name + plain(f"  {feed.address}").stylize(_QUIET)]
    if feed.state == "failed":
        rows += [Content(_INDENT) + line for line in _wrapped(feed.detail, width - len(_INDENT), "$error")]
    return Content("\n").join(rows)


def _settings(feed: FeedState) -> tuple[str, ...]:
    """Return what is set of how a feed is fetched, "" for what is not."""
    return (
        "whole texts" if feed.fulltext else "",
        "local network" if feed.local else "",
        f"agent “{feed.agent}”" if feed.agent else "",
        f"header {', '.join(feed.headers)}" if feed.headers else "",
        f"up to {feed.megabytes} MB" if feed.megabytes else "",
        f"{feed.entries} newest entries" if feed.entries else "",
    )


def _in_words(feed: FeedState, width: int, now: datetime) -> list[Content]:
    """Return state and numbers, with the times behind them or, where there is no room, below."""
    fetched, due = _fetched(feed, now), _due(feed, now)
    counts = f" · {counted(feed.stories, 'story', 'stories')}, {feed.unread} unread" if feed.stories else ""
    times = f"fetched {fetched}" if fetched else "not fetched yet"
    times += f" · next {due}" if due else ""
    state = Content(_INDENT + feed.state).stylize(_colour(feed))
    if len(f"{_INDENT}{feed.state}{counts} · {times}") <= width:
        return [state + Content(f"{counts} · {times}").stylize(_QUIET)]
    return [state + Content(counts).stylize(_QUIET), *_wrapped(times, width, _QUIET)]


def _fetched(feed: FeedState, now: datetime) -> str:
    """Return how long ago a feed was fetched, in words; "" for never."""
    since = age(int(feed.fetched.timestamp()), now) if feed.fetched else ""
    return f"{since} ago" if since.endswith((" min", " h", " d")) else since


def _due(feed: FeedState, now: datetime) -> str:
    return ahead(feed.due, now) if feed.due else ""


def _wrapped(text: str, width: int, colour: str) -> list[Content]:
    text = visible(text)
    room = max(width - len(_INDENT), 1)
    lines = wrap(text, room) if text else []
    return [Content(_INDENT + text[line.start : line.end].strip()).stylize(colour) for line in lines]


def _colour(feed: FeedState) -> str:
    return _COLOURS.get(feed.state, _QUIET)


def _cells(values: tuple[str, ...]) -> list[str]:
    cells = []
    for number, (value, (_, width)) in enumerate(zip(values, _COLUMNS, strict=True)):
        text = fit(value, width - 2).strip()
        cells.append(text.rjust(width - 2) + "  " if number < _NUMBERS else "  " + text.ljust(width - 2))
    return cells


def _name_width(width: int) -> int:
    return width - sum(size for _, size in _COLUMNS)
