"""Libraries of the first format, brought to this one: nothing that anybody decided is lost, what imports only repeated
goes, and everybody sees their own. What has to be left is known from how the libraries were made, not from the code.

CIVICDESK_LIBRARIES sets how many libraries are tried.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Final

import pytest

from civic.coder import coder_key
from civic.export.records import read_record
from civic.jsonvalue import JsonValue
from civic.judgement import Decision, Judgement, Value, fields_of, value_to_json
from civic.operation import Operation
from civic.registers import added
from storage.files.places import Places
from storage.judgements.journal import Journal
from storage.judgements.snapshot import Snapshot
from storage.library.library import Library
from tests.storage.judgements import earlier_libraries as earlier
from tests.storage.judgements.earlier_homes import Home, Told
from tests.storage.judgements.earlier_libraries import OWN, Truth, truth_of

TRIED: Final = int(os.environ.get("CIVICDESK_LIBRARIES", "10"))
NOW: Final = datetime(2027, 1, 1, tzinfo=UTC)
LATER: Final = datetime(2027, 2, 1, tzinfo=UTC)
DAY: Final = NOW.date().isoformat()
WRITTEN: Final = "2027-01-15T00:00:00+00:00"


def seeds(number: int) -> pytest.MarkDecorator:
    """Runs a test for so many libraries, for more where more are asked for; the quick loop has the first ones."""
    tried = range(max(number * TRIED // 60, 1))
    return pytest.mark.parametrize("seed", [pytest.param(one, marks=[pytest.mark.slow] * (one >= 4)) for one in tried])


@lru_cache(maxsize=8)
def made(seed: int) -> earlier.Library:
    return earlier.Library(seed)


def homes(seed: int, folder: Path) -> Iterator[tuple[Home, Truth, Places]]:
    """Each home of a library, what has to be left of it, and the place where it was written."""
    library = made(seed)
    for number, home in enumerate(library.homes):
        place = folder / f"home-{number}"
        home.write(place)
        yield home, truth_of(home, library.made), Places.find(place, environ={})


def opened(home: Home, places: Places, now: datetime = NOW) -> Library:
    library = Library.open(places, who=home.who, formerly=home.formerly, now=lambda: now, progress=None)
    library.wait()
    return library


def bare(value: Value) -> JsonValue:
    """A value as the first format wrote it: without the context of its passages."""
    body = value_to_json(value)
    if isinstance(value, Decision) and isinstance(body, dict) and value.evidence:
        spans: list[JsonValue] = [{"start": one.start, "end": one.end, "text": one.text} for one in value.evidence]
        return {**body, "evidence": spans}
    return body


def said(operation: Operation) -> tuple[object, ...]:
    return operation.field, bare(operation.value), bare(operation.was), operation.at, operation.who, operation.implied


def histories(library: Library, truth: Truth) -> dict[str, list[JsonValue]]:
    return {story: [one.to_json() for one in library.history(story)] for story in sorted(truth.stories)}


def assert_operations(history: Sequence[Operation], story: str, truth: Truth, own: Callable[[Operation], bool]) -> None:
    """Assert that what somebody did is there as it was, what was only repeated is not, and nothing was made up."""
    found = {one.id: one for one in history}
    assert len(found) == len(history)
    kept: dict[str, Told] = {told.id: told for told in truth.kept.get(story, ())}
    for told in kept.values():
        if (story, told.id) in truth.doubtful and told.id not in found:
            continue
        is_implied = told.id in truth.implied
        assert said(found[told.id]) == (told.field, told.value, told.was, told.at, told.who, is_implied)
    assert not [number for number in found if (story, number) in truth.dropped]
    for number in found.keys() - kept.keys():
        made_up = found[number]
        assert made_up.implied and own(made_up), made_up
        assert truth.stated[story, made_up.field] == bare(made_up.value)
    assert [one.order for one in history] == sorted(one.order for one in history)


def assert_state(state: Judgement, expected: dict[str, list[JsonValue]]) -> None:
    found = {name: bare(state.value(name)) for name in fields_of(state)}
    assert not found.keys() - expected.keys()
    for name, values in expected.items():
        assert found.get(name) in values, name


def assert_truth(library: Library, truth: Truth) -> None:
    """Assert that a library has what has to be left of a home, the own decisions as the user's and the others'
    beside them."""
    for story in truth.stories:
        history = library.history(story)
        assert_operations(history, story, truth, library.view.owns)
        assert_state(library.judgement(story), truth.values(story, OWN))
        others = {coder_key(who): held for who, held in library.view.others(history).items()}
        assert others.keys() <= truth.coders(story)
        for coder in truth.coders(story):
            held = others.get(coder, {})
            assert_state(Judgement.of({name: one.value for name, one in held.items()}), truth.values(story, coder))


@seeds(60)
def test_nothing_is_lost_and_each_coder_has_their_own(tmp_path: Path, seed: int) -> None:
    for home, truth, places in homes(seed, tmp_path):
        with opened(home, places) as library:
            assert_truth(library, truth)
            assert is_told(library) or not truth.kept or home.gone
            first = histories(library, truth)
        snapshot = places.judgements.read_bytes() if places.judgements.exists() else b""
        with opened(home, places, LATER) as library:  # which changes nothing
            assert_truth(library, truth)
            assert histories(library, truth) == first
            assert not is_told(library)
        assert (places.judgements.read_bytes() if places.judgements.exists() else b"") == snapshot


def is_told(library: Library) -> bool:
    """Whether the user is told of a migration."""
    return any("new format" in sentence for sentence in library.notices)


@seeds(20)
def test_the_old_files_are_kept(tmp_path: Path, seed: int) -> None:
    for home, _, places in homes(seed, tmp_path):
        if home.gone:
            continue
        with opened(home, places):
            pass
        backup = places.backups / f"judgements-{DAY}-schema-{home.schema or 0}.json"
        if home.schema is not None:
            assert backup.read_bytes() == home.snapshot_bytes()
        if home.journal():
            assert backup.with_suffix(".journal").read_bytes() == home.journal_bytes()


@seeds(20)
def test_what_was_migrated_apart_merges_without_contradiction(tmp_path: Path, seed: int) -> None:
    """An operation that several homes have is the same one after each was migrated for itself, but for what was never
    signed, which each import signed with the name of its file."""
    known: dict[tuple[str, str], Operation] = {}
    unsigned = {told.id for home in made(seed).homes for told in all_told(home) if not told.who}
    repeated = made(seed).made.repeated
    for home, truth, places in homes(seed, tmp_path):
        with opened(home, places) as library:
            for story in truth.stories:
                for operation in library.history(story):
                    if operation.id in unsigned or operation.id in repeated:
                        continue
                    held, clash = added(known.get((story, operation.id)), operation)
                    assert clash is None or not clash.matters
                    known[story, operation.id] = held


def all_told(home: Home) -> list[Told]:
    return [*home.journal(), *(told for entry in home.base().values() for told in entry.history)]


@seeds(60)
def test_an_old_export_says_what_the_home_says(tmp_path: Path, seed: int) -> None:
    library = made(seed)
    for home in library.homes:
        truth = truth_of(home, library.made)
        for record in home.export():
            story = str(record.document["id"])
            history = read_record(json.dumps(record.body()), "a file").history
            found = {one.id: one for one in history}
            for told in truth.kept.get(story, ()):
                if (story, told.id) not in truth.doubtful:
                    who = told.who or "a file"
                    is_implied = told.id in truth.implied
                    expected = (told.field, told.value, told.was, told.at, who, is_implied)
                    assert said(found[told.id]) == expected
            assert not [number for number in found if (story, number) in truth.dropped]


@seeds(30)
def test_a_line_that_cannot_be_read_stays_where_it_is(tmp_path: Path, seed: int) -> None:
    for home, truth, places in homes(seed, tmp_path):
        if not home.bad_lines:
            continue
        for moment in (NOW, LATER):
            with opened(home, places, moment) as library:
                library.judge([("story-0", "note", f"written {moment}")])
                story_0 = {told.id for told in truth.kept.get("story-0", ())} - {one for _, one in truth.doubtful}
                assert story_0 <= {one.id for one in library.history("story-0")}
            journal = places.journal.read_bytes()
            assert all(raw in journal for raw in home.bad_lines)
        with opened(home, places, LATER) as library:
            assert library.judgement("story-0").note == f"written {LATER}"


class _DeathError(BaseException):
    """Ends the program at once, as a kill does."""


@seeds(12)
@pytest.mark.parametrize(
    ("where", "step"),
    [(Snapshot, "migrate"), (Snapshot, "add"), (Journal, "renew")],
    ids=["before the snapshot", "before the journal is added", "before the journal is renewed"],
)
def test_a_kill_amid_the_migration_changes_nothing(
    tmp_path: Path, seed: int, where: type, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise _DeathError

    for home, truth, places in homes(seed, tmp_path):
        other = Places.find(tmp_path / "whole" / places.data.name, environ={})
        home.write(other.data)
        with opened(home, other) as library:
            whole = histories(library, truth)
        with monkeypatch.context() as patch, suppress(_DeathError):
            patch.setattr(where, step, die)
            with opened(home, places):
                pass
        with opened(home, places) as library:
            assert_truth(library, truth)
            assert histories(library, truth) == whole
            assert not [sentence for sentence in library.notices if "gone" in sentence] or home.gone


def without_context(history: list[JsonValue]) -> list[JsonValue]:
    """A history in short; backups of the journal have passages without their context."""
    read = [Operation.from_json({**body, "story": ""}) for body in history if isinstance(body, dict)]
    return [[one.id, one.n, one.canonical if one.tag is None else "", *map(str, said(one))] for one in read]


@seeds(30)
def test_a_snapshot_that_is_lost_later_comes_back_whole(tmp_path: Path, seed: int) -> None:
    for home, truth, places in homes(seed, tmp_path):
        with opened(home, places) as library:
            library.judge([("story-0", "note", "written after it")])
            whole = {story: without_context(past) for story, past in histories(library, truth).items()}
        places.judgements.unlink()
        with opened(home, places, LATER) as library:
            assert {story: without_context(past) for story, past in histories(library, truth).items()} == whole


@seeds(20)
def test_what_an_older_program_writes_behind_is_taken_in(tmp_path: Path, seed: int) -> None:
    """A desk of the old version may be open while the new one migrates; it goes on to write as it always did."""
    for number, (home, truth, places) in enumerate(homes(seed, tmp_path)):
        with opened(home, places):
            pass
        older = Home(home.who, made(seed).made, Random(number))
        older.judge([("story-0", "note", "first"), ("story-0", "note", "second"), ("story-0", "star", True)], WRITTEN)
        older.judge([("story-0", "note", "third"), ("story-1", "concern:bias", {"verdict": "tagged"})], WRITTEN)
        before = places.journal.read_bytes() if places.journal.exists() else b""
        lead = older.heading.raw if older.heading and not before else b"\n"[: not before.endswith(b"\n")]
        places.journal.write_bytes(before + lead + b"".join(line.raw for line in older.lines))
        for _ in range(2):
            with opened(home, places, LATER) as library:
                assert (library.judgement("story-0").note, library.judgement("story-0").starred) == ("third", True)
                assert library.judgement("story-1").tags[-1] == "bias"
                there = {one.id for story in truth.stories for one in library.history(story)}
                kept = {told.id for past in truth.kept.values() for told in past} - {one for _, one in truth.doubtful}
                assert kept <= there


@seeds(20)
def test_a_torn_end_does_no_harm(tmp_path: Path, seed: int) -> None:
    for home, truth, places in homes(seed, tmp_path):
        if home.heading is None:
            continue
        with places.journal.open("ab") as journal:
            journal.write(b'4c1f2a9e [{"id":"torn","story":"story-0","fie')
        with opened(home, places) as library:
            assert_truth(library, truth)


@seeds(20)
def test_passages_that_still_fit_get_their_context(tmp_path: Path, seed: int) -> None:
    for home, truth, places in homes(seed, tmp_path):
        if home.gone:
            continue
        texts = {story: str(document["text"]) for story, document in home.stories.items()}
        with opened(home, places) as library:
            for story in truth.stories:
                for operation in library.history(story):
                    spans = operation.value.evidence if isinstance(operation.value, Decision) else ()
                    for span in spans:
                        text = texts.get(story, "")
                        if text[span.start : span.end] != span.text or not span.text:
                            assert not span.sha256
                            continue
                        assert span.sha256 == hashlib.sha256(text.encode()).hexdigest()
                        assert text[: span.start].endswith(span.prefix)
                        assert text[span.end :].startswith(span.suffix)
