"""Pushing and pulling by way of a real server."""

import json
import random
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from msgspec.structs import replace

from civic.export import Entry
from civic.jsonvalue import JsonValue
from civic.judgement import Judgement
from civic.story import EVERYWHERE, Story
from team.errors import TeamFault, Unreachable
from team.log import BEGINNING, Late
from team.server import Round, ServerLog, open_round
from tests.team.server.teams import Server, Team, connect_as, entry, heard, ids, operation, pulled, story

NewTeam = Callable[..., Team]


def reasons(late: Sequence[Late]) -> dict[str, str]:
    return {one.operation.id: one.reason for one in late}


def test_what_one_pushes_another_pulls_as_it_was_written(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder")
    ada, ben = team.log("ada"), team.log("ben")
    sent = entry(operation(1), operation(2, tag="bias"), operation(3, field="note", value="Größe 😀"))
    pushed = ada.push([sent])
    assert pushed.acknowledged == {"op-1", "op-2", "op-3"} and not pushed.late
    found, stories, cursor = pulled(ben)
    assert sorted(one.canonical for one in found) == sorted(one.canonical for one in sent.history)
    assert [one.text for one in stories] == [sent.story.text]
    assert pulled(ben, cursor) == ([], [], cursor)
    assert pulled(ada)[:2] == ([], [])
    assert ids(pulled(team.log("ada", "another desk"))[0]) == ["op-1", "op-2", "op-3"]
    assert ben.standing().me == "ben" and ben.standing().members == ("ada", "chief")


def test_old_stories_stay_on_the_server_but_for_what_is_decided_or_to_be_coded(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder")
    ada, ben, first_day = team.log("ada"), team.log("ben"), datetime(2026, 1, 1, 9, tzinfo=UTC)
    days = {"old": -400, "eve": 0, "new": 30, "decided": -400, "to code": -400}
    told = {name: replace(story(name), published=first_day + timedelta(days=day)) for name, day in days.items()}
    told["undated"] = story("undated")
    ada.push([Entry(one, Judgement()) for name, one in told.items() if name != "decided"])
    ada.push([Entry(told["decided"], Judgement(), history=(operation(1, about="decided"),))])
    odd = json.dumps({"id": "sodd", "text": "", "published": {"a": 1}})  # as no program of ours writes it
    ada.rows("SELECT civicdesk.give('x', %s)", [[odd]])
    open_round(team.log("chief"), Round("spring", [told["to code"]], {"ben": ["sto code"]}, {"version": "1"}))

    def ids_of(log: ServerLog, since: datetime | None) -> set[str]:
        return {one.story.id[1:] for batch in log.pull(BEGINNING, since) for one in batch.entries}

    everything = ids_of(ben, None)
    assert everything >= set(told)
    assert ids_of(ben, first_day) == everything - {"old"}
    assert ids_of(team.log("chief", "2"), first_day) == everything - {"old", "to code"}
    (*_, last) = ben.pull(BEGINNING, first_day)
    assert [*ben.pull(last.cursor, first_day)] == []


def test_pushing_again_is_harmless_and_one_id_has_one_content(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder")
    ada, ben = team.log("ada"), team.log("ben")
    first, other = operation(1), operation(1, accepted=False)
    assert ada.push([entry(first, first)]).acknowledged == {"op-1"}
    assert ada.push([entry(first)]).acknowledged == {"op-1"}
    again = ada.push([entry(other)])
    assert again.acknowledged == frozenset() and "under its id" in reasons(again.late)["op-1"]
    twice = ada.push([entry(operation(2), operation(2, accepted=False))])
    assert twice.acknowledged == {"op-2"} and list(reasons(twice.late)) == ["op-2"]
    # nobody can put something else in the place of what another member said
    forged = ben.push([entry(replace(other, who="ben"))])
    assert forged.acknowledged == frozenset() and "another member's" in reasons(forged.late)["op-1"]
    assert [one.canonical for one in pulled(ben)[0] if one.id == "op-1"] == [first.canonical]


def test_what_no_team_may_have_comes_back(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder", judge="adjudicator", eve="reader")
    ada, ben, judge = team.log("ada"), team.log("ben"), team.log("judge")
    ben.push([entry(operation("b", "Ben Nevis"))])
    settled = operation("s", "agreed", by="ada")
    late = ada.push([entry(
        operation(1, field="star", value=True), operation(2, "ben"), operation(3, "BEN NEVIS"), settled,
        operation(4, round="spring"), operation(5, "Ada Lovelace"), operation(6, field="note", value="a\0b"),
        operation(7, "agreed"),
    )])  # fmt: skip
    assert late.acknowledged == {"op-5"}
    said = reasons(late.late)
    assert "own affair" in said["op-1"] and "another member's" in said["op-2"] and "another member's" in said["op-3"]
    assert "adjudicator" in said["op-s"] and "adjudicator" in said["op-7"]
    assert "no round" in said["op-4"] and "character" in said["op-6"]
    assert judge.push([entry(replace(settled, by="judge"))]).acknowledged == {"op-s"}
    assert reasons(judge.push([entry(operation("t", "agreed", by="ben"))]).late).keys() == {"op-t"}
    with pytest.raises(TeamFault, match="no right"):
        team.log("eve").push([entry(operation(9, "eve"))])
    assert ids(pulled(team.log("eve"))[0]) == ["op-5", "op-b", "op-s"]
    with pytest.raises(TeamFault, match="another member"):
        connect_as(team.url("ada"), "Ben Nevis")


def test_what_commits_late_is_not_passed_over(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder", cleo="coder")
    ada, ben, cleo = team.log("ada"), team.log("ben"), team.log("cleo")
    cleo.push([entry(operation("c", "cleo"))])
    with ada.connection.transaction():  # it has its place in the order, and is not seen yet
        ada.push([entry(operation("a"))])
        ben.push([entry(operation("b", "ben"))])
        found, _, cursor = pulled(cleo)
        assert found == []
    found, _, cursor = pulled(cleo, cursor)
    assert ids(found) == ["op-a", "op-b"]
    assert pulled(cleo, cursor)[0] == []


def test_clocks_a_year_apart_change_nothing(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder")
    ada, ben = team.log("ada"), team.log("ben")
    cursor = ""
    for year in ("2027", "2025", "2026"):
        ada.push([entry(operation(year, at=f"{year}-11-20T09:30:00.000000+00:00"))])
        found, _, cursor = pulled(ben, cursor)
        assert [one.at[:4] for one in found] == [year]


def test_more_than_one_transaction_and_decisions_on_all_stories(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder")
    many = [operation(n, about=n % 7) for n in range(1200)]
    entries = [entry(*(one for one in many if one.story == f"s{n}"), about=n) for n in range(7)]
    everywhere = replace(operation("all", field="party:acme", value=None), story=EVERYWHERE)
    pushed = team.log("ada").push([*entries, Entry(Story(EVERYWHERE), Judgement(), history=(everywhere,))])
    assert len(pushed.acknowledged) == 1201 and not pushed.late
    found, stories, _ = pulled(team.log("ben"))
    assert {one.canonical for one in found} == {one.canonical for one in (*many, everywhere)}
    assert {one.id for one in stories} == {*(f"s{n}" for n in range(7)), EVERYWHERE}


def test_a_story_is_given_once_in_each_text(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder")
    ada, ben = team.log("ada"), team.log("ben")
    for log in (ada, ben):
        log.push([Entry(story(1), Judgement())])
    ben.push([Entry(story(1, "Cameras watch the squares."), Judgement())])
    assert ada.rows("SELECT who::text FROM civicdesk.story_version ORDER BY seq") == [("ada",), ("ben",)]
    assert [one.text for one in pulled(ada)[1]] == ["Cameras watch the squares."]


def test_hostile_rows_are_cleaned_or_passed_over_and_keep_nothing_good_away(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder")
    ada, ben = team.log("ada"), team.log("ben")
    forged = operation("forged", "ben").to_json()
    hostile = {
        "id": "s1", "title": "\x1b]52;c;x\x07[/nope]\u202e", "text": "a\x1b[2J b", "history": [forged],
        "judgement": {"star": True}, "format": "civicdesk/1",
    }  # fmt: skip
    ada.rows(
        "SELECT civicdesk.give('d', %s)", [[json.dumps(hostile), '{"id": "s2"}', '{"id": "s3", "title": 7, "x": {}}']]
    )
    changes: list[dict[str, JsonValue]] = [
        {"at": "never"}, {"value": 5}, {"who": "ada", "id": "x" * 500, "more": [[[1]]]}
    ]  # fmt: skip
    wrong = [json.dumps({**operation(n).to_json(), **change}) for n, change in enumerate(changes, 1)]
    ada.rows("SELECT civicdesk.push('d', %s, %s)", [wrong, ["[]"] * 3])
    ben.push([entry(operation("good", "ben"))])
    found, stories, cursor = pulled(team.log("ben", "second desk"))
    assert "op-good" in ids(found) and "op-forged" not in ids(found) and "op-1" not in ids(found)
    assert all("\x1b" not in one.title + one.text and "\u202e" not in one.title for one in stories)
    reader = team.log("ben", "third")
    pulled(reader)
    problems = " ".join(one for batch in reader.pull(BEGINNING) for one in batch.problems)
    assert "story s2 can't be read" in problems and "no time" in problems
    assert pulled(reader, cursor)[0] == []
    for bad in ("[1]", "null", "{", '{"id": null, "title": "x"}', '{"id": "\\u0000"}'):
        with pytest.raises(TeamFault):
            ada.rows("SELECT civicdesk.give('d', %s)", [[bad]])


def test_a_name_that_two_members_sign_by_is_the_firsts(new_team: NewTeam) -> None:
    """Keys of names are the program's; where the database takes two for different, the earlier claim holds here."""
    team = new_team(ada="coder", ben="coder")
    ada, ben = team.log("ada"), team.log("ben")
    ada.push([entry(operation(1, "Strasse"))])
    ben.push([entry(operation(2, "Straße"))])
    signed = {one.id: one.who for one in pulled(team.log("chief"))[0]}
    assert signed == {"op-1": "Strasse", "op-2": "ben"}


def test_any_other_cursor_is_the_beginning(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder")
    team.log("ada").push([entry(operation(1))])
    ben = team.log("ben")
    for cursor in ("rubbish", "1/2/3", "//", "\ud800/1/1", "0/99999999999999999999/1", "a/9/9" * 50):
        assert ids(pulled(ben, cursor)[0]) == ["op-1"]
    epoch = pulled(ben)[2].partition("/")[0]
    for place in ("-1/0", "1.5/0", "9" * 30 + "/1", "1/" + "9" * 30, "٣/1"):
        assert ids(pulled(ben, f"{epoch}/{place}")[0]) == ["op-1"]


def test_a_restored_database_is_pulled_from_the_beginning(new_team: NewTeam, server: Server) -> None:
    team = new_team(ada="coder", ben="coder")
    team.log("ada").push([entry(operation(1))])
    cursor = pulled(team.log("ben"))[2]
    with psycopg.connect(server.url, dbname=team.name, autocommit=True) as connection:
        # what a dump brings: rows that name transactions of a server that was older than this one
        connection.execute("UPDATE civicdesk.op SET xid = '987654321987'")
        connection.execute("UPDATE civicdesk.team SET place = 'elsewhere/1'")
    again = team.log("ben", "after")
    assert [batch.renewed for batch in again.pull(cursor)] == [True, False]
    found, _, after = pulled(again, cursor)
    assert ids(found) == ["op-1"] and after.partition("/")[0] != cursor.partition("/")[0]
    assert team.log("ben", "after too")._epoch == again._epoch


def test_the_bell_rings_for_what_others_can_see(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder")
    ada, ben = team.log("ada"), team.log("ben")
    assert not ben.rang()
    ada.push([entry(operation(1))])
    assert heard(ben)
    assert not ben.rang()
    ben.close()
    assert not ben.rang()


def test_operations_of_one_desk_are_a_chain(new_team: NewTeam) -> None:
    team = new_team(ada="coder")
    ada = team.log("ada")
    for start in (0, 3):
        ada.push([entry(*(operation(n) for n in range(start, start + 3)))])
    rows = ada.rows("SELECT digest, before, sha256(convert_to(body, 'UTF8')) FROM civicdesk.operations() ORDER BY seq")
    assert [before for _, before, _ in rows] == [None, *(digest for digest, _, _ in rows[:-1])]
    assert all(digest == real for digest, _, real in rows)


def test_nothing_acknowledged_is_lost_whoever_is_killed(new_team: NewTeam, server: Server) -> None:
    team = new_team(ada="coder", ben="coder", cleo="coder", dan="coder")
    logs = {who: team.log(who) for who in ("ada", "ben", "cleo", "dan")}
    chance = random.Random(7)
    acknowledged: dict[str, set[str]] = {}

    def work(who: str, seed: int) -> None:
        """Push all of one's own twice, in pieces and in any order, again and again until all is acknowledged."""
        own = [operation(f"{who}{n}", who, about=n % 5) for n in range(150)] * 2
        random.Random(seed).shuffle(own)
        done = acknowledged.setdefault(who, set())
        log = logs[who]
        for start in range(0, len(own), 25):
            piece = [entry(one, about=one.story[1:]) for one in own[start : start + 25]]
            while True:
                try:
                    done |= log.push(piece).acknowledged
                    break
                except Unreachable:
                    continue

    threads = [threading.Thread(target=work, args=(who, seed)) for seed, who in enumerate(logs)]
    for thread in threads:
        thread.start()
    server.crash()
    while any(thread.is_alive() for thread in threads):
        team.cut_off(chance.choice(["ada", "ben", "cleo", "dan"]))
        threads[0].join(0.05)
        threads[-1].join(0.05)
    everything = set().union(*acknowledged.values())
    assert len(everything) == 600
    views = [pulled(team.log(who, "a new desk")) for who in ("ada", "ben")]
    assert [set(ids(found)) for found, _, _ in views] == [everything] * 2
    assert len({tuple(sorted(one.canonical for one in found)) for found, _, _ in views}) == 1


def test_a_hostile_name_of_a_round_is_cleaned(new_team: NewTeam) -> None:
    team = new_team(ada="coder")
    team.log("ada").push([entry(operation(1))])
    name = "\x1b]52;c;x\x07spring\u202e\n"
    sha = "SELECT sha256 FROM civicdesk.story_version WHERE story = 's1' LIMIT 1"
    chief = team.log("chief")
    chief.rows(
        f"SELECT civicdesk.open_round(%s, '{{}}', '', '', '', 1, false, false, ARRAY['s1'], ARRAY(({sha})),"
        " ARRAY['s1'], ARRAY['ada']::name[], '{}')",
        [name],
    )
    (found,) = team.log("ada").rounds()
    assert "spring" in found.name and found.name.isprintable()
