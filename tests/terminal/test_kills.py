"""The desk, commands, refreshes and imports on one home, all killed at any moment: what was acknowledged is there."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from storage.files.places import Places
from storage.library.library import Library
from tests.feeds.samples import item, rss
from tests.feeds.server import Server, reply
from tests.terminal.harness import program
from workspace.clock import utc_now

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
BUSY = ("is being written", "takes longer than")
"""What a command says that others, or a slow machine, kept from being done."""
WORDS = ("council", "camera", "ministry", "vote", "benefit", "police", "audit", "school", "court", "fee", "map", "tax")
ROUNDS = int(os.environ.get("TORTURE_ROUNDS", "1"))


@dataclass
class Worker:
    """A user at work: runs one command after the other until it is killed, and remembers which were done."""

    environ: dict[str, str]
    commands: Iterator[tuple[str, list[str]]]
    done: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    _killed: bool = False

    def __post_init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._guard = threading.Lock()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def _work(self) -> None:
        for what, arguments in self.commands:
            with self._guard:
                if self._killed:
                    return
                self._process = process = subprocess.Popen(
                    [*program(), *arguments], env=self.environ, text=True, stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                )  # fmt: skip
            _, said = process.communicate()
            if process.returncode in (0, 3):
                self.done.append(what)
            elif process.returncode > 0:
                self.said.append(said)

    def kill(self) -> None:
        with self._guard:
            self._killed = True
            if self._process and self._process.poll() is None:
                self._process.send_signal(signal.SIGKILL)
        self._thread.join()


def notes(turn: int) -> Iterator[tuple[str, list[str]]]:
    for number in range(1000):
        yield f"{turn}.{number}", ["note", "seed-story", f"{turn}.{number}"]


def imports(turn: int, folder: Path) -> Iterator[tuple[str, list[str]]]:
    for number in range(1000):
        name = f"import-{turn}-{number}"
        file = folder / f"{name}.json"
        file.write_text(json.dumps({"stories": {"1": {"id": name, "title": name, "text": "word " * 200}}}))
        yield name, ["add", str(file)]


def refreshes(turn: int, server: Server) -> Iterator[tuple[str, list[str]]]:
    for number in range(1000):
        title = f"refresh-{turn}-{number}"
        words = " ".join(random.Random(title).choices(WORDS, k=30))  # of another story, not of a new version of one
        server.at("/feed", reply(rss([item(1, guid=title, link=f"/{title}", title=title, description=words), item(2)])))
        yield title, ["refresh", "--all"]


def test_what_was_done_survives_every_kill(
    start: Callable[..., object], home: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    places = Places.find(home, environ={})
    chance = random.Random(os.environ.get("TORTURE_SEED", "3"))
    done: dict[str, list[str]] = {"note": [], "import": [], "refresh": []}
    with Server() as server:
        server.at("/feed", reply(rss([item(1), item(2)])))
        subprocess.run([*program(), "feeds", "add", "--local", server.url("/feed")], env=environ, check=True)
        for turn in range(ROUNDS):
            desk = start()
            workers = {
                "note": Worker(environ, notes(turn)),
                "import": Worker(environ, imports(turn, tmp_path)),
                "refresh": Worker(environ, refreshes(turn, server)),
            }
            desk.wait_for("Summary")  # type: ignore[attr-defined]
            end = time.monotonic() + 60
            while turn % 3 == 0 and not all(worker.done for worker in workers.values()) and time.monotonic() < end:
                threading.Event().wait(0.05)
            for _ in range(chance.randint(1, 8)):
                desk.press(chance.choice("jksHat1"))  # type: ignore[attr-defined]
                threading.Event().wait(chance.uniform(0.05, 0.5))
            desk.signal(signal.SIGKILL)  # type: ignore[attr-defined]
            for kind, worker in chance.sample([*workers.items()], len(workers)):
                worker.kill()
                done[kind] += worker.done
                assert not [one for one in worker.said if not any(why in one for why in BUSY)], worker.said
            desk.process.wait()  # type: ignore[attr-defined]
            with Library.open(places, who="ada", now=utc_now) as library:
                library.wait()
                assert not [notice for notice in library.notices if "broken" in notice or "gone" in notice]
                history = [str(step.value) for step in library.history("seed-story") if step.field == "note"]
                assert [one for one in history if one in done["note"]] == done["note"]
                assert {*done["import"], *done["refresh"]} <= {story.title for story in library.iterate()}
    assert all(done.values())
    assert not list(home.rglob("*.broken-*"))
