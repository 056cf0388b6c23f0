"""An id that came to the log with the words of two stories: it stands for the first, whoever gives what by it later."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from civic.anchoring import TextVersion
from civic.export import Entry
from civic.identity import id_by_words
from civic.judgement import CODED, Decision, Judgement, Verdict
from civic.judgement import concern_field as concern
from civic.operation import Operation
from civic.story import Span, Story
from team.server.records import story_line
from tests.team.server.desks import Desks
from tests.team.server.teams import AT, Team
from workspace.clock import utc_now
from workspace.team.rounds import Owner, Wanted
from workspace.workspace import Workspace

NewTeam = Callable[..., Team]
COUNCIL = Story("d1", "Council buys cameras", text="The council bought forty cameras for the harbour on Monday.")
DIGEST = Story("d1", "Weekly digest: swimming pool", text="The swimming pool opens again in March, for schools too.")
PRIVACY = concern("privacy")
YES = Decision(Verdict.TAGGED)


def tag(who: str, value: Decision = YES) -> Operation:
    return Operation(f"op-{who}", "d1", PRIVACY, value, None, AT, who)


def give(team: Team, who: str, *stories: Story) -> None:
    """Give stories by the ids that they have, as an earlier version did, or a program of a member's own does."""
    with team.sql(who) as connection:
        connection.execute("SELECT civicdesk.give('own', %s)", [[story_line(one) for one in stories]])


def push(team: Team, *operations: Operation) -> None:
    """Push the same way."""
    for one in operations:
        with team.sql(one.who) as connection:
            connection.execute("SELECT civicdesk.push('own', ARRAY[%s], ARRAY['[\"d1\"]'])", [one.canonical])


def decided(team: Team) -> dict[str, set[str]]:
    """Who decided what, by the title of the story that it comes with to somebody new."""
    found: dict[str, set[str]] = {}
    for batch in team.log("new", "new").pull(""):
        for entry in batch.entries:
            assert all(one.story == entry.story.id for one in entry.history)
            found.setdefault(entry.story.title, set()).update(one.who for one in entry.history)
    return found


@pytest.fixture
def team(new_team: NewTeam) -> Team:
    return new_team(ada="coder", ben="coder", carl="coder", mallory="coder", new="coder")


@pytest.mark.parametrize("texts", [True, False], ids=["with texts", "titles alone"])
def test_each_has_the_text_that_its_coder_gave(team: Team, *, texts: bool) -> None:
    first, second = (one if texts else replace(one, text="") for one in (COUNCIL, DIGEST))
    for who, story in (("ada", first), ("ben", second), ("carl", second)):
        team.log(who).push([Entry(story, Judgement(), history=[tag(who)])])
    assert decided(team) == {first.title: {"ada"}, second.title: {"ben", "carl"}}


def test_what_an_earlier_version_pushed_is_told_apart_by_who_gave_which_text(team: Team) -> None:
    chosen = TextVersion(DIGEST.text).anchor([Span(4, 17, "swimming pool")])
    give(team, "ada", COUNCIL)
    push(team, tag("ada"))
    give(team, "ben", DIGEST)
    push(team, tag("ben"), tag("carl", Decision(Verdict.TAGGED, chosen)), tag("mallory"))
    assert decided(team) == {COUNCIL.title: {"ada", "mallory"}, DIGEST.title: {"ben", "carl"}}


def test_who_gives_another_text_by_an_id_replaces_nothing_and_is_named(team: Team) -> None:
    team.log("ada").push([Entry(COUNCIL, Judgement(), history=[tag("ada")])])
    give(team, "mallory", DIGEST)
    same_title = replace(DIGEST, title=COUNCIL.title)
    give(team, "mallory", same_title)
    team.log("ben").push([Entry(COUNCIL, Judgement(), history=[tag("ben")])])
    batches = [*team.log("new", "new").pull("")]
    said = [one for batch in batches for one in batch.problems]
    assert "mallory gave the team “Weekly digest: swimming pool” by the id of “Council buys cameras” (d1)" in said[0]
    stories = [entry.story for batch in batches for entry in batch.entries]
    assert {one.text for one in stories if one.id == "d1"} <= {COUNCIL.text, same_title.text}
    assert next(one for one in stories if one.id == "d1").text == COUNCIL.text
    with_decisions = {entry.story.text for batch in batches for entry in batch.entries if entry.history}
    assert with_decisions == {COUNCIL.text}
    assert {one.title for one in stories if one.id == id_by_words(DIGEST)} == {DIGEST.title}


def test_a_round_has_the_text_that_its_coders_saw(tmp_path: Path, new_team: NewTeam) -> None:
    desks = Desks(tmp_path, new_team(ada="coder", ben="coder", mallory="coder", judge="adjudicator"))

    def history(desk: Workspace) -> set[tuple[str, str]]:
        return {(one.who, one.field) for one in desk.library.history("d1") if one.round}

    with desks.open("chief") as chief:
        chief.library.put_many([COUNCIL])
        chief.library.judge([("d1", PRIVACY, YES)])
        chief.team.sync()
    give(desks.team, "mallory", DIGEST)
    with desks.open("ada") as ada:
        ada.team.sync()
        assert (found := ada.library.story("d1")) and found.text == COUNCIL.text
    with desks.open("chief") as chief:
        query = chief.views.read("title:council", utc_now())
        Owner(chief).open_round(Wanted("spring", query, coders=3, blind=True))
    with desks.open("ada") as ada, desks.open("ben") as ben:
        for desk in (ada, ben):
            desk.team.sync()
            assert (found := desk.library.story("d1")) and found.text == COUNCIL.text
            desk.library.judge([("d1", PRIVACY, YES), ("d1", CODED, True)])
            assert desk.team.sync().sent == 2
    desks.close_round()
    coded = {(who, field) for who in ("ada", "ben") for field in (PRIVACY, CODED)}
    for who in ("ada", "ben", "judge", "chief"):
        with desks.open(who) as desk:
            desk.team.sync()
            assert history(desk) == coded
            assert not desk.team.state().held


def test_a_round_on_the_second_story_of_an_id_is_on_that(tmp_path: Path, new_team: NewTeam) -> None:
    desks = Desks(tmp_path, new_team(ada="coder", ben="coder", carl="coder"))
    for who, story in (("ada", COUNCIL), ("carl", DIGEST), ("chief", DIGEST)):
        with desks.open(who) as desk:
            desk.library.put_many([story])
            desk.library.judge([("d1", PRIVACY, YES)])
            desk.team.sync()

    def of_digest(desk: Workspace) -> str:
        return next(one.id for one in desk.library.iterate() if one.title == DIGEST.title)

    with desks.open("chief") as chief:
        Owner(chief).open_round(Wanted("spring", chief.views.read("title:digest", utc_now()), coders=3, blind=True))
    for who in ("ada", "ben", "carl"):
        with desks.open(who) as desk:
            desk.team.sync()
            found = desk.library.story(of_digest(desk))
            assert found and found.text == DIGEST.text
            desk.library.judge([(found.id, CODED, True)])
            assert desk.team.sync().sent == 1
    desks.close_round()
    for who in ("ada", "ben", "carl", "chief"):
        with desks.open(who) as desk:
            desk.team.sync()
            said = [one for one in desk.library.history(of_digest(desk)) if one.field == CODED]
            assert {(one.who, one.round) for one in said} == {(who, "spring") for who in ("ada", "ben", "carl")}
