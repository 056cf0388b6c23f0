"""Libraries of the first format, brought to this one: nothing that anybody decided is lost, what imports only repeated
goes, and everybody sees their own. What has to be left is known from how the libraries were made, not from the code.

CIVICDESK_LIBRARIES sets how many libraries are tried.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

import pytest

from civic.coder import coder_key
from civic.jsonvalue import JsonValue
from civic.judgement import Decision, Judgement, Value, fields_of, value_to_json
from civic.operation import Operation
from storage.files.places import Places
from storage.judgements.journal import Journal
from storage.judgements.snapshot import Snapshot
from storage.library.library import Library
from tests.storage.judgements import earlier_libraries as earlier
from tests.storage.judgements.earlier_homes import Home, Told
from tests.storage.judgements.earlier_libraries import OWN, Truth, truth_of

TRIED: Final = int(os.environ.get("CIVICDESK_LIBRARIES", "60"))
NOW: Final = datetime(2027, 1, 1, tzinfo=UTC)
LATER: Final = datetime(2027, 2, 1, tzinfo=UTC)
DAY: Final = NOW.date().isoformat()

each_library = pytest.mark.parametrize("seed", range(TRIED))
some_libraries = pytest.mark.parametrize("seed", range(min(TRIED, 20) if TRIED <= 60 else TRIED))


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
    """Assert that what somebody did is there as it was, what was only repeated is not, and nothing was made up. What
    nobody signed is the user's own."""
    found = {one.id: one for one in history}
    assert len(found) == len(history)
    kept: dict[str, Told] = {told.id: told for told in truth.kept.get(story, ())}
    for told in kept.values():
        if (story, told.id) in truth.doubtful and told.id not in found:
            continue
        is_implied = told.id in truth.implied
        signed = told.who or (found[told.id].who if own(found[told.id]) else "nobody")
        assert said(found[told.id]) == (told.field, told.value, told.was, told.at, signed, is_implied)
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


@each_library
def test_nothing_is_lost_and_each_coder_has_their_own(tmp_path: Path, seed: int) -> None:
    for home, truth, places in homes(seed, tmp_path):
        with opened(home, places) as library:
            assert_truth(library, truth)
            assert bool(truth.kept) <= any("new format" in sentence for sentence in library.notices) or home.gone
        with opened(home, places) as library:
            assert_truth(library, truth)


@each_library
def test_a_second_start_changes_nothing(tmp_path: Path, seed: int) -> None:
    for home, truth, places in homes(seed, tmp_path):
        with opened(home, places) as library:
            first = histories(library, truth)
        snapshot = places.judgements.read_bytes() if places.judgements.exists() else None
        with opened(home, places, LATER) as library:
            assert histories(library, truth) == first
            assert not [sentence for sentence in library.notices if "new format" in sentence]
        assert (places.judgements.read_bytes() if places.judgements.exists() else None) == snapshot


@each_library
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


@each_library
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


@some_libraries
@pytest.mark.parametrize(
    ("where", "step"),
    [(Snapshot, "migrate"), (Snapshot, "add"), (Journal, "renew")],
    ids=["before", "between", "after"],
)
def test_a_kill_amid_the_migration_changes_nothing(
    tmp_path: Path, seed: int, where: type, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise _DeathError

    died = 0
    for home, truth, places in homes(seed, tmp_path):
        other = Places.find(tmp_path / "whole" / places.data.name, environ={})
        home.write(other.data)
        with opened(home, other) as library:
            whole = histories(library, truth)
        with monkeypatch.context() as patch:
            patch.setattr(where, step, die)
            try:
                with opened(home, places):
                    pass
            except _DeathError:
                died += 1
        with opened(home, places) as library:
            assert_truth(library, truth)
            assert histories(library, truth) == whole
            assert histories(library, truth) == whole


@some_libraries
def test_a_torn_end_does_no_harm(tmp_path: Path, seed: int) -> None:
    for home, truth, places in homes(seed, tmp_path):
        if home.heading is None:
            continue
        with places.journal.open("ab") as journal:
            journal.write(b'4c1f2a9e [{"id":"torn","story":"story-0","fie')
        with opened(home, places) as library:
            assert_truth(library, truth)


@some_libraries
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
