"""Renaming, merging, splitting and deleting tags, and memos on them. Each is one step that can be taken back.

Renaming and merging write `codebook.toml` alone: no decision is rewritten, whoever made it. Splitting and deleting
write decisions of the user's own, each with what stood there before.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from civic.codebook import CONCERN_BY_ID, Codebook, slug
from civic.judgement import Decision, concern_field
from civic.notes import with_both
from civic.query import EVEN_HIDDEN, And, Has, Query
from civic.tag_merge import together
from civic.text import clean, clean_line
from storage.settings.codebook import LONGEST_MEMO, load
from workspace.codebook.listing import Entry, counts_of, entries, entry
from workspace.codebook.tables import CodebookFault, Tables, add, key_of, put, rewrite, table_of
from workspace.undo.settings import text_part

if TYPE_CHECKING:
    from workspace.decisions import Change
    from workspace.undo.undo import Recorder
    from workspace.workspace import Workspace

GoingOn = Callable[[int, int], bool]
"""Told how many of how many stories are done; returns whether to go on."""
_AT_ONCE: Final = 200
_NOTHING: Final = (0, True)
"""What comes of a change of decisions, done to its end, where there is none to change."""
_LONGEST_LABEL: Final = 300


class Done(Struct, frozen=True):
    """What became of a change: the tag that there is now, on how many stories it was changed, and whether all was done
    (it was cancelled else, and what is done can be taken back)."""

    tag: str
    stories: int
    whole: bool = True


def always(_done: int, _total: int) -> bool:
    """Go on to the end."""
    return True


class CodebookWork:
    """Changes of a workspace's codebook. Tags are named in any spelling, by id or label. Methods raise a Fault, and
    then nothing has changed; those that take `going_on` are for a worker thread."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace

    @property
    def _codebook(self) -> Codebook:
        return self._workspace.codebook

    # what there is

    def entries(self) -> list[Entry]:
        """Return all concerns and own tags."""
        return entries(self._codebook, counts_of(self._workspace.library))

    def hints(self) -> tuple[str, ...]:
        """Return sentences on what the user's file leaves open."""
        return load(self._workspace.places).hints

    def entry(self, name: str) -> Entry:
        """Return one of them."""
        return entry(self._codebook, self._known(name), counts_of(self._workspace.library))

    # by the codebook

    def rename(self, name: str, new: str, going_on: GoingOn = always) -> Done:
        """Call a tag otherwise. A built-in concern keeps its id, by which decisions name it, and gets a new label."""
        tag, label, wanted = self._known(name), clean_line(new, _LONGEST_LABEL), slug(new)
        if not wanted:
            raise CodebookFault(f"{clean_line(new, 40)!r} can't be a tag: write letters or digits.")
        if (other := self._codebook.tag(new)) != tag and self._is_known(other):
            raise CodebookFault(f"{other!r} is another tag already: civicdesk codebook merge makes one of two.")

        def change(tables: Tables) -> None:
            if tag not in CONCERN_BY_ID and wanted != tag:
                _move(tables, tag, wanted)
            with table_of(tables, tag if tag in CONCERN_BY_ID else wanted) as table:
                put(table, "label", label if label != wanted else None)

        after = tag if tag in CONCERN_BY_ID else wanted
        return self._by_codebook(f"renamed {tag} to “{clean_line(label, 60)}”", after, change, going_on)

    def merge(self, name: str, into: str, going_on: GoingOn = always) -> Done:
        """Make one tag of two: what was decided on `name` counts as decided on `into`. A story that has both keeps
        what was said of each (see `civic.tag_merge`)."""
        tag, target = self._known(name), self._known(into)
        if tag == target:
            raise CodebookFault(f"{clean_line(name, 40)!r} and {clean_line(into, 40)!r} are one tag already.")

        def change(tables: Tables) -> None:
            _merge(tables, tag, target)

        return self._by_codebook(f"merged {tag} into {target}", target, change, going_on)

    def memo(self, name: str, text: str, opened: str | None = None) -> Done:
        """Set the memo of a tag; an empty text takes it away. Where it was `opened` as this to be written, what another
        process has made of it meanwhile is kept, too (see `civic.notes`)."""
        tag, written = self._known(name), clean(text.replace("\r\n", "\n")).strip()

        def change(tables: Tables) -> None:
            with table_of(tables, tag) as table:
                there = clean(str(table.get("memo") or "")).strip()[:LONGEST_MEMO]
                memo = written if opened is None else with_both(opened, there, written)
                if len(memo) > LONGEST_MEMO:
                    raise CodebookFault(f"A memo has at most {LONGEST_MEMO} characters; this one has {len(memo)}.")
                put(table, "memo", memo)
            _drop_if_empty(tables, tag)

        with self._workspace.undo.step(f"memo on {tag}") as step:
            self._rewrite(step, change)
        return Done(tag, 0)

    def _by_codebook(self, label: str, tag: str, change: Callable[[Tables], None], going_on: GoingOn) -> Done:
        """Change the file as one step, and wait until all stories show it. Where that is cancelled, the step is taken
        back."""
        undo = self._workspace.undo
        with undo.step(label) as step:
            changed = self._rewrite(step, change)
        if not changed:
            raise CodebookFault(f"{tag!r} is called so already; nothing was changed.")
        if not self._workspace.library.show_renamed(going_on):
            made = next((one for one in reversed(undo.steps()) if one.label == label and not one.undone), None)
            if made is not None:
                undo.turn(made, back=True)
            return Done(tag, 0, whole=False)
        return Done(tag, counts_of(self._workspace.library).get(tag, 0))

    def _rewrite(self, step: "Recorder", change: Callable[[Tables], None]) -> bool:
        path = self._workspace.places.codebook
        return rewrite(path, change, lambda *texts: step.add([text_part("codebook", "", *texts)]))

    # by decisions

    def split(self, name: str, new: str, query: Query, which: str, going_on: GoingOn = always) -> Done:
        """Give the stories of a tag that a query finds to another tag, with their passages, severity and certainty.
        `which` says of a story that it is one of them, as a fault does where there is none."""
        tag, target = self._known(name), self._codebook.tag(new)
        if not target:
            raise CodebookFault(f"{clean_line(new, 40)!r} can't be a tag: write letters or digits.")
        if tag == target:
            raise CodebookFault(
                f"{clean_line(new, 40)!r} is {tag!r} itself: choose another name for what is split off."
            )

        def planned(story: str) -> "list[Change]":
            concerns = self._workspace.library.judgement(story).concerns
            held = [one for one in (concerns.get(target), concerns.get(tag)) if isinstance(one, Decision)]
            if tag not in concerns or not concerns[tag].verdict.holds:
                return []
            return [(story, concern_field(target), together(held)), (story, concern_field(tag), None)]

        done = self._by_decisions(f"split {target} from {tag}", self._stories(tag, query), planned, going_on)
        if done == _NOTHING:
            raise CodebookFault(f"No story of {tag!r} {which}; nothing was changed.")
        return Done(target, *done)

    def count(self, name: str, query: Query) -> int:
        """Return on how many of the stories that a query finds a tag stands."""
        tag = self._known(name)
        found = (story for page in self._stories(tag, query) for story in page)
        return sum(tag in self._workspace.library.judgement(story).tags for story in found)

    def delete(self, name: str, going_on: GoingOn = always) -> Done:
        """Take back what the user decided on a tag, and take its definition out of the codebook; a built-in concern is
        switched off."""
        tag = self._known(name)

        def planned(story: str) -> "list[Change]":
            there = tag in self._workspace.library.judgement(story).concerns
            return [(story, concern_field(tag), None)] if there else []

        def change(tables: Tables) -> None:
            key = key_of(tables, tag)
            if tag in CONCERN_BY_ID or (key is not None and tables[key].get("was")):
                with table_of(tables, tag) as table:
                    put(table, "off", True)
            elif key is not None:
                del tables[key]

        with self._workspace.undo.step(f"deleted {tag}") as step:
            done = self._by_decisions("", self._stories(tag), planned, going_on)
            changed = done[1] and self._rewrite(step, change)
        if done == _NOTHING and not changed:
            raise CodebookFault(f"{tag!r} is on no story, and no concern any more; nothing was changed.")
        return Done(tag, *done)

    def _by_decisions(
        self, label: str, stories: Iterator[list[str]], planned: "Callable[[str], list[Change]]", going_on: GoingOn
    ) -> tuple[int, bool]:
        """Write what is planned for stories as one step, some at a time; return of how many, and whether of all."""
        found = [story for page in stories for story in page]
        done = 0
        with self._workspace.undo.step(label):
            for start in range(0, len(found), _AT_ONCE):
                if not going_on(start, len(found)):
                    return done, False
                page = [planned(story) for story in found[start : start + _AT_ONCE]]
                done += sum(map(bool, page))
                changes = [change for changes in page for change in changes]
                self._workspace.decisions.apply(changes, label=label)
        return done, True

    def _stories(self, tag: str, query: Query = EVEN_HIDDEN) -> Iterator[list[str]]:
        """Yield ids of stories that have a tag, that a query finds."""
        library = self._workspace.library
        wanted = And((query, Has("tag", tag.casefold(), whole=True)))
        before: int | None = None
        while keys := library.search(wanted, limit=_AT_ONCE, before=before):
            yield [row.id for row in library.rows(keys)]
            before = keys[-1]

    # names

    def _known(self, name: str) -> str:
        """Return the tag that a name means. Raises CodebookFault where there is none of this name."""
        tag = self._codebook.tag(name)
        if not tag or not self._is_known(tag):
            shown = clean_line(name, 40)
            raise CodebookFault(f"There is no tag {shown!r}: civicdesk codebook list names all that there are.")
        return tag

    def _is_known(self, tag: str) -> bool:
        book = self._codebook
        if tag in CONCERN_BY_ID or book.get(tag) or tag in dict(book.was) or tag in dict(book.memos):
            return True
        return tag in counts_of(self._workspace.library)


