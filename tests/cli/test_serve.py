"""The desk in a browser: for this machine only, unless told so with a token; and really there."""

import contextlib
import http.client
import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from cli.main import main
from tests.browser import a_browser, needs_chromium

needs_extra = pytest.mark.skipif(find_spec("textual_serve") is None, reason="the extra [web] is not installed")


def test_no_token_is_taken_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--home", str(tmp_path), "serve", "--token", "correct-horse-battery"])
    assert "--token" in capsys.readouterr().err


def test_a_port_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(tmp_path), "serve", "--port", "70000"]) == 2
    assert "65535" in capsys.readouterr().err


def test_without_the_extra_one_sentence_says_how_to_get_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.commands.system.serve.find_spec", lambda name: None)
    assert main(["--home", str(tmp_path), "serve"]) == 1
    assert "civicdesk[web]" in capsys.readouterr().err


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@dataclass(frozen=True)
class Served:
    """A server that is there: its port and its token."""

    port: int
    token: str

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/?token={self.token}"


@contextlib.contextmanager
def served(home: Path, port: int = 0) -> Iterator[Served]:
    """The program serving on a free port, once it says that it does; ended by its own interrupt."""
    port = port or free_port()
    command = [sys.executable, "-m", "tui", "--home", str(home), "serve", "--port", str(port), "--json"]
    where = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as program:
        try:
            assert program.stdout is not None
            told = json.loads(program.stdout.readline())
            address, _, token = told["url"].partition("?token=")
            assert address == f"http://127.0.0.1:{port}/"
            yield Served(port, token)
        finally:
            program.terminate()


def ask(port: int, path: str = "/", **headers: str) -> tuple[int, str, str]:
    """Status, body and cookie of a page, asked for with these headers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace"), answer.getheader("Set-Cookie") or ""
    finally:
        connection.close()


@needs_extra
def test_each_start_makes_a_token_that_is_asked_for_once(tmp_path: Path) -> None:
    with served(tmp_path) as first:
        port = first.port
        for path in (
            "/",
            "/ws",
            "/static/js/textual.js",
            "/?token=wrong",
            f"/?token={first.token[:-1]}",
            "/?token=%FF",
        ):
            assert ask(port, path)[0] == 403
        status, page, cookie = ask(port, f"/?token={first.token}")
        assert (status, "<title>civicdesk</title>" in page) == (200, True)
        assert {"HttpOnly", "SameSite=Strict"} <= set(cookie.split("; "))
        known = cookie.partition(";")[0]
        assert ask(port, Cookie=known)[0] == 200
        assert ask(port, Cookie=known, Host="evil.example")[0] == 403
        # what connects to the desk names its page, and it is ours
        assert ask(port, "/ws", Cookie=known)[0] == 403
        assert ask(port, "/ws", Cookie=known, Origin="https://evil.example")[0] == 403
        assert ask(port, "/ws", Cookie=known, Origin="null")[0] == 403
    with served(tmp_path, port) as second:
        assert len(first.token) >= 32
        assert second.token != first.token
        assert ask(port, Cookie=known)[0] == 403


@needs_extra
def test_the_page_asks_no_other_server_for_anything(tmp_path: Path) -> None:
    with served(tmp_path) as desk:
        _, page, cookie = ask(desk.port, f"/?token={desk.token}&fontsize=20&ping=https://evil.example")
        assert set(re.findall(r"""(?<![-\w])(?:src|href|url)[=(]["']([^"']*)""", page)) == {
            "data:,", "/", "/static/css/xterm.css", "/static/js/textual.js",
            "/static/fonts/RobotoMono-VariableFont_wght.ttf", "/static/fonts/RobotoMono-Italic-VariableFont_wght.ttf",
        }  # fmt: skip
        assert 'data-font-size="20"' in page
        for path in re.findall(r"""["'](/static/[^"']*)""", page):  # what it asks of us is there
            assert ask(desk.port, path, Cookie=cookie.partition(";")[0])[0] == 200


@needs_extra
def test_a_port_that_is_taken_is_told_before_any_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--home", str(tmp_path), "serve", "--port", str(port)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert f"Port {port} of 127.0.0.1 can't be had (address already in use): give another --port." in told.err
    assert told.err.count("\n") == 1


@needs_extra
async def test_what_the_page_connects_to_is_the_desk(tmp_path: Path) -> None:
    with served(tmp_path) as desk:
        drawn = b""
        page = f"http://127.0.0.1:{desk.port}"
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            await session.get(desk.address)
            async with session.ws_connect(f"{page}/ws?width=120&height=40", origin=page) as socket:
                async for message in socket:
                    drawn += message.data if message.type is aiohttp.WSMsgType.BINARY else b""
                    if b"London Mayor blocks" in drawn and b"Ethical concerns" in drawn:
                        break
        assert b"London Mayor blocks" in drawn


@needs_extra
@needs_chromium
async def test_in_a_real_browser_nothing_leaves_and_the_keys_work_at_once(tmp_path: Path) -> None:
    home, port = tmp_path / "home", free_port()
    page = f"http://127.0.0.1:{port}"
    story = [{"title": "Cameras", "url": f"{page}/story", "text": "The city bought cameras.", "id": "s1"}]
    (tmp_path / "s.json").write_text(json.dumps(story))
    assert main(["--home", str(home), "add", str(tmp_path / "s.json")]) == 0
    with served(home, port) as desk:
        async with a_browser(tmp_path / "profile") as browser:
            await browser.open(desk.address)
            await browser.until(lambda: b"Cameras" in browser.drawn)
            assert await browser.value("document.title") == "civicdesk"
            assert await browser.value("location.href") == f"{page}/"  # the token is not in the history
            assert await browser.value("document.activeElement.className") == "xterm-helper-textarea"
            await browser.press("/")
            for key in "cameras":
                await browser.press(key)
            await browser.press("Enter")
            await browser.press("o")
            await browser.until(lambda: f"{page}/story" in browser.pages)
            assert await browser.value("document.fonts.check('16px \"Roboto Mono\"')")
            hosts = {urlsplit(url).netloc for url in browser.asked if not url.startswith(("data:", "blob:"))}
            assert hosts == {f"127.0.0.1:{port}"}
            assert any(url.startswith("ws:") for url in browser.asked)
            assert not browser.refused  # its own policy stands in the way of nothing that it needs
