"""The user's views, `views.toml` in the config folder.

[[view]]
name = "Police"
filter = "police concern:privacy"
order = "newest"                          # oldest, relevance, source, concerns
group = "day"                             # source, concern, stakeholder
key = "f5"
unaided = true                            # no suggestions and no other coders until a story is coded

A sample, which the program writes, has its stories, an id a line or a list of ids, and how they were drawn.
"""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

from typing import TYPE_CHECKING, NamedTuple

from civic.views import SHIPPED, View, view_of, with_shipped
from storage.settings.toml_tables import AboutTo, Named, say_nothing

if TYPE_CHECKING:
    from storage.files.places import Places


class Found(NamedTuple):
    """A list of all views, built-in and own, and sentences for what of the file was not understood."""

    views: tuple[View, ...] = SHIPPED
    problems: tuple[str, ...] = ()


def file(places: Places) -> Named[View]:
    """Return the file of these places, for whoever changes its tables as they are."""
    return Named(places.views, "view", view_of)


def load(places: Places) -> Found:
    """Return the views of these places; never fails."""
    own, problems = file(places).load()
    return Found(with_shipped(own), problems)


def keep(places: Places, view: View, about_to: AboutTo = say_nothing) -> None:
    """Write a view down, in the place of one of the same name. What else is in the file stays as it is.
    Raises StorageError."""
    file(places).keep(view.name, view.to_table(), about_to)


def remove(places: Places, name: str, about_to: AboutTo = say_nothing) -> None:
    """Remove a view of the user's own from the file; a built-in one of that name is as it came again. Raises
    StorageError."""
    file(places).remove(name, about_to)
