"""Taking back and making again: one table of all that a user can change, with the whole library before and after."""

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis.strategies import (
    booleans,
    dictionaries,
    fixed_dictionaries,
    integers,
    lists,
    none,
    recursive,
    sampled_from,
    text,
)
from msgspec.structs import replace

from civic.correction import EVERYWHERE, Correction
from civic.fault import Fault
from civic.judgement import HIDE, NOTE, STAR, Verdict
from civic.query import parse
from civic.rules import rule_of
from civic.story import Story
from civic.views import view_of
from feeds.subscriptions import Feed
from storage.undo.journal import new_step
from tests.doubles import MemoryLibrary, undo_on
from tests.types import present
from workspace.clock import utc_now
from workspace.codebook.importing import take_over
from workspace.codebook.reading import read_codebook
from workspace.exchange.documents import add_documents
from workspace.exchange.records import Records, forget_records, import_records
from workspace.undo.undo import UndoFault
from workspace.workspace import Workspace

URL: Final = "https://a.example/rss"
OWN_VIEWS: Final = '# mine\n[[view]]\nname = "One"\nfilter = "a"  # first\n\n[[view]]\nname = "Two"\nfilter = "b"\n'
OWN_RULES: Final = (
    '[[rule]]\nname = "One"\nwhen = "title:s1"\ndo = ["star"]\n\n[[rule]]\nname = "Two"\nwhen = "b"\ndo = ["hide"]\n'
)
OWN_CODEBOOK: Final = b"# mine\n[concerns.environment]\noff = true\n"
MANY: Final = 130


