"""A shelf in memory, for what does not need a disk."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.app import App
from textual.geometry import Size
from textual.pilot import Pilot

from civic.analysis.analyse import analyse
from civic.arrangement import Arrangement, How, arrange
from civic.fault import Fault
from civic.judgement import Judgement, Operation, Value, fold
from civic.query import Facts, Query, matches
from civic.story import Story
from civic.suggestions import Analysis
from tui.app import CivicDesk
from workspace.workspace import Workspace

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MemoryRow:
    key: int
    id: str
    title: str
    source: str
    when: int
    read: bool
    starred: bool
    noted: bool
    tags: tuple[str, ...]
    suggested: tuple[str, ...]


@dataclass
class MemoryShelf:
    """Keeps stories and judgements as `storage.library.library` does, in memory. `full`: nothing can be saved."""

    stories: dict[int, Story] = field(default_factory=dict)
    judgements: dict[str, Judgement] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    full: bool = False
    folds: dict[int, int] = field(default_factory=dict)
    numbering: int = 0

    def copies(self, story: str) -> tuple[int | None, list[int]]:
        number = self.folds.get(self.key_of(story) or 0)
        if number is None or self.judgement(story).apart:
            return None, []
        return number, sorted((key for key in self._folds() if self.folds[key] == number), reverse=True)

    def _folds(self) -> dict[int, int]:
        return {key: fold for key, fold in self.folds.items() if not self.judgement(self.stories[key].id).apart}

    def put(self, story: Story, key: int) -> None:
        self.stories[key] = story

    def search(self, query: Query, *, limit: int = 200, before: int | None = None) -> list[int]:
        keys = sorted((key for key in self.stories if before is None or key < before), reverse=True)
        return [key for key in keys if matches(query, self._facts(self.stories[key]))][:limit]

    def arranged(self, query: Query, how: How, *, limit: int) -> Arrangement:
        keys = self.search(query, limit=limit)
        rank = {key: self.stories[key].source for key in keys} if how.order == "source" else None
        groups = {key: [self.stories[key].source] for key in keys} if how.group == "source" else None
        return arrange(keys, how, whole=len(keys) < limit, folds=self._folds(), rank=rank, groups=groups)

    def _facts(self, story: Story) -> Facts:
        return Facts(story, self.judgement(story.id), self.analysis(story.id), new=False)

    def rows(self, keys: Sequence[int]) -> list[MemoryRow]:
        return [self._row(key, self.stories[key]) for key in keys if key in self.stories]

    def _row(self, key: int, story: Story) -> MemoryRow:
        judged = self.judgement(story.id)
        analysis = self.analysis(story.id)
        open_ones = [one.concern for one in analysis.suggested if one.concern not in judged.concerns]
        return MemoryRow(
            key,
            story.id,
            story.headline,
            story.source,
            int(story.when.timestamp()) if story.when else 0,
            judged.read,
            judged.starred,
            bool(judged.note),
            judged.tags,
            tuple(open_ones),
        )

    def key_of(self, story: str) -> int | None:
        return next((key for key, kept in self.stories.items() if kept.id == story), None)

    def story(self, story: str) -> Story | None:
        return next((kept for kept in self.stories.values() if kept.id == story), None)

    def judgement(self, story: str) -> Judgement:
        return self.judgements.get(story, Judgement())

    def judge(self, changes: Sequence[tuple[str, str, Value]]) -> list[Operation]:
        if self.full:
            raise Fault("The disk is full; free some space and try again.")
        done = []
        for story, name, value in changes:
            was = self.judgement(story).value(name)
            if was == value:
                continue
            done.append(Operation(str(len(self.operations)), story, name, value, was, NOW.isoformat(), "me"))
            self.judgements[story] = fold(self.judgement(story), done[-1])
            self.operations.append(done[-1])
        return done

    def analysis(self, story: str) -> Analysis:
        kept = self.story(story)
        return analyse(kept.text, kept.title) if kept else analyse("")


def a_story(number: int, title: str, text: str = "") -> Story:
    return Story(id=f"s{number}", title=title, text=text or title + ".", published=NOW - timedelta(hours=100 - number))


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def shelf() -> MemoryShelf:
    """Five stories, the newest is s5."""
    shelf = MemoryShelf()
    titles = ["Bins emptied", "Palantir in the police", "A park reopens", "Palantir in health", "Face scans in shops"]
    for number, title in enumerate(titles, 1):
        shelf.put(a_story(number, title), number)
    return shelf


async def until(pilot: Pilot[None], condition: Callable[[], object], seconds: float = 20) -> None:
    """Wait for what the program will come to by itself; the deadline only ends a test that has failed."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        await pilot.pause(0.01)


def screen_text(app: App[None]) -> str:
    """What stands on the screen, line by line."""
    width, height = app.size
    lines = app.screen._compositor.render_strips(Size(width, height))
    return "\n".join(strip.text for strip in lines)


@pytest.fixture
def put():
    """Brings stories into the library of a desk, and shows them."""

    def bring(app: CivicDesk, *stories: Story) -> None:
        app.workspace.library.put_many(stories)
        app._desk_screen.take_in_changes()

    return bring


@pytest.fixture
def toasts():
    """All messages that a desk shows just now."""
    return lambda app: " ".join(note.message for note in app._notifications)


@pytest.fixture
def wait_until():
    return until


@pytest.fixture
def drawn():
    return screen_text


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def open_desk(home: Path):
    """Opens the real program on the home folder: `async with open_desk(size) as (app, pilot)`."""

    @asynccontextmanager
    async def opened(size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[CivicDesk, Pilot[None]]]:
        with Workspace.open(home=home) as workspace:
            app = CivicDesk(workspace)
            async with app.run_test(size=size) as pilot:
                await until(pilot, lambda: app.screen.id == "desk")
                await until(pilot, lambda: app.desk.story is None or app.desk.analysis is not None)
                await until(pilot, lambda: "Reading …" not in screen_text(app))
                yield app, pilot

    return opened
