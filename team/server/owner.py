"""What the owner of a team's server does: make it, invite, let go, redact."""

from collections.abc import Callable, Mapping
from typing import Final, LiteralString

import psycopg
from msgspec import Struct
from psycopg import sql

from civic.coder import is_reserved, misleads
from civic.text import clean_line
from team.errors import TeamFault
from team.server import versions
from team.server.connection import Address, Ask
from team.server.faults import in_a_sentence
from team.server.log import ServerLog

_LONGEST: Final = 63
"""Bytes of a role's name in PostgreSQL; it cuts longer ones silently."""

_WORDS: Final = ("public", "none")
"""What PostgreSQL takes for no role's name, also in quotation marks."""

_OF_THE_TEAM: Final = "civicdesk_"
"""With this begin the roles that hold a team's rights (`versions.group_role`)."""

_OWNERS: Final = """
    SELECT m.role::text, r.rolsuper OR r.rolcreaterole AND (
        current_setting('server_version_num')::integer < 160000  -- as of then it takes a right on the very role
        OR pg_has_role(r.oid, %s::name, 'MEMBER WITH ADMIN OPTION')
    )
    FROM civicdesk.member AS m JOIN pg_roles AS r ON r.rolname = m.role
    WHERE m.rights = 'owner' AND m.gone IS NULL
"""
"""The owners, and which of them can give others a role in the team."""


_BEGIN_SO: Final[Mapping[str, LiteralString]] = {
    "story": "SELECT id FROM civicdesk.story WHERE NOT redacted AND %s <> '' AND starts_with(id, %s)"
    " ORDER BY id LIMIT 6",
    "operation": "SELECT DISTINCT id FROM civicdesk.operations() WHERE body IS NOT NULL AND %s <> ''"
    " AND starts_with(id, %s) ORDER BY id LIMIT 6",
}
"""What of the log is not empty yet and has an id that begins so."""


class Invited(Struct, frozen=True):
    """What came of inviting a role: the `line` that the invited types, the `rights` that they have now, and those that
    they had as a member before, "" for none; `made` is whether the role was."""

    line: str
    rights: str
    before: str
    made: bool


def create(url: str, *, ask: Ask | None = None, warn: Callable[[str], object] = lambda _: None) -> tuple[str, int]:
    """Make a team of a database, or bring one up to this program, with the user as its owner. Return what the server is
    called in sentences, and how many files of the schema were applied; `warn` is told what the user should know of it.
    Raises TeamFault."""
    address = Address(url)
    connection = address.connect(ask)
    with connection, in_a_sentence(address.shown):
        _need_utf8(connection.info.parameter_status("server_encoding"), address)
        try:
            with connection.transaction():
                done = versions.bring_up(connection, address)
                _own(connection, connection.info.user)
                versions.let_go(connection)
            if versions.is_superuser(connection):
                warn(
                    f"{connection.info.user} is a superuser, whom no rule binds, not even blindness: see that another"
                    " role makes a team's database."
                )
        except psycopg.errors.InsufficientPrivilege:
            raise TeamFault(
                f"You may not make roles and a schema at {address.shown}: its administrator runs"
                " ALTER ROLE … CREATEROLE and GRANT CREATE ON DATABASE … for you."
            ) from None
    return address.shown, done


def _need_utf8(encoding: str | None, address: Address) -> None:
    if encoding != "UTF8":
        raise TeamFault(f"{address.shown} keeps its text not in UTF-8: make a database with ENCODING 'UTF8'.")


