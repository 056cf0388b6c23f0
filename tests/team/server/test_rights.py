"""Who may do what, by the database itself: whatever program a member connects with."""

import json
import re
from collections.abc import Callable, Iterator

import psycopg
import pytest
from msgspec.structs import replace
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from civic.flags import CODED
from civic.operation import Operation
from team.errors import TeamFault
from team.server import Round, ServerLog, close_round, create, invite, open_round, redact, remove_member, rounds
from tests.team.server.teams import Team, connect_as, entry, heard, ids, operation, pulled, story

NewTeam = Callable[..., Team]
TABLES = (
    "schema_file", "team", "member", "member_name", "story", "story_version", "round", "round_story", "assignment",
    "op", "redaction", "feed",
)  # fmt: skip
RELATIONS = (
    "SELECT relname, relkind FROM pg_class WHERE relnamespace = 'civicdesk'::regnamespace AND relkind <> 'i' ORDER BY 1"
)
QUESTIONS = (
    "field = 'concern:bias'",
    "about = 's2' AND round = 'spring'",
    "id = 'op-x'",
    'body < \'{"at":"2026-11-20T09:30:00.000000+00:00","field":"d\'',
    "story = 's2'",
)
"""What a coder could ask the database to explain, so as to learn what rows say that they don't see."""
CHANGING = ("timestamp with time zone", "xid8", "uuid")
"""Types of columns that differ whenever the same is done again."""


def blind_round(team: Team, name: str = "spring", *members: str) -> None:
    assigned = {member: ["s1", "s2"] for member in members or ("ada", "ben")}
    stories = [story(1), story(2)]
    open_round(team.log("chief"), Round(name, stories, assigned, {"version": "c0de"}, coders=2, blind=True))


def allowed(connection: "psycopg.Connection[tuple[object, ...]]", statement: str) -> bool:
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement.encode())
    except psycopg.errors.InsufficientPrivilege:
        return False
    except psycopg.Error:
        return True
    return True


def test_the_matrix_of_roles_tables_and_verbs(new_team: NewTeam) -> None:
    team = new_team(reader="reader", coder="coder", judge="adjudicator", olga="owner")
    with psycopg.connect(team.url("chief"), autocommit=True) as connection:
        connection.execute("CREATE ROLE stranger LOGIN")
        assert {str(name) for name, kind in connection.execute(RELATIONS) if kind == "r"} == set(TABLES)
    members = ("reader", "coder", "judge", "olga", "chief")
    may = {
        "SELECT civicdesk.progress()": members,
        "SELECT civicdesk.operations()": members,
        "SELECT civicdesk.pull('', '0', 0, '9', 9, '')": members,
        "SELECT civicdesk.give('', '{}')": members[1:],
        "SELECT civicdesk.push('', '{}', '{}')": members[1:],
        "SELECT civicdesk.lease('', '{}', '1 hour')": members[1:],
        "SELECT civicdesk.close_round('')": members[3:],
        "SELECT civicdesk.redact('', '', '')": members[3:],
        "SELECT civicdesk.dismiss('')": members[3:],
        "SELECT civicdesk.enrol('coder', 'coder')": members[3:],
        "SELECT civicdesk.open_round('n', '', '', '', '', 1, true, true, '{}', '{}', '{}', '{}', '{}')": members[3:],
        "SELECT civicdesk.open_rounds_with('{}')": members,
        "SELECT civicdesk.claim('{}')": (),
        "SELECT nextval('civicdesk.place_in_log')": (),
        "SELECT last_value FROM civicdesk.place_in_log": (),
        "CREATE TABLE civicdesk.more (a int)": (),
    }
    for table in TABLES:
        name = f"civicdesk.{table}"
        may |= {f"SELECT * FROM {name}": () if table == "op" else members, f"SELECT * FROM {name} FOR UPDATE": ()}
        may |= dict.fromkeys((
            f"INSERT INTO {name} DEFAULT VALUES", f"DELETE FROM {name}", f"TRUNCATE {name} CASCADE",
            f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY", f"COPY {name} FROM STDIN",
        ), ())  # fmt: skip
    for role in (*members, "stranger"):
        with team.sql(role) as connection:
            assert {one: allowed(connection, one) for one in may} == {one: role in who for one, who in may.items()}, (
                role
            )
            columns = connection.execute(
                "SELECT count(*) FILTER (WHERE has_column_privilege(c.oid, attname, 'UPDATE, INSERT, REFERENCES'))"
                " FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid"
                " WHERE attnum > 0 AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'civicdesk')"
            )
            assert columns.fetchone() == (0,), role


