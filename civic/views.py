"""Views: filters with a name, an order and headings. The shipped ones, and reading those that a user wrote."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias, TypeGuard

from msgspec import Struct

from civic.arrangement import GROUPS, ORDERS, How
from civic.fault import Fault
from civic.naming import by_name
from civic.rounds import Round
from civic.text import clean_line
from civic.unaided import unaided_how

_LONGEST: Final = {"name": 60, "filter": 2000, "key": 20, "drawn": 2400}
_LARGEST_SAMPLE: Final = 100_000
_LONGEST_ID: Final = 2000
_PARTS: Final = ("filter", "order", "group", "key", "unaided", "drawn", "stories")

Table: TypeAlias = dict[str, str | bool | list[str]]


class ViewError(Fault):
    """A view that can't be; the message says which and why."""


class View(Struct, frozen=True):
    """A filter that is kept under a name. `key` is the key that shows it from anywhere on the desk, "" for none;
    `shipped`: it comes with the program. In an `unaided` one, nothing is seen of suggestions and of other coders until
    the user is done with a story. A sample has the ids of its `stories`, which never become more, and how they were
    `drawn`, in words."""

    name: str
    filter: str = ""
    order: str = ORDERS[0]
    group: str = GROUPS[0]
    key: str = ""
    shipped: bool = False
    unaided: bool = False
    drawn: str = ""
    stories: tuple[str, ...] = ()

    def to_table(self) -> Table:
        """Return what of it is not as usual, for a file."""
        usual = View(self.name, shipped=self.shipped)
        values = {name: getattr(self, name) for name in self.__struct_fields__}
        unusual = {name: value for name, value in values.items() if value != getattr(usual, name)}
        return {"name": self.name} | unusual | ({"stories": _written(self.stories)} if self.stories else {})


def _written(stories: tuple[str, ...]) -> str | list[str]:
    """Return ids for a file: a line each, or as a list where one of them has lines."""
    return (
        list(stories) if any(len(one.splitlines()) != 1 or not one.strip() for one in stories) else "\n".join(stories)
    )


def sample_query(name: str) -> str:
    """Return the filter that finds the stories of a sample."""
    return f'sample:"{name.replace(chr(34), "")}"'


def samples(views: Iterable[View]) -> dict[str, frozenset[str]]:
    """Return the ids of the stories of each sample, by its name."""
    return {view.name: frozenset(view.stories) for view in views if view.stories}


def views_of(rounds: Iterable[Round], taken: Iterable[str]) -> tuple[View, ...]:
    """Return a view for each round of a team that the user has to do with: while it is open of the stories that the
    user codes, unaided where it is; then of all its stories. `taken` are names of views that stay theirs."""
    names = {name.casefold() for name in taken}
    found = []
    for one in rounds:
        if one.in_view:
            name = round_view(one) if one.name.casefold() in names else one.name
            unaided = one.unaided and not one.closed
            how = f"the {'closed ' if one.closed else ''}round {one.name} of the team"
            found.append(View(name, sample_query(name), unaided=unaided, drawn=how, stories=one.in_view))
    return tuple(found)


def round_view(found: Round) -> str:
    """Return the name of a round's view where the user has another view of the round's name."""
    return f"{found.name} (round)"


SHIPPED: Final = (
    View("All", shipped=True),
    View("New since last time", "is:new", shipped=True),
    View("Unread", "is:unread", shipped=True),
    View("Untagged", "is:untagged", shipped=True),
    View("Starred", "is:starred", shipped=True),
    View("High stakes", "severity:high", order="concerns", shipped=True),
    View("This week", "since:7d", group="day", shipped=True),
    View("Hidden", "is:hidden", shipped=True),
    View("Conflicts", "is:conflict", shipped=True),
)


def view_of(table: Mapping[str, Any]) -> View:
    """Return the view that a table describes. Raises ViewError. Whether its filter can be read is seen when it is
    used."""
    name = table.get("name")
    if not isinstance(name, str) or not clean_line(name, _LONGEST["name"]):
        raise ViewError('A view needs a name: write name = "…".')
    name = clean_line(name, _LONGEST["name"])
    texts = {}
    for part, value in table.items():
        if part != "name" and part not in _PARTS:
            listed = f"{', '.join(_PARTS[:-1])} or {_PARTS[-1]}"
            raise ViewError(f"The view {name!r} can't have {clean_line(part, 40)!r}: use {listed}.")
        if part in ("unaided", "stories"):
            continue
        if not isinstance(value, str):
            raise ViewError(f"{part} of the view {name!r} can't be {clean_line(repr(value), 40)}: write a text.")
        if len(value) > _LONGEST.get(part, 20):
            raise ViewError(
                f"{part} of the view {name!r} is too long: use at most {_LONGEST.get(part, 20)} characters."
            )
        texts[part] = clean_line(value, _LONGEST.get(part, 20))
    for part, choices in (("order", ORDERS), ("group", GROUPS)):
        if texts.get(part, choices[0]) not in choices:
            listed = ", ".join(choice for choice in choices if choice)
            raise ViewError(f"{part} of the view {name!r} can't be {texts[part]!r}: use {listed}.")
    order, group = texts.get("order", ORDERS[0]), texts.get("group", "")
    return View(
        name, texts.get("filter", ""), order, group, texts.get("key", ""),
        unaided=_unaided(name, table.get("unaided", False)), drawn=texts.get("drawn", ""),
        stories=_stories(name, table.get("stories", [])),
    )  # fmt: skip


def _unaided(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ViewError(f"unaided of the view {name!r} can't be {clean_line(repr(value), 40)}: write true or false.")


def _stories(name: str, value: object) -> tuple[str, ...]:
    """Return the ids that are written a line each, or as a list."""
    written = [one for one in value.split("\n") if one.strip()] if isinstance(value, str) else value
    ids = [one for one in written if _is_id(one)] if isinstance(written, list) else []
    if not isinstance(written, list) or len(ids) < len(written):
        raise ViewError(f'stories of the view {name!r} are no ids of stories: write stories = ["…", "…"].')
    if len(ids) > _LARGEST_SAMPLE:
        raise ViewError(f"The view {name!r} has {len(ids)} stories: draw at most {_LARGEST_SAMPLE}.")
    return tuple(dict.fromkeys(ids))


def _is_id(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_ID


def with_shipped(own: Iterable[View]) -> tuple[View, ...]:
    """Return the shipped views, those that the user wrote anew in their place, then the user's others; of two with one
    name the last."""
    by_name = {view.name.casefold(): view for view in (*SHIPPED, *own)}
    return tuple(by_name.values())


def shown_among(views: Sequence[View], filter_text: str, how: How, *, unaided: bool) -> int | None:
    """Return which of the views is shown where this filter is, arranged like this; None where it is none of them. Who
    codes unaided sees every view so: of two that differ in nothing else the one that asks for it."""

    def is_shown(view: View) -> bool:
        own = How(view.order, view.group, how.unfolded)
        is_arranged = how in (own, unaided_how(own)) if unaided else how == own
        return is_arranged and view.filter.strip() == filter_text.strip() and (unaided or not view.unaided)

    found = [at for at, view in enumerate(views) if is_shown(view)]
    return min(found, key=lambda at: views[at].unaided != unaided, default=None)


def find(views: Iterable[View], name: str) -> View:
    """Return the view of this name, or the only one that begins so. Raises ViewError."""
    views = list(views)
    found = by_name(views, name)
    if found is None:
        names = ", ".join(view.name for view in views)
        raise ViewError(f"There is no one view {clean_line(name, 60)!r}: use {names}.")
    return found