def _own(connection: psycopg.Connection[tuple[object, ...]], owner: str) -> None:
    """Have who creates the team be its owner, if it has none yet."""
    keeper = sql.Identifier(versions.group_role(connection, versions.KEEPER))
    group = sql.Identifier(versions.group_role(connection, "owner"))
    connection.execute(sql.SQL("SET LOCAL ROLE {}").format(keeper))
    there = connection.execute("SELECT 1 FROM civicdesk.member WHERE rights = 'owner' AND gone IS NULL").fetchone()
    if there is None:
        connection.execute(
            "INSERT INTO civicdesk.member (role, rights) VALUES (%s, 'owner')"
            " ON CONFLICT (role) DO UPDATE SET rights = 'owner', gone = NULL", [owner],
        )  # fmt: skip
        connection.execute(
            "INSERT INTO civicdesk.member_name (key, name, role) VALUES (civicdesk.name_key(%s), %s, %s)"
            " ON CONFLICT DO NOTHING", [owner, owner, owner],
        )  # fmt: skip
    connection.execute("RESET ROLE")
    if there is None:
        connection.execute(sql.SQL("GRANT {} TO {}").format(group, sql.Identifier(owner)))


def invite(
    url: str, name: str, rights: str = "", *, password: Callable[[], str] = lambda: "", ask: Ask | None = None
) -> Invited:
    """Have a role be a member with these rights; without any, a member keeps what they have, and who is none yet is a
    coder. Its name, as written, is that of the role. Where there is none of that name it is made, with the first
    `password`, which is asked for only then. Raises TeamFault."""
    role = clean_line(name, 200)
    if objection := _objection(name, role):
        raise TeamFault(f"A role can't be called {clean_line(name, 80)!r}: {objection}.")
    if rights and rights not in versions.GROUPS:
        raise TeamFault(f"There are no rights {clean_line(rights, 40)!r}: say one of {', '.join(versions.GROUPS)}.")
    with ServerLog(Address(url), ask=ask) as log:
        connection = log.connection
        log.rows("SELECT civicdesk.need('owner')")  # who is no owner learns that before any role is made
        there = log.rows("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
        if there == [(True,)]:
            raise TeamFault(f"{role} is a superuser, whom no rule binds, not even blindness: invite another role.")
        member = log.rows("SELECT rights FROM civicdesk.member WHERE role = %s AND gone IS NULL", [role])
        before = str(member[0][0]) if member else ""
        rights = rights or before or "coder"
        if rights != "owner":
            _let_no_last_one_go(log, role)
            if log.rows("SELECT role::text FROM civicdesk.member WHERE rights = 'owner' AND gone IS NULL") == [(role,)]:
                raise TeamFault(f"{role} is the team's only owner: make somebody else one first.")
        first = "" if there else password()
        try:
            with in_a_sentence(log.address.shown), connection.transaction():
                if not there:
                    _make_role(log, role, first)
                for other in versions.GROUPS:
                    group = sql.Identifier(versions.group_role(connection, other))
                    verb = sql.SQL("GRANT {} TO {}" if other == rights else "REVOKE {} FROM {}")
                    connection.execute(verb.format(group, sql.Identifier(role)))
                row = connection.execute("SELECT civicdesk.enrol(%s, %s)", [role, rights]).fetchone()
                if row != (True,):
                    raise TeamFault(f"Another member signs by the name {role}: invite this one by another.")
        except TeamFault as fault:
            raise _more_clearly(fault, log, role) from None
        return Invited(f"civicdesk team join '{log.address.line_for(role)}'", rights, before, made=not there)


def _objection(name: str, role: str) -> str:
    """Return why a role can't have a name, "" where it can; `role` is the name without what is no plain text."""
    if not role:
        return "give it a name"
    if len(name.encode("utf-8", "surrogatepass")) > _LONGEST:
        return f"give a name of at most {_LONGEST} bytes"
    if role != name:
        return "give a name on one line, with single spaces between its words and no signs that can't be seen"
    if why := misleads(role):
        return f"it {why}; give one that nobody takes for another"
    if is_reserved(role):
        return "that is the coder of what was settled for all"
    if role in _WORDS:
        return f"PostgreSQL keeps the word {role} to itself; give another name"
    if role.startswith(_OF_THE_TEAM):
        return f"names that begin with {_OF_THE_TEAM} are those of the team's own rights"
    return "PostgreSQL keeps names that begin with pg_ to itself" if role.startswith("pg_") else ""


def _more_clearly(fault: TeamFault, log: ServerLog, role: str) -> TeamFault:
    """Return a fault of inviting with what an owner has to do about it."""
    if log.rights() == "owner" and "no right" in str(fault):
        return TeamFault(
            f"You may not make the role {role} or give it rights at {log.address.shown}: who ran team create may."
        )
    return fault


def _make_role(log: ServerLog, role: str, password: str) -> None:
    connection = log.connection
    if not password:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        return
    # what is sent is what the server keeps, never the password: statements may be logged
    kept = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(kept)))


