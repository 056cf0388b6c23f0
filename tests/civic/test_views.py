"""Views as they are read, named and found."""

from datetime import UTC, datetime

import pytest

from civic.arrangement import How
from civic.query import parse
from civic.views import SHIPPED, View, ViewError, find, shown_among, view_of, with_shipped


def test_every_shipped_filter_can_be_read() -> None:
    for view in SHIPPED:
        parse(view.filter, datetime(2026, 11, 24, tzinfo=UTC))


def test_a_table_becomes_a_view_and_back() -> None:
    table = {"name": "Police", "filter": "police", "order": "source", "group": "day", "key": "f5"}
    view = view_of(table)
    assert view == View("Police", "police", "source", "day", "f5")
    assert view.to_table() == table
    assert view_of({"name": "All of it"}).to_table() == {"name": "All of it"}


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({}, "needs a name"),
        ({"name": 3}, "needs a name"),
        ({"name": "\x1b"}, "needs a name"),
        ({"name": "P", "order": "best"}, "order of the view 'P' can't be 'best': use newest"),
        ({"name": "P", "group": "week"}, "group of the view 'P' can't be 'week'"),
        ({"name": "P", "filter": 3}, "filter of the view 'P' can't be 3"),
        ({"name": "P", "colour": "red"}, "can't have 'colour'"),
    ],
)
def test_what_can_not_be_a_view_is_said(table: dict[str, object], says: str) -> None:
    with pytest.raises(ViewError, match=says):
        view_of(table)


def test_a_persons_own_view_takes_the_place_of_a_shipped_one() -> None:
    own = View("unread", "is:unread -football")
    views = with_shipped([own, View("Police", "police"), View("police", "met")])
    assert [view.name for view in views] == [*(view.name for view in SHIPPED[:2]), "unread",
                                             *(view.name for view in SHIPPED[3:]), "police"]  # fmt: skip
    assert views[-1].filter == "met"


def test_a_view_is_found_by_its_name_or_the_beginning_of_it() -> None:
    assert find(SHIPPED, "HIGH").name == "High stakes"
    assert find([View("Un"), *SHIPPED], "un").name == "Un"
    for name in ("", "un", "nothing"):
        with pytest.raises(ViewError):
            find(SHIPPED, name)


@pytest.mark.parametrize(
    ("filter_text", "how", "unaided", "name"),
    [
        ("", How(), False, "All"),
        ("is:unread ", How(unfolded=frozenset([3])), False, "Unread"),
        ("is:unread", How("oldest"), False, None),
        ("severity:high", How("concerns"), False, "High stakes"),
        ("severity:high", How(), False, None),
        ("severity:high", How(), True, "High stakes"),
        ("police", How(), False, None),
        ("round", How(), True, "Blind"),
        ("round", How(), False, "Seen"),
    ],
)
def test_a_view_is_shown_where_filter_and_arrangement_are_its_own(
    filter_text: str, how: How, unaided: bool, name: str | None
) -> None:
    views = (*SHIPPED, View("Seen", "round"), View("Blind", "round", unaided=True))
    at = shown_among(views, filter_text, how, unaided=unaided)
    assert (None if at is None else views[at].name) == name
