"""What each concern means and how it is spoken of, in sentences written by hand: examples.txt beside this file."""

from pathlib import Path

from training.data import IDS, Row, fold_of

_FILE = Path(__file__).with_name("examples.txt")
_NOTHING = "none"


def examples() -> list[Row]:
    """Return the sentences that speak of a concern, as labelled texts of a source of their own, in no fold."""
    return [
        Row("example", line, frozenset([concern]), -1, whole=False) for concern, line in _parts() if concern != _NOTHING
    ]


def plain_rows() -> list[Row]:
    """Teasers with nothing at stake, in folds, so that what is learned of them can be measured."""
    return [
        Row("plain", line, frozenset(), fold_of(line), whole=False) for concern, line in _parts() if concern == _NOTHING
    ]


def _parts() -> list[tuple[str, str]]:
    found, concern = [], ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            concern = line.strip("[]")
            if concern not in (*IDS, _NOTHING):
                raise ValueError(f"{_FILE.name} has a part [{concern}], which is no concern of the codebook.")
        elif line and not line.startswith("#"):
            found.append((concern, line))
    return found
