"""What is lost when refreshes and the analysis are killed again and again.

Feeds on loopback have new entries in each round. A refresh by the command line, or the process that analyses, is killed
at some moment of it; then each story that was ever seen must be there, each decision that was ever acknowledged must
hold, and the log beside the index must be small. After the last round one refresh and one analysis that are left alone
must have brought everything.
"""

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from civic.fault import Fault
from civic.judgement import STAR
from storage.files.child import Child
from storage.files.places import Places
from storage.library.library import Library
from storage.live import analyser

FEEDS: Final = 12
NEW: Final = 3
"""entries of each feed that are new in each round"""
SHOWN: Final = 30
"""entries that a feed shows at once"""
LARGEST_LOG: Final = 64 << 20
_TEXT: Final = "The council of ward {0} bought {1} cameras from Palantir. Residents of street {1} asked why. "


def hold(kept: bool, otherwise: str) -> None:
    """Raise a Fault with a sentence unless a promise was kept."""
    if not kept:
        raise Fault(otherwise)


class _Feeds(BaseHTTPRequestHandler):
    """What each feed says in the present round."""

    round = 0

    def do_GET(self) -> None:
        """Answer with the newest entries."""
        number, last = int(self.path.rpartition("/")[2]), (type(self).round + 1) * NEW
        items = "".join(_item(number, at) for at in range(max(0, last - SHOWN), last))
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed {number}</title>{items}</channel></rss>'
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the name that it has there
        """Say nothing."""


def _item(feed: int, at: int) -> str:
    when = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=at)
    return (
        f"<item><guid>f{feed}-{at}</guid><title>Ward {feed} votes on paper {at}</title>"
        f"<pubDate>{when:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        f"<description>{_TEXT.format(feed, at) * 12}</description></item>"
    )


class _Home:
    """The library that is worked on, and what is known to be in it."""

    def __init__(self, folder: Path) -> None:
        self.places = Places.find(folder, None, {})
        self.largest_log = 0
        self._folder = folder
        self._seen: set[str] = set()
        self._starred: set[str] = set()

    def command(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start a command on it."""
        environment = {**os.environ, "CIVICDESK_HOME": str(self._folder), "PYTHONPATH": str(Path.cwd())}
        return subprocess.Popen([sys.executable, "-m", "civicdesk", *words], env=environment, stdout=subprocess.DEVNULL)

    def kill_refresh(self, after: float) -> None:
        """Kill a refresh after some seconds."""
        process = self.command("refresh", "--all")
        time.sleep(after)
        process.kill()
        process.wait()

    def kill_analysis(self, after: float) -> None:
        """Kill the process that analyses after some seconds."""
        child = Child(analyser.__name__, self.places)
        time.sleep(after)
        child.end()

    def check(self) -> None:
        """See to it that nothing is lost, and decide on one story more. Raises Fault."""
        logs = [path.stat().st_size for path in self.places.cache.glob("*-wal")]
        self.largest_log = max(self.largest_log, *logs, 0)
        with Library.open(self.places, who="me", now=lambda: datetime.now(UTC)) as library:
            library.wait()
            there = {row.id for row in library.rows(library.search(limit=1 << 30))}
            hold(not self._seen - there, f"{len(self._seen - there)} stories are lost")
            hold(all(library.judgement(story).starred for story in self._starred), "a decision is lost")
            hold(not [sentence for sentence in library.notices if "broken" in sentence], "a file was broken")
            if new := sorted(there - self._starred):
                library.judge([(new[-1], STAR, True)])
                self._starred.add(new[-1])
            self._seen = there

    def finish(self, rounds: int) -> None:
        """Refresh and analyse once without a kill; everything must be there then. Raises Fault."""
        hold(self.command("refresh", "--all").wait() == 0, "the last refresh failed")
        hold(analyser.run(self.places), "the last analysis failed")
        self.check()
        newest = {f"Ward {feed} votes on paper {rounds * NEW - 1}" for feed in range(FEEDS)}
        with Library.open(self.places, who="me", now=lambda: datetime.now(UTC)) as library:
            rows = library.rows(library.search(limit=1 << 30))
            hold(newest <= {row.title for row in rows}, "the newest entries are missing")
            hold(len({row.title for row in rows}) == len(rows), "a story is there twice")
            done, total = library.pending()
            hold(done == total, f"{total - done} stories have no suggestions")
        print(f"{len(self._seen)} stories, {len(self._starred)} decisions: nothing is lost.")


def main(times: int = 450) -> None:
    """Kill so many times, and say what was found."""
    chance = random.Random(7)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Feeds)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="civicdesk-kills-") as folder:
        home = _Home(Path(folder))
        for feed in range(FEEDS):
            address = f"http://127.0.0.1:{server.server_port}/{feed}"
            hold(home.command("feeds", "add", address, "--local").wait() == 0, "a feed could not be added")
        begin = time.monotonic()
        hold(home.command("refresh", "--all").wait() == 0, "the first refresh failed")
        whole = time.monotonic() - begin  # on this machine, as it is loaded now: kills hit all of it
        for turn in range(times):
            _Feeds.round = turn // 2 + 1
            kill = home.kill_analysis if turn % 2 else home.kill_refresh
            kill(chance.uniform(0.2, 1.2) * whole)
            home.check()
        home.finish(_Feeds.round + 1)
        print(f"{times} kills; the largest log had {home.largest_log / 1e6:.1f} MB.")
        hold(home.largest_log <= LARGEST_LOG, "the log grew too large")
    server.shutdown()