def remove_member(url: str, name: str, *, ask: Ask | None = None) -> None:
    """Have a role be a member no more; what it gave stays. Raises TeamFault."""
    if name.startswith(_OF_THE_TEAM):
        raise TeamFault(f"{clean_line(name, 80)} is no member, but one of the team's own rights.")
    with ServerLog(Address(url), ask=ask) as log:
        _let_no_last_one_go(log, name)
        said = log.rows("SELECT civicdesk.dismiss(%s)", [name])[0][0]
        shown = clean_line(name, 80)
        if said == "unknown":
            raise TeamFault(f"{shown} is no member of the team at {log.address.shown}.")
        if said == "last":
            raise TeamFault(f"{shown} is the team's only owner: make somebody else one first.")
        connection = log.connection
        with in_a_sentence(log.address.shown):
            for rights in versions.GROUPS:
                group = sql.Identifier(versions.group_role(connection, rights))
                try:
                    connection.execute(sql.SQL("REVOKE {} FROM {}").format(group, sql.Identifier(name)))
                except psycopg.errors.InsufficientPrivilege:  # they are no member, whatever they may connect to
                    return


def _let_no_last_one_go(log: ServerLog, name: str) -> None:
    """Raise TeamFault where nobody could invite others to the team without this owner."""
    found = log.rows(_OWNERS, [versions.group_role(log.connection, "coder")])
    owners = {str(role): invites is True for role, invites in found}
    if len(owners) > 1 and [role for role, invites in owners.items() if invites] == [name]:
        shown = clean_line(name, 80)
        raise TeamFault(f"Nobody but {shown} could invite others to the team: they stay one of its owners.")


def redact(url: str, kind: str, number: str, reason: str, *, ask: Ask | None = None) -> tuple[str, int]:
    """Empty a "story" with all that was decided on it, or an "operation", by the beginning of its id; return the whole
    id, and how many rows were. That it was done stays on record. Desks keep what they have. Raises TeamFault."""
    said = clean_line(reason, 500)
    if not said:
        raise TeamFault("Say why it is emptied, for all to read: what is gone can't tell.")
    with ServerLog(Address(url), ask=ask) as log:
        if not (emptied := _emptied(log, kind, number, said)):  # only then is the log looked through for it
            number = _whole_id(log, kind, number)
            emptied = _emptied(log, kind, number, said)
    if not emptied:
        raise TeamFault(f"The team has no {kind} {clean_line(number, 60)!r}, or it is empty already.")
    return number, emptied


def _emptied(log: ServerLog, kind: str, number: str, reason: str) -> int:
    return int(str(log.rows("SELECT civicdesk.redact(%s, %s, %s)", [kind, number, reason])[0][0]))


def _whole_id(log: ServerLog, kind: str, beginning: str) -> str:
    """Return the id of the one story, or operation that the owner may see, whose id begins so. Raises TeamFault where
    there are several; where there is none, it is returned as it is."""
    found = log.rows(_BEGIN_SO[kind], [beginning] * 2)
    ids = [str(one) for (one,) in found]
    if len(ids) > 1:
        some = ", ".join(clean_line(one, 60) for one in ids[:5]) + (" …" if ids[5:] else "")
        several = "stories" if kind == "story" else "decisions"
        raise TeamFault(f"Several {several} have an id that begins with {clean_line(beginning, 60)!r}: {some}.")
    return ids[0] if ids else beginning
