"""Parts that are settings: files as a whole (views, rules, codebook), and subscriptions."""

from __future__ import annotations  # every change waits for this module, and few are of feeds

import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from msgspec.structs import replace

from civic.naming import same_name
from storage.files.places import Places
from storage.settings import rules, views
from storage.settings.safekeeping import Safekeeping
from storage.settings.toml_tables import Named, set_text, text_of
from workspace.undo.kinds import Part, Turn, Turned, all_text

if TYPE_CHECKING:
    from feeds.subscriptions import Feed

TEXT: Final = "text"
FEED: Final = "feed"
_USERS: Final = ("title", "group", "paused", "interval", "fulltext", "local")
"""What a user sets of a feed; all else is what fetching found."""

ChangeFeeds: TypeAlias = "Callable[[Callable[[list[Feed]], list[Feed]]], None]"


def text_part(file: str, name: str, before: str | None, after: str | None) -> Part:
    """Return the part for a settings file ("views", "rules", "codebook") that is about to change from one text to
    another, and the `name` of what is changed in it, "" for everything."""
    return {"kind": TEXT, "file": file, "name": name, "before": before, "after": after}


class Texts:
    """Settings files. Where a file has changed since in another place, only what the part names is set back in it."""

    def __init__(self, places: Places) -> None:
        self._paths = {"views": places.views, "rules": places.rules, "codebook": places.codebook}
        self._safekeeping = Safekeeping(places)
        self._tables: Mapping[str, Named[Any]] = {"views": views.file(places), "rules": rules.file(places)}

    def fits(self, part: Part) -> bool:
        """Return whether it has two texts of a settings file."""
        match part:
            case {"file": "views" | "rules" | "codebook", "name": str(name), "before": before, "after": after}:
                return all_text(one for one in (name, before, after) if one is not None)
        return False

    def look(self, part: Part, turn: Turn) -> Part | None:
        """Return the part where the file is to be changed."""
        path = self._paths[part["file"]]
        now, left, wanted = text_of(path), *_from_to(part, turn)
        if now == wanted:
            return None
        if now != left:
            there = self._table(part, now)
            if not part["name"] or there != self._table(part, left):
                what = f"“{part['name']}”" if part["name"] else path.name
                raise turn.refuse(f"{what} has changed since")
            if there == self._table(part, wanted):
                return None
        return part

    def turn(self, part: Part, turn: Turn, turned: Turned) -> None:
        """Set the file, or the table in it."""
        left, wanted = _from_to(part, turn)
        turned.more = True
        path = self._paths[part["file"]]
        if set_text(path, left, wanted):
            if not (wanted or "").strip():
                self._safekeeping.give_up(path)
            return
        if part["name"]:
            file, table = self._tables[part["file"]], self._table(part, wanted)
            if table is None:
                file.remove(part["name"])
            else:
                file.keep(part["name"], table)

    def _table(self, part: Part, text: str | None) -> Mapping[str, Any] | None:
        """Return the table that a part names in a text of its file, None for none."""
        if not part["name"]:
            return None
        try:
            found = tomllib.loads((text or "").removeprefix("\ufeff")).get(part["file"].removesuffix("s"), [])
        except (ValueError, RecursionError):
            return None
        tables = found if isinstance(found, list) else [found]
        named = (one for one in tables if isinstance(one, dict) and isinstance(one.get("name"), str))
        return next((one for one in named if same_name(one["name"], part["name"])), None)


def _from_to(part: Part, turn: Turn) -> tuple[str | None, str | None]:
    """Return the text that the step has left, seen from where the turn begins, and the one that the turn is to set."""
    return (part["after"], part["before"]) if turn.back else (part["before"], part["after"])


def feed_parts(before: Sequence[Feed], after: Sequence[Feed]) -> list[Part]:
    """Return the parts for a list of subscriptions that is about to change."""
    then, now = {_identity(feed): feed for feed in before}, {_identity(feed): feed for feed in after}
    places = {name: at for at, name in enumerate([*then])} | {name: at for at, name in enumerate([*now])}
    return [
        {"kind": FEED, "at": places[name], "before": _row(then.get(name)), "after": _row(now.get(name))}
        for name in dict.fromkeys([*then, *now])
        if then.get(name) != now.get(name)
    ]


class FeedRows:
    """Subscriptions. What fetching has found meanwhile is kept."""

    def __init__(self, feeds: Callable[[], Sequence[Feed]], change: ChangeFeeds) -> None:
        self._feeds = feeds
        self._change = change

    def fits(self, part: Part) -> bool:
        """Return whether it has two rows, or one, and a place."""
        match part:
            case {"at": int(at), "before": dict() | None as before, "after": dict() | None as after}:
                return at >= 0 and bool(before or after)
        return False

    def look(self, part: Part, turn: Turn) -> Part | None:
        """Return the part, with the row as it is now where that goes."""
        left, wanted = _feeds(part, turn)
        name = _identity(left or wanted)
        at, now = next(((at, one) for at, one in enumerate(self._feeds()) if _identity(one) == name), (0, None))
        if left is None:
            if now is not None and _said(now) != _said(wanted):
                raise turn.refuse(f"{now.name} has been subscribed to since")
            return part if now is None else None
        if now is None:
            if wanted is None:
                return None
            raise turn.refuse(f"{left.name} has been removed since")
        if wanted is None:
            if _said(now) != _said(left) and _said(replace(now, title=left.title)) != _said(left):
                raise turn.refuse(f"{now.name} has been changed since")
            return {**part, "at": at, ("after" if turn.back else "before"): now.to_row()}
        names = [one for one in _USERS if getattr(left, one) != getattr(wanted, one)]
        if all(getattr(now, one) == getattr(wanted, one) for one in names):
            return None
        if any(getattr(now, one) != getattr(left, one) for one in names):
            raise turn.refuse(f"{now.name} has been changed since")
        return part

    def turn(self, part: Part, turn: Turn, turned: Turned) -> None:
        """Add the subscription where it was, remove it, or set what the user had set."""
        left, wanted = _feeds(part, turn)
        name = _identity(left or wanted)

        def change(feeds: list[Feed]) -> list[Feed]:
            others = [one for one in feeds if _identity(one) != name]
            now = next((one for one in feeds if _identity(one) == name), None)
            if wanted is None:
                return others
            if now is None or left is None:
                return [*others[: part["at"]], wanted, *others[part["at"] :]]
            values = {one: getattr(wanted, one) for one in _USERS if getattr(left, one) != getattr(wanted, one)}
            return [replace(one, **values) if one is now else one for one in feeds]

        self._change(change)
        turned.more = True


def _feeds(part: Part, turn: Turn) -> tuple[Feed | None, Feed | None]:
    """Return the feed as the step left it, seen from where the turn begins, and as it is to be."""
    from feeds.subscriptions import Feed

    before, after = (Feed.from_row(row) if row else None for row in (part["before"], part["after"]))
    return (after, before) if turn.back else (before, after)


def _identity(feed: Feed | None) -> str:
    """Return what stays of a feed when it moves."""
    return (feed.origin or feed.url) if feed else ""


def _row(feed: Feed | None) -> dict[str, Any] | None:
    return feed.to_row() if feed else None


def _said(feed: Feed | None) -> list[object]:
    return [getattr(feed, one) for one in _USERS] if feed else []