def all_that_is_read(team: Team, role: str) -> Iterator[object]:
    """All that a member's connection yields: every table, view and sequence, function, count and error."""
    with team.sql(role) as connection:
        for name in (*(str(name) for name, _ in connection.execute(RELATIONS).fetchall()), "operations()"):
            try:
                cursor = connection.execute(f"SELECT * FROM civicdesk.{name} AS t ORDER BY t::text".encode())
                kinds = [connection.adapters.types[column.type_code].regtype for column in cursor.description or ()]
                for row in cursor:
                    yield name, [value for value, kind in zip(row, kinds, strict=True) if kind not in CHANGING]
                yield connection.execute(f"SELECT count(*) FROM civicdesk.{name}".encode()).fetchone()
            except psycopg.Error as error:
                yield name, str(error)
        yield from what_is_explained(connection)
        calls = ["progress()", "rights()", "hidden_rounds()", "close_round('spring')", "here()"]
        guesses = [operation(n, role, about=1, round=r) for n in ("x", "y", "x2") for r in ("", "spring", "autumn")]
        bodies = json.dumps([one.canonical for one in guesses])
        names = "array_fill('[]'::text, ARRAY[9])"
        calls.append(f"push('d', ARRAY(SELECT json_array_elements_text('{bodies}')), {names})")
        # an owner who knows an id, which nobody can guess, may have it emptied
        calls.append(f"redact('operation', 'op-{'nobodys' if role == 'chief' else 'x'}', '')")
        calls += ["claim('{ben}')", "push('d', ARRAY['{\"id\": \"op-x\"}'], ARRAY['[]'])"]
        for call in calls:
            try:
                with connection.transaction(force_rollback=True):
                    yield call, connection.execute(f"SELECT civicdesk.{call}::text".encode()).fetchall()
            except psycopg.Error as error:
                yield call, str(error), error.diag.message_detail
    log = team.log(role)
    yield [one.canonical for one in pulled(log)[0]], log.stories_of("spring"), log.standing().members
    yield [(one.name, one.progress, one.stories) for one in rounds(log)]


def what_is_explained(connection: "psycopg.Connection[tuple[object, ...]]") -> Iterator[object]:
    """What a member is told of how questions about what they don't see are answered."""
    how = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF) SELECT FROM civicdesk."
    for question in QUESTIONS:
        for table in ("op", "operations()", "pull('d', '0', 0, '999999', 99)"):
            try:
                yield table, question, connection.execute(f"{how}{table} WHERE {question}".encode()).fetchall()
            except psycopg.Error as error:
                yield table, question, str(error)


def what_ada_reads(new_team: NewTeam, code: Callable[[ServerLog], None]) -> list[str]:
    team = new_team(ada="coder", ben="coder", judge="adjudicator")
    blind_round(team)
    team.log("ada").push([entry(operation("mine", round="spring"))])
    code(team.log("ben"))
    found = [
        re.sub(r"\d{9,}/\d+/\d+", "", repr(one)).replace(team.name, "")
        for role in ("ada", "judge", "chief")
        for one in all_that_is_read(team, role)
    ]
    team.drop()
    return found


def test_a_blind_round_hides_what_the_other_coder_says_by_every_way(new_team: NewTeam) -> None:
    def says_x(ben: ServerLog) -> None:
        done = operation("x2", "ben", about=2, round="spring", tag="bias")
        assert len(ben.push([entry(operation("x", "ben", round="spring")), entry(done, about=2)]).acknowledged) == 2

    def says_y(ben: ServerLog) -> None:
        one = operation("y", "ben", round="spring", tag="bias", accepted=False)
        note = operation("y2", "ben", round="spring", field="note", value="No: " * 500)
        assert len(ben.push([entry(one, note)]).acknowledged) == 2

    x, y = what_ada_reads(new_team, says_x), what_ada_reads(new_team, says_y)
    assert x == y and any("op-mine" in one for one in x)


