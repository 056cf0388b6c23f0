"""A home of its own for every test, and libraries in it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from civic.story import Span, Story
from civic.suggestions import Analysis, Evidence, Stakeholder, Suggestion
from storage.files.places import Places
from storage.library.library import Library
from storage.live import generations

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def at(hours: int) -> datetime:
    """A moment, hours after the beginning of the tests' time."""
    return BEGINNING + timedelta(hours=hours)


def story(name: str, text: str = "", *, hours: int = 0, **fields: object) -> Story:
    """A story whose id and title are its name."""
    return Story(**{"id": name, "title": name, "text": text, "published": at(hours), **fields})  # type: ignore[arg-type]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.find(tmp_path / "home", environ={})


@pytest.fixture
def open_library() -> Iterator[Callable[..., Library]]:
    """Opens libraries that are closed at the test's end."""
    with ExitStack() as stack:

        def open_one(
            places: Places, who: str = "ada", now: datetime = BEGINNING, formerly: Sequence[str] = ()
        ) -> Library:
            return stack.enter_context(Library.open(places, who=who, formerly=formerly, now=lambda: now))

        yield open_one


@pytest.fixture
def library(places: Places, open_library: Callable[..., Library]) -> Library:
    """A library of a new home."""
    return open_library(places)


def suggestions(text: str, *concerns: str, stakeholder: str = "") -> Analysis:
    """Suggestions as an analysis of this text could give them: these concerns, and one supplier."""
    whole = Span(0, len(text), text)
    stakeholders = (
        (Stakeholder(stakeholder, (f"{stakeholder} plc",), "company", ("supplier",), 0.5, (whole,)),)
        if stakeholder
        else ()
    )
    ranked = tuple(Suggestion(concern, 0.9, True, ("word",), (Evidence(whole, 0.7),)) for concern in concerns)
    return Analysis((whole,), stakeholders, (*ranked, Suggestion("environment", 0.1, False, (), ())))


@pytest.fixture(autouse=True)
def no_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests write files and have them opened at once."""
    monkeypatch.setattr(generations, "SETTLE", 0.0)
