"""The desk in a browser: textual-serve with a guard in front, since whoever reaches the page has the user's desk."""

import asyncio
import contextlib
import hmac
import logging
import signal
import socket
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
"""Addresses that only this machine reaches."""
_COOKIE: Final = "civicdesk"
_A_WEEK: Final = 7 * 24 * 3600

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class DeskServer(Server):
    """A server of one command. A request has to name this machine as its host where only this machine is served (so
    that no site can lead its visitors' browsers here by a name of its own), to come from our own page, and to know the
    token where there is one: `?token=…` once, a cookie from then on."""

    def __init__(self, command: str, host: str, port: int, token: str, ready: Callable[[str], None]) -> None:
        """`command` is run by a shell: its words are quoted already. `ready` is told the address to open, which answers
        from then on. Raises OSError where the port can't be had."""
        url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        super().__init__(command, host, port, title="civicdesk", public_url=url)
        self._listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self._token = token
        self._ready = ready

    def initialize_logging(self) -> None:
        """Log only what went wrong."""
        logging.basicConfig(level=logging.WARNING)

    async def on_startup(self, app: web.Application) -> None:
        """Report where the page is."""
        self._ready(self.public_url)

    def serve(self, debug: bool = False) -> None:
        """Serve until interrupted, on the socket that listens already."""
        self.debug = debug
        self.initialize_logging()
        loop = asyncio.new_event_loop()
        with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, self.request_exit)
        app = self._make_app()
        web.run_app(app, sock=self._listening, handle_signals=False, loop=loop, print=lambda *_: None)

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if reason := self._refusal(request):
            raise web.HTTPForbidden(text=reason)
        response = await handler(request)
        if self._token and "token" in request.query and not response.prepared:
            response.set_cookie(_COOKIE, self._token, max_age=_A_WEEK, httponly=True, samesite="Strict")
        return response

    def _refusal(self, request: web.Request) -> str:
        """Return why a request is refused; "" for one that is welcome."""
        if self.host in LOOPBACK and urlsplit(f"//{request.host}").hostname not in LOOPBACK:
            return "This desk is served to its own machine only."
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            return "This desk is opened from its own page only."
        known = request.query.get("token") or request.cookies.get(_COOKIE, "")
        if self._token and not hmac.compare_digest(known.encode(), self._token.encode()):
            return "This desk asks for its token: open its address with ?token=… behind it."
        return ""


def serve(command: str, host: str, port: int, token: str, ready: Callable[[str], None]) -> None:
    """Serve until interrupted. Raises OSError where the address can't be had."""
    DeskServer(command, host, port, token, ready).serve()
