"""What was written by hand to learn from: examples.txt beside this file says in sentences what each concern means and
how it is spoken of, items.txt has items as feeds deliver them."""

from pathlib import Path

from msgspec import Struct

from training.data import IDS, Row, fold_of

_FILE = Path(__file__).with_name("examples.txt")
_ITEMS = Path(__file__).with_name("items.txt")
_NOTHING = "none"


class OwnItem(Struct, frozen=True):
    """An item of a feed that was written for this program: its title and teaser, and its concerns."""

    title: str
    text: str
    concerns: frozenset[str]

    @property
    def fold(self) -> int:
        """Return its fold."""
        return fold_of(self.title)


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


def own_items() -> list[OwnItem]:
    """Return the items of items.txt."""
    lines = (line for line in _ITEMS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return [_item(*line.split(" | ")) for line in lines]


def item_rows() -> list[Row]:
    """Return the items that have concerns as labelled texts in folds; those with one teach which one leads, too. Which
    words mean nothing is not learned from the others: they name the subjects of concerns in passing."""
    return [
        Row(
            "own item" if len(one.concerns) == 1 else "own items",
            f"{one.title}. {one.text}",
            one.concerns,
            one.fold,
            whole=True,
        )
        for one in own_items()
        if one.concerns
    ]


def _item(concerns: str, title: str, text: str) -> OwnItem:
    ids = frozenset(concerns.split()) - {_NOTHING}
    if not ids <= set(IDS):
        raise ValueError(f"{_ITEMS.name} has an item of {concerns!r}, which are not all concerns of the codebook.")
    return OwnItem(title, text, ids)


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
