"""What a decision changes: one table, run through the desk, the command line and rules, with equal results."""

import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from civic.anchoring import TextVersion
from civic.codebook import DEFAULT
from civic.judgement import HIDE, READ, STAR, UNSAID, Decision, Value, Verdict, concern_field
from civic.rules import Effect
from civic.story import Span, Story
from cli.main import main
from tests.doubles import MemoryLibrary, undo_on
from tests.storage.conftest import suggestions
from tui.desk.session import Desk
from workspace.clock import utc_now
from workspace.decisions import Change, Decisions
from workspace.workspace import Workspace

TEXT: Final = (
    "The council paused a system that scores benefit claims for the risk of fraud after campaigners found that it "
    "flagged single parents three times as often as others. Officials said an audit would be published in spring."
)
COPIES: Final = ("one", "two", "three")
STORIES: Final = (*COPIES, "other", "late")
TAG: Final = "my-own-tag"
VALUES: Final[Mapping[str, tuple[str, Value]]] = {
    "read": (READ, True),
    "hidden": (HIDE, True),
    "starred": (STAR, True),
    "tagged": (concern_field(TAG), Decision(Verdict.TAGGED)),
}

State = Mapping[str, set[str]]
"""What holds for each story, by the words of VALUES."""
ALL_READ: Final = {name: {"read"} for name in COPIES}
ALL_HIDDEN: Final = {name: {"hidden"} for name in COPIES}


@dataclass(frozen=True)
class Row:
    """A row of the table: what is decided on the story "two" of the group, in which state, and the state then. `rule`
    is what a rule does instead; "" for what no rule can do."""

    decision: str
    after: State
    before: State = field(default_factory=dict)
    rule: str = ""


