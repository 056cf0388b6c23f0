"""Faults of the network in plain words. The text of an exception is never shown: it may hold whole addresses."""

import errno
import socket
import ssl
from http import HTTPStatus
from typing import Final

import aiohttp
from aiohttp.http_exceptions import BadHttpMessage, LineTooLong

_NO_WAY: Final = (errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH)


def describe_fault(error: Exception, host: str) -> str:
    """Return one sentence on why a request to `host` failed."""
    reason = getattr(error, "os_error", None) or error
    match reason:
        case aiohttp.InvalidURL():
            return "The address is malformed; check it."
        case socket.gaierror():
            return f"The host {host} is not known; check the address and the connection."
        case aiohttp.ClientConnectorCertificateError() | ssl.SSLCertVerificationError():
            return f"{host} can't prove that it is who it says (its certificate is not valid)."
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return f"No protected connection to {host} can be made; try again later."
        case ConnectionRefusedError():
            return f"{host} refuses the connection; try again later."
        case aiohttp.ClientResponseError() if _too_long(reason):
            return f"{host} answers with longer headers or cookies than are read; only its operator can mend that."
        case aiohttp.ClientResponseError() | ValueError():
            return f"{host} answers with something that is no proper HTTP; try again later."
        case aiohttp.ServerDisconnectedError() | ConnectionResetError() | aiohttp.ClientPayloadError():
            return f"{host} broke the connection off; try again later."
    return f"{host} can't be reached; check the connection and try again later."


def lacks_connection(error: Exception) -> bool:
    """Return whether a request failed as every request does on a machine without a connection."""
    reason = getattr(error, "os_error", None) or error
    return isinstance(reason, socket.gaierror) or getattr(reason, "errno", None) in _NO_WAY


def _too_long(error: BaseException) -> bool:
    """Return whether an answer's head, or a line of it, was longer than is read."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, LineTooLong) and not _too_many(cause):
        cause = cause.__cause__
    return cause is not None


def _too_many(error: BaseException) -> bool:
    # aiohttp has no kind of its own for it, and no more than these words
    return isinstance(error, BadHttpMessage) and "Too many headers" in error.message


def describe_status(status: int) -> str:
    """Return one sentence on an HTTP status that brings no feed."""
    try:
        phrase = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = str(status)
    match status:
        case 401 | 403 | 407:
            return f"It does not let us in ({phrase}); check the address, and whether it wants a password."
        case 404:
            return f"There is nothing at this address ({phrase}); check it."
        case 410:
            return f"What was at this address is gone for good ({phrase})."
        case 429:
            return f"It asks for fewer fetches ({phrase})."
        case _ if status >= 500:
            return f"Its server has trouble ({phrase}); try again later."
    return f"It answers with {phrase} and no feed; check the address."
