"""The schema of a team's database: numbered files, each applied once, in one transaction."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from psycopg import sql

from team.errors import NoMemberError, TeamFault
from team.server.connection import Address, Connection

GROUPS: Final = ("reader", "coder", "adjudicator", "owner")
"""Rights of members, each with those before it."""
KEEPER: Final = "keeper"
"""Owns the schema; nobody logs in as it."""
_LOCK: Final = 0x63697669
"""The number of the advisory lock around creating and updating."""


@cache
def schema_files() -> tuple[tuple[int, str], ...]:
    """Return number and text of each file, in their order. One that was released is never changed: what is to be other
    in a database is one more file."""
    folder = files("team.server") / "schema"
    found = (
        (int(one.name[:3]), one.read_text(encoding="utf-8")) for one in folder.iterdir() if one.name.endswith(".sql")
    )
    return tuple(sorted(found))


LATEST: Final = 9
"""The number of the newest file."""
_WITH_CHECKSUMS: Final = 8
"""The file from which on a database knows what its files said."""


def group_role(connection: Connection, rights: str) -> str:
    """Return the role that gives members of this database these rights. Roles are common to a server's databases, so
    that their names have to differ."""
    row = connection.execute(
        "SELECT 'civicdesk_' || left(md5(current_database()), 8) || '_' || %s", [rights]
    ).fetchone()
    return str(row[0]) if row else ""


def check(connection: Connection, address: Address) -> None:
    """Raise TeamFault where the database is no team's, where the user is no member, or where its schema is not this
    program's."""
    row = connection.execute(
        "SELECT has_schema_privilege(oid, 'USAGE'), EXISTS (SELECT FROM pg_class WHERE relnamespace = n.oid AND relname"
        " = 'schema_file') FROM pg_namespace AS n WHERE nspname = 'civicdesk'"
    ).fetchone()
    if row is None or not row[1]:
        raise TeamFault(f"{address.shown} is no team's database: its owner makes it one by civicdesk team create.")
    if not row[0]:
        raise NoMemberError(f"You are no member of the team at {address.shown}: ask its owner to invite you.")
    version = applied(connection)
    if version > LATEST:
        raise TeamFault(f"The team at {address.shown} is of a newer civicdesk than yours: update yours.")
    if version < LATEST:
        raise TeamFault(f"The team at {address.shown} is of an older civicdesk: its owner runs civicdesk team create.")
    _need_same_files(connection, address)


def applied(connection: Connection) -> int:
    """Return the number of the newest file that a database has, 0 for none."""
    row = connection.execute("SELECT coalesce(max(number), 0) FROM civicdesk.schema_file").fetchone()
    return int(str(row[0])) if row else 0


def bring_up(connection: Connection, address: Address) -> int:
    """Make roles and schema, or bring them up to this program; return how many files were applied. All or nothing; two
    who do it at once wait for each other."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        _make_roles(connection)
        keeper = sql.Identifier(group_role(connection, KEEPER))
        there = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'civicdesk'").fetchone()
        if there is None:
            connection.execute(sql.SQL("CREATE SCHEMA civicdesk AUTHORIZATION {}").format(keeper))
        elif connection.execute("SELECT to_regclass('civicdesk.schema_file')").fetchone() == (None,):
            raise TeamFault(f"{address.shown} has a schema civicdesk that is not ours: take another database.")
        version = applied(connection) if there else 0
        if version > LATEST:
            raise TeamFault(f"The team at {address.shown} is of a newer civicdesk than yours: update yours.")
        connection.execute(sql.SQL("SET LOCAL ROLE {}").format(keeper))
        if version >= _WITH_CHECKSUMS:
            _need_same_files(connection, address)
        missing = [(number, text) for number, text in schema_files() if number > version]
        for number, text in missing:
            _apply(connection, text)
            connection.execute("INSERT INTO civicdesk.schema_file (number) VALUES (%s)", [number])
        for number, text in schema_files() if missing else ():
            connection.execute(
                "UPDATE civicdesk.schema_file SET sha256 = %s WHERE number = %s AND sha256 IS NULL",
                [checksum(text), number],
            )
        connection.execute("RESET ROLE")
    return len(missing)


def checksum(text: str) -> str:
    """Return what tells a file of the schema from any other, and from itself once it has been changed."""
    return sha256(text.encode()).hexdigest()


def _need_same_files(connection: Connection, address: Address) -> None:
    """Raise TeamFault where a file that was applied says something else now: this database has what it said then, and
    this program counts on what it says now."""
    found = connection.execute("SELECT number, sha256 FROM civicdesk.schema_file ORDER BY number").fetchall()
    ours = {number: checksum(text) for number, text in schema_files()}
    for number, there in found:
        if there is not None and there != ours.get(int(str(number))):
            raise TeamFault(
                f"The team at {address.shown} was made by another build of civicdesk, whose tables differ (in"
                f" {int(str(number)):03}): use that one, or make a team in a new database."
            )


def _apply(connection: Connection, text: str) -> None:
    for name in GROUPS:
        role = sql.Identifier(group_role(connection, name)).as_string(connection)
        text = text.replace(f":{name}", role)
    connection.execute(text)  # a file of our own


def _make_roles(connection: Connection) -> None:
    """Make the roles that are missing: each group has the rights of the one before, and owners may give them."""
    before: sql.Identifier | None = None
    for name in (KEEPER, *GROUPS):
        role = group_role(connection, name)
        quoted = sql.Identifier(role)
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(quoted))
        if name == KEEPER:
            connection.execute(
                sql.SQL("GRANT CREATE, CONNECT ON DATABASE {} TO {}").format(
                    sql.Identifier(connection.info.dbname), quoted
                )
            )
            _become(connection, quoted)
            continue
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(connection.info.dbname), quoted)
        )
        if before is not None:
            connection.execute(sql.SQL("GRANT {} TO {}").format(before, quoted))
        before = quoted


def _become(connection: Connection, keeper: sql.Identifier) -> None:
    """Let who creates the team act as the keeper, until `let_go`; a superuser may without."""
    if not is_superuser(connection):
        connection.execute(sql.SQL("GRANT {} TO SESSION_USER").format(keeper))


def let_go(connection: Connection) -> None:
    """Have who creates the team be the keeper no more: as the keeper they would see what blind rounds hide."""
    if not is_superuser(connection):
        keeper = sql.Identifier(group_role(connection, KEEPER))
        connection.execute(sql.SQL("REVOKE {} FROM SESSION_USER").format(keeper))


def is_superuser(connection: Connection) -> bool:
    """Return whether no rights bind the user."""
    return connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = session_user").fetchone() == (True,)
