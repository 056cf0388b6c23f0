"""How well passages are found again in texts that were edited at random, and what looking them up costs. The texts,
their edits and the truth are those of the tests."""

import sys
import time
from typing import Final

from benchmarks.report import Row, show
from civic.anchoring import State, TextVersion
from civic.story import Span
from tests.civic.text_edits import run

_WHOLE: Final = 5_000_000


def main(trials: int = 10_000) -> None:
    """Measure so many texts with six passages each, and a text of 5 MB, and print the tables."""
    rows: list[Row] = []
    began = time.process_time()
    score = run(1, trials)
    spent = time.process_time() - began
    looked_up = score.states.total()
    share = 100 * score.found / score.there
    rows.append([trials, looked_up, score.there, f"{share:.2f} %", len(score.wrong), 1000 * spent / looked_up])
    print("Passages looked up in texts after one to five random edits\n")
    show(["texts", "passages", "still there", "of these found", "tied to other words", "CPU ms each"], rows)
    print("\n" + ", ".join(f"{state}: {score.states[state]}" for state in State))
    for line in score.wrong[:10]:
        print(f"tied to other words: {line[:400]}")
    print("\nLooking up one passage in a text of 5 MB that has changed\n")
    show(["passage", "becomes", "CPU ms"], list(_long()))


def _long() -> list[Row]:
    lines = "".join(f"Line {number} of the log says that nothing happened at all.\n" for number in range(_WHOLE // 58))
    middle = f"Line {_WHOLE // 116} of the log says that nothing happened at all."
    span = _chosen(middle, lines)
    cases = [
        ("a line, elsewhere", span, "A beginning.\n" + lines),
        ("a line, one letter changed", span, lines.replace(middle, middle.replace("says", "said"))),
        ("a line, cut out", span, lines.replace(middle, "")),
        ("one letter", _chosen("L", lines), "A beginning.\n" + lines),
        ("one letter of five million", _chosen("a", "ba"), "a" * _WHOLE),
    ]
    found: list[Row] = []
    for name, one, text in cases:
        began = time.process_time()
        passage = TextVersion(text).look_up(one)
        found.append([name, passage.state.value, 1000 * (time.process_time() - began)])
    return found


def _chosen(words: str, text: str) -> Span:
    start = text.index(words)
    (span,) = TextVersion(text).anchor([Span(start, start + len(words), words)])
    return span


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
