"""Taking over the codebook of somebody else: added to what is here and updating it, or in its place.

What a user wrote by hand stays, to the comment; nothing is switched off but by `replace`, which says what.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from civic.codebook import CONCERN_BY_ID, CONCERNS, Codebook, slug
from civic.codebook_record import TEXTS
from civic.text import clean_line
from storage.settings.toml_tables import text_of
from workspace.codebook.listing import counts_of
from workspace.codebook.reading import Book, Texts
from workspace.codebook.tables import CodebookFault, Tables, add, changed_text, key_of, put, rewrite, table_of
from workspace.undo.settings import text_part

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_EMPTY: Final = "# This was no codebook that can be read.\n"


class Taken(Struct):
    """What became of an import: concerns by id that are new here, that say something else now and that said it already;
    what was switched off, with the number of stories that it stands on; and sentences about what was left out."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    off: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def take_over(
    workspace: "Workspace", book: Book, name: str, *, replace: bool = False, force: bool = False, dry_run: bool = False
) -> Taken:
    """Take the concerns of the file `name` into the user's codebook, as a step; with `replace`, switch off all that it
    has not. With `dry_run` nothing is written. A `codebook.toml` that can't be read is kept, unless `force` says to
    begin a new one. Raises a Fault, and then nothing has changed."""
    path = workspace.places.codebook
    before = text_of(path)
    try:
        changed_text(before, lambda _: None, path.name)
        start = before
    except CodebookFault:
        if not force:
            raise
        start = _EMPTY
    taking = _Taking(workspace.codebook if start is before else Codebook(), book, replace=replace)
    text = changed_text(start, taking.change, path.name)
    found = taking.taken
    if found.off:
        counts = counts_of(workspace.library)
        found.off = {tag: counts.get(tag, 0) for tag in found.off}
    if dry_run or text == before:
        return found
    with workspace.undo.step(f"imported the codebook {clean_line(name, 60)}") as step:
        rewrite(path, taking.change, lambda *texts: step.add([text_part("codebook", "", *texts)]), start)
    workspace.library.show_renamed(lambda *_: True)
    return found


class _Taking:
    """A codebook that is taken over into the tables of another one. `change` may be called several times."""

    def __init__(self, here: Codebook, book: Book, *, replace: bool) -> None:
        self._here = here
        self._book = book
        self._replace = replace
        self.taken = Taken()

    def change(self, tables: Tables) -> None:
        """Change the tables."""
        self.taken = Taken(problems=[*self._book.problems])
        claimed = {old: tag for tag, olds in self._here.was for old in olds}
        named = [self._meant(tag) for tag in self._book.concerns]
        for tag, texts in zip(named, self._book.concerns.values(), strict=True):
            self._take(tables, tag, texts, claimed)
        for tag, texts in self._book.off.items():
            if tag not in named:
                self._take_off(tables, tag, texts, claimed)
        if self._replace:
            there = [concern.id for concern in self._here.concerns]
            for tag in dict.fromkeys([*there, *(concern.id for concern in CONCERNS)]):
                if tag not in named:
                    self._switch_off(tables, tag)

    def _meant(self, tag: str) -> str:
        """Return which tag here is meant by an id of the file."""
        if self._replace or self._here.get(tag):
            return tag
        found = self._here.tag(tag)
        return found if found not in self._book.concerns else tag

    def _take(self, tables: Tables, tag: str, texts: Texts, claimed: dict[str, str]) -> None:
        before = _plain(tables, tag)
        known = CONCERN_BY_ID.get(tag)
        with table_of(tables, tag) as table:
            for name in TEXTS:
                usual = getattr(known, name, tag if name == "label" else "")
                if texts.get(name) or self._replace:
                    put(table, name, texts[name] if texts.get(name) and texts[name] != usual else None)
            self._take_rest(table, tag, texts, claimed)
            put(table, "off", None)
            if not known and "keywords" not in table:
                table["keywords"] = []  # it is known that nothing suggests it
        after = _plain(tables, tag)
        is_new = self._here.get(tag) is None
        (self.taken.added if is_new else self.taken.same if before == after else self.taken.updated).append(tag)

    def _take_rest(self, table: Tables, tag: str, texts: Texts, claimed: dict[str, str]) -> None:
        """Take keywords, earlier tags, memo and colour: beside those here, or in their place."""
        if self._replace:
            put(table, "keywords", texts.get("keywords"))
            put(table, "memo", texts.get("memo"))
            put(table, "colour", texts.get("colour"))
        else:
            add(table, "keywords", texts.get("keywords", ()))
            put(table, "memo", _with_memo(str(table.get("memo") or ""), texts.get("memo", "")))
            put(table, "colour", texts.get("colour") or table.get("colour"))
        olds = [old for written in texts.get("was", ()) if (old := slug(written)) and self._can_be(old, tag, claimed)]
        add(table, "was", olds)

    def _can_be(self, old: str, tag: str, claimed: dict[str, str]) -> bool:
        """Return whether a tag can be an earlier one of another, and say so where not."""
        if old == tag:
            return False
        seen, above = {tag}, claimed.get(tag)
        while above and above not in seen:
            seen.add(above)
            above = claimed.get(above)
        first = claimed.get(old, tag)
        if first != tag or old in seen:
            why = f"is {first!r} here" if first != tag else f"is what {tag!r} is called now"
            self.taken.problems.append(f"{old!r} {why}, so it was not made an earlier name of {tag!r}.")
            return False
        claimed[old] = tag
        return True

    def _take_off(self, tables: Tables, tag: str, texts: Texts, claimed: dict[str, str]) -> None:
        """Take what the file says of a tag that is no concern there."""
        with table_of(tables, tag) as table:
            self._take_rest(table, tag, texts, claimed)
            if table and tag not in CONCERN_BY_ID and self._here.get(tag) is None:
                put(table, "off", True)

    def _switch_off(self, tables: Tables, tag: str) -> None:
        with table_of(tables, tag) as table:
            if table.get("off") is not True:
                put(table, "off", True)
                if self._here.get(tag):
                    self.taken.off[tag] = 0


def _plain(tables: Tables, tag: str) -> Mapping[str, Any]:
    """Return a table as it stands."""
    key = key_of(tables, tag)
    return {} if key is None else dict(tables[key])


def _with_memo(ours: str, theirs: str) -> str:
    """Return a memo with what another one says beside it."""
    if not theirs or theirs in ours:
        return ours
    return f"{ours.rstrip()}\n\n{theirs}" if ours else theirs
