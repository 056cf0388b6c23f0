"""What the picker lists for what is typed, which row is highlighted, and what a key picks of it.

Plain Python, like the desk; the screen only draws it.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from civic.tag_search import Rank
from civic.text import clean_line
from tui.desk.tagging import Pick, PickerTask, Tagging

_SHOWN: Final = 60
"""So many tags are listed; the rest is found by typing."""
RowKind: TypeAlias = Literal["tag", "new", "near"]
"""A tag that was found, the one that what is typed makes, or one that is merely spelt alike."""


class PickerRow(Struct, frozen=True):
    """A line of the list. `exact`: what is typed is its whole name; `why` is the part of its definition that it was
    found by."""

    tag: str
    kind: RowKind = "tag"
    exact: bool = False
    why: str = ""


class Picking:
    """The list of the picker: the concerns of the open story first, then the `recent` tags, then the codebook, then
    what else is in use. `pick` is given what is picked. A tag is never taken away that was neither pointed at nor named
    in full."""

    def __init__(self, tagging: Tagging, pick: Callable[[Pick], object], recent: Sequence[str]) -> None:
        self._tagging = tagging
        self._do = pick
        desk = tagging.desk
        suggested = [status.tag for status in desk.statuses()]
        self._first = list(dict.fromkeys([*suggested, *recent, *(concern.id for concern in desk.codebook.concerns)]))
        self._search = tagging.search(self._first)
        self._typed = ""
        self._digit = ""
        """the digit that is all that is typed, as long as it points at a row"""
        self._pointed = False
        """whether the highlighted row was gone to"""
        self._picked = False
        """whether the last key has picked it"""
        self.rows = self._listed()
        self.highlighted = 0

    @property
    def row(self) -> PickerRow | None:
        """Return the highlighted row, None where there is none."""
        return self.rows[self.highlighted] if self.rows else None

    @property
    def is_meant(self) -> bool:
        """Return whether the highlighted row was pointed at or named in full."""
        return self._pointed or (self.row is not None and self.row.exact)

    @property
    def is_numbered(self) -> bool:
        """Return whether a digit means one of the first nine, as long as nothing else is typed."""
        return self._typed in ("", self._digit)

    def type(self, typed: str) -> bool:
        """List what may be meant by what stands in the line now. Return False where that was listed already."""
        if typed == self._typed:
            return False
        self._typed = typed
        self._digit = self._digit if typed == self._digit else ""
        self._pointed, self._picked = bool(self._digit), False
        self._show(self._meant(), int(typed) - 1 if self._digit else 0)
        return True

    def look_again(self) -> None:
        """List how the tags stand now; what is typed stays, and so does the highlighted one."""
        self._tagging.refresh()
        self._know(status.tag for status in self._tagging.desk.statuses())
        chosen, rows = self.row, self._meant()
        at = next((place for place, row in enumerate(rows) if chosen and row.tag == chosen.tag), None)
        self._pointed &= at is not None
        self._show(rows, at or 0)

    def point_by(self, digit: str) -> None:
        """Take the digit that is typed next for the number of a row, where nothing is typed yet and no tag is called
        so. A name may begin with it all the same: nothing is picked by it."""
        if not self._typed and int(digit) <= len(self.rows) and digit not in self._search:
            self._digit = digit

    def go(self, step: int) -> None:
        """Highlight a row further down or up, after the last the first."""
        self._pointed, self._picked = True, False
        if self.rows:
            self.highlighted = (self.highlighted + step) % len(self.rows)

    def go_to(self, index: int) -> None:
        """Highlight a row."""
        self.go(index - self.highlighted)

    def pick(self, task: PickerTask) -> None:
        """Do it with the highlighted tag, and stay: nothing is typed then, and the tag stays highlighted for what is
        said of it next."""
        if row := self.row:
            self._do(self._picked_by(row, task))
            self._know([row.tag])
            self._typed = self._digit = ""
            self._pointed = self._picked = True
            self._tagging.refresh()
            self._show(self._listed(), self._first.index(row.tag))

    def finish(self) -> bool:
        """Tag with the highlighted one, or take the tag away; nothing where the last key has done so: what was picked
        is not taken back by the key that ends it. Return whether there is nothing more to do."""
        if self.row and not self._picked:
            self._do(self._picked_by(self.row, "tag"))
        return bool(self.rows)

    def _picked_by(self, row: PickerRow, task: PickerTask) -> Pick:
        return Pick(row.tag, task, self.is_meant, self._tagging.all_have(row.tag))

    def _know(self, tags: Iterable[str]) -> None:
        """Have these tags among the first, behind those that are there already."""
        new = [tag for tag in tags if tag not in self._first]
        self._first += new
        self._search.add(new)

    def _meant(self) -> list[PickerRow]:
        """Return what may be meant by what is typed."""
        if self._digit:
            return [*self._listed(), PickerRow(self._typed, "new")]
        return self._found(clean_line(self._typed)) if self._typed.strip() else self._listed()

    def _show(self, rows: list[PickerRow], highlighted: int) -> None:
        self.rows, self.highlighted = rows, highlighted

    def _listed(self) -> list[PickerRow]:
        """Return what is listed where nothing is typed."""
        others = (tag for tag in self._tagging.in_use if tag not in self._first)
        return [PickerRow(tag) for tag in (*self._first, *others)][: max(_SHOWN, len(self._first))]

    def _found(self, typed: str) -> list[PickerRow]:
        found = self._search.find(typed)
        if found.new and (more := self._tagging.more_like(found.new)):
            self._search.add(more)
            found = self._search.find(typed)
        hits = [PickerRow(hit.tag, exact=hit.rank is Rank.EXACT, why=hit.why) for hit in found.hits[:_SHOWN]]
        new = [PickerRow(found.new, "new")] if found.new else []
        return [*hits, *new, *(PickerRow(tag, "near") for tag in found.near)]
