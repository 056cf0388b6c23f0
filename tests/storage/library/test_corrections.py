"""Corrections of stakeholders in a library: what stories are found by, whatever is taken back, with whatever index."""

import sqlite3
from collections.abc import Callable

import pytest

from civic.correction import EVERYWHERE, Correction
from civic.judgement import HIDE, stakeholder_field
from civic.query import parse
from civic.story import AuthorStakeholder
from storage.files.places import Places
from storage.library.library import Library
from tests.storage.conftest import BEGINNING, story
from tests.tui.sessions import desk_on

ACME = (AuthorStakeholder("Acme", "company", ("supplier",)),)
BETA = Correction(name="Beta")


def count(library: Library, written: str) -> int:
    return library.count(parse(written, BEGINNING))


def say(library: Library, name: str, said: Correction | None, story: str = EVERYWHERE) -> None:
    library.judge([(story, stakeholder_field(name), said)])


@pytest.mark.parametrize("then", [Correction(removed=True), Correction(name="Gamma")])
def test_taking_back_what_was_said_of_a_new_name_is_found_again(library: Library, then: Correction) -> None:
    library.put_many([story("one", "x", stakeholders=ACME)])
    say(library, "Acme", BETA)
    say(library, "Beta", then)
    assert count(library, "stakeholder:beta") == 0
    say(library, "Beta", None)
    assert count(library, "stakeholder:beta") == 1


def test_corrections_hold_with_a_new_index_for_new_stories_and_for_another_process(
    library: Library, places: Places, open_library: Callable[..., Library]
) -> None:
    library.put_many([story("one", "x", stakeholders=ACME)])
    other = open_library(places, who="Ada")
    say(library, "Acme", BETA)
    other.poll()
    assert count(other, "stakeholder:beta") == 1
    library.put_many([story("two", "x", stakeholders=ACME)])
    assert count(library, "stakeholder:beta") == 2
    say(library, "Acme", Correction(removed=True), "two")
    assert count(library, "stakeholder:beta") == 1
    library.close()
    other.close()
    places.index.unlink()
    again = open_library(places)
    assert count(again, "stakeholder:beta") == 1
    assert count(again, "stakeholder:acme") == 0
    say(again, "Acme", None)
    assert (count(again, "stakeholder:acme"), count(again, "stakeholder:beta")) == (1, 0)


def test_a_role_of_the_authors_own_survives_the_journal(library: Library) -> None:
    said = Correction(roles=("vendor", "supplier"))
    say(library, "Acme", said, "one")
    assert library.judgement("one").stakeholders == {"acme": said}
    assert not library.notices


def test_as_found_goes_all_the_way_back(library: Library) -> None:
    library.put_many([story("one", "x", stakeholders=ACME)])
    desk = desk_on(library, BEGINNING)
    desk.view.go_to("one")
    desk.change("", desk.plan_correction(EVERYWHERE, "Acme", BETA))
    desk.change("", desk.plan_correction(EVERYWHERE, "Beta", Correction(name="Gamma")))
    assert desk.story and [one.name for one in desk.story.stakeholders] == ["Gamma"]
    desk.change("", desk.plan_no_correction("Gamma"))
    assert [one.name for one in desk.story.stakeholders] == ["Acme"]


def test_hidden_stories_that_arrive_leave_the_open_one(library: Library) -> None:
    library.put_many([story(f"s{n}", "x", hours=n) for n in range(6)])
    desk = desk_on(library, BEGINNING)
    desk.view.filter_by("is:unread")
    desk.view.select(2)
    desk.mark_read()
    assert desk.story
    reading = desk.story.id
    library.put_many([story("new", "football", hours=50)])
    desk.view.take_in()
    desk.show_step("rules on what came", library.judge([("new", HIDE, True)]))
    assert desk.story.id == reading
    assert "new" not in [row.id for row in library.rows(desk.view.keys)]


def test_what_is_hidden_while_another_process_writes_the_index_is_kept(library: Library) -> None:
    library.put_many([story("one", "x", hours=1), story("two", "x", hours=2)])
    other = sqlite3.connect(str(library._live.index.path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    library.judge([("two", HIDE, True)])
    assert library.judgement("two").hidden
    other.execute("ROLLBACK")
    other.close()
    assert library.poll()
    assert "two" not in [row.id for row in library.rows(library.search())]


def test_with_a_new_index_nothing_stays_selected(library: Library, places: Places) -> None:
    library.put_many([story(f"s{n}", "x", hours=n) for n in range(3)])
    desk = desk_on(library, BEGINNING)
    desk.selection.add(desk.view.keys[:1])
    desk.view.take_in()
    assert len(desk.selection) == 1
    places.stories.write_bytes(places.stories.read_bytes().replace(b'"x"', b'"y"'))
    library.wait()
    library.poll()
    desk.view.take_in()
    assert len(desk.selection) == 0
