"""The desk in a browser: for this machine only, unless told so with a token; and really there."""

import contextlib
import http.client
import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import aiohttp
import pytest

from cli.main import main

needs_extra = pytest.mark.skipif(find_spec("textual_serve") is None, reason="the extra [web] is not installed")
TOKEN = "correct-horse-battery"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "example.org", "::"])
@pytest.mark.parametrize("token", [[], ["--token", "short"]], ids=["no token", "a short one"])
def test_another_address_is_refused_without_a_token(
    host: str, token: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--home", str(tmp_path), "serve", "--host", host, *token]) == 2
    told = capsys.readouterr().err
    assert "--token" in told
    assert host in told
    assert told.count("\n") == 1


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


@contextlib.contextmanager
def served(home: Path, *more: str) -> Iterator[int]:
    """The program serving on a free port, until it says that it does; ended by its own interrupt."""
    port = free_port()
    command = [sys.executable, "-m", "tui", "--home", str(home), "serve", "--port", str(port), *more]
    where = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as program:
        try:
            assert program.stdout is not None
            told = program.stdout.readline()
            assert f"http://127.0.0.1:{port}" in told, told + program.stdout.read()
            yield port
        finally:
            program.terminate()


@needs_extra
def test_its_address_comes_first_also_as_json(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "tui", "--home", str(tmp_path), "serve", "--port", str(port), "--json"]
    where = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as program:
        try:
            assert program.stdout is not None
            line = json.loads(program.stdout.readline())
        finally:
            program.terminate()
    assert line == {"url": f"http://127.0.0.1:{port}/", "needs_token": False}


def until(there: Callable[[], object]) -> None:
    """Wait for a condition; the deadline only ends a test that has failed."""
    end = time.monotonic() + 60
    while not there():
        assert time.monotonic() < end, "waited in vain"
        threading.Event().wait(0.05)


def ask(port: int, path: str = "/", **headers: str) -> tuple[int, str, str | None]:
    """Status and body of a page, asked for with these headers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.getheader("Set-Cookie") or ""
    finally:
        connection.close()


@needs_extra
def test_no_other_site_gets_at_the_desk(tmp_path: Path) -> None:
    with served(tmp_path) as port:
        status, page, _ = ask(port)
        assert status == 200
        assert "civicdesk" in page
        assert ask(port, Host="evil.example")[0] == 403
        assert ask(port, "/ws", Origin="https://evil.example")[0] == 403


@needs_extra
def test_a_token_is_asked_for_once(tmp_path: Path) -> None:
    with served(tmp_path, "--token", TOKEN) as port:
        assert ask(port)[0] == 403
        assert ask(port, "/ws")[0] == 403
        assert ask(port, "/?token=wrong")[0] == 403
        status, _, cookie = ask(port, f"/?token={TOKEN}")
        assert status == 200
        assert cookie is not None
        assert "HttpOnly" in cookie
        assert ask(port, Cookie=cookie.partition(";")[0])[0] == 200


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
    with served(tmp_path) as port:
        drawn = b""
        async with aiohttp.ClientSession() as session:
            async with session.ws_connect(f"http://127.0.0.1:{port}/ws?width=120&height=40") as socket:
                async for message in socket:
                    drawn += message.data if message.type is aiohttp.WSMsgType.BINARY else b""
                    if b"London Mayor blocks" in drawn and b"Ethical concerns" in drawn:
                        break
        assert b"London Mayor blocks" in drawn


@needs_extra
@pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no Chromium")
def test_a_browser_opens_the_desk(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with served(home) as port:
        with subprocess.Popen(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
             f"--user-data-dir={tmp_path / 'profile'}", "--remote-debugging-port=0", f"http://127.0.0.1:{port}/"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as browser:  # fmt: skip
            try:  # the first start of the desk writes the seed story, and only the page's own script starts the desk
                until(lambda: any("London Mayor" in path.read_text() for path in home.rglob("stories.json")))
            finally:
                browser.terminate()
