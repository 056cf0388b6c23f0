"""A library under a random history of its feeds: whose decisions stand where, against the truth."""

import os
import random
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from civic.judgement import HIDE, NOTE, READ, Decision, Value, Verdict, concern_field
from civic.news import news_of
from civic.query import EVEN_HIDDEN
from civic.story import Story
from feeds.formats.worker import answers
from feeds.refresh import FeedResult, Outcome
from feeds.subscriptions import Feed
from storage.files.places import Places
from storage.library.library import Library
from tests.workspace.feed_histories import BEGIN, Publisher, World, random_habits
from workspace.refresh import identity, keep

_CHANCE_TO_DECIDE: Final = 0.4


@dataclass(slots=True)
class Outcomes:
    """What became of the decisions of one history or of many: on how many stories something was decided, how many of
    them have all of it on their one row, and every decision that stands on another story."""

    decided: int = 0
    kept: int = 0
    doubled: int = 0
    foreign: dict[tuple[int, int, str], str] = field(default_factory=dict)
    """by seed, story and field, as a sentence"""
    lost: dict[tuple[int, int], str] = field(default_factory=dict)
    """by seed and story, as a sentence"""

    def add(self, other: "Outcomes") -> None:
        """Add the outcomes of another history."""
        self.decided += other.decided
        self.kept += other.kept
        self.doubled += other.doubled
        self.foreign.update(other.foreign)
        self.lost.update(other.lost)

    @property
    def share(self) -> float:
        """Return the share of stories that kept everything, 0 to 1."""
        return self.kept / self.decided if self.decided else 1.0


class Trial:
    """One library in a folder, its feeds, and a user who decides on what the library shows."""

    def __init__(self, seed: int, home: Path) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.world = World(self.chance)
        self.publishers = [
            Publisher(self.world, number, random_habits(self.chance)) for number in range(self.chance.randint(1, 3))
        ]
        self.feeds: list[Feed] = [Feed(publisher.address) for publisher in self.publishers]
        self.decided: defaultdict[int, dict[str, Value]] = defaultdict(dict)
        self.now = BEGIN
        self.library = Library.open(Places.find(home, None, {}), who="me", now=lambda: self.now)
        self.library.remove_many([row.id for row in self.library.rows(self.library.search())])  # the built-in one
        self.outcomes = Outcomes()

    def run(self) -> Outcomes:
        """Live through the history; return what became of the decisions."""
        with self.library:
            for number in range(self.chance.randint(3, 8)):
                self.now += timedelta(hours=self.chance.choice((1, 6, 30)))
                if number:
                    for publisher in self.publishers:
                        publisher.step(self.now)
                        self._maybe_move(publisher)
                self._refresh()
                self._look_for_foreign(number)
                self._decide()
            self._count()
        return self.outcomes

    def _maybe_move(self, publisher: Publisher) -> None:
        if self.chance.random() < 0.05:
            before = publisher.address
            publisher.move()
            self.feeds = [Feed(publisher.address) if feed.url == before else feed for feed in self.feeds]

    def _refresh(self) -> None:
        results = [self._result(publisher) for publisher in self.publishers]
        before = {identity(feed): feed for feed in self.feeds}
        keep(self.library, self._update_feeds, results, before)

    def _update_feeds(self, change: Callable[[list[Feed]], list[Feed]]) -> None:
        self.feeds = change(self.feeds)

    def _result(self, publisher: Publisher) -> FeedResult:
        feed = next(feed for feed in self.feeds if feed.url == publisher.address)
        request = {"job": "feed", "base": feed.url, "type": "application/xml", "feed": feed.key, "source": feed.title}
        items = (answer["item"] for answer in answers(request, publisher.body()) if "item" in answer)
        stories = tuple(replace(Story.from_document(item), fetched=self.now) for item in items)  # type: ignore[arg-type]
        return FeedResult(replace(feed, fetched=self.now.isoformat()), stories, Outcome.UPDATED)

    def _rows(self) -> Iterable[tuple[int, Story]]:
        """Yield each story of the library with the number of the true one that it shows."""
        for story in self.library.iterate(EVEN_HIDDEN):
            number = self.world.told.get((story.title, story.text))
            assert number is not None, f"history {self.seed}: a row with words that nobody wrote: {story}"
            yield number, story

    def _decide(self) -> None:
        """Read, tag, note and hide some of what is there, each row as the story that it shows."""
        changes: list[tuple[str, str, Value]] = []
        for number, story in self._rows():
            if self.chance.random() < _CHANCE_TO_DECIDE:
                field, value = self.chance.choice((
                    (READ, True), (HIDE, True), (NOTE, f"on {number}"),
                    (concern_field(f"tag-{number}"), Decision(Verdict.TAGGED)),
                ))  # fmt: skip
                changes.append((story.id, field, value))
                self.decided[number][field] = value
        self.library.judge(changes)

    def _look_for_foreign(self, fetch: int) -> None:
        for number, story in self._rows():
            judgement, own = self.library.judgement(story.id), self.decided.get(number, {})
            held = {READ: judgement.read or None, HIDE: judgement.hidden or None, NOTE: judgement.note or None,
                    **{concern_field(tag): tag for tag in judgement.tags}}  # fmt: skip
            for name, value in held.items():
                if value is not None and (name not in own or (name == NOTE and own[name] != value)):
                    self.outcomes.foreign.setdefault(
                        (self.seed, number, name),
                        f"history {self.seed}, fetch {fetch}: {name} {value!r} on story {number}, {story.title!r}",
                    )

    def _count(self) -> None:
        rows: defaultdict[int, list[Story]] = defaultdict(list)
        for number, story in self._rows():
            rows[number].append(story)
        self.outcomes.doubled = sum(len(there) > 1 for there in rows.values())
        for number, own in self.decided.items():
            there = rows[number]
            whole = len(there) == 1 and all(self._stands(there[0], *one) for one in own.items())
            self.outcomes.decided += 1
            self.outcomes.kept += whole
            if not whole:
                titles = {story.title for story in there}
                self.outcomes.lost[self.seed, number] = (
                    f"history {self.seed}: story {number} {titles} has {len(there)} rows; decided: {', '.join(own)}"
                )

    def _stands(self, story: Story, field: str, value: Value) -> bool:
        """Return whether a decision stands on a story, or is taken back since the story says something new."""
        held = self.library.view.last(self.library.history(story.id)).get(field)
        return held is not None and (held.value == value or bool(news_of(held)))


def try_histories(seeds: Iterable[int], done: Callable[[int, Outcomes], None] = lambda *_: None) -> Outcomes:
    """Live through the histories of these seeds; return all outcomes. `done` is told of each."""
    together = Outcomes()
    # A memory disk, where there is one: whether bytes survive a power cut is tried elsewhere.
    where = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="civicdesk-history-", dir=where) as folder:
            outcomes = Trial(seed, Path(folder)).run()
        together.add(outcomes)
        done(seed, outcomes)
    return together
