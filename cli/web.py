"""The desk in a browser: textual-serve with a guard in front, since whoever reaches the page has the user's desk."""

import asyncio
import contextlib
import hmac
import html
import logging
import secrets
import signal
import socket
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
"""Addresses that only this machine reaches."""
_TOKEN_BYTES: Final = 24
_FONT_SIZES: Final = range(6, 65)
_FONT_SIZE: Final = 16
_SOCKET: Final = "/ws"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class DeskServer(Server):
    """A server of one command. A request has to name this machine as its host where only this machine is served (so
    that no site can lead its visitors' browsers here by a name of its own), to come from our own page, and to know the
    token, which is made at each start: `?token=…` once, a cookie from then on. What connects to the desk itself has to
    say whose page it comes from, as every browser does. The page asks nothing of any other server."""

    def __init__(self, command: str, host: str, port: int, ready: Callable[[str], None]) -> None:
        """`command` is run by a shell: its words are quoted already. `ready` is told the address to open, with the
        token; it answers from then on. Raises OSError where the port can't be had."""
        url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        super().__init__(command, host, port, title="civicdesk", public_url=url)
        self._listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self._token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._cookie = f"civicdesk-{port}"  # browsers don't tell the ports of a machine apart
        self._ready = ready

    def initialize_logging(self) -> None:
        """Log only what went wrong."""
        logging.basicConfig(level=logging.WARNING)

    async def on_startup(self, app: web.Application) -> None:
        """Report where the page is."""
        self._ready(f"{self.public_url}/?token={self._token}")

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
        if "token" in request.query and not response.prepared:
            response.set_cookie(self._cookie, self._token, httponly=True, samesite="Strict")
        return response

    async def handle_index(self, request: web.Request) -> web.Response:
        """Return the page of the desk: our own, since the one of textual-serve asks a font server elsewhere."""
        nonce = secrets.token_urlsafe(16)
        asked = request.query.get("fontsize", "")
        size = int(asked) if asked.isascii() and asked.isdecimal() and int(asked[:4]) in _FONT_SIZES else _FONT_SIZE
        socket_url = f"{'wss' if request.secure else 'ws'}://{request.host}"
        page = files("cli").joinpath("web.html").read_text(encoding="utf-8")
        for name, value in {"nonce": nonce, "socket": socket_url + _SOCKET, "font_size": str(size)}.items():
            page = page.replace(f"{{{name}}}", html.escape(value))
        policy = (
            f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; font-src 'self';"
            f" img-src 'self' data:; connect-src 'self' {socket_url}; base-uri 'none'; form-action 'none';"
            " frame-ancestors 'none'"
        )
        headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
        return web.Response(text=page, content_type="text/html", headers=headers)

    def _refusal(self, request: web.Request) -> str:
        """Return why a request is refused; "" for one that is welcome."""
        if self.host in LOOPBACK and urlsplit(f"//{request.host}").hostname not in LOOPBACK:
            return "This desk is served to its own machine only."
        origin = request.headers.get("Origin")
        if origin is None and request.path == _SOCKET:
            return "Only a page may connect to this desk: open its address in a browser."
        if origin is not None and urlsplit(origin).netloc != request.host:
            return "This desk is opened from its own page only."
        known = request.query.get("token") or request.cookies.get(self._cookie, "")
        if not hmac.compare_digest(known.encode("utf-8", "surrogatepass"), self._token.encode()):
            return (
                "This desk asks for its token: open the address that civicdesk serve shows, with all that is behind it."
            )
        return ""


def serve(command: str, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until interrupted. Raises OSError where the address can't be had."""
    DeskServer(command, host, port, ready).serve()
