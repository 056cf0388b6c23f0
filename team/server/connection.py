"""Connections to a team's server: addresses, passwords, encryption.

A password comes from where libpq finds one (PGPASSFILE, ~/.pgpass, PGPASSWORD, the address), from the system's keyring
where the package `keyring` is installed, or from whoever `ask` asks. It is kept in memory alone.
"""

import importlib
import ipaddress
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Final, TypeAlias

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from civic.text import clean_line
from team.errors import TeamFault
from team.server.faults import fault_at_login

Connection: TypeAlias = psycopg.Connection[tuple[object, ...]]
Ask: TypeAlias = Callable[[str], str]
"""Asks the user for a password, and returns it, "" for none; it is given what to ask."""

SERVICE: Final = "civicdesk"
"""What the keyring calls us."""
_NO_ADDRESS: Final = "This is no address of a server: write postgresql://NAME@HOST/DATABASE."
_NO_SETTING: Final = "That is no address of a server: what stands behind its ? is no setting that one knows; mend it."
_OLDEST: Final = 140000
_USUAL: Final = {"connect_timeout": "10", "application_name": "civicdesk", "keepalives_idle": "30"}
_PATIENCE: Final = 2.0
"""Seconds in which somebody takes a connection, or nobody is there."""
_SESSION: Final = (
    "SELECT set_config('search_path', 'pg_catalog, pg_temp', false), set_config('statement_timeout', '120000', false),"
    " set_config('lock_timeout', '60000', false), set_config('client_min_messages', 'error', false)"
)


class Address:
    """Where a team's server is. `url` is the address as the user gave it; raises TeamFault where it is none.

    `shown` is what it is called in sentences: host and database. `kept` is the address without its password.
    """

    def __init__(self, url: str) -> None:
        try:
            self._parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
        except psycopg.Error as error:  # its message repeats the address, which may hold a password
            raise TeamFault(_NO_SETTING if "query parameter" in str(error) else _NO_ADDRESS) from None
        if not all(one.isdecimal() for one in self._parts.get("port", "1").split(",")):
            raise TeamFault(_NO_ADDRESS)
        self.user = self._parts.get("user", "")
        host = self._parts.get("host") or self._parts.get("hostaddr") or "this machine"
        self._host = host.partition(",")[0]
        port = f":{self._parts['port']}" if self._parts.get("port", "5432") != "5432" else ""
        self.database = self._parts.get("dbname") or self.user or "the usual database"
        self.shown = clean_line(f"{host}{port}/{self.database}", 200)
        self.kept = _without_password(url)

    @property
    def is_local(self) -> bool:
        """Return whether what is sent there leaves this machine by no network."""
        if self._host == "this machine" or self._host.startswith(("/", "@")) or self._host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self._host).is_loopback
        except ValueError:
            return False

    def line_for(self, role: str) -> str:
        """Return the address for another role, without a password."""
        from urllib.parse import quote, urlencode

        parts = {k: v for k, v in self._parts.items() if k not in ("user", "password", "dbname", "host", "port")}
        host = self._parts.get("host", "")
        if "/" in host or "," in host or ":" in host:
            parts, host = {"host": host, **parts}, ""
        port = f":{self._parts['port']}" if self._parts.get("port") else ""
        options = f"?{urlencode(parts)}" if parts else ""
        return f"postgresql://{quote(role, safe='')}@{host}{port}/{quote(self.database, safe='')}{options}"

    def connect(self, ask: Ask | None) -> Connection:
        """Return a new connection, each statement a transaction of its own. Raises TeamFault; Unreachable where
        nobody answers."""
        try:
            connection = self._connect()
        except psycopg.OperationalError as error:
            needed = bool(error.pgconn and error.pgconn.needs_password)
            password = (
                (_from_keyring(self.kept) or (ask(f"Password for {self.shown}: ") if ask else "")) if needed else ""
            )
            if not password:
                raise fault_at_login(error, self.shown, self._takes_calls) from None
            self._parts["password"] = password
            try:
                connection = self._connect()
            except psycopg.OperationalError as again:
                del self._parts["password"]
                raise fault_at_login(again, self.shown) from None
        except psycopg.Error as error:
            raise fault_at_login(error, self.shown) from None
        version = connection.info.server_version
        if version < _OLDEST:
            connection.close()
            raise TeamFault(
                f"{self.shown} runs PostgreSQL {version // 10000}, and a team needs 14 or later: update it."
            )
        connection.execute(_SESSION)
        return connection

    def _connect(self) -> Connection:
        return psycopg.connect(make_conninfo("", **{**_USUAL, **self._parts}), autocommit=True)

    def _takes_calls(self) -> bool:
        """Return whether anybody takes a connection there, whatever they say then."""
        host = self._parts.get("hostaddr") or self._parts.get("host") or ""
        if not host or host.startswith(("/", "@")):
            return False
        with suppress(OSError, ValueError, UnicodeError):
            port = int(self._parts.get("port", "5432").partition(",")[0])
            socket.create_connection((host.partition(",")[0], port), _PATIENCE).close()
            return True
        return False

    def warnings(self, connection: Connection) -> tuple[str, ...]:
        """Return sentences about a connection that its user should see once."""
        if self.is_local or connection.pgconn.ssl_in_use:
            return ()
        return (
            f"What you send to {self.shown} is not encrypted: ask who runs it for TLS, and add sslmode=verify-full.",
        )


def _without_password(url: str) -> str:
    """Return an address without the password that it may hold."""
    from urllib.parse import parse_qsl, urlencode, urlsplit

    if "://" not in url:
        return make_conninfo("", **{k: v for k, v in conninfo_to_dict(url).items() if k != "password"})
    parts = urlsplit(url)
    name, at, rest = parts.netloc.rpartition("@")
    query = urlencode([(key, value) for key, value in parse_qsl(parts.query) if key != "password"], safe="/")
    return f"{parts.scheme}://{name.partition(':')[0]}{at}{rest}{parts.path}{'?' if query else ''}{query}"


def _from_keyring(address: str) -> str:
    """Return what the system's keyring keeps for an address, "" for nothing."""
    try:
        return str(importlib.import_module("keyring").get_password(SERVICE, address) or "")
    except Exception:  # noqa: BLE001  # not installed, locked, or without a desktop: then it is asked for
        return ""
