"""What the database says, as one sentence for the user. No sentence holds a password, nor what a row holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import psycopg

from civic.text import clean_line
from team.errors import TeamFault, Unreachable

_GONE: Final = ("08", "57P")
"""Classes of errors that end a connection, or that a server gives that is going or not there yet."""
_BUSY: Final = ("40001", "40P01", "53300", "55P03")
_SENTENCES: Final = {
    "42501": "You have no right to do this in the team at {server}: ask its owner.",
    "53100": "The disk of the team's server at {server} is full: what you decided waits here; tell who runs it.",
    "57014": "The team's server at {server} took too long and was stopped: try again, or tell who runs it.",
    "25006": "The team's server at {server} takes nothing at present, it can only be read: tell who runs it.",
}
_AT_LOGIN: Final = (
    ("certificate file", "A certificate for {server} is not where it is said to be: check sslrootcert and sslcert."),
    ("private key file", "The key of your certificate for {server} is not where it is said to be: check sslkey."),
    ("password authentication failed", "{server} refuses this name or password: check both."),
    ("no password supplied", "{server} asks for a password: put it into your file .pgpass, or run this in a terminal."),
    ("does not exist", "{server} knows no such database or role: check the address."),
    ("not permitted to log in", "{server} lets this role in no more: ask the team's owner."),
    ("no pg_hba.conf entry", "{server} lets nobody in from here by this name: ask who runs it."),
    ("permission denied for database", "{server} lets this role not into the database: ask the team's owner."),
    ("certificate verify failed", "Nobody vouches for the certificate of {server}: ask who runs it for sslrootcert."),
    ("does not support SSL", "{server} and this machine agree on no encryption: check sslmode in the address."),
)  # fmt: skip
_NOT_OURS: Final = ("invalid response to SSL negotiation", "expected authentication request from server")
"""What libpq says of an answer that no PostgreSQL gives, such as that of a web server."""
_IN_THE_ADDRESS: Final = (
    ": invalid ", "bad value for ", "value for parameter ", "configuration parameter ", "weak sslmode ", "too long",
    "definition of service ", "GSSAPI ",
)  # fmt: skip
"""What libpq and the server say of a setting in the address. In another language it is nobody that answers, with what
was said."""

_SEE_TO_PORT: Final = "see to host and port of the address; what is not sent yet waits here"


@contextmanager
def in_a_sentence(server: str) -> Iterator[None]:
    """Have what the database says in the block come as a TeamFault; `server` is how the server is called in it."""
    try:
        yield
    except psycopg.Error as error:
        raise fault_of(error, server) from None  # what led to it may hold what was sent


def fault_of(error: psycopg.Error, server: str) -> TeamFault:
    """Return the fault of an error on an open connection."""
    state = error.sqlstate or ""
    if state in _SENTENCES:
        return TeamFault(_SENTENCES[state].format(server=server))
    if state.startswith(_GONE) or (not state and isinstance(error, psycopg.OperationalError)):
        return Unreachable(f"The team's server at {server} is gone: what is not sent yet waits here.")
    if state in _BUSY:
        return Unreachable(f"The team's server at {server} is busy: what is not sent yet waits here.")
    said = clean_line(error.diag.message_primary or type(error).__name__, 200)
    return TeamFault(f"The team's server at {server} refuses this ({said}; {state or 'no code'}): tell who runs it.")


def fault_at_login(error: psycopg.Error, server: str, takes_calls: Callable[[], bool] = lambda: False) -> TeamFault:
    """Return the fault of an error while a connection is made; `takes_calls` says, of a server that says nothing,
    whether anybody is there at all."""
    said = str(error)
    if any(words in said for words in _NOT_OURS):
        return Unreachable(f"What answers at {server} is no PostgreSQL: {_SEE_TO_PORT}.")
    if isinstance(error, psycopg.errors.ConnectionTimeout) and takes_calls():
        return Unreachable(f"Somebody is there at {server}, but gives no answer as PostgreSQL does: {_SEE_TO_PORT}.")
    for words, sentence in _AT_LOGIN:
        if words in said:
            return TeamFault(sentence.format(server=server))
    if error.pgconn and error.pgconn.used_password and "FATAL" not in said:  # in the server's own language
        return TeamFault(_AT_LOGIN[0][1].format(server=server))
    why = _reason(said)
    if any(words in said for words in _IN_THE_ADDRESS):
        return TeamFault(f"The address of {server} can't be used as it is ({why}): mend it.")
    if "FATAL:" in said:  # as it starts, stops, recovers, or has too many
        return Unreachable(f"{server} lets nobody in at present ({why}): what is not sent yet waits here.")
    return Unreachable(
        f"Nobody answers at {server} ({why}): what is not sent yet waits here; see to address and network."
    )


def _reason(said: str) -> str:
    """Return what is wrong by what libpq says: the end of its first line."""
    line = said.strip().partition("\n")[0]
    for before in ("FATAL:", " failed: ", "connection is bad: ", "connection failed: ", "] "):
        line = line.rpartition(before)[2]
    reason = clean_line(line, 160).rstrip(".")
    return reason[:1].lower() + reason[1:] if reason[1:2].islower() else reason
