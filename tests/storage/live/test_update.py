"""After an update suggestions are made anew, and it is said once for how many stories they are others."""

import os
import sqlite3

import pytest

from civic.suggestions import VERSION
from storage.files.places import Places
from storage.index.schema import set_meta
from storage.library.library import Library
from storage.live import analyser, generations
from storage.settings.codebook import basis
from tests.storage.conftest import story

TEXT = "Palantir sold face recognition to the police. Privacy groups fear mass surveillance of protesters."


def as_another_version_left_it(places: Places, version: int, form: str | None = None) -> None:
    """Have the index say that its suggestions are of another version, which suggested "labour" for the first story."""
    index = generations.current(places)
    assert index
    with index.writing() as db:
        set_meta(db, generations.BASIS, basis(places).replace(str(VERSION), str(version), 1))
        db.execute("UPDATE stories SET suggested = 'labour' WHERE id = 'one'")
        if form:
            db.execute(form)
    index.close()


@pytest.fixture
def analysed(library: Library, places: Places) -> Places:
    library.put_many([story("one", TEXT), story("two", TEXT, hours=1)])
    library.close()
    assert analyser.run(places)
    return places


def suggested(places: Places) -> str:
    """Return the concerns that the index has as suggested for the first story."""
    index = generations.current(places)
    assert index
    (found,) = index.connection.execute("SELECT suggested FROM stories WHERE id = 'one'").fetchone()
    index.close()
    return str(found)


def said(places: Places, capsys: pytest.CaptureFixture[str]) -> str:
    generations.build(places, lambda _: None)
    assert analyser.run(places)
    return capsys.readouterr().out


@pytest.mark.parametrize("form", [None, "DROP TABLE duplicate"])
def test_what_has_changed_is_told_once(analysed: Places, capsys: pytest.CaptureFixture[str], form: str | None) -> None:
    before = suggested(analysed)
    assert before not in ("", "labour")
    as_another_version_left_it(analysed, VERSION - 1, form)
    out = said(analysed, capsys)
    assert "suggests other concerns for 1 of" in out
    assert "what you decided stays" in out
    assert said(analysed, capsys) == ""
    assert suggested(analysed) == before


def test_the_same_suggestions_and_the_same_version_are_no_news(
    analysed: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    as_another_version_left_it(analysed, VERSION)
    assert said(analysed, capsys) == ""


def test_an_index_of_an_unknown_form_is_passed_over(analysed: Places, capsys: pytest.CaptureFixture[str]) -> None:
    path = generations.pointed_at(analysed)
    assert path
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE stories")
        db.execute("UPDATE meta SET value = '\"1 old\"' WHERE name = ?", (generations.BASIS,))
    assert said(analysed, capsys) == ""


def test_an_index_that_is_made_anew_meanwhile_remembers(analysed: Places, capsys: pytest.CaptureFixture[str]) -> None:
    as_another_version_left_it(analysed, VERSION - 1)
    generations.build(analysed, lambda _: None)
    os.utime(analysed.stories, (0, 0))  # as by another program
    assert "for 1 of" in said(analysed, capsys)
