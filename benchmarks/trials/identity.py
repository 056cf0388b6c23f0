"""Whether decisions stay with their stories over 2,000 random histories of feeds, of which the truth is known."""

import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final

from benchmarks.report import Row, show
from tests.workspace.feed_trial import Outcomes, try_histories

_FROM: Final = 100_000
"""The first seed: other ones than those of the tests."""
_AT_ONCE: Final = 50
_SHOWN: Final = 10


def main(histories: int = 2000) -> None:
    """Live through so many histories; print the figures and the first failures."""
    begin = time.perf_counter()
    together = Outcomes()
    parts = [range(_FROM + at, _FROM + min(at + _AT_ONCE, histories)) for at in range(0, histories, _AT_ONCE)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for outcomes in pool.map(try_histories, parts):
            together.add(outcomes)
    rows: Sequence[Row] = [
        [histories, together.decided, len(together.foreign), f"{together.share:.2%}", together.doubled,
         time.perf_counter() - begin]
    ]  # fmt: skip
    print("Random histories of one to three feeds, three to eight fetches each\n")
    show(["histories", "stories decided on", "decisions on others", "all kept, one row", "in two rows", "s"], rows)
    for sentence in [*together.foreign.values(), *together.lost.values()][:_SHOWN]:
        print(sentence)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
