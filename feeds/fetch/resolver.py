"""Names of hosts to addresses that a feed may lead to."""

import asyncio
import socket

from aiohttp.abc import AbstractResolver, ResolveResult

from feeds.addresses import closed, literal
from feeds.errors import AddressError, ClosedError


class Checked(AbstractResolver):
    """A resolver of names that returns only addresses that a feed may lead to.

    What it returns is what is connected to, so that a name can't change its address between check and connection.
    """

    def __init__(self, *, unlocked: str = "", proxied: bool = False) -> None:
        """`unlocked` is the host that may be of this machine or its network; with a proxy, no name is looked up here
        but its own."""
        self._unlocked = unlocked
        self._proxied = proxied

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a host. Raises OSError for an unknown name, AddressError where no address is
        allowed."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        results = [
            ResolveResult(
                hostname=host, host=str(where[0]), port=port, family=kind, proto=proto, flags=socket.AI_NUMERICHOST
            )
            for kind, _, proto, _, where in found
            if self._proxied or host == self._unlocked or not _is_closed(str(where[0]))
        ]
        if not results:
            raise closed_to(host, self._unlocked)
        return results

    async def close(self) -> None:
        """Do nothing: there is nothing to release."""


def _is_closed(address: str) -> bool:
    known = literal(address)
    return known is None or closed(known)


def closed_to(host: str, unlocked: str) -> AddressError:
    """Return the fault of a host that must not be reached, where `unlocked` is the one that may, "" for none."""
    if unlocked:
        return AddressError(
            f"It leads on to {host}, which is of this machine or its network, too; a local feed opens its own host"
            " only, so give the address that it leads to."
        )
    return ClosedError(
        f"{host} is an address of this machine or its network; for a feed of your own that is allowed by enter among"
        " the feeds (F), or by --local with civicdesk feeds add or edit."
    )
