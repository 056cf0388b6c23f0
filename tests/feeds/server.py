"""A loopback HTTP server that plays what feeds meet: manners, latency, and every kind of misbehaviour.

    with Server() as server:
        server.at("/feed", reply(b"...", headers={"ETag": '"1"'}))
        ... server.url("/feed") ... server.requests

It runs in a thread of its own, so that programs started by a test can reach it too. Standard library only.
"""

import asyncio
import gzip
import ssl
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Self

Handler = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Request:
    """What a client asked: path with query, headers with names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass
class Server:
    """Serves `at` paths on 127.0.0.1 and records every request; anything else is a 404."""

    hosts: tuple[str, ...] = ("127.0.0.1",)
    latency: float = 0.0
    tls: ssl.SSLContext | None = None
    routes: dict[str, Handler] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    ports: dict[str, int] = field(default_factory=dict)
    most_at_once: int = 0
    _now: int = 0

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve(ready))
        self._loop.close()

    async def _serve(self, ready: threading.Event) -> None:
        self._stopped = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        servers = []
        for host in self.hosts:
            server = await asyncio.start_server(self._accept, host, 0, backlog=1000, ssl=self.tls)
            self.ports[host] = server.sockets[0].getsockname()[1]
            servers.append(server)
        ready.set()
        await self._stopped.wait()
        for server in servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while request := await _request(reader):
                self.requests.append(request)
                await self._answer(request, writer)
                if writer.is_closing():
                    break
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # the client has had enough, or the server is stopped
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            if self.latency:
                await asyncio.sleep(self.latency)
            handler = self.routes.get(request.path) or reply(b"nothing here", status=404)
            await handler(request, writer)
            await writer.drain()
        finally:
            self._now -= 1

    def at(self, path: str, handler: Handler) -> str:
        """Serve `handler` at this path; returns the address."""
        self.routes[path] = handler
        return self.url(path)

    def url(self, path: str, host: str = "") -> str:
        """The address of a path."""
        host = host or self.hosts[0]
        return f"http{'s' if self.tls else ''}://{host}:{self.ports[host]}{path}"

    def asked(self, path: str) -> list[Request]:
        """The requests for a path, in order."""
        return [request for request in self.requests if request.path == path]


async def _request(reader: asyncio.StreamReader) -> Request | None:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines if line)
    return Request(method, path, {name.strip().lower(): value.strip() for name, _, value in pairs})


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    phrase = HTTPStatus(status).phrase if status in list(HTTPStatus) else "Odd"
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def reply(body: bytes = b"", *, status: int = 200, headers: Mapping[str, str] | None = None) -> Handler:
    """A plain answer with the right length."""
    head = {"Content-Type": "application/xml", "Content-Length": str(len(body)), **(headers or {})}

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(_head(status, head) + body)

    return handler


def conditional(body: bytes, *, etag: str = "", modified: str = "") -> Handler:
    """An answer with validators, and 304 to those who send them back."""
    validators = {name: value for name, value in (("ETag", etag), ("Last-Modified", modified)) if value}

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        same = (etag and request.headers.get("if-none-match") == etag) or (
            modified and request.headers.get("if-modified-since") == modified
        )
        await (reply(status=304, headers=validators) if same else reply(body, headers=validators))(request, writer)

    return handler


def redirect(to: str, status: int = 302) -> Handler:
    """A redirect."""
    return reply(status=status, headers={"Location": to})


def raw(data: bytes) -> Handler:
    """These bytes to the letter, then the end of the connection."""

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        writer.close()

    return handler


def broken_off(body: bytes, claimed: int) -> Handler:
    """A body that is shorter than its Content-Length."""
    return raw(_head(200, {"Content-Type": "application/xml", "Content-Length": str(claimed)}) + body)


def silence() -> Handler:
    """Takes the request and never answers."""

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    return handler


def drip(every: float = 0.5) -> Handler:
    """A proper head, then one byte at a time."""

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(_head(200, {"Content-Type": "application/xml", "Content-Length": "1000000"}))
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(every)

    return handler


def endless(headers: Mapping[str, str] | None = None, piece: bytes = b" " * 65536) -> Handler:
    """A body that never ends, as fast as it is taken."""

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(_head(200, {"Content-Type": "application/xml", **(headers or {})}))
        while True:
            writer.write(piece)
            await writer.drain()

    return handler


def gzip_bomb(megabytes: int = 100) -> Handler:
    """A small packed body that swells. It is packed when somebody asks for it, since that takes a while."""

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        body = gzip.compress(b" " * (megabytes * 2**20), compresslevel=1)
        await reply(body, headers={"Content-Encoding": "gzip"})(request, writer)

    return handler
