"""An address to bytes: politely, within limits, and only to where a feed may lead."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Final, Self
from urllib.parse import unquote, urlsplit, urlunsplit

import aiohttp
from msgspec import Struct, field
from msgspec.structs import replace
from yarl import URL

from feeds.addresses import closed, has_secret, host_of, joined, literal, normalise
from feeds.errors import AddressError, FetchError, FormatError, NoConnectionError
from feeds.fetch.network import describe_fault, lacks_connection
from feeds.fetch.resolver import Checked, closed_to
from feeds.fetch.room import Room
from feeds.fetch.unpack import Unpacker, accepted

PER_HOST: Final = 2
"""Requests at once to one host and port."""
HOPS: Final = 5
"""Redirects that are followed."""
_BODIES: Final = 8 * 2**20
"""Bytes of answers that are in memory at once, until they have been read; servers wait with the rest."""
_EXPECTED: Final = 2**18
"""Bytes of an answer that does not say how long it is."""
_OF_A_PLACE: Final = 2**16
"""Bytes of an answer that come along with one request; one with more takes the place of others, since much of it is in
memory while it waits for room."""
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD: Final = frozenset({301, 308})
_REFUSED: Final = frozenset({400, 412})
"""What a server answers that does not understand a condition, or takes it for one on a change (RFC 9110, 15.5.13)."""
_CONDITIONS: Final = ("If-None-Match", "If-Modified-Since")
_WANTED: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)
_WANTED_PAGE: Final = "text/html, application/xhtml+xml, */*;q=0.5"


class Limits(Struct, frozen=True):
    """The limits of one fetch: seconds in all (redirects included), bytes on the wire, bytes unpacked."""

    seconds: float = 30.0
    wire: int = 10 * 2**20
    body: int = 20 * 2**20

    def up_to(self, megabytes: int) -> "Limits":
        """Return the limits for an answer of so many megabytes, with as much more time as it is larger."""
        wire = megabytes * 2**20
        return Limits(self.seconds * max(wire / USUAL.wire, 1.0), wire, 2 * wire)


USUAL: Final = Limits()


class Wishes(Struct, frozen=True):
    """What the user set for one address: the User-Agent ("" for ours), more headers, which go to its own host only, and
    limits of its own."""

    agent: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    limits: Limits | None = None


PLAIN: Final = Wishes()
_MOST_COOKIES: Final = 8000
"""Characters of cookies that are sent back; servers refuse a header of more."""


class Answer(Struct, frozen=True):
    """The answer of a server, after redirects."""

    status: int
    url: str
    """the final address"""
    moved_to: str = ""
    """where the permanent redirects (301, 308) before any other lead; "" without any"""
    headers: Mapping[str, str] = field(default_factory=dict)
    """names in lower case"""
    body: bytes = b""
    digest: str = ""
    """hash of the body (BLAKE2b of 16 bytes, hex)"""
    whole: bool = True
    """whether the body is complete"""
    refused: bool = False
    """whether the server refused the conditions of the request, which was then sent without any"""


class Fetcher:
    """A client with at most `at_once` requests in all, fewer where answers have bodies, and PER_HOST for each host:
    `async with Fetcher() as fetcher`."""

    def __init__(self, *, at_once: int = 20, limits: Limits = USUAL, proxy: str | None = None) -> None:
        """`proxy` is an http address that every request goes through; the environment's proxy is not used. A proxy
        looks names up itself, so that only numeric addresses are checked then."""
        self.limits = limits
        """what each fetch may cost"""
        self._proxy = proxy
        self._places = Room(max(at_once, 1))
        self._room = Room(_BODIES)
        self._hosts: dict[str, asyncio.Semaphore] = {}
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            await session.close()

    @asynccontextmanager
    async def get(
        self, url: str, *, local: bool = False, etag: str = "", modified: str = "", page: bool = False,
        wishes: Wishes = PLAIN,
    ) -> AsyncIterator[Answer]:  # fmt: skip
        """Return the answer to a GET of `url` (a feed, or with `page` a web page), of any status, after redirects.

        `local` allows the host of `url`, and no other, to be of this machine or its network; `etag` and `modified` are
        the validators of the last answer: where the server refuses them, it is asked once more without. Cookies that it
        sets are sent back until the block ends. The request counts as running until then, and its body as in memory, of
        which there is only so much. Raises AddressError, FetchError or FormatError, each with a sentence.
        """
        target, moved_to, steady, refused = normalise(url), "", True, False
        trip = _Trip(url, wishes.limits or self.limits, wishes, _host(target) if local else "")
        trip.headers = {"Accept": _WANTED_PAGE if page else _WANTED} | _conditions(etag, modified)
        for _ in range(HOPS + 1):
            async with AsyncExitStack() as slots:
                await slots.enter_async_context(self._hosts.setdefault(_seat(target), asyncio.Semaphore(PER_HOST)))
                await self._places.take(1)
                slots.callback(trip.leave, self._places, self._room)
                answer = await self._ask(target, trip)
                if answer.status in _REFUSED and trip.without_conditions():
                    refused = True
                    continue
                if answer.status not in _REDIRECTS or not (where := answer.headers.get("location")):
                    yield replace(answer, url=target, moved_to=moved_to, refused=refused)
                    return
            steady = steady and answer.status in _FOR_GOOD
            target = next_hop(target, where, url)
            moved_to = target if steady else moved_to
        raise FetchError(f"It redirects more than {HOPS} times; check the address.")

    async def _ask(self, target: str, trip: "_Trip") -> Answer:
        """Send one request and return its answer; redirects are not followed."""
        within = f"within {trip.limits.seconds:g} seconds"
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            address = _open_address(target, unlocked=trip.unlocked)
            async with asyncio.timeout(max(trip.left, 0.0)) as limit:
                async with self._session(trip.unlocked).get(
                    address, headers=trip.headers_to(target, address), allow_redirects=False, proxy=self._proxy
                ) as response:
                    trip.keep_cookies(response, address)
                    if response.status == 200:
                        size = response.content_length or _EXPECTED
                        trip.broaden(self._places, size)
                        began += await trip.enter(self._room, size, limit)
                    return await self._read(response, trip.limits)
        except TimeoutError as error:
            raise FetchError(f"{host_of(target)} did not answer in full {within}; try again later.") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            kind = NoConnectionError if lacks_connection(error) else FetchError
            raise kind(describe_fault(error, host_of(target))) from error
        finally:
            trip.left -= clock() - began

    async def _read(self, response: aiohttp.ClientResponse, limits: Limits) -> Answer:
        headers = {name.lower(): value for name, value in response.headers.items()}
        answer = Answer(response.status, "", headers=headers)
        if response.status != 200:
            return answer
        unpacker = Unpacker(headers.get("content-encoding", ""), limits.body)
        body, digest, wire, whole = bytearray(), blake2b(digest_size=16), 0, True
        try:
            async for data in response.content.iter_any():
                wire += len(data)
                if wire > limits.wire:
                    raise FormatError(
                        f"It is larger than {limits.wire // 2**20} MB; --megabytes sets how much is read."
                    )
                piece = unpacker.take(data)
                body += piece
                digest.update(piece)
        except aiohttp.ClientPayloadError as error:
            whole = False  # broken off, or of another length than announced: what came may still be read
            if not body:
                raise FetchError("Its answer broke off before anything came; try again later.") from error
        return Answer(200, "", "", headers, bytes(body), digest.hexdigest(), whole and unpacker.whole)

    def _session(self, unlocked: str) -> aiohttp.ClientSession:
        """Return the session for the one host that may be local, or that for all others (""): within a session
        connections and look-ups are shared."""
        if unlocked not in self._sessions:
            resolver = Checked(unlocked=unlocked, proxied=self._proxy is not None)
            connector = aiohttp.TCPConnector(resolver=resolver, limit=0, ttl_dns_cache=60)
            self._sessions[unlocked] = aiohttp.ClientSession(
                connector=connector,
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None),
                headers={"User-Agent": user_agent()},
                trust_env=False,
            )
        return self._sessions[unlocked]


class _Trip:
    """One fetch on its way from host to host: the seconds that are left, the headers, and the cookies that it was
    given."""

    def __init__(self, origin: str, limits: Limits, wishes: Wishes, unlocked: str) -> None:
        self.limits = limits
        self.left = limits.seconds
        self.unlocked = unlocked
        self.headers: dict[str, str] = {}
        self._origin = origin
        self._wishes = wishes
        self._cookies: aiohttp.CookieJar | None = None
        self._held = 1
        self._taken = 0

    def broaden(self, places: Room, size: int) -> None:
        """Take the place of several requests for an answer of this size, whether or not it is free: others begin only
        when it is."""
        more = min(size, _EXPECTED) // _OF_A_PLACE
        places.grab(more)
        self._held += more

    async def enter(self, room: Room, size: int, limit: asyncio.Timeout) -> float:
        """Wait until there is room for an answer, and return for how many seconds, which are not the server's: the time
        limit is put off by as many."""
        clock, end = asyncio.get_running_loop().time, limit.when()
        began = clock()
        limit.reschedule(None)
        await room.take(size)
        self._taken += size
        waited = clock() - began
        limit.reschedule(end + waited if end is not None else None)
        return waited

    def leave(self, places: Room, room: Room) -> None:
        """Give back the place and the room."""
        places.give(self._held)
        room.give(self._taken)
        self._held, self._taken = 1, 0

    def headers_to(self, target: str, address: URL) -> dict[str, str]:
        """Return the headers for this host; the password in the address and the user's own headers go only to the host
        that they are for."""
        headers = {**self.headers, "Accept-Encoding": accepted()}
        if self._wishes.agent:
            headers["User-Agent"] = self._wishes.agent
        origin = self._origin
        if _seat(target) == _seat(origin) and urlsplit(target).scheme in ("https", urlsplit(origin).scheme):
            headers |= _authorization(origin) | dict(self._wishes.headers)
        if self._cookies is not None:
            cookies = "; ".join(
                f"{one.key}={one.coded_value}" for one in self._cookies.filter_cookies(address).values()
            )
            headers |= {"Cookie": cookies} if 0 < len(cookies) <= _MOST_COOKIES else {}
        return headers

    def keep_cookies(self, response: aiohttp.ClientResponse, address: URL) -> None:
        """Keep the cookies of an answer for the rest of the way."""
        if response.cookies:
            if self._cookies is None:
                self._cookies = aiohttp.CookieJar(unsafe=True)  # numeric hosts set cookies, too
            self._cookies.update_cookies(response.cookies, address)

    def without_conditions(self) -> bool:
        """Take the conditions out of the headers; return whether there were any."""
        found = [self.headers.pop(name, "") for name in _CONDITIONS]
        return any(found)


def _open_address(target: str, *, unlocked: str) -> URL:
    """Return the address to connect to. Raises AddressError for a numeric one that a feed must not lead to."""
    address = URL(_bare(target))
    known = literal(address.raw_host or "")  # yarl's host is what counts: it has full-width digits made plain
    if known is None:
        return address
    if closed(known) and address.raw_host != unlocked:
        raise closed_to(host_of(target), unlocked)
    return address.with_host(str(known))


def _host(target: str) -> str:
    """Return the host of an address as it is looked up."""
    return URL(_bare(target)).raw_host or ""


def _conditions(etag: str, modified: str) -> dict[str, str]:
    """Return the headers that ask for an answer only where it has changed (RFC 9110, 13.1)."""
    return {name: value for name, value in zip(_CONDITIONS, (etag, modified), strict=True) if value}


@cache
def user_agent() -> str:
    """Return the User-Agent: name and version of the program, and what it does. Looked up once: it is in a file."""
    try:
        number = version("civicdesk")
    except PackageNotFoundError:
        number = "0"
    return f"civicdesk/{number} (feed reader; fetches for one person, honours ETag, Retry-After and Cache-Control)"


def next_hop(target: str, where: str, origin: str) -> str:
    """Return where a redirect leads. Raises AddressError where it must not be followed."""
    there = normalise(joined(target, where))
    if (
        urlsplit(target).scheme == "https"
        and urlsplit(there).scheme == "http"
        and (has_secret(origin) or has_secret(there))
    ):
        raise AddressError("It redirects to an unprotected address, which would give away the password in this one.")
    return _bare(there)


def _bare(url: str) -> str:
    """Return the address without user and password, which go into a header."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _seat(url: str) -> str:
    """Return host and port, for which PER_HOST holds."""
    return urlsplit(url).netloc.rpartition("@")[2]


def _authorization(url: str) -> dict[str, str]:
    """Return the header for the user and password in an address (RFC 7617)."""
    parts = urlsplit(url)
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": "Basic " + b64encode(pair.encode()).decode("ascii")}
