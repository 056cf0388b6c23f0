"""Refreshing many feeds: wall, CPU and memory of the process tree, requests and bytes, from process start to exit.

`python -m benchmarks.refresh` serves feeds of 50 entries of 3 KB on loopback, each on a host of its own and 100 ms
away, and runs three rounds on them in a fresh process each: the first, one where nothing has changed (304), and one
with two new entries a feed. Two hundred feeds 100 ms away take at least a second at the usual 20 requests at once, so
the rounds are shown with 64 as well. Last comes a round of feeds that mean harm. The stall is the longest time that
the event loop, which a screen would share, did not get its turn.
"""

import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.feeds.samples import item, rss
from tests.feeds.server import Handler, Server, conditional, endless, gzip_bomb, reply

ENTRIES: Final = 50
LATENCY: Final = 0.1
_SENTENCE: Final = "The council of ward {} voted on <b>cameras</b> &amp; their purchase in the {}th week. "
_PAGE: Final = 4096
_EVERY: Final = 0.01


@dataclass(frozen=True, slots=True)
class Figures:
    """What one round cost: seconds of wall and CPU, peak resident megabytes of all processes together, and the longest
    stall of the event loop in milliseconds."""

    wall: float
    cpu: float
    peak: float
    requests: int
    kilobytes: int
    stories: int
    stall: int


def main() -> None:
    """Measure and print a table."""
    print("feeds  at once  round      wall s  CPU s  peak MB  requests     KB  stories  stall ms")
    for feeds, at_once in ((20, 20), (200, 20), (200, 64)):
        for name, figures in _measure(feeds, at_once):
            _show(feeds, at_once, name, figures)
    harm = _harm()
    _show(len(harm), 20, "harmful", _harmful(harm))


def _show(feeds: int, at_once: int, name: str, figures: Figures) -> None:
    print(
        f"{feeds:5}  {at_once:7}  {name:9}  {figures.wall:6.2f}  {figures.cpu:5.2f}  {figures.peak:7.0f}"
        f"  {figures.requests:8}  {figures.kilobytes:5}  {figures.stories:7}  {figures.stall:8}"
    )


def _measure(feeds: int, at_once: int) -> list[tuple[str, Figures]]:
    hosts = tuple(f"127.0.{number // 250}.{number % 250 + 1}" for number in range(feeds))
    with Server(hosts=hosts, latency=LATENCY) as server, tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "feeds.json"
        rows = [{"url": server.url("/feed", host), "local": True} for host in hosts]
        state.write_text(json.dumps(rows), encoding="utf-8")
        figures = []
        for name, version, first in (("first", "1", 1), ("unchanged", "1", 1), ("two new", "2", 3)):
            body = _feed(first)
            server.at("/feed", conditional(body, etag=f'"{version}"'))
            figures.append((name, _run(server, state, at_once, 0 if name == "unchanged" else len(body))))
        return figures


def _harm() -> list[Handler]:
    """Feeds that mean harm: bombs, endless bodies, and what parsers choke on."""
    attributes = b" ".join(b'a%d="1"' % number for number in range(30_000))
    return [
        gzip_bomb(1000),
        endless(),
        reply(rss(20_000)),
        reply(rss([item(content="<div>" * 50_000 + "deep")])),
        reply(rss([item(content="word " * 2_000_000)])),
        reply(rss([item(title="x" * 2**20)])),
        reply(b"<rss><channel><item " + attributes + b"/></channel></rss>"),
        reply(b'{"items":' + b"[" * 1_000_000),
        reply(b"<a>" * 3_000_000),
    ]


def _harmful(harm: list[Handler]) -> Figures:
    with Server() as server, tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "feeds.json"
        urls = [server.at(f"/{number}", handler) for number, handler in enumerate(harm)]
        state.write_text(json.dumps([{"url": url, "local": True} for url in urls]), encoding="utf-8")
        return _run(server, state, 20, 0)


def _feed(first: int) -> bytes:
    """A feed whose newest entry is number `first` + 49."""
    return rss(
        [item(number, content=f"<p>{_long(number)}</p>") for number in range(first + ENTRIES - 1, first - 1, -1)]
    )


def _long(number: int) -> str:
    return "".join(_SENTENCE.format(number, week) for week in range(36))


def _run(server: Server, state: Path, at_once: int, size: int) -> Figures:
    server.requests.clear()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.one_refresh", str(state), str(at_once)], stdout=subprocess.PIPE, text=True
    ) as process:
        peak = _Peak(process.pid)
        stories, stall = process.communicate()[0].split()
        wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    asked = len(server.requests)
    return Figures(wall, cpu, peak.stop() / 2**20, asked, asked * size // 1024, int(stories), int(stall))


class _Peak:
    """Watches the resident memory of a process and its children, from a thread."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """End watching; the most bytes seen at once."""
        self._over.set()
        self._thread.join()
        return self._most

    def _watch(self) -> None:
        while not self._over.wait(_EVERY):
            self._most = max(self._most, sum(_resident(process) for process in _tree(self._root)))


def _tree(root: int) -> list[int]:
    found = [root]
    for process in found:
        try:
            found.extend(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))
        except OSError:
            continue  # it has just ended
    return found


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0


if __name__ == "__main__":
    main()
