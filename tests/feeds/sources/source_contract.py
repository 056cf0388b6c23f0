"""What every `Source` has to do (`feeds.sources.source`), as tests that run over any kind of source.

To try a kind, write a `Place` for it, and collect the suite under a class of its own:

    class TestMine(SourceContract):
        @pytest.fixture
        def place(self): ...
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import pytest
from msgspec.structs import replace

from civic.story import read_time
from feeds.fetch.http import Fetcher, Limits
from feeds.formats.parse import Parsers
from feeds.sources.source import FeedResult, MakeSource, Outcome, Resources
from feeds.subscriptions import Feed
from tests.feeds.conftest import NOON

SECONDS = 0.5
"""How long a fetch may take where nothing answers."""


class Place(Protocol):
    """What stories come from in a test, and what can be done to it."""

    feed: Feed
    """a new subscription to it"""

    @property
    def make(self) -> MakeSource:
        """How its sources are made."""
        ...

    def offer(self, numbers: Sequence[int]) -> None:
        """Offer these stories from now on, titled "Story N", newest first."""
        ...

    def fail(self) -> None:
        """Answer with an error from now on."""
        ...

    def hang(self) -> None:
        """Never answer from now on."""
        ...


class SourceContract:
    """The suite. `place` is a fixture of each subclass; it offers the stories 3, 2 and 1."""

    @pytest.fixture
    async def resources(self) -> AsyncIterator[Resources]:
        async with Fetcher(limits=Limits(seconds=20.0)) as fetcher, Parsers(size=1) as parsers:
            yield Resources(fetcher, parsers, lambda: NOON)

    async def fetch(self, place: Place, resources: Resources, feed: Feed | None = None) -> FeedResult:
        source = place.make(feed or place.feed, resources)
        assert source.feed == (feed or place.feed)
        result = await source.fetch()
        assert source.feed == (feed or place.feed)
        return result

    async def test_the_first_fetch_brings_all_stories(self, place: Place, resources: Resources) -> None:
        result = await self.fetch(place, resources)
        assert (result.outcome, result.message, result.asked) == (Outcome.UPDATED, "", "")
        assert [story.title for story in result.stories] == ["Story 3", "Story 2", "Story 1"]
        assert len({story.id for story in result.stories}) == 3
        for story in result.stories:
            assert (story.feed, story.fetched) == (place.feed.key, NOON)

    async def test_an_answer_leaves_the_state_of_an_answer(self, place: Place, resources: Resources) -> None:
        before = replace(place.feed, error="It failed.", failures=3)
        feed = (await self.fetch(place, resources, before)).feed
        assert (feed.error, feed.failures, read_time(feed.fetched)) == ("", 0, NOON)
        assert _later(feed)

    async def test_what_is_unchanged_brings_no_stories(self, place: Place, resources: Resources) -> None:
        first = await self.fetch(place, resources)
        second = await self.fetch(place, resources, first.feed)
        assert (second.outcome, second.stories) == (Outcome.UNCHANGED, ())
        assert _later(second.feed)

    async def test_the_state_survives_its_file(self, place: Place, resources: Resources) -> None:
        first = await self.fetch(place, resources)
        second = await self.fetch(place, resources, Feed.from_row(first.feed.to_row()))
        assert second.outcome is Outcome.UNCHANGED

    async def test_ids_stay_when_stories_come_and_go(self, place: Place, resources: Resources) -> None:
        first = await self.fetch(place, resources)
        place.offer([4, 3, 2])
        second = await self.fetch(place, resources, first.feed)
        assert second.outcome is Outcome.UPDATED
        before, after = ({story.title: story.id for story in result.stories} for result in (first, second))
        assert list(after) == ["Story 4", "Story 3", "Story 2"]
        assert [after[title] for title in ("Story 3", "Story 2")] == [before["Story 3"], before["Story 2"]]
        assert after["Story 4"] not in before.values()

    @pytest.mark.parametrize("failing", [False, True])
    async def test_what_the_user_set_stays(self, place: Place, resources: Resources, failing: bool) -> None:
        if failing:
            place.fail()
        mine = replace(place.feed, title="Mine", group="A / B", lang="nl", interval=90, fulltext=True, more={"x": 1})
        feed = (await self.fetch(place, resources, mine)).feed
        for name in ("title", "group", "lang", "local", "interval", "fulltext", "more", "kind", "key"):
            assert getattr(feed, name) == getattr(mine, name)

    async def test_a_failure_is_a_result_with_one_sentence(self, place: Place, resources: Resources) -> None:
        good = (await self.fetch(place, resources)).feed
        place.fail()
        result = await self.fetch(place, resources, good)
        _check_failure(result, good)
        place.offer([3, 2, 1])
        again = (await self.fetch(place, resources, result.feed)).feed
        assert (again.error, again.failures) == ("", 0)

    async def test_what_never_answers_fails_in_time(self, place: Place) -> None:
        place.hang()
        limits = Limits(seconds=SECONDS)
        async with Fetcher(limits=limits) as fetcher, Parsers(size=1, deadline=SECONDS) as parsers:
            result = await self.fetch(place, Resources(fetcher, parsers, lambda: NOON))
        _check_failure(result, place.feed)

    async def test_cancelling_ends_all_that_it_began(self, place: Place, resources: Resources) -> None:
        place.hang()
        before = asyncio.all_tasks()
        fetching = asyncio.create_task(self.fetch(place, resources))
        await asyncio.sleep(0.05)
        assert not fetching.done()
        fetching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await fetching
        assert asyncio.all_tasks() == before


def _later(feed: Feed) -> bool:
    due: datetime | None = read_time(feed.due)
    return due is not None and timedelta() < due - NOON <= timedelta(days=31)


def _check_failure(result: FeedResult, before: Feed) -> None:
    """The state is that before, but for what a failure changes."""
    assert (result.outcome, result.stories) == (Outcome.FAILED, ())
    assert result.message.endswith(".")
    assert result.message.isprintable()
    assert _later(result.feed)
    changed = replace(before, error=result.message, failures=before.failures + 1, due=result.feed.due)
    assert result.feed == changed
