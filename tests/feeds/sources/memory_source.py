"""A source whose stories are in memory: the test double of the port, and the smallest kind there can be."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from msgspec.structs import replace

from civic.story import Story, story_id
from feeds.sources.source import FeedResult, Outcome, Resources, failed
from feeds.subscriptions import Feed


@dataclass
class Memory:
    """A place in memory; `make` gives sources that read it."""

    feed: Feed = field(default_factory=lambda: Feed("https://memory.example/", kind="memory"))
    numbers: Sequence[int] = (3, 2, 1)
    mood: str = ""

    def offer(self, numbers: Sequence[int]) -> None:
        self.numbers, self.mood = numbers, ""

    def fail(self) -> None:
        self.mood = "fails"

    def hang(self) -> None:
        self.mood = "hangs"

    def make(self, feed: Feed, resources: Resources) -> "MemorySource":
        return MemorySource(feed, resources, self)


@dataclass
class MemorySource:
    feed: Feed
    resources: Resources
    memory: Memory

    async def fetch(self) -> FeedResult:
        now = self.resources.now()
        if self.memory.mood == "hangs":
            try:
                await asyncio.wait_for(asyncio.Event().wait(), self.resources.fetcher.limits.seconds)
            except TimeoutError:
                return failed(self.feed, "The memory did not answer in time; try again later.", now)
        if self.memory.mood == "fails":
            return failed(self.feed, "The memory fails; try again later.", now)
        digest = repr(self.memory.numbers)
        answered = replace(
            self.feed,
            fetched=now.isoformat(timespec="seconds"),
            due=(now + timedelta(hours=1)).isoformat(timespec="seconds"),
            digest=digest,
            error="",
            failures=0,
        )
        if digest == self.feed.digest:
            return FeedResult(answered, (), Outcome.UNCHANGED)
        key = self.feed.key
        stories = tuple(
            Story(id=story_id(feed=key, guid=str(number)), title=f"Story {number}", feed=key, fetched=now)
            for number in self.memory.numbers
        )
        return FeedResult(answered, stories, Outcome.UPDATED)