TABLE: Final = (
    Row("read", ALL_READ, rule="read"),
    Row("read", ALL_READ, before={"one": {"read"}}, rule="read"),
    Row("read", {**ALL_READ, "other": {"hidden"}}, before={"other": {"hidden"}}, rule="read"),
    Row("unread", {}, before=ALL_READ),
    Row("unread", {"one": {"starred"}}, before={**ALL_READ, "one": {"read", "starred"}}),
    Row("hide", ALL_HIDDEN, rule="hide"),
    Row("hide", {**ALL_HIDDEN, "three": {"hidden", "tagged"}}, before={"three": {"tagged"}}, rule="hide"),
    Row("show", {}, before=ALL_HIDDEN),
    Row("star", {"two": {"starred"}}, rule="star"),
    Row("star", {"one": {"starred"}, "two": {"starred"}}, before={"one": {"starred"}}, rule="star"),
    Row("tag", {**ALL_READ, "two": {"read", "tagged"}}, rule=f"tag {TAG}"),
    Row("tag", {**ALL_READ, "one": {"read", "tagged"}, "two": {"read", "tagged"}},
        before={"one": {"tagged"}, "three": {"read"}}, rule=f"tag {TAG}"),
    Row("untag", ALL_READ, before={"two": {"tagged"}}),
)  # fmt: skip
IDS: Final = [f"{row.decision}-{number}" for number, row in enumerate(TABLE)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with three copies of a report and another story."""
    home = tmp_path / "home"
    with Workspace.open(home) as workspace:
        workspace.library.put_many(
            [Story(name, f"Council pauses scores {name}", source=name, text=TEXT) for name in COPIES]
        )
        workspace.library.put_many([Story("other", "Football results", text="Two nil, said the club.")])
        workspace.library.find_copies()
    return home


def prepare(home: Path, before: State) -> None:
    with Workspace.open(home) as workspace:
        changes = [(name, *VALUES[word]) for name, words in before.items() for word in words]
        workspace.library.judge(changes)


def state_of(home: Path) -> State:
    with Workspace.open(home) as workspace:
        found = {name: workspace.library.judgement(name) for name in STORIES}
    held = {
        name: {word for word in ("read", "hidden", "starred") if getattr(judgement, word)}
        | ({"tagged"} if TAG in judgement.tags else set())
        for name, judgement in found.items()
    }
    return {name: words for name, words in held.items() if words}


def decide_on_the_desk(row: Row, home: Path, *, unfolded: bool) -> None:
    with Workspace.open(home, whole=True) as workspace:
        desk = Desk(
            workspace.library, workspace.decisions, workspace.settling, workspace.undo, utc_now, workspace.codebook
        )
        if row.decision == "show":
            desk.view.filter_by("is:hidden")
        if unfolded:
            desk.view.reveal("two")
            desk.view.toggle_duplicates()
        assert desk.view.reveal("two")
        keys: Mapping[str, Callable[[], Any]] = {
            "read": desk.toggle_read,
            "unread": desk.toggle_read,
            "hide": desk.toggle_hidden,
            "show": desk.toggle_hidden,
            "star": desk.toggle_star,
            "tag": lambda: desk.toggle_tag(TAG),
            "untag": lambda: desk.toggle_tag(TAG),
        }
        assert keys[row.decision]()


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    yield


COMMANDS: Final[Mapping[str, list[str]]] = {
    "read": ["read", "two"],
    "unread": ["read", "two", "--off"],
    "hide": ["hide", "two"],
    "show": ["hide", "two", "--off"],
    "star": ["star", "two"],
    "tag": ["tag", "two", TAG],
    "untag": ["tag", "two", TAG, "--remove"],
}


def decide_on_the_command_line(row: Row, home: Path) -> None:
    assert main([*COMMANDS[row.decision], "--home", str(home)]) == 0


def decide_by_a_rule(row: Row, home: Path) -> None:
    (home / "rules.toml").write_text(f'[[rule]]\nname = "R"\nwhen = "title:two"\ndo = ["{row.rule}"]\n')
    with Workspace.open(home, whole=True) as workspace:
        ready, problems = workspace.rules.runnable()
        assert not problems
        workspace.rules.apply(workspace.rules.effects(ready, lambda *_: True), label="decided")


FACES: Final[Mapping[str, Callable[[Row, Path], None]]] = {
    "desk": partial(decide_on_the_desk, unfolded=False),
    "command line": decide_on_the_command_line,
    "rule": decide_by_a_rule,
}


def a_copy_comes(home: Path) -> None:
    with Workspace.open(home) as workspace:
        workspace.library.put_many([Story("late", "Council pauses scores again", source="late", text=TEXT)])
        workspace.library.find_copies()


@pytest.mark.parametrize("unfolded", [False, True], ids=["folded", "unfolded"])
@pytest.mark.parametrize("row", TABLE, ids=IDS)
def test_on_the_desk(row: Row, unfolded: bool, home: Path) -> None:
    prepare(home, row.before)
    decide_on_the_desk(row, home, unfolded=unfolded)
    assert state_of(home) == row.after


@pytest.mark.parametrize("row", TABLE, ids=IDS)
def test_on_the_command_line(row: Row, home: Path, stdin: None) -> None:
    prepare(home, row.before)
    decide_on_the_command_line(row, home)
    assert state_of(home) == row.after


@pytest.mark.parametrize("row", [row for row in TABLE if row.rule], ids=lambda row: row.decision)
def test_by_a_rule(row: Row, home: Path) -> None:
    prepare(home, row.before)
    decide_by_a_rule(row, home)
    assert state_of(home) == row.after


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("row", TABLE, ids=IDS)
def test_a_copy_that_comes_later_is_as_its_group_is(row: Row, face: str, home: Path, stdin: None) -> None:
    if face == "rule" and not row.rule:
        pytest.skip("no rule does that")
    prepare(home, row.before)
    FACES[face](row, home)
    a_copy_comes(home)
    of_group = {word for name in COPIES for word in row.after.get(name, ())} & {"read", "hidden"}
    assert state_of(home) == {**row.after, **({"late": of_group} if of_group else {})}


@pytest.mark.parametrize("face", ["desk", "command line"])
@pytest.mark.parametrize(("decision", "back"), [("read", "unread"), ("hide", "show")])
def test_what_it_has_is_taken_back_with_what_it_has_it_from(
    decision: str, back: str, face: str, home: Path, stdin: None
) -> None:
    FACES[face](Row(decision, {}), home)
    a_copy_comes(home)
    assert set(state_of(home)) == {*COPIES, "late"}
    FACES[face](Row(back, {}), home)
    assert state_of(home) == {}


def test_an_undone_step_takes_it_back_too(home: Path) -> None:
    with Workspace.open(home, whole=True) as workspace:
        desk = Desk(
            workspace.library, workspace.decisions, workspace.settling, workspace.undo, utc_now, workspace.codebook
        )
        assert desk.view.reveal("two")
        assert desk.toggle_hidden()
        late = Story("late", "Council pauses scores again", source="late", text=TEXT)
        workspace.library.put_many([late])
        workspace.library.find_copies()
        assert workspace.library.judgement("late").hidden
        for _ in range(2):
            assert desk.undo()
            assert not workspace.library.judgement("late").hidden
            assert workspace.undo.redo()
            assert workspace.library.judgement("late").hidden


def test_what_was_taken_back_from_copies_comes_back_with_its_source(home: Path) -> None:
    with Workspace.open(home, whole=True) as workspace:
        decisions = workspace.decisions
        decisions.apply(decisions.flag(["two"], HIDE, on=True), label="hid")
        a_copy_comes(home)
        workspace.library.poll()
        decisions.apply(decisions.flag(["two"], HIDE, on=False, only=True), label="showed")
        assert not workspace.library.judgement("late").hidden
        assert workspace.undo.undo()
        assert workspace.library.judgement("late").hidden


def test_one_story_alone_and_a_new_index_bring_nothing_to_the_others(home: Path, stdin: None) -> None:
    assert main(["hide", "two", "--only", "--home", str(home)]) == 0
    with Workspace.open(home, whole=True) as workspace:
        os.utime(workspace.places.stories, (1, 1))
        workspace._whole_library._live.build_now()
        assert len(workspace.decisions.group_of("two")) == 3
        workspace.library.find_copies()
        assert len(workspace.decisions.group_of("two")) == 3
    assert state_of(home) == {"two": {"hidden"}}


def test_the_desk_says_why_a_copy_is_read(home: Path) -> None:
    with Workspace.open(home, whole=True) as workspace:
        workspace.decisions.apply(workspace.decisions.flag(["two"], READ, on=True, only=True), label="done")
        workspace.decisions.apply(workspace.decisions.flag(["two"], HIDE, on=True, only=True), label="done")
    a_copy_comes(home)
    with Workspace.open(home, whole=True) as workspace:
        desk = Desk(
            workspace.library, workspace.decisions, workspace.settling, workspace.undo, utc_now, workspace.codebook
        )
        desk.view.filter_by("is:hidden")
        assert desk.view.reveal("late")
        assert desk.remarks == ("read and hidden, as its copy from two",)
        assert desk.toggle_hidden()
        desk.view.filter_by("")
        assert desk.view.reveal("late")
        assert desk.remarks == ("read, as its copy from two",)
        assert desk.toggle_read()
        assert not desk.remarks


def test_a_rule_on_what_has_just_come_knows_its_copies(tmp_path: Path) -> None:
    """Nobody has looked for copies yet when the rules run on stories that have just come."""
    home = tmp_path / "fresh"
    with Workspace.open(home, whole=True) as workspace:
        stories = [Story(name, f"Council pauses scores {name}", source=name, text=TEXT) for name in COPIES]
        workspace.library.put_many(stories)
        (home / "rules.toml").write_text('[[rule]]\nname = "R"\nwhen = "title:two"\ndo = ["hide"]\n')
        workspace.rules.run_on([story.id for story in stories])
    assert state_of(home) == ALL_HIDDEN


@pytest.fixture
def library() -> MemoryLibrary:
    """Two copies, of which the second has a line more at its head."""
    memory = MemoryLibrary()
    memory.put_many([Story("one", "Council", text=TEXT), Story("two", "Council", text=f"Updated.\n{TEXT}")])
    memory.find_copies()
    return memory


def decisions(library: MemoryLibrary) -> Decisions:
    return Decisions(library, lambda story: suggestions(story.text, "bias"), lambda: DEFAULT, undo_on(library))


def evidence(library: MemoryLibrary, story: str, tag: str) -> tuple[Span, ...]:
    return library.judgement(story).concerns[tag].evidence


def test_a_passage_is_kept_with_its_context(library: MemoryLibrary) -> None:
    story, deciding = library.story("one"), decisions(library)
    assert story is not None
    start = TEXT.index("paused")
    passage = Span(start, start + 6, "paused")
    deciding.apply(deciding.tag_passage(story, TAG, passage), label="decided")
    (found,) = evidence(library, "one", TAG)
    assert (found.prefix, found.suffix) == (TEXT[:start], TEXT[start + 6 : start + 38])
    assert found.sha256 == TextVersion(TEXT).sha256
    deciding.apply(deciding.decide(story, "bias"), label="decided")
    assert all(span.sha256 == TextVersion(TEXT).sha256 for span in evidence(library, "one", "bias"))
    assert evidence(library, "one", "bias")
    # what is held has its context already, and decides nothing anew
    assert deciding.apply(deciding.tag_passage(story, TAG, passage), label="decided") == []


def test_a_passage_is_dropped_or_replaced_with_its_context_as_one_step(library: MemoryLibrary) -> None:
    story, deciding = library.story("one"), decisions(library)
    assert story is not None
    start = TEXT.index("paused")
    passage, more = Span(start, start + 6, "paused"), Span(0, 3, TEXT[:3])
    title = Span(0, len(story.title), story.title, more=(("in", "title"),))
    for one in (passage, title):
        deciding.apply(deciding.tag_passage(story, TAG, one), label="decided")
    assert evidence(library, "one", TAG) == (passage, title)
    assert evidence(library, "one", TAG)[1].sha256 == TextVersion(story.title).sha256
    (done,) = deciding.apply(deciding.replace_passage(story, TAG, passage, more), label="anew")
    assert evidence(library, "one", TAG) == (more, title)
    assert evidence(library, "one", TAG)[0].suffix == TEXT[3:35]
    (done,) = deciding.apply(deciding.drop_passage(story, TAG, title), label="dropped")
    assert (done.story, evidence(library, "one", TAG)) == ("one", (more,))
    assert deciding.drop_passage(story, TAG, title) == []


def test_what_was_said_of_a_concern_is_unsaid_alone_or_with_its_tag(library: MemoryLibrary) -> None:
    story, deciding = library.story("one"), decisions(library)
    assert story is not None

    def said(changes: Sequence[Change], severity: str = "", certainty: str = "") -> tuple[str, str]:
        deciding.apply(deciding.weighed(changes, severity=severity, certainty=certainty), label="said")
        held = library.judgement("one").concerns.get(TAG, Decision(Verdict.TAGGED))
        return held.severity, held.certainty

    assert said(deciding.decide(story, TAG), "high", "alleged") == ("high", "alleged")
    assert said(deciding.decide(story, TAG), UNSAID) == ("", "alleged")
    assert said(deciding.decide(story, TAG), "low", UNSAID) == ("low", "")
    said(deciding.untag(["one"], TAG))
    assert said(deciding.decide(story, TAG)) == ("", "")


def test_a_copy_is_judged_by_passages_of_its_own_text(library: MemoryLibrary) -> None:
    story, deciding = library.story("one"), decisions(library)
    assert story is not None
    start = TEXT.index("paused")
    deciding.apply(deciding.tag_passage(story, TAG, Span(start, start + 6, "paused")), label="decided")
    deciding.apply(deciding.judge_duplicates("one"), label="decided")
    (found,) = evidence(library, "two", TAG)
    text = f"Updated.\n{TEXT}"
    assert text[found.start : found.end] == "paused"
    assert (found.prefix, found.sha256) == (text[max(0, found.start - 32) : found.start], TextVersion(text).sha256)


def test_what_a_rule_changes_and_entails_has_its_name(library: MemoryLibrary) -> None:
    done = decisions(library).follow([
        Effect("Fraud", "one", concern_field(TAG), Decision(Verdict.TAGGED, rule="Fraud")),
        Effect("Stars", "one", STAR, True),
    ], "ruled")  # fmt: skip
    assert {(one.story, one.field): one.rule for one in done} == {
        ("one", concern_field(TAG)): "Fraud", ("one", READ): "Fraud", ("two", READ): "Fraud", ("one", STAR): "Stars",
    }  # fmt: skip
    assert all(one.rule == "" for one in decisions(library).apply([("one", STAR, None)], label="decided"))


def test_the_passages_that_a_rules_tag_rests_on_have_their_context(home: Path) -> None:
    with Workspace.open(home, whole=True) as workspace:
        (story,) = workspace.library.stories(["two"])
        suggested = workspace.suggestions.of(story).suggested[0].concern
        (home / "rules.toml").write_text(f'[[rule]]\nname = "R"\nwhen = "title:two"\ndo = ["tag {suggested}"]\n')
        workspace.rules.run_on(["two"])
        (decision,) = workspace.library.judgement("two").concerns.values()
    assert decision.evidence
    for span in decision.evidence:
        assert span.sha256 == TextVersion(story.title if span.in_title else story.text).sha256
