"""What is exported and taken into an empty home is the same library and the same judgements, whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from civic.correction import EVERYWHERE, Correction
from civic.judgement import (
    APART,
    HIDE,
    NOTE,
    READ,
    STAR,
    Decision,
    Judgement,
    Value,
    Verdict,
    concern_field,
    stakeholder_field,
)
from civic.operation import Operation
from civic.query import EVEN_HIDDEN
from civic.story import AuthorStakeholder, Link, Span, Story
from civic.suggestions import Analysis
from civic.text import clean, clean_line
from tests.civic.export.nasty import NASTY
from workspace.workspace import Workspace

Run = Callable[..., Any]
WHEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TEXTS = [text for text in dict.fromkeys(map(clean, NASTY)) if text.strip()]


@dataclass(frozen=True)
class Whole:
    """One story with all that a home holds of it."""

    story: Story
    judgement: Judgement
    history: tuple[Operation, ...]
    analysis: Analysis | None


def whole(home: Path) -> dict[str, Whole]:
    """All that a home holds, by the stories' ids."""
    with Workspace.open(home=home, whole=True) as workspace:
        library = workspace.library
        found = {
            story.id: Whole(
                story, library.judgement(story.id), tuple(library.history(story.id)), workspace.suggestions.of(story)
            )
            for story in library.iterate(EVEN_HIDDEN)
        }
        nobody = Story(EVERYWHERE)
        everywhere = Whole(nobody, library.judgement(EVERYWHERE), tuple(library.history(EVERYWHERE)), None)
    return {**found, EVERYWHERE: everywhere}


def hostile(number: int, text: str) -> Story:
    """A story that has this text wherever one can stand."""
    line = clean_line(text) or "x"
    body = f"{text}\nResidents fear surveillance by the police, {line}."
    return Story(
        f"s{number}", line, f"https://example.org/{number}", clean_line(text, 200), clean_line(text, 200),
        WHEN + timedelta(hours=number), WHEN + timedelta(days=1), "https://example.org/feed", "en", body.strip("\n"),
        text.strip(),
        (AuthorStakeholder(line, "company", ("supplier",)), AuthorStakeholder("Town", "public_body", ("deployer",))),
        ("bias", clean_line(text, 100) or "x"), (clean_line(text, 100) or "x",), WHEN + timedelta(days=2),
        (Link("https://example.org/more", clean_line(text, 200)),),
    )  # fmt: skip


def decided(number: int, story: Story) -> Iterator[tuple[str, Value]]:
    """Every kind of decision on it, one after the other; some are taken back."""
    start = story.text.index("Residents")
    span = Span(start, start + 9, "Residents")
    yield concern_field("privacy"), Decision(Verdict.ACCEPTED, (span,), "high", "alleged")
    yield concern_field(clean_line(story.title, 100)), Decision(Verdict.TAGGED, (Span(0, len(story.text), story.text),))
    yield concern_field("safety"), Decision(Verdict.REJECTED)
    yield NOTE, f"First {story.summary}"
    yield NOTE, story.summary
    yield STAR, True
    yield READ, True
    yield APART, True
    yield stakeholder_field(story.title), Correction(name=f"Not {story.title}", roles=("overseer",))
    yield stakeholder_field("Nobody"), Correction(removed=True)
    yield concern_field("safety"), None
    if number % 2:
        yield STAR, None
    if number % 3 == 0:
        yield HIDE, True
    if number % 4 == 0:
        yield NOTE, None


def home_of(path: Path) -> Path:
    """A home of the one coder of this module."""
    path.mkdir()
    (path / "config.toml").write_text('who = "ada | <b>"\n')
    return path


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A home where somebody has been at work, and somebody else's decisions have been taken in."""
    home = home_of(tmp_path / "first")
    with Workspace.open(home=home, whole=True) as workspace:
        stories = [hostile(number, text) for number, text in enumerate(TEXTS)]
        workspace.library.put_many([*stories, Story("bare", text="Only a text."), Story("named", "Only a title")])
        for number, story in enumerate(stories):
            for field, value in decided(number, story):
                workspace.library.judge([(story.id, field, value)])
        theirs = Operation(
            "o-bob", "s1", concern_field("labour"), Decision(Verdict.TAGGED), None, WHEN.isoformat(), "bob"
        )
        workspace.library.adopt([theirs, replace(theirs, id="o-cy", story="bare", who="漢字 `cy`")])
        workspace.library.judge([(EVERYWHERE, stakeholder_field("Town"), Correction(name="Town of Example"))])
    return home


EVERY = "is:hidden OR -is:hidden"


def test_a_library_comes_through_whole(first: Path, civicdesk: Run, tmp_path: Path) -> None:
    file, second, third = tmp_path / "all.jsonl", home_of(tmp_path / "second"), home_of(tmp_path / "third")
    assert civicdesk("export", EVERY, "--format", "jsonl", "--flags", "-o", file, "--home", first).status == 0
    assert len(file.read_bytes().splitlines()) == len(TEXTS) + 4  # bare, named, the seed, and what holds everywhere
    done = civicdesk("import", file, "--home", second, "--json")
    assert (done.status, done.err) == (0, "")
    assert done.json["conflicts"] == []
    before, after = whole(first), whole(second)
    assert set(after) == set(before)
    for name, found in before.items():
        assert after[name] == found, name
    assert len(before["s1"].history) == 13
    assert before["s1"].judgement.stakeholders
    assert {one.who for one in before["s1"].history} == {"ada | <b>", "bob"}
    # and once more, from there
    again = tmp_path / "again.jsonl"
    assert civicdesk("export", EVERY, "--format", "jsonl", "--flags", "-o", again, "--home", second).status == 0
    assert again.read_bytes() == file.read_bytes()
    assert civicdesk("import", again, "--home", third).status == 0
    assert whole(third) == before


def test_what_another_coder_hands_on_is_the_same_but_for_flags(first: Path, civicdesk: Run, tmp_path: Path) -> None:
    file, again = tmp_path / "all.jsonl", tmp_path / "again.jsonl"
    assert civicdesk("export", EVERY, "--format", "jsonl", "-o", file, "--home", first).status == 0
    assert civicdesk("import", file, "--home", tmp_path / "second").status == 0
    assert civicdesk("export", EVERY, "--format", "jsonl", "-o", again, "--home", tmp_path / "second").status == 0
    assert again.read_bytes() == file.read_bytes()
    before, after = whole(first), whole(tmp_path / "second")
    for name, found in before.items():
        assert after[name].history == tuple(one for one in found.history if not one.private), name
        assert not after[name].judgement, name


def test_taking_it_in_where_it_came_from_changes_nothing(first: Path, civicdesk: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    before = whole(first)
    civicdesk("export", EVERY, "--format", "jsonl", "-o", file, "--home", first)
    done = civicdesk("import", file, "--home", first, "--json")
    assert (done.json["new"], done.json["decisions"], done.json["conflicts"]) == (0, 0, [])
    assert whole(first) == before


def test_an_empty_result_is_taken_in_as_nothing(first: Path, civicdesk: Run, tmp_path: Path) -> None:
    file, second = tmp_path / "none.jsonl", tmp_path / "second"
    assert civicdesk("export", "xylophone", "--format", "jsonl", "-o", file, "--home", first).status == 0
    before = whole(second)
    done = civicdesk("import", file, "--home", second, "--json")
    assert (done.status, done.json["new"], done.json["skipped"]) == (0, 0, 0)
    assert {name: found for name, found in whole(second).items() if name != EVERYWHERE} == {
        name: found for name, found in before.items() if name != EVERYWHERE
    }
