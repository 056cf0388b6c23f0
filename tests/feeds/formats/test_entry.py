"""What distinguishes the entries of one feed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.furniture import repeats, says_something, without_furniture
from civic.story import Link
from feeds.formats.entry import Entry, identified, newest, text_and_teaser
from feeds.formats.limits import LONGEST_TEXT

ENTRIES = st.lists(
    st.builds(
        Entry,
        guid=st.sampled_from(["", "0", "1"]),
        url=st.sampled_from(["", "http://a.example/1", "http://a.example/2"]),
        title=st.sampled_from(["", "x", "y"]),
        text=st.sampled_from(["", "p", "q"]),
    ),
    max_size=8,
)


@given(ENTRIES)
def test_different_entries_have_different_ids_and_equal_ones_one(entries: list[Entry]) -> None:
    found = identified(entries, "https://example.org/feed")
    assert len({number for number, _ in found}) == len(found)
    spoken = {(entry.title, entry.text) for entry in entries}
    assert {(entry.title, entry.text) for _, entry in found} == spoken


@given(ENTRIES)
def test_the_order_of_a_feed_makes_no_difference(entries: list[Entry]) -> None:
    forth, back = (identified(order, "f") for order in (entries, entries[::-1]))
    assert {number for number, _ in forth} == {number for number, _ in back}


LINES = st.sampled_from((
    "The council paused its pilot.", "A report will follow", "Comments", "Read more", "Read more »", "[…]", "Share:",
    "The post T appeared first on Harrow News.", "Continue reading…", "[Picture: A van on a street]", "T", "…",
))  # fmt: skip


@given(
    st.lists(LINES, max_size=5),
    st.sampled_from(("\n", "\n\n", " ")),
    st.integers(0, 120),
    st.sampled_from(("", "…", " [...]")),
)
def test_a_teaser_that_is_the_beginning_of_the_text_is_none(lines: list[str], edge: str, cut: int, end: str) -> None:
    content = edge.join(lines)
    teaser = content[:cut] + end
    text, rest = without_furniture(content, title="T"), without_furniture(teaser, title="T")
    if says_something(text):
        assert text_and_teaser(content, teaser, title="T") == (text, "" if repeats(rest, text) else rest)


def test_texts_have_an_end() -> None:
    text, summary = text_and_teaser("x" * 2 * LONGEST_TEXT, "y" * 2 * LONGEST_TEXT)
    assert len(text) == len(summary) == LONGEST_TEXT
    assert text.endswith("…")


def test_links_make_no_other_entry_and_go_into_the_document() -> None:
    one, other = (Entry(guid="1", title="x", links=(Link(f"https://a.example/?track={n}", "a"),)) for n in range(2))
    ((number, entry),) = identified([one, other], "f")
    assert entry.to_document(number, feed="f", source="s")["links"] == [
        {"url": "https://a.example/?track=0", "text": "a"}
    ]


DAYS = [datetime(2026, 11, day, tzinfo=UTC) for day in range(1, 11)]


@pytest.mark.parametrize(
    ("dates", "most", "kept"),
    [
        (DAYS, 3, [7, 8, 9]),
        (DAYS[::-1], 3, [0, 1, 2]),
        ([None] * 5, 2, [0, 1]),
        ([None, *DAYS[:3], None], 2, [3, 4]),
        (DAYS[:2], 5, [0, 1]),
    ],
)
def test_the_newest_entries_are_kept_in_the_feeds_order(
    dates: list[datetime | None], most: int, kept: list[int]
) -> None:
    assert newest(dates, most) == kept


def test_a_teaser_that_repeats_the_text_is_no_summary_and_one_word_no_text() -> None:
    text = "The council paused its pilot.\n\nA report is due."
    assert text_and_teaser(text, "The council paused its pilot. A rep […]", title="T") == (text, "")
    assert text_and_teaser(text, "It was a surprise.", title="T") == (text, "It was a surprise.")
    assert text_and_teaser("", "Null", title="T") == ("", "")
    assert text_and_teaser("", "Null") == ("Null", "")
    assert text_and_teaser("[Picture: A van on a street]", "It was there.", title="T") == (
        "It was there.\n\n[Picture: A van on a street]", "",
    )  # fmt: skip


def test_neither_links_nor_what_ids_are_made_of_make_another_entry() -> None:
    entry = Entry("1", "https://a.example/1", "x")
    tracked = replace(entry, links=(Link("https://a.example/2"),), undated="today", dated=datetime.now(UTC), headed="y")
    assert (entry, hash(entry)) == (tracked, hash(tracked))
    named = (
        name for name in Entry.__struct_fields__ if name not in ("links", "enclosures", "undated", "dated", "headed")
    )
    assert all(replace(entry, **{name: "other"}) != entry for name in named)
