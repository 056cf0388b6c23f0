"""The list of subscriptions: rows, and adding without duplicates."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.jsonvalue import JsonValue
from feeds.errors import FeedError
from feeds.subscriptions import Feed, subscribe, without_doubles

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def test_a_row_holds_what_is_set_and_reads_back() -> None:
    feed = Feed("https://example.org/", title="T", local=True, failures=3, etag='"x"', interval=30)
    assert feed.to_row() == {
        "url": "https://example.org/", "title": "T", "local": True, "failures": 3, "etag": '"x"', "interval": 30,
    }  # fmt: skip
    assert Feed.from_row(feed.to_row()) == feed


def test_what_a_row_holds_besides_is_kept() -> None:
    row: dict[str, JsonValue] = {"url": "https://example.org/", "colour": ["red"], "title": "T"}
    assert Feed.from_row(row).to_row() == row


def test_values_of_the_wrong_kind_count_as_not_set() -> None:
    feed = Feed.from_row({"url": "https://example.org/", "title": 7, "failures": "many", "local": 1, "interval": -1})
    assert feed == Feed("https://example.org/")


@pytest.mark.parametrize("row", [{}, {"url": ""}, {"url": 7}, {"url": "  "}])
def test_a_row_without_an_address_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(FeedError):
        Feed.from_row(row)  # type: ignore[arg-type]


@given(st.dictionaries(st.sampled_from(["title", "group", "failures", "local", "paused", "odd", "more", "etag"]), JSON))
def test_any_row_with_an_address_is_read(row: dict[str, object]) -> None:
    feed = Feed.from_row({**row, "url": "https://example.org/"})  # type: ignore[dict-item]
    assert Feed.from_row(feed.to_row()) == feed


def test_doubles_are_merged_and_fill_what_is_missing() -> None:
    there = Feed("https://example.org/feed", title="Mine", etag='"1"')
    again = Feed("http://www.example.org/feed/", title="Theirs", group="g", lang="de")
    new = Feed("https://example.net/", title="New")
    everything, added = subscribe([there], [again, new, new])
    assert added == [new]
    assert everything == [Feed("https://example.org/feed", title="Mine", etag='"1"', group="g", lang="de"), new]


def test_a_feed_that_moved_to_where_another_is_leaves_one_row() -> None:
    moved = Feed("https://new.example/feed", title="Mine", group="g", origin="https://old.example/feed")
    there = Feed("https://new.example/feed/", etag='"1"')
    other = Feed("https://other.example/")
    one = Feed("https://new.example/feed/", title="Mine", group="g", etag='"1"')
    assert without_doubles([moved, other, there]) == [one, other]
    assert without_doubles([there, other, moved]) == [one, other]
    assert without_doubles([moved, other]) == [moved, other]


def test_a_feed_is_named_by_its_title_else_its_host() -> None:
    assert Feed("https://ann:pa@example.org/feed").name == "example.org"
    assert Feed("https://example.org/feed", title="T").name == "T"


def test_the_key_of_stories_holds_no_secret_and_stays_when_the_feed_moves() -> None:
    assert Feed("https://ann:pa@example.org/feed?token=x").key == "https://example.org/feed"
    assert Feed("https://new.example/", origin="https://old.example/").key == "https://old.example/"


def loaded(*modules: str) -> set[str]:
    """What of the network and the parsers importing these modules brings along."""
    program = f"import sys, {', '.join(f'feeds.{module}' for module in modules)}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return {"aiohttp", "feedparser", "selectolax", "webencodings"} & set(done.stdout.split())


def test_the_list_is_read_without_network_or_parsers() -> None:
    assert loaded("subscriptions", "formats.opml", "addresses", "errors", "extras", "sources.schedule") == set()


def test_the_parent_of_the_children_imports_no_parser() -> None:
    assert loaded("refresh", "discover", "fulltext") == {"aiohttp"}


def test_what_this_version_does_not_know_makes_no_other_subscription() -> None:
    feed = Feed("https://a.example/", outline={"htmlUrl": "https://a.example"})
    later = replace(feed, more={"colour": ["red"]})
    assert (feed, hash(feed)) == (later, hash(later))
    assert feed not in (replace(feed, outline={}), replace(feed, renumbered=1), replace(feed, paused=True))
