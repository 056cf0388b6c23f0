"""The process that `benchmarks.refresh` measures: `python -m benchmarks.one_refresh FEEDS.json AT_ONCE`."""

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from civic.jsonvalue import JsonValue
from feeds.refresh import refresh
from feeds.subscriptions import Feed

_TURN: Final = 0.005


async def refreshed(rows: list[dict[str, JsonValue]], at_once: int) -> tuple[list[dict[str, JsonValue]], int, float]:
    """Refresh every feed: its rows with their new state, the number of stories, and the longest stall in seconds."""
    feeds = [Feed.from_row(row) for row in rows]
    after, stories, stalls = [], 0, [0.0]
    heart = asyncio.create_task(_beat(stalls))
    async for result in refresh(feeds, now=lambda: datetime.now(UTC), at_once=at_once):
        after.append(result.feed.to_row())
        stories += len(result.stories)
    heart.cancel()
    return after, stories, max(stalls)


async def _beat(stalls: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(_TURN)
        stalls.append(time.perf_counter() - before - _TURN)


def main() -> None:
    """Refresh the feeds of a file, write their state back, print the number of stories and the stall in ms."""
    state, at_once = Path(sys.argv[1]), int(sys.argv[2])
    rows, stories, stall = asyncio.run(refreshed(json.loads(state.read_text(encoding="utf-8")), at_once))
    state.write_text(json.dumps(rows), encoding="utf-8")
    print(stories, round(stall * 1000))


if __name__ == "__main__":
    main()
