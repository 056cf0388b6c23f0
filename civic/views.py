"""Views: filters with a name, an order and headings. The shipped ones, and reading those that a user wrote."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from civic.arrangement import GROUPS, ORDERS
from civic.fault import Fault
from civic.naming import by_name
from civic.text import clean_line

_LONGEST: Final = {"name": 60, "filter": 2000, "key": 20}


class ViewError(Fault):
    """A view that can't be; the message says which and why."""


@dataclass(frozen=True, slots=True)
class View:
    """A filter that is kept under a name. `key` is the key that shows it from anywhere on the desk, "" for none;
    `shipped`: it comes with the program."""

    name: str
    filter: str = ""
    order: str = ORDERS[0]
    group: str = GROUPS[0]
    key: str = ""
    shipped: bool = False

    def to_table(self) -> dict[str, str]:
        """Return what of it is not as usual, for a file."""
        usual = asdict(View(self.name, shipped=self.shipped))
        return {"name": self.name} | {name: value for name, value in asdict(self).items() if value != usual[name]}


SHIPPED: Final = (
    View("All", shipped=True),
    View("New since last time", "is:new", shipped=True),
    View("Unread", "is:unread", shipped=True),
    View("Untagged", "is:untagged", shipped=True),
    View("Starred", "is:starred", shipped=True),
    View("High stakes", "concerns:3", order="concerns", shipped=True),
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
        if part not in ("name", "filter", "order", "group", "key"):
            raise ViewError(f"The view {name!r} can't have {clean_line(part, 40)!r}: use filter, order, group or key.")
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
    return View(name, texts.get("filter", ""), order, group, texts.get("key", ""))


def with_shipped(own: Iterable[View]) -> tuple[View, ...]:
    """Return the shipped views, those that the user wrote anew in their place, then the user's others; of two with one
    name the last."""
    by_name = {view.name.casefold(): view for view in (*SHIPPED, *own)}
    return tuple(by_name.values())


def find(views: Iterable[View], name: str) -> View:
    """Return the view of this name, or the only one that begins so. Raises ViewError."""
    views = list(views)
    found = by_name(views, name)
    if found is None:
        names = ", ".join(view.name for view in views)
        raise ViewError(f"There is no one view {clean_line(name, 60)!r}: use {names}.")
    return found
