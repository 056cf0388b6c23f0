"""Chromium, driven by its own protocol: what a page asks for, draws, and does with keys."""

import asyncio
import base64
import contextlib
import os
import shutil
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_WHERE_IT_IS = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CIVICDESK_BROWSER_TESTS"), reason="there is no Chromium"
)
"""Where CIVICDESK_BROWSER_TESTS is set, as our checks do, a test without Chromium fails instead of being skipped."""
_PATIENCE = 60


def needs_chromium(test: Callable[..., Any]) -> Callable[..., Any]:
    """Return the test as one that is left out where there is no Chromium."""
    marked: Callable[..., Any] = pytest.mark.programs(_WHERE_IT_IS(test))
    return marked


class Browser:
    """A page. `asked` are the addresses that it asked for, `refused` those that its policy or the network did not let
    through, `pages` all that are open, `drawn` is what came by its web sockets."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._number = 0
        self.asked: list[str] = []
        self.refused: list[str] = []
        self.pages: set[str] = set()
        self.drawn = b""

    async def listen(self) -> None:
        """Take in what the browser says, until it ends."""
        async for message in self._socket:
            said = message.json()
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said)
            else:
                self._note(said["method"], said["params"])

    def _note(self, method: str, what: dict[str, Any]) -> None:
        match method:
            case "Network.requestWillBeSent":
                self.asked.append(what["request"]["url"])
            case "Network.webSocketCreated":
                self.asked.append(what["url"])
            case "Network.loadingFailed":
                self.refused.append(f"{what['type']}: {what['errorText']}")
            case "Network.webSocketFrameReceived" if what["response"]["opcode"] == 2:
                self.drawn += base64.b64decode(what["response"]["payloadData"])
            case "Target.targetInfoChanged" | "Target.targetCreated" if what["targetInfo"]["type"] == "page":
                self.pages.add(what["targetInfo"]["url"])

    async def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Have the browser do something, and return its answer."""
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        said = await asyncio.wait_for(answer, _PATIENCE)
        assert "error" not in said, said
        result: dict[str, Any] = said["result"]
        return result

    async def open(self, url: str) -> None:
        """Go to an address, and note from the first request on."""
        await self.call("Network.enable")
        await self.call("Target.setDiscoverTargets", discover=True)
        await self.call("Page.navigate", url=url)

    async def value(self, script: str) -> object:
        """Return what a script is worth on the page."""
        answer = await self.call("Runtime.evaluate", expression=script)
        return answer["result"].get("value")

    async def press(self, key: str) -> None:
        """Press a key, as a keyboard does."""
        text, code = ("\r", 13) if key == "Enter" else (key, 0)
        await self.call("Input.dispatchKeyEvent", type="keyDown", key=key, text=text, windowsVirtualKeyCode=code)
        await self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    async def until(self, there: Callable[[], object]) -> None:
        """Wait for a condition; the deadline only ends a test that has failed."""
        async with asyncio.timeout(_PATIENCE):
            while not there():  # noqa: ASYNC110 - what is waited for is the browser's
                await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def a_browser(profile: Path) -> AsyncIterator[Browser]:
    """A browser that knows no name of any other machine, with one empty page."""
    assert CHROMIUM is not None, "there is no Chromium, and CIVICDESK_BROWSER_TESTS asks for it"
    program = await asyncio.create_subprocess_exec(
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", f"--user-data-dir={profile}",
        "--remote-debugging-port=0", "about:blank", stdout=DEVNULL, stderr=DEVNULL,
    )  # fmt: skip
    try:
        found = profile / "DevToolsActivePort"
        async with asyncio.timeout(_PATIENCE):
            while not (found.exists() and found.read_text().count("\n")):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        port = found.read_text().split("\n")[0]
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                pages = [one for one in await answer.json() if one["type"] == "page"]
            async with session.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                browser = Browser(socket)
                listening = asyncio.create_task(browser.listen())
                try:
                    yield browser
                finally:
                    listening.cancel()
    finally:
        program.terminate()
        await program.wait()