def _move(tables: Tables, tag: str, new: str) -> None:
    """Give a tag another id: its table moves, and says what it was."""
    if key_of(tables, new) is not None:
        raise CodebookFault(f"codebook.toml has a concern {new!r} that is switched off: choose another name.")
    if (key := key_of(tables, tag)) is not None:
        tables[new] = tables.pop(key)
    with table_of(tables, new) as table:
        add(table, "was", [tag], but=[new])


def _merge(tables: Tables, tag: str, target: str) -> None:
    key = key_of(tables, tag)
    gone: Tables = tables[key] if key is not None else {}
    was, keywords, memo = (gone.get(name) for name in ("was", "keywords", "memo"))
    with table_of(tables, target) as table:
        add(table, "was", [tag, *_texts(was)], but=[target])
        if words := _texts(keywords):
            add(table, "keywords", words)
        if isinstance(memo, str) and memo.strip():
            kept = table.get("memo")
            put(table, "memo", "\n\n".join(part for part in (str(kept or ""), f"{tag}: {memo}") if part))
    if tag in CONCERN_BY_ID:
        with table_of(tables, tag) as table:
            put(table, "off", True)
            put(table, "was", None)
    elif key is not None:
        del tables[key]


def _texts(words: object) -> list[str]:
    return [str(word) for word in words] if isinstance(words, Sequence) and not isinstance(words, str) else []


def _drop_if_empty(tables: Tables, tag: str) -> None:
    """Take the table of a tag out where it says nothing any more."""
    key = key_of(tables, tag)
    if key is not None and not tables[key]:
        del tables[key]
