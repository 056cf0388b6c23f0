"""The desk in a browser: textual-serve with a guard in front, since whoever reaches the page has the person's desk."""

import asyncio
import hmac
import logging
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
    """Serves one command. A request has to name this machine as its host where only this machine is served (so that no
    site can lead its visitors' browsers here by a name of its own), to come from our own page, and to know the token
    where there is one: `?token=…` once, a cookie from then on."""

    def __init__(self, command: str, host: str, port: int, token: str, ready: Callable[[str], None]) -> None:
        """`command` is run by a shell: its words are quoted already. `ready` is told the address to open."""
        url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        super().__init__(command, host, port, title="civicdesk", public_url=url)
        self._token = token
        self._ready = ready

    def initialize_logging(self) -> None:
        """Only what went wrong."""
        logging.basicConfig(level=logging.WARNING)

    async def on_startup(self, app: web.Application) -> None:
        """Say where the page is."""
        self._ready(self.public_url)

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
        """Why a request is refused; "" for one that is welcome."""
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
    asyncio.set_event_loop(asyncio.new_event_loop())
    DeskServer(command, host, port, token, ready).serve()