def documents() -> list[Story]:
    return [
        Story(f"s{n}", f"Story s{n}", text=f"The council watched {n} people with cameras.", feed=URL if n < 4 else "")
        for n in range(6)
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("made") / "home"
    home.mkdir()
    (home / "config.toml").write_text('who = "Me"\n')
    (home / "views.toml").write_text(OWN_VIEWS)
    (home / "rules.toml").write_text(OWN_RULES)
    with Workspace.open(home, whole=True) as workspace:
        workspace.library.put_many(documents())
        fetched = Feed(URL, title="A", group="News", etag='"1"', digest="d", fetched="2026-11-20T09:30:00+00:00")
        others = (Feed("https://b.example/rss"), Feed("https://c.example/rss", title="C"))
        workspace.subscriptions.update_feeds(lambda _: [others[0], fetched, others[1]])
        workspace.library.judge([("s0", STAR, True), ("s5", NOTE, "Look"), ("s3", NOTE, "Look")])
        workspace.library.put_many([replace(story, text=f"{story.text} Often.") for story in documents()[5:]])
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Iterator[Path]:
    home = Path(shutil.copytree(made, tmp_path / "home"))
    yield home
    if reader := READERS.pop(home, None):
        reader.__exit__(None, None, None)


READERS: Final[dict[Path, Workspace]] = {}
"""Beside what is tested, a program that looks on: it sees all that another one does."""


def record(name: str, who: str, *, text: str = "From elsewhere.") -> dict[str, Any]:
    verdict = {"verdict": "tagged"}
    operation = {"id": f"op-{name}-{who}", "field": "concern:bias", "who": who, "round": "", "value": verdict,
                 "was": None, "at": "2026-11-01T10:00:00.000000+00:00"}  # fmt: skip
    return {"id": name, "title": f"Story {name}", "text": text, "history": [operation]}


def written(workspace: Workspace, *records: dict[str, Any]) -> Records:
    path = workspace.places.data / "theirs.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records))
    return Records(str(path))


def picture(home: Path) -> dict[str, Any]:
    """All that the files of a library say: stories, what every coder's decisions come to, subscriptions, settings."""
    workspace = READERS.get(home) or READERS.setdefault(home, Workspace.open(home, whole=True))
    library = workspace.library
    library.poll()
    ids = [story.id for story in library.as_they_came()] + ["s0", "n1", "n2", EVERYWHERE]
    held = {name: library.judgement(name) for name in ids}
    others = {name: library.view.others(library.history(name)) for name in ids}
    texts = [workspace.places.views, workspace.places.rules, workspace.places.codebook]
    return {
        "stories": dict(library.documents(ids)),
        "own": {name: one for name, one in held.items() if one},
        "others": {name: one for name, one in others.items() if one},
        "earlier words": {name: [one.text for one in library.versions(name)] for name in ids},
        "counted": {name: library.kept_versions(name) for name in ids},
        "updated": sorted(row.id for row in library.rows(library.search(parse("is:updated", utc_now())))),
        "feeds": [feed.to_row() for feed in workspace.subscriptions.feeds()],
        "settings": [path.read_bytes() if path.exists() else None for path in texts],
    }


def story(workspace: Workspace, name: str) -> Story:
    found = workspace.library.story(name)
    assert found
    return found


def decide(workspace: Workspace) -> None:
    changes = workspace.decisions.decide(story(workspace, "s1"), "privacy", Verdict.ACCEPTED)
    workspace.decisions.apply(workspace.decisions.weighed(changes, severity="high"), label="accepted")


def correct(workspace: Workspace) -> None:
    changes = workspace.decisions.correct(EVERYWHERE, "Acme", Correction(name="Acme Ltd"))
    workspace.decisions.apply(changes, label="corrected")


def note(workspace: Workspace) -> None:
    workspace.decisions.apply(workspace.decisions.note("s1", "Ask Zoë"), label="wrote a note")


def many(workspace: Workspace) -> None:
    names = [f"m{number}" for number in range(MANY)]
    changes = workspace.decisions.flag([*names, "s1", "s2"], HIDE, on=True)
    workspace.decisions.apply(changes, label="hid many")


def keep_view(name: str) -> Callable[[Workspace], None]:
    return lambda workspace: workspace.views.keep(view_of({"name": name, "filter": "new words"}))


def keep_rule(name: str) -> Callable[[Workspace], None]:
    return lambda workspace: workspace.rules.keep(rule_of({"name": name, "when": "title:new", "do": ["read"]}))


def run_rules(workspace: Workspace) -> None:
    ready, _ = workspace.rules.runnable()
    workspace.rules.apply(workspace.rules.effects(ready, lambda *_: True), "ran the rules")


def subscribe(workspace: Workspace) -> None:
    workspace.subscriptions.subscribe([Feed("https://new.example/rss", title="New"), Feed(URL, title="Other")])


def edit(workspace: Workspace) -> None:
    workspace.subscriptions.change_feed(URL, title="Another", paused=True, interval=30)


def import_opml(workspace: Workspace) -> None:
    path = workspace.places.data / "list.opml"
    path.write_text('<opml version="2.0"><body><outline text="O" xmlUrl="https://o.example/rss"/></body></opml>')
    workspace.subscriptions.import_feeds(path)


def import_work(workspace: Workspace) -> None:
    import_records(workspace, written(workspace, record("n1", "Ann"), record("s1", "Ann"), record("n2", "Me")))


def whole_text(workspace: Workspace) -> None:
    before = story(workspace, "s5")

    async def texts(stories: Sequence[Story], **_: object) -> dict[str, Story]:
        return {one.id: Story(one.id, one.title, text=one.text * 9, summary=one.text) for one in stories}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("feeds.fulltext.whole_texts", texts)
        asyncio.run(workspace.refresher.fetch_whole_text(before))


def take_codebook(workspace: Workspace) -> None:
    body = b"kind,id,label,means,counts,does not count,keywords\nconcern,housing,Housing,homes,,,rent\n"
    take_over(workspace, read_codebook(body, "csv", "theirs.csv"), "theirs.csv", force=True)


def add_files(workspace: Workspace) -> None:
    folder = workspace.places.data / "more"
    folder.mkdir(exist_ok=True)
    (folder / "one.md").write_text("# One\n\nA camera in a park.\n")
    (folder / "two.json").write_text(json.dumps({"id": "s3", "title": "Story s3", "text": "Another text by now."}))
    add_documents(workspace, [folder], lambda left_out: None)


@dataclass(frozen=True)
class Row:
    """A thing that a user does, and the file that has to be there first, if any."""

    name: str
    do: Callable[[Workspace], object]
    file: tuple[str, bytes] | None = None


TABLE: Final = (
    Row("decide", decide),
    Row("correct a stakeholder", correct),
    Row("write a note", note),
    Row("hide many", many),
    Row("add a view", keep_view("New")),
    Row("change a view", keep_view("One")),
    Row("remove a view", lambda workspace: workspace.views.remove("One")),
    Row("add a rule", keep_rule("New")),
    Row("change a rule", keep_rule("One")),
    Row("remove a rule", lambda workspace: workspace.rules.remove("One")),
    Row("run rules", run_rules),
    Row("subscribe", subscribe),
    Row("edit a feed", edit),
    Row("remove a feed", lambda workspace: workspace.subscriptions.remove(URL, stories=False)),
    Row("remove a feed and its stories", lambda workspace: workspace.subscriptions.remove(URL, stories=True)),
    Row("import a list of feeds", import_opml),
    Row("import", import_work),
    Row("fetch a whole text", whole_text),
    Row("import a codebook", take_codebook),
    Row("import a codebook over one's own", take_codebook, ("codebook.toml", OWN_CODEBOOK)),
    Row("add files", add_files),
)


EACH_KIND: Final = ("decide", "add a view", "remove a feed and its stories", "import", "fetch a whole text")
"""Steps with each kind of parts."""
IN_A_ROW: Final = [row for row in TABLE if not row.file and row.name not in ("remove a feed", "change a view")]
"""Those that can follow each other."""


class At:
    """A workspace on a home, as the desk; with `restart`, opened anew for each thing that is done."""

    def __init__(self, home: Path, *, restart: bool) -> None:
        self._home = home
        self._restart = restart
        self._open: Workspace | None = None

    def do(self, what: Callable[[Workspace], Any]) -> Any:
        workspace = self._open or Workspace.open(self._home, whole=True)
        workspace.take_seat()
        try:
            return what(workspace)
        finally:
            if self._restart:
                workspace.__exit__(None, None, None)
            else:
                self._open = workspace

    def close(self) -> None:
        if self._open:
            self._open.__exit__(None, None, None)


@pytest.fixture
def at(home: Path, request: pytest.FixtureRequest) -> Iterator[At]:
    opened = At(home, restart=getattr(request, "param", False))
    yield opened
    opened.close()


@pytest.mark.parametrize("at", [True], indirect=True, ids=["after a restart"])
@pytest.mark.parametrize(
    "row", [row for row in TABLE if row not in IN_A_ROW or row.name in EACH_KIND], ids=lambda row: row.name
)
def test_it_is_taken_back_and_made_again(row: Row, at: At, home: Path) -> None:
    if row.file:
        (home / row.file[0]).write_bytes(row.file[1])
    before = picture(home)
    at.do(row.do)
    after = picture(home)
    assert after != before
    for _ in range(1 + (row.name in ("fetch a whole text", "import"))):
        assert at.do(lambda workspace: workspace.undo.undo())
        assert picture(home) == before
        assert at.do(lambda workspace: workspace.undo.undo()) is None
        assert at.do(lambda workspace: workspace.undo.redo())
        assert picture(home) == after
        assert at.do(lambda workspace: workspace.undo.redo()) is None
    (step,) = at.do(lambda workspace: workspace.undo.steps())
    assert at.do(lambda workspace: workspace.undo.why_not(step)) == ""


def test_an_import_that_takes_theirs_over_is_one_step(at: At, home: Path) -> None:
    at.do(lambda workspace: workspace.decisions.apply(
        workspace.decisions.decide(story(workspace, "s1"), "bias", Verdict.REJECTED), label="rejected"))  # fmt: skip
    before = picture(home)
    records = record("s1", "Ann"), record("n1", "Bob")
    at.do(lambda workspace: import_records(workspace, written(workspace, *records), theirs=True))
    after = picture(home)
    assert after["own"]["s1"].tags == ("bias",)
    at.do(lambda workspace: workspace.undo.undo())
    assert picture(home) == before
    at.do(lambda workspace: workspace.undo.redo())
    assert picture(home) == after


def test_forgetting_an_import_is_taken_back(at: At, home: Path) -> None:
    records = record("s1", "Ann"), record("s2", "Ann")
    at.do(lambda workspace: import_records(workspace, written(workspace, *records)))
    before = picture(home)
    at.do(lambda workspace: forget_records(workspace, written(workspace, *records)))
    after = picture(home)
    assert after["others"] == {} != before["others"]
    at.do(lambda workspace: workspace.undo.undo())
    assert picture(home) == before
    at.do(lambda workspace: workspace.undo.redo())
    assert picture(home) == after


def test_everything_in_a_row_is_taken_back_and_made_again(at: At, home: Path) -> None:
    pictures = [picture(home)]
    for row in IN_A_ROW:
        at.do(row.do)
        pictures.append(picture(home))
    for before in reversed(pictures[:-1]):
        assert at.do(lambda workspace: workspace.undo.undo())
        assert picture(home) == before
    assert at.do(lambda workspace: workspace.undo.undo()) is None
    for after in pictures[1:]:
        assert at.do(lambda workspace: workspace.undo.redo())
        assert picture(home) == after


# what is refused


def refusal(at: At, *, back: bool = True) -> str:
    with pytest.raises(UndoFault) as refused:
        at.do(lambda workspace: workspace.undo.undo() if back else workspace.undo.redo())
    return str(refused.value)


def meanwhile(home: Path, do: Callable[[Workspace], Any]) -> None:
    """Do something at the command line."""
    with Workspace.open(home, whole=True) as workspace:
        do(workspace)


def reject(workspace: Workspace) -> None:
    changes = workspace.decisions.decide(story(workspace, "s1"), "privacy", Verdict.REJECTED)
    workspace.decisions.apply(changes, label="rejected")


def decide_again(workspace: Workspace) -> None:
    reject(workspace)
    decide(workspace)


def write_rows(text: str) -> Callable[[Workspace], Any]:
    return lambda workspace: workspace.places.views.write_text(text)


REFUSED: Final = (
    ("decided otherwise", decide, reject, "“Story s1” has been decided on anew since"),
    ("decided otherwise and alike again", decide, decide_again, "“Story s1” has been decided on anew since"),
    ("the view is changed", keep_view("One"), lambda w: w.views.remove("One"), "“One” has changed since"),
    ("the view is added anew", lambda w: w.views.remove("One"), keep_view("One"), "“One” has changed since"),
    ("views no longer TOML", keep_view("One"), write_rows("= no"), "“One” has changed since"),
    ("the feed is changed", edit, lambda w: w.subscriptions.change_feed(URL, interval=99), "has been changed since"),
    ("the feed is gone", edit, lambda w: w.subscriptions.unsubscribe(URL), "has been removed since"),
    ("the feed is there again", lambda w: w.subscriptions.unsubscribe(URL),
     lambda w: w.subscriptions.subscribe([Feed(URL, title="Mine")]), "Mine has been subscribed to since"),
    ("a new story is noted", import_work, lambda w: w.library.judge([("n1", "note", "Mine")]), "“Story n1” since"),
    ("a story's text is another", whole_text, lambda w: w.library.put_many([Story("s5", "Story s5", text="Newer.")]),
     "“Story s5” has changed since"),
    ("a story is there again, as another", lambda w: w.subscriptions.remove(URL, stories=True),
     lambda w: w.library.put_many([Story("s2", "Another", text="Other words.")]), "“Another” has changed since"),
    ("the codebook is written by hand", take_codebook, lambda w: w.places.codebook.write_bytes(OWN_CODEBOOK),
     "codebook.toml has changed since"),
)  # fmt: skip


@pytest.mark.parametrize(("do", "other", "why"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_has_changed_since_is_said_and_nothing_older_is_taken_back(
    do: Callable[[Workspace], Any], other: Callable[[Workspace], Any], why: str, at: At, home: Path
) -> None:
    at.do(note)
    at.do(do)
    meanwhile(home, other)
    before = picture(home)
    for _ in range(2):
        said = refusal(at)
        assert why in said
        assert said.endswith("Nothing was changed.")
        assert picture(home) == before


def test_it_can_not_be_made_again_over_what_was_changed_since(at: At, home: Path) -> None:
    at.do(decide)
    at.do(lambda workspace: workspace.undo.undo())
    meanwhile(home, reject)
    assert "made again: “Story s1” has been decided on anew since" in refusal(at, back=False)


def test_reading_a_story_does_not_keep_its_import(at: At, home: Path) -> None:
    before = picture(home)
    at.do(import_work)
    meanwhile(home, lambda workspace: workspace.decisions.open_story("n1"))
    assert at.do(lambda workspace: workspace.undo.undo())
    assert picture(home)["stories"] == before["stories"]
    assert picture(home)["others"] == before["others"]


def test_what_others_add_to_a_settings_file_stays(at: At, home: Path) -> None:
    at.do(keep_view("New"))
    meanwhile(home, keep_view("Theirs"))
    at.do(lambda workspace: workspace.undo.undo())
    assert [view.name for view in at.do(lambda workspace: workspace.views.all()) if not view.shipped] == [
        "One", "Two", "Theirs",
    ]  # fmt: skip
    at.do(lambda workspace: workspace.undo.redo())
    assert "New" in [view.name for view in at.do(lambda workspace: workspace.views.all())]


def test_what_fetching_found_meanwhile_stays(at: At, home: Path) -> None:
    def fetch(workspace: Workspace) -> None:
        workspace.subscriptions.update_feeds(
            lambda feeds: [replace(feed, etag='"2"', title=feed.title or "By itself") for feed in feeds]
        )

    at.do(edit)
    at.do(subscribe)
    meanwhile(home, fetch)
    at.do(lambda workspace: workspace.undo.undo())
    at.do(lambda workspace: workspace.undo.undo())
    feeds = at.do(lambda workspace: workspace.subscriptions.feeds())
    assert [(feed.title, feed.etag, feed.paused) for feed in feeds] == [
        ("By itself", '"2"', False), ("A", '"2"', False), ("C", '"2"', False),
    ]  # fmt: skip


def test_steps_of_another_library_are_left_alone(at: At, home: Path, tmp_path: Path) -> None:
    at.do(import_work)
    at.close()
    with Workspace.open(home, tmp_path / "home" / "stories.json") as workspace:
        other = tmp_path / "other.json"
        other.write_bytes(workspace.places.stories.read_bytes())
    with Workspace.open(home, other, whole=True) as workspace:
        workspace.take_seat()
        with pytest.raises(UndoFault, match="another story file"):
            workspace.undo.undo()


TEXTS: Final = none() | text(max_size=9) | sampled_from(["s1", "s2", "views", "rules", OWN_VIEWS])
ANYTHING: Final = recursive(
    none() | booleans() | integers() | TEXTS,
    lambda inner: (
        lists(inner, max_size=3) | dictionaries(text(max_size=3) | sampled_from(["s1", "url"]), inner, max_size=3)
    ),
    max_leaves=5,
)
PARTS: Final = fixed_dictionaries({
    "kind": sampled_from(["judged", "operations", "stories", "text", "feed", "no such"]),
}, optional={
    "stories": ANYTHING | lists(TEXTS), "ids": ANYTHING | dictionaries(text(), TEXTS | lists(TEXTS)),
    "bodies": ANYTHING, "library": TEXTS, "documents": ANYTHING | dictionaries(sampled_from(["s1", "x"]), ANYTHING),
    "words": ANYTHING, "file": ANYTHING | sampled_from(["views", "rules", "codebook"]), "name": ANYTHING,
    "before": ANYTHING, "after": ANYTHING, "at": ANYTHING,
})  # fmt: skip


def test_whatever_a_journal_says_taking_it_back_ends_in_a_sentence_or_is_done(home: Path) -> None:
    with Workspace.open(home, whole=True) as workspace:
        library = str(workspace.places.stories)

        @given(lists(PARTS, min_size=1, max_size=2), booleans())
        @settings(max_examples=15)
        def run(parts: list[dict[str, Any]], ours: bool) -> None:
            for part in parts:
                if ours and "library" in part:
                    part["library"] = library
            step = new_step("", "command line", "hostile")
            workspace.undo.journal.begin(step, parts, durable=False)
            before = picture(home)
            try:
                assert workspace.undo.turn(step, back=True)
            except Fault as fault:
                assert str(fault)
                assert picture(home) == before

        run()


def test_what_is_forgotten_goes_from_the_steps_and_no_step_brings_it_back(at: At, home: Path) -> None:
    at.do(lambda workspace: workspace.subscriptions.remove(URL, stories=True))
    assert b"watched 1 people" in (home / "undo.journal").read_bytes()
    meanwhile(home, lambda workspace: workspace.library.erase({"s1"}))
    assert not (home / "undo.journal").exists()
    assert at.do(lambda workspace: workspace.undo.undo()) is None
    at.do(add_files)
    assert at.do(lambda workspace: workspace.undo.undo())
    assert "s1" not in picture(home)["stories"]


def test_a_step_that_is_too_large_to_be_kept_is_not_reached_past(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    at.do(note)
    monkeypatch.setattr("workspace.undo.undo._MOST", 100)
    at.do(import_work)
    assert "it changed more than can be kept" in refusal(at)
    assert present(at.do(lambda workspace: workspace.undo.next_undo())).label.startswith("imported")


# desks


def test_each_desk_takes_back_its_own_and_the_next_one_goes_on(home: Path) -> None:
    with Workspace.open(home, whole=True) as one, Workspace.open(home, whole=True) as two:
        one.take_seat()
        two.take_seat()
        assert (one.undo.desk, two.undo.desk) == ("desk", "desk 2")
        note(one)
        decide(two)
        meanwhile(home, many)
        assert present(one.undo.next_undo()).label == "wrote a note"
        assert present(two.undo.next_undo()).label == "accepted"
    with Workspace.open(home, whole=True) as again:
        again.take_seat()
        assert present(again.undo.undo()).label == "wrote a note"
        assert again.undo.undo() is None
        labels = {step.label: step for step in again.undo.steps()}
        assert [step.desk for step in labels.values()] == ["desk", "desk 2", "command line"]
        assert again.undo.turn(labels["accepted"], back=True).operations
        assert not again.library.judgement("s1").concerns
        with pytest.raises(UndoFault, match="taken back already"):
            again.undo.turn(labels["accepted"], back=True)


def test_steps_on_one_register_are_taken_back_and_made_again_one_by_one(at: At, home: Path) -> None:
    pictures = [picture(home)]
    for do in (decide, reject, decide):
        at.do(do)
        pictures.append(picture(home))
    for _ in range(2):
        for before in reversed(pictures[:-1]):
            at.do(lambda workspace: workspace.undo.undo())
            assert picture(home)["own"] == before["own"]
        for after in pictures[1:]:
            at.do(lambda workspace: workspace.undo.redo())
            assert picture(home)["own"] == after["own"]


def test_a_new_change_ends_what_could_be_made_again(at: At) -> None:
    at.do(note)
    at.do(lambda workspace: workspace.undo.undo())
    at.do(decide)
    assert at.do(lambda workspace: workspace.undo.redo()) is None


def test_what_changes_nothing_or_can_not_be_saved_is_no_step(home: Path) -> None:
    with Workspace.open(home, whole=True) as workspace:
        note(workspace)
        note(workspace)
        workspace.subscriptions.change_feed(URL, title="A")
        workspace.library.judge([("s2", STAR, True)])
        workspace.decisions.open_story("s3")
        assert [step.label for step in workspace.undo.steps()] == ["wrote a note"]
    library = MemoryLibrary()
    undo = undo_on(library)
    library.full = True
    with pytest.raises(Fault):
        undo.judge("starred", [("one", STAR, True)])
    assert undo.steps() == []


# kills


@pytest.mark.parametrize("row", [row for row in TABLE if row.name in EACH_KIND], ids=lambda row: row.name)
def test_a_step_that_was_killed_before_it_changed_anything_is_passed_over(row: Row, home: Path) -> None:
    with Workspace.open(home, whole=True) as workspace:
        workspace.decisions.apply([("s0", STAR, None)], label="took a star away")
        journal = (home / "undo.journal").read_bytes()
        row.do(workspace)
        written_ahead = (home / "undo.journal").read_bytes()
        assert written_ahead.startswith(journal)
        workspace.undo.undo()
        (home / "undo.journal").write_bytes(written_ahead)  # as it was written before anything was changed
    before = picture(home)
    with Workspace.open(home, whole=True) as workspace:
        assert len(workspace.undo.steps()) == 2
        assert present(workspace.undo.undo()).label == "took a star away"
    assert picture(home)["stories"] == before["stories"]


@pytest.mark.parametrize("row", [row for row in TABLE if row.name in EACH_KIND], ids=lambda row: row.name)
def test_a_turn_that_was_killed_before_its_note_is_as_good_as_done(row: Row, home: Path) -> None:
    before = picture(home)
    with Workspace.open(home, whole=True) as workspace:
        row.do(workspace)
        after = picture(home)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(workspace.undo.journal, "turn", lambda *_, **__: None)
            assert workspace.undo.undo()
    assert picture(home) == before
    with Workspace.open(home, whole=True) as workspace:
        workspace.undo.undo()
        assert picture(home) == before
        assert workspace.undo.redo()
    assert picture(home) == after
