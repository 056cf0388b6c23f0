"""Bytes to stories, in child processes that may hang, grow or crash without harm. Imports no parser itself."""

import asyncio
import contextlib
import json
import os
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Final, Self, TypeAlias

from msgspec import Struct, field

from civic.jsonvalue import JsonValue
from civic.story import Story, StoryError
from civic.text import apart, clean
from feeds.addresses import public
from feeds.errors import BrokenError, FormatError, TooSlowError
from feeds.formats.child import OVERRUN, PIPE, command
from feeds.formats.limits import MOST_ENTRIES
from feeds.subscriptions import Feed

Answer: TypeAlias = dict[str, JsonValue]

__all__ = ["DEADLINE", "JOBS_EACH", "LARGEST_FRAME", "MOST_ENTRIES", "Link", "Parsed", "Parsers"]

DEADLINE: Final = 5.0
"""Seconds of processor time that one feed may take to be read, of 10 MB at most; a larger one takes longer in
proportion."""
PATIENCE: Final = 60.0
"""Seconds by the clock that it may take: many times as many, since a busy machine is no fault of the feed."""
_USUAL: Final = 10 * 2**20
JOBS_EACH: Final = 200
"""Feeds that one child reads before a fresh one takes its place, since parsers leak and fragment memory."""
_AHEAD: Final = 2
"""Requests that one child has at once: what it reads, and what it reads next."""
LARGEST_FRAME: Final = 16 * 2**20
"""Bytes of one answer that are taken from a child."""
_NONE: Final[Mapping[str, str]] = {}


class Parsed(Struct, frozen=True):
    """A feed as it was read: its own title and language, the seconds between fetches that it asks for (0: none), its
    stories in their order, and a warning for the user ("" without). `known` are the ids of the stories that were left
    out, since their entries were known, and `marks` has what those of the rest can be known by, by their ids."""

    title: str
    lang: str
    pace: int
    warning: str
    stories: tuple[Story, ...]
    known: frozenset[str] = frozenset()
    marks: Mapping[str, str] = field(default_factory=dict)


class Link(Struct, frozen=True):
    """A feed that a page names: its absolute address, and its title, which may be empty."""

    url: str
    title: str


