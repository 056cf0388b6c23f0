"""The feeds that are measured with are as real ones are, and the program reads all that stands in them."""

import re

import pytest

from benchmarks.feeds import ENTRIES, Writer
from feeds.formats.parse import Parsers
from feeds.subscriptions import Feed


@pytest.fixture(scope="module")
def writer() -> Writer:
    """The words that it draws from take a second to make."""
    return Writer()


@pytest.mark.parametrize("number", [0, 4], ids=["rss", "atom"])
async def test_every_entry_is_read_whole(writer: Writer, number: int) -> None:
    feed = Feed(f"https://site{number}.example/feed")
    async with Parsers(size=1, deadline=60) as parsers:
        parsed = await parsers.feed(writer.feed(number, ENTRIES), feed=feed, content_type="application/xml")
    assert parsed.warning == ""
    assert len({story.id for story in parsed.stories}) == len({story.title for story in parsed.stories}) == ENTRIES
    assert all(story.published and story.author and story.url for story in parsed.stories)
    assert all(2_000 < len(story.text) < 12_000 and "<" not in story.text for story in parsed.stories)


def test_two_entries_later_all_others_are_the_same(writer: Writer) -> None:
    before, after = (_entries(writer.feed(1, newest)) for newest in (ENTRIES, ENTRIES + 2))
    assert before[:-2] == after[2:]
    assert len(set(after)) == ENTRIES


def _entries(body: bytes) -> list[bytes]:
    return re.findall(rb"<item>.*?</item>", body, re.DOTALL)