def test_what_was_hidden_comes_when_the_round_is_closed_and_late_work_comes_back(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder", cleo="coder")
    blind_round(team)
    ada, ben, cleo = team.log("ada"), team.log("ben"), team.log("cleo")
    outside = operation("out", "ben")
    pushed = ben.push([entry(operation("in", "ben", round="spring"), outside)])
    assert pushed.acknowledged == {"op-in"} and "blind round" in pushed.late[0].reason
    assert "not yours" in cleo.push([entry(operation("c", "cleo", round="spring"))]).late[0].reason
    # a story that this desk knows by another id of its own
    local = entry(operation("alias", about="local", round="spring"), about="local")
    alias = replace(local, story=replace(local.story, aliases=("s2",)))
    assert ada.push([alias]).acknowledged == {"op-alias"}
    ada.push([entry(operation("done", about=1, field=CODED, value=True, round="spring"))])
    found, stories, cursor = pulled(cleo)
    assert found == [] and {one.id for one in stories} >= {"s1", "s2"}
    assert ada.stories_of("spring")[1] == ["s1", "s2"] and cleo.stories_of("spring")[1] == []
    assert rounds(ada)[0].progress == {"ada": (2, 1)} and rounds(cleo)[0].progress == {}
    assert rounds(team.log("chief"))[0].progress == {"ada": (2, 1), "ben": (2, 0)}
    with pytest.raises(TeamFault, match="no right"):
        close_round(ada, "spring")
    assert not cleo.rang() or not cleo.rang()
    close_round(team.log("chief"), "spring")
    assert heard(cleo)
    assert ids(pulled(cleo, cursor)[0]) == ["op-alias", "op-done", "op-in"]
    late = ben.push([entry(operation("late", "ben", round="spring"), operation("in", "ben", round="spring"), outside)])
    assert late.acknowledged == {"op-in", "op-out"} and "closed before" in late.late[0].reason
    assert rounds(cleo)[0].closed is not None and rounds(cleo)[0].progress["ada"] == (2, 1)
    for name, words in (("spring", "closed already"), ("nowhere", "no round")):
        with pytest.raises(TeamFault, match=words):
            close_round(team.log("chief"), name)


def test_who_is_the_role_that_logged_in(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder")
    blind_round(team)
    ada = team.log("ada")
    with team.sql("ben") as connection:
        (groups,) = connection.execute(
            "SELECT array_agg(rolname::text) FROM pg_roles WHERE rolname ~ 'civicdesk_.*_coder$'"
            " AND pg_has_role(oid, 'USAGE')"
        ).fetchall()
        for group in groups[0]:  # type: ignore[attr-defined]
            connection.execute(f'SET ROLE "{group}"'.encode())
        body = operation("b", "ben", round="spring").canonical
        assert connection.execute(
            "SELECT said FROM civicdesk.push('d', ARRAY[%s], ARRAY['[]'])", [body]
        ).fetchall() == [("kept",)]
        assert connection.execute("SELECT who::text FROM civicdesk.operations()").fetchall() == [("ben",)]
        for forbidden in (
            "SET SESSION AUTHORIZATION ada",
            "SET ROLE ada",
            "SET row_security = off; SELECT * FROM civicdesk.op",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(forbidden.encode())
    assert ada.rows("SELECT * FROM civicdesk.operations()") == []


def test_what_a_caller_puts_into_its_own_schema_is_never_run_for_it(new_team: NewTeam) -> None:
    team = new_team(ada="coder")
    with team.sql("ada") as connection:
        connection.execute(
            "CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE plpgsql AS"
            " 'BEGIN RAISE EXCEPTION ''run''; END'"
        )
        connection.execute("CREATE TEMP TABLE op (id text)")
        connection.execute("SET search_path = pg_temp, public, pg_catalog")
        body = operation(1).canonical
        assert connection.execute(
            "SELECT said FROM civicdesk.push('d', ARRAY[%s], ARRAY['[]'])", [body]
        ).fetchall() == [("kept",)]


@pytest.mark.parametrize("name", ['Ada "the Judge"', "GRÖẞE; DROP ROLE chief", "it's", "%s {} :coder", "a b/@?#&c"])
def test_a_role_may_have_any_name(new_team: NewTeam, name: str) -> None:
    team = new_team()
    line = invite(team.url("chief"), name, "coder").line
    url = line.removeprefix("civicdesk team join '").removesuffix("'")
    with connect_as(url, name) as log:
        assert log.standing().me == name and log.rights() == "coder"
        assert log.push([entry(operation(1, name))]).acknowledged == {"op-1"}
    assert [one.who for one in pulled(team.log("chief"))[0]] == [name]
    invite(team.url("chief"), name, "reader", password=nobody_is_asked)
    assert team.log(name).rights() == "reader"


def test_a_story_is_redacted_by_the_beginning_of_its_id(new_team: NewTeam) -> None:
    team = new_team(ada="coder")
    team.log("ada").push([entry(about=number) for number in ("x-1", "x-12", "y-1")])
    for beginning, words in (("", "no story ''"), ("s", "sx-1, sx-12, sy-1"), ("z", "no story 'z'")):
        with pytest.raises(TeamFault, match=words):
            redact(team.url("chief"), "story", beginning, "a court")
    assert redact(team.url("chief"), "story", "sx-1", "a court") == ("sx-1", 1)
    assert redact(team.url("chief"), "story", "sy", "a court") == ("sy-1", 1)


def test_a_decision_is_redacted_by_the_beginning_of_its_id(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder")
    team.log("ada").push([entry(*(operation(number) for number in ("x-1", "x-12", "y-1")))])
    blind_round(team)
    team.log("ben").push([entry(operation("z-1", "ben", round="spring"))])
    for beginning, words in (
        ("", "no operation ''"), ("op", "begins with 'op': op-x-1, op-x-12, op-y-1.$"), ("q", "no operation 'q'"),
        ("op-z", "no operation 'op-z'"),
    ):  # fmt: skip
        with pytest.raises(TeamFault, match=words):
            redact(team.url("chief"), "operation", beginning, "a court")
    with pytest.raises(TeamFault, match="Say why"):
        redact(team.url("chief"), "operation", "op-x-1", " \u200b")
    assert redact(team.url("chief"), "operation", "op-x-1", "a court") == ("op-x-1", 1)
    assert redact(team.url("chief"), "operation", "op-x", "a court") == ("op-x-12", 1)
    assert redact(team.url("chief"), "operation", "op-y", "a court") == ("op-y-1", 1)


def test_a_member_who_is_invited_again_keeps_their_rights(new_team: NewTeam) -> None:
    team = new_team(jude="adjudicator")
    url = team.url("chief")

    def came(name: str, rights: str = "") -> tuple[str, str, bool]:
        found = invite(url, name, rights)
        return found.before, found.rights, found.made

    assert came("jude") == ("adjudicator", "adjudicator", False) == came("jude", "adjudicator")
    assert team.log("jude").rights() == "adjudicator"
    assert came("chief") == ("owner", "owner", False)
    assert came("jude", "coder") == ("adjudicator", "coder", False)
    assert came("zed") == ("", "coder", True)
    remove_member(url, "jude")
    assert came("jude") == ("", "coder", False)


@pytest.mark.parametrize(("name", "rights", "words"), [
    ("", "coder", "can't be called"), ("x" * 64, "coder", "63 bytes"), ("agreed", "coder", "settled for all"),
    ("pg_me", "coder", "PostgreSQL keeps"), ("a\nb", "coder", "on one line"), ("dan", "boss", "no rights 'boss'"),
    ("civicdesk_1_owner", "coder", "team's own rights"), ("public", "coder", "give another name"),
    ("none", "coder", "give another name"),
])  # fmt: skip
def test_what_no_member_can_be(name: str, rights: str, words: str) -> None:
    with pytest.raises(TeamFault, match=words):
        invite("postgresql://nowhere/x", name, rights, password=nobody_is_asked)


def test_what_holds_the_rights_of_a_team_is_no_member_to_remove() -> None:
    with pytest.raises(TeamFault, match="civicdesk_1_owner is no member"):
        remove_member("postgresql://nowhere/x", "civicdesk_1_owner")


def test_a_blind_round_is_not_read_by_an_owner_who_rolls_back(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder")
    blind_round(team)
    team.log("ben").push([entry(*(operation(number, "ben", round="spring") for number in range(5)))])
    with team.sql("chief") as connection:
        with connection.transaction(force_rollback=True):
            assert connection.execute("SELECT civicdesk.close_round('spring')").fetchone() == (True,)
            assert connection.execute("SELECT count(*) FROM civicdesk.operations()").fetchone() == (0,)
        with connection.transaction(force_rollback=True):
            assert connection.execute("SELECT civicdesk.redact('story', 's1', '')").fetchone() == (1,)
        connection.execute("SELECT civicdesk.close_round('spring')")
        assert connection.execute("SELECT count(*) FROM civicdesk.operations()").fetchone() == (5,)
        with psycopg.connect(make_conninfo(team.server.url, dbname=team.name), autocommit=True) as administrator:
            administrator.execute("ANALYZE civicdesk.op")
            known = "SELECT count(*) FROM pg_stats WHERE schemaname = 'civicdesk' AND tablename LIKE 'op%'"
            assert administrator.execute(known).fetchone() == (0,)


def nobody_is_asked() -> str:
    pytest.fail("A password was asked for.")


def test_a_superuser_is_not_invited_and_warned_of(new_database: Callable[[], Team]) -> None:
    team, said = new_database(), list[str]()
    create(team.url("chief"), warn=said.append)
    assert said == []
    superuser = str(conninfo_to_dict(team.server.url)["user"])
    with pytest.raises(TeamFault, match="is a superuser"):
        invite(team.url("chief"), superuser, "coder", password=nobody_is_asked)
    create(team.url(superuser), warn=said.append)
    assert ["no rule binds" in one for one in said] == [True]


def test_members_go_and_owners_alone_let_them(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder", olga="owner")
    ada, ben = team.log("ada"), team.log("ben")
    ada.push([entry(operation(1, "Ada L."))])
    with pytest.raises(TeamFault, match="no right"):
        remove_member(team.url("ben"), "ada")
    with pytest.raises(TeamFault, match="no member"):
        remove_member(team.url("chief"), "nobody")
    with pytest.raises(TeamFault, match="You may not make the role"):
        invite(team.url("olga"), "zoe", "coder")
    with pytest.raises(TeamFault, match="no right"):
        invite(team.url("ben"), "zoe", "coder")
    with pytest.raises(TeamFault, match="signs by the name"):
        invite(team.url("chief"), "ada l.", "coder")
    remove_member(team.url("chief"), "ada")
    for attempt in (lambda: ada.push([entry(operation(2))]), lambda: pulled(ada), lambda: team.log("ada", "again")):
        with pytest.raises(TeamFault, match="You are no member"):
            attempt()
    assert ids(pulled(ben)[0]) == ["op-1"] and "ada" not in ben.standing().members
    with pytest.raises(TeamFault, match="Nobody but chief could invite"):
        remove_member(team.url("chief"), "chief")
    with pytest.raises(TeamFault, match="Nobody but chief could invite"):
        invite(team.url("chief"), "chief", "coder")
    remove_member(team.url("chief"), "olga")
    with pytest.raises(TeamFault, match="only owner"):
        invite(team.url("chief"), "chief", "coder")
    assert team.log("chief", "again").rights() == "owner"
    with pytest.raises(TeamFault, match="only owner"):
        remove_member(team.url("chief"), "chief")


def _said(found: list[Operation]) -> str:
    return "".join(one.canonical for one in found)


def test_an_owner_redacts_and_that_is_written_down(new_team: NewTeam) -> None:
    team = new_team(ada="coder", ben="coder")
    ada, ben = team.log("ada"), team.log("ben")
    sent = [
        entry(operation(1, field="note", value="secret"), operation(2)),
        entry(operation(3, about=2), about=2, text="secret"),
    ]
    ada.push(sent)
    with pytest.raises(TeamFault, match="no right"):
        redact(team.url("ben"), "story", "s2", "I want to")
    assert redact(team.url("chief"), "operation", "op-1", "names a child") == ("op-1", 1)
    assert redact(team.url("chief"), "story", "s2", "a court said so") == ("s2", 2)
    with pytest.raises(TeamFault, match="empty already"):
        redact(team.url("chief"), "story", "s2", "again")
    found, stories, _ = pulled(ben)
    assert ids(found) == ["op-2"] and [one.id for one in stories] == ["s1"]
    assert "secret" not in repr(
        [ben.connection.execute(f"SELECT * FROM civicdesk.{one}".encode()).fetchall() for one in TABLES if one != "op"]
    )
    assert ben.rows("SELECT kind, id, reason, by::text FROM civicdesk.redaction ORDER BY number") == [
        ("operation", "op-1", "names a child", "chief"), ("story", "s2", "a court said so", "chief"),
    ]  # fmt: skip
    again = ada.push([*sent, entry(operation(4, about=2), about=2, text="secret again")])
    assert again.acknowledged == {"op-1", "op-2", "op-3"} and "removed" in again.late[0].reason
    assert "secret" not in _said(pulled(team.log("ben", "new"))[0])