class _Child:
    """One worker process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.asked = self.answered = 0
        self.spoilt = False
        """whether it was asked something whose answer nobody takes"""

    @classmethod
    async def start(cls) -> Self:
        pipe = asyncio.subprocess.PIPE
        return cls(
            await asyncio.create_subprocess_exec(
                *command("feeds.formats.worker"),
                stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL, cwd="/" if os.name == "posix" else None,
                limit=PIPE,
            )
        )  # fmt: skip

    def ask(self, header: dict[str, str], body: bytes) -> None:
        """Hand it a request, which it reads once it has answered those before. Nobody waits until it has taken all of
        it: before that it may have to write what it answers to another."""
        self.asked += 1
        if self.process.stdin is not None:
            head = json.dumps(header).encode()
            self.process.stdin.write(b"".join((len(head).to_bytes(4, "big"), head, len(body).to_bytes(4, "big"), body)))

    async def answer(self, take: Callable[[Answer], None]) -> Answer:
        """Return the last answer to the next request that it was handed, after every item went to `take`.

        Raises OSError, EOFError or ValueError when it breaks off.
        """
        source = self.process.stdout
        if source is None:
            raise EOFError
        while True:
            answer: Answer = json.loads(await _frame(source))
            if not isinstance(items := answer.get("items"), list):
                self.answered += 1
                return answer
            texts = (await _frame(source)).decode().split("\0")
            for item, text in zip(items, texts, strict=True):
                if isinstance(item, dict):
                    take({**item, "text": text})
            await asyncio.sleep(0)  # what is buffered already is read without a turn of the loop

    async def overran(self) -> bool:
        """Return whether it has ended since its time of the processor was over."""
        if self.process.stdout is None or not self.process.stdout.at_eof():
            return False
        return await self.process.wait() == -OVERRUN

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.communicate()  # collects the exit status and closes the pipes


async def _frame(source: asyncio.StreamReader) -> bytes:
    """Return the next frame. Raises EOFError at the end, ValueError for one beyond all measure."""
    length = int.from_bytes(await source.readexactly(4), "big")
    if length > LARGEST_FRAME:
        raise ValueError("an answer beyond all measure")
    return await source.readexactly(length)


class _Seat:
    """A place for one child, which is handed the next request while it reads one, so that it never waits for this
    process. One that failed gives way to another, which gets what the first had not come to."""

    def __init__(self, jobs_each: int) -> None:
        self.child: _Child | None = None
        self.taken = self.started = 0
        """how many requests are in it, and how many children it has started"""
        self._turn = asyncio.Lock()
        self._jobs_each = jobs_each

    async def prepare(self) -> None:
        """Start a child where there is none, so that it is ready when there is something to read."""
        async with self._turn:
            await self._ready()

    async def ask(
        self, header: dict[str, str], body: bytes, take: Callable[[Answer], None], patience: float, deadline: float
    ) -> Answer:  # fmt: skip
        """Return the last answer to a request, after every item went to `take`. Raises FormatError."""
        handed = self.child if self._may_go_ahead() else None
        if handed is not None:
            handed.ask(header, body)
        is_read = False
        try:
            async with self._turn:
                is_read = True
                if (child := await self._ready()) is not handed:
                    child.ask(header, body)
                return await self._answer(child, take, patience, deadline)
        finally:
            if handed is not None and not is_read:
                handed.spoilt = True

    def _may_go_ahead(self) -> bool:
        """Return whether the child can be handed the request of whoever came last: only where it has been handed those
        of all before, since it answers in that order."""
        child = self.child
        if child is None or child.spoilt or child.asked >= self._jobs_each:
            return False
        return child.asked - child.answered == self.taken - 1

    async def _answer(
        self, child: _Child, take: Callable[[Answer], None], patience: float, deadline: float
    ) -> Answer:  # fmt: skip
        answered = False
        try:
            async with asyncio.timeout(patience):
                answer = await child.answer(take)
            answered = True
        except TimeoutError as error:
            raise TooSlowError(_too_long(patience)) from error
        except (OSError, EOFError, ValueError) as error:
            if await child.overran():
                raise TooSlowError(_too_long(deadline)) from error
            raise FormatError("Reading it takes too much memory or fails; it was left.") from error
        finally:
            if not answered or child.spoilt or child.answered >= self._jobs_each:
                await self.stop()
        return answer

    async def _ready(self) -> _Child:
        if self.child is not None and self.child.spoilt:
            await self.stop()
        if self.child is None:
            self.started += 1
            self.child = await _Child.start()
        return self.child

    async def stop(self) -> None:
        """End the child, where there is one."""
        child, self.child = self.child, None
        if child is not None:
            await child.stop()


class Parsers:
    """A pool of child processes: `async with Parsers() as parsers`. They start when there is something to read."""

    def __init__(
        self, size: int | None = None, *, deadline: float = DEADLINE, patience: float = PATIENCE,
        jobs_each: int = JOBS_EACH,
    ) -> None:  # fmt: skip
        """`size` children at most (default: two, one where this process needs the only other core); for each feed
        `deadline` seconds of processor time, and `patience` seconds by the clock."""
        self._seats = [_Seat(jobs_each) for _ in range(size or max(1, min(2, (os.cpu_count() or 1) - 1)))]
        self._free = asyncio.Semaphore(_AHEAD * len(self._seats))
        self._deadline = deadline
        self._patience = patience
        self.wanted = asyncio.Event()
        """cleared while what was read waits to be taken: nothing more is read then"""
        self.wanted.set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for seat in self._seats:
            await seat.stop()

    @property
    def started(self) -> int:
        """How many children have been started."""
        return sum(seat.started for seat in self._seats)

    async def prepare(self) -> None:
        """Start a child before there is something to read."""
        await self._seats[0].prepare()

    async def feed(
        self, body: bytes, *, feed: Feed, base: str = "", content_type: str = "", entries: int = MOST_ENTRIES,
        known: Mapping[str, str] = _NONE,
    ) -> Parsed:  # fmt: skip
        """Read a feed. `base` is the final address and `content_type` the header that it came with; of more than so
        many `entries` the newest are kept. `known` has ids of stories by the marks of their entries: those need not be
        read.

        Raises FormatError for what is no feed, or can't be read within time and memory.
        """
        header = {
            "job": "feed", "base": public(base or feed.url), "type": content_type, "feed": feed.key,
            "source": feed.title, "entries": str(entries),
            "known": json.dumps(dict(known)),
        }  # fmt: skip
        stories: list[Story] = []
        marks: dict[str, str] = {}

        def take(item: Answer) -> None:
            with contextlib.suppress(StoryError):  # an entry without title and text
                story = Story.from_document(item)
                stories.append(story)
                if isinstance(mark := item.get("mark"), str):
                    marks[story.id] = mark

        done = await self._ask(header, body, take)
        title, lang, pace, warning = (done.get(name) for name in ("title", "lang", "pace", "warning"))
        left_out = done.get("known")
        return Parsed(
            str(title or ""), str(lang or ""), pace if isinstance(pace, int) else 0, str(warning or ""), tuple(stories),
            frozenset(known.values()).intersection(left_out if isinstance(left_out, list) else ()), marks,
        )  # fmt: skip

    async def links(self, page: bytes, base: str, content_type: str = "") -> list[Link]:
        """Return the feeds that a web page names; `base` and `content_type` as for a feed. Raises FormatError where it
        can't be read within the limits."""
        found: list[Link] = []

        def take(item: Answer) -> None:
            found.append(Link(str(item.get("url", "")), str(item.get("title", ""))))

        await self._ask({"job": "links", "base": base, "type": content_type}, page, take)
        return found

    async def article(self, page: bytes, base: str, content_type: str = "") -> str:
        """Return the text of the article on a web page. Raises FormatError where there is none, or it can't be read
        within the limits; the extra `civicdesk[fulltext]` must be installed."""
        done = await self._ask({"job": "article", "base": public(base), "type": content_type}, page, lambda _: None)
        return apart(clean(str(done.get("text") or "")))

    async def _ask(self, header: dict[str, str], body: bytes, take: Callable[[Answer], None]) -> Answer:
        larger = max(1.0, len(body) / _USUAL)
        deadline, patience = self._deadline * larger, self._patience * larger
        header = {**header, "seconds": str(deadline)}
        async with self._free:
            await self.wanted.wait()
            seat = min(self._seats, key=lambda one: one.taken)
            seat.taken += 1
            try:
                answer = await seat.ask(header, body, take, patience, deadline)
            finally:
                seat.taken -= 1
        if "error" in answer:
            raise (BrokenError if answer.get("broken") else FormatError)(str(answer["error"]))
        done = answer.get("done")
        return done if isinstance(done, dict) else {}


def _too_long(seconds: float) -> str:
    return f"Reading it takes longer than {seconds:.4g} seconds; it was left."
