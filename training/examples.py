"""What each concern means and how it is spoken of, in sentences written by hand: examples.txt beside this file."""

from pathlib import Path

from training.data import Row

_FILE = Path(__file__).with_name("examples.txt")


def examples() -> list[Row]:
    """The examples as labelled texts of a source of their own, in no fold."""
    rows = []
    concerns: frozenset[str] = frozenset()
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            concerns = frozenset([line.strip("[]")])
        elif line and not line.startswith("#"):
            rows.append(Row("example", line, concerns, -1, whole=False))
    return rows
