"""A library in memory, for what does not need a disk. It passes `tests/contracts/test_library.py`, as the real one."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from civic.analysis.analyse import analyse
from civic.anchoring import TextVersion
from civic.arrangement import Arrangement, How, arrange
from civic.codebook import DEFAULT
from civic.coder import coder_key, own_keys
from civic.concern_status import states_of
from civic.conflicts import coders, conflicts_of, other_coders
from civic.correction import EVERYWHERE, corrected
from civic.duplicates import are_duplicates, print_of
from civic.fault import Fault
from civic.habits import habits
from civic.identity import Terms, identify
from civic.involved import placed, with_additions
from civic.judgement import WEIGHED, Judgement, JudgementError, Value
from civic.likeness import signs_of
from civic.merge import merge
from civic.operation import Operation, with_codebook
from civic.query import EVEN_HIDDEN, EVERYTHING, Query, tokens
from civic.query.match import Facts, matches
from civic.registers import Clash, Merged, OwnView, added, sorted_history
from civic.related import Kinship, Trait, kin
from civic.reweighing import Reweighed
from civic.shared_flags import DUPLICATE, SHARED, inherited, is_derived
from civic.story import AuthorStakeholder, Story
from civic.suggestions import Analysis, Stakeholder
from civic.versions import Version, differs, digests, is_judged, last_decided, replaced_at
from storage.undo.journal import StepJournal
from workspace.ports import NO_AID, NO_RULES, Announce, Library
from workspace.undo.decided import JUDGED, SETTLED, Judged
from workspace.undo.settled import Settled
from workspace.undo.undo import Undo

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_SEQUENCE_BITS = 20


class MemoryRow(Struct, frozen=True):
    key: int
    id: str
    title: str
    source: str
    when: int
    read: bool
    starred: bool
    noted: bool
    tags: tuple[str, ...]
    suggested: tuple[str, ...]
    analysed: bool
    evidence: tuple[str, ...] = ()
    coded: bool = False
    others: tuple[str, ...] = ()
    conflict: bool = False

    def seen_as(self, title: str, *, conflict: bool) -> "MemoryRow":
        return replace(self, title=title, conflict=conflict)

    def bare(self) -> "MemoryRow":
        return replace(self, suggested=(), analysed=True, others=(), conflict=False)


class MemoryChanges(Struct, frozen=True):
    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: int
    names: Mapping[str, str]
    renumbered: frozenset[str]
    replaced: Mapping[str, Story]
    lost: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MemoryShelf:
    """The stories of a library as `civic.identity` asks for them."""

    stories: Sequence[Story]

    def named(self, name: str) -> Story | None:
        found = [story for story in self.stories if name == story.id]
        found += sorted((story for story in self.stories if name in story.aliases), key=lambda story: story.id)
        return found[0] if found else None

    def signed(self, signs: Sequence[int], feeds: Collection[str] | None) -> Sequence[Story]:
        there = [story for story in self.stories if feeds is None or story.feed in feeds]
        return [story for story in there if not set(signs).isdisjoint(signs_of(story))]

    def feeds(self) -> Collection[str]:
        return {story.feed for story in self.stories}


class MemoryErased(Struct, frozen=True):
    documents: int
    files: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


@dataclass
class MemoryLibrary:
    """Keeps what `workspace.ports.Library` asks for in dictionaries. `full`: nothing can be saved. `groups`: the number
    of the duplicate group of each key that is in one."""

    by_key: dict[int, Story] = field(default_factory=dict)
    operations: dict[tuple[str, str], Operation] = field(default_factory=dict)
    analyses: dict[str, tuple[Story, Analysis]] = field(default_factory=dict)
    groups: dict[int, int] = field(default_factory=dict)
    past: dict[str, list[Version]] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    full: bool = False
    who: str = "me"
    formerly: tuple[str, ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)
    left: float = 0.0
    numbering: int = 0
    indexing: bool = False
    decided: int = 0
    read_only: bool = False
    only_suggestions: bool = False
    notices: list[str] = field(default_factory=list)
    sequence: int = 0

    def put(self, story: Story, key: int) -> None:
        """Put a story under a key of one's choice, with its suggestions."""
        self.by_key[key] = story
        self.keep_analysis(story, analyse(story.text, story.title))

    # how the library is

    def poll(self) -> bool:
        return False

    def wait(self) -> None:
        pass

    def leave(self) -> None:
        self.left = NOW.timestamp()

    def close(self) -> None:
        pass

    # finding

    def search(self, query: Query = EVERYTHING, *, limit: int = 200, before: int | None = None) -> list[int]:
        keys = sorted((key for key in self.by_key if before is None or key < before), reverse=True)
        return [key for key in keys if matches(query, self.facts(self._shown(self.by_key[key])))][:limit]

    def arranged(self, query: Query, how: How, *, limit: int) -> Arrangement:
        found = self.search(query, limit=1 << 40)
        keys = found[-limit:] if how.order == "oldest" else found[:limit]
        rank: dict[int, float | str] | None = None
        if how.order == "source":
            rank = {key: source.casefold() for key in keys if (source := self.by_key[key].source)}
        elif how.order == "concerns":
            rank = {key: -len(self._values(key)["concern"]) for key in keys}
        groups: dict[int, list[str]] = {}
        if how.group == "day":
            groups = {key: [when.astimezone().date().isoformat()] for key in keys if (when := self.by_key[key].when)}
        elif how.group:
            groups = {key: sorted(self._values(key)[how.group]) for key in keys}
        return arrange(keys, how, whole=len(keys) < limit, folds=self._numbers(), rank=rank, groups=groups)

    def count(self, query: Query = EVERYTHING, *, grouped: bool = False) -> int:
        keys, numbers = self.search(query, limit=1 << 40), self._numbers()
        return len({numbers.get(key, -key) for key in keys}) if grouped else len(keys)

    def facts(self, story: Story) -> Facts:
        new = story.fetched is not None and story.fetched.timestamp() >= self.left
        decided = last_decided(self.history(story.id), self.view)
        past = self.past.get(story.id)
        updated = bool(decided and past and decided < past[-1].until)
        history = tuple(self.history(story.id))
        shown = [key for key in self.copies(story.id)[1] if not self.judgement(self.by_key[key].id).hidden]
        behind = bool(shown) and self.judgement(self.by_key[shown[0]].id).coded
        return Facts(story, self.judgement(story.id), self.analysis(story.id), new, updated, history, self.view, behind)

    def facets(
        self, query: Query = EVERYTHING, only: Sequence[str] = (), *, grouped: bool = False
    ) -> dict[str, list[tuple[str, int]]]:
        kinds = ("concern", "tag", "rejected", *WEIGHED, "evidence", "who", "stakeholder", "role", "type", "source",
                 "feed", "month")  # fmt: skip
        counts: dict[str, Counter[str]] = {kind: Counter() for kind in kinds}
        for key in self.search(query, limit=1 << 40):
            for kind, values in self._values(key).items():
                counts[kind].update(value for value in values if value)
        order = {kind: sorted(found.items(), key=lambda one: (-one[1], one[0])) for kind, found in counts.items()}
        found = order | {"month": sorted(counts["month"].items(), reverse=True)}
        return {kind: values for kind, values in found.items() if not only or kind in only}

    def tags(self, begin: str = "", limit: int = 1000) -> list[tuple[str, int]]:
        counts = Counter(tag for key in self.search(EVEN_HIDDEN, limit=1 << 40) for tag in self._values(key)["tag"])
        return [(tag, min(counts[tag], 1000)) for tag in sorted(counts) if tag.startswith(begin)][:limit]

    def feed_counts(self) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for story in self.by_key.values():
            stories, unread = found.get(story.feed, (0, 0))
            judged = self.judgement(story.id)
            found[story.feed] = stories + 1, unread + (not judged.read and not judged.hidden)
        return found

    def came_by(self, feeds: Collection[str], since: int) -> list[str]:
        return [
            self.by_key[key].id for key in sorted(self.by_key, reverse=True)
            if self.by_key[key].feed in feeds and (at := self.by_key[key].fetched) and at.timestamp() >= since
        ]  # fmt: skip

    def rows(self, keys: Sequence[int]) -> list[MemoryRow]:
        return [self._row(key, self.by_key[key]) for key in keys if key in self.by_key]

    def key_of(self, story: str) -> int | None:
        found = self._shelf().named(story)
        return next((key for key, kept in self.by_key.items() if found and kept.id == found.id), None)

    def copies(self, story: str) -> tuple[int | None, list[int]]:
        key, numbers = self.key_of(story), self._numbers()
        if key is None or key not in numbers:
            return None, []
        keys = sorted((other for other in numbers if numbers[other] == numbers[key]), reverse=True)
        return (numbers[key], keys) if len(keys) > 1 else (None, [])

    def related(self, story: str, limit: int) -> list[Kinship]:
        key = self.key_of(story)
        if key is None:
            return []
        own, out = self._values(key), {key, *self.copies(story)[1]}
        out |= {other for other, kept in self.by_key.items() if self.judgement(kept.id).hidden}
        traits: list[Trait] = [(kind, value) for kind in ("stakeholder", "concern") for value in own[kind]]
        having = {
            trait: {other for other in self.by_key if trait[1] in self._values(other)[trait[0]]} for trait in traits
        }
        counts = {trait: len(keys) for trait, keys in having.items()}
        found = kin({trait: keys - out for trait, keys in having.items()}, counts, len(self.by_key), 1 << 40)
        numbers, seen = self._numbers(), set[int]()
        alone = []
        for one in found:
            number = numbers.get(one.key, -one.key)
            if number not in seen:
                alone.append(one)
            seen.add(number)
        return alone[:limit]

    def ids(self, prefix: str, limit: int = 10) -> list[str]:
        named = [name for one in self.by_key.values() for name in (one.id, *one.aliases) if name.startswith(prefix)]
        return sorted({found.id for name in named if (found := self._shelf().named(name))})[:limit]

    def show_renamed(self, going_on: Callable[[int, int], bool]) -> bool:
        return True

    def pending(self) -> tuple[int, int]:
        return sum(self._kept(story) is not None for story in self.by_key.values()), len(self.by_key)

    # stories

    def story(self, story: str) -> Story | None:
        return next(self.stories([story]), None)

    def stories(self, ids: Iterable[str]) -> Iterator[Story]:
        for story in ids:
            if (key := self.key_of(story)) is not None:
                yield self._shown(self.by_key[key])

    def documents(self, ids: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for story in ids:
            if (key := self.key_of(story)) is not None and self.by_key[key].id == story:
                yield story, self.by_key[key].to_document()

    def iterate(self, query: Query = EVERYTHING) -> Iterator[Story]:
        return (self._shown(self.by_key[key]) for key in self.search(query, limit=1 << 40))

    def as_they_came(self, query: Query = EVERYTHING) -> Iterator[Story]:
        return iter(sorted((self.by_key[key] for key in self.search(query, limit=1 << 40)), key=lambda one: one.id))

    def known_entries(self) -> Mapping[str, Mapping[str, str]]:
        return {}

    def put_many(
        self, stories: Sequence[Story], terms: Terms | None = None, announce: Announce | None = None
    ) -> MemoryChanges:
        self._expect_room()
        brought = [
            Story.from_document(story.to_document())
            for story in stories
            if (story.title or story.text) and self.forgotten.isdisjoint((story.id, *story.aliases))
        ]
        known = {story.id: story for story in self.by_key.values()}
        found = identify(brought, self._shelf(), terms)
        kept = found.stories
        if terms and terms.foreign:
            kept = tuple(replace(known[one.id], aliases=one.aliases) if one.id in known else one for one in kept)
        merged = merge(known, kept, lambda name: is_judged(self.history(name)))
        after = {story.id: story.to_document() for story in (*merged.changed, *merged.renamed)}
        if announce and (merged.new or after):
            before_it = {story: known[story].to_document() for story in after}
            announce({**before_it, **dict.fromkeys(one.id for one in merged.new)}, after)
        for story in (*merged.changed, *merged.renamed):
            before = self.key_of(story.id) or 0
            history, was = self.history(story.id), self.by_key[before]
            if differs(was, story) and is_judged(history):
                self.past.setdefault(story.id, []).append(Version.of(was, replaced_at(history, self.view, NOW)))
            self._forget(before)
            self.by_key[_key(story, before & ((1 << _SEQUENCE_BITS) - 1))] = story
        for story in merged.new:
            self.sequence += 1
            self.by_key[_key(story, self.sequence)] = story
        same = len(brought) - len(merged.new) - len(merged.changed)
        new, changed = tuple(one.id for one in merged.new), tuple(one.id for one in merged.changed)
        replaced = {story.id: known[story.id] for story in merged.changed}
        return MemoryChanges(new, changed, same, found.names, found.renumbered, replaced)

    def restore_many(self, documents: Mapping[str, Mapping[str, Any] | None]) -> None:
        self._expect_room()
        for story, document in documents.items():
            key = next((key for key, kept in self.by_key.items() if kept.id == story), None)
            restored = Story.from_document(document) if document is not None else None
            if restored and not self.forgotten.isdisjoint((story, *restored.aliases)):
                continue
            if key is not None:
                if restored:
                    self._words_return(self.by_key[key], restored)
                self._forget(key)
            if restored:
                self.sequence += 1
                self.by_key[_key(restored, self.sequence)] = restored

    def _words_return(self, before: Story, after: Story) -> None:
        history, past = self.history(before.id), self.past.setdefault(before.id, [])
        if not differs(before, after) or not is_judged(history):
            return
        since = is_judged(one for one in history if past and one.moment >= past[-1].until)
        judged = since or TextVersion(before.text).sha256 in digests(history)
        if past and not past[-1].precedes(after) and not judged:
            past.pop()
        else:
            past.append(Version.of(before, replaced_at(history, self.view, NOW)))

    def remove_many(self, ids: Iterable[str]) -> tuple[str, ...]:
        self._expect_room()
        gone = list(dict.fromkeys(found.id for name in ids if (found := self._shelf().named(name))))
        for story in gone:
            self._forget(self.key_of(story) or 0)
        return tuple(gone)

    # decisions

    @property
    def view(self) -> OwnView:
        return OwnView(own_keys(self.who, self.formerly), self.renamed)

    def judgement(self, story: str) -> Judgement:
        return self.view.judgement(self.history(story))

    def history(self, story: str) -> list[Operation]:
        found = {one.id: one for one in self.operations.values() if one.story in self._names(story)[1:]}
        found |= {one.id: one for one in self.operations.values() if one.story == self._names(story)[0]}
        return sorted_history(found.values())

    def judge(
        self,
        changes: Sequence[tuple[str, str, Value]],
        rules: Mapping[tuple[str, str], str] = NO_RULES,
        step: str = "",
        aided: Mapping[str, bool] = NO_AID,
    ) -> list[Operation]:
        self._expect_room()
        before = dict(self.operations)
        done: list[Operation] = []
        try:
            for given, written, value in changes:
                story = self._names(given)[0]
                if not self.forgotten.isdisjoint((given, story)):
                    continue
                name = self.view.current(written)
                history = self.history(story)
                state = self.view.judgement(history)
                was, now = state.value(name), state.with_value(name, value).value(name)
                if was != now:
                    at, n = self.view.next_moment(history, name, NOW)
                    rule = rules.get((given, written), "")
                    field, over = self.view.written_as(history, written)
                    made = Operation(uuid4().hex, story, field, now, was, at, self.who, rule=rule, n=n, step=step,
                                     over=over)  # fmt: skip
                    aid = None if rule or made.private else aided.get(given)
                    done.append(replace(with_codebook(made, DEFAULT), aided=aid))
                    self.operations[story, done[-1].id] = done[-1]
                    if now is None and name in SHARED:
                        done += self._take_back(self.view.own(history)[name], step)
        except JudgementError:
            self.operations = before
            raise
        self.decided += sum(not one.private for one in done)
        return done

    def _take_back(self, source: Operation, step: str) -> list[Operation]:
        """Clear the flag of the stories that had it from this operation alone."""
        held = (self.view.own(self.history(story.id)).get(source.field) for story in self.by_key.values())
        heirs = {one.story: DUPLICATE for one in held if one and is_derived(one, source)}
        field = source.field
        return self.judge([(heir, field, None) for heir in heirs], {(heir, field): DUPLICATE for heir in heirs}, step)

    def histories_of(self, step: str) -> Iterator[list[Operation]]:
        return map(self.history, dict.fromkeys(one.story for one in self.operations.values() if one.step == step))

    def adopt(self, operations: Sequence[Operation], *, own: bool = False) -> Merged:
        self._expect_room()
        new, clashes = dict[str, Operation](), list[Clash]()
        for operation in operations:
            if operation.story in self.forgotten:
                continue
            known = self.operations.get((operation.story, operation.id))
            held, clash = added(known, operation)
            clashes += [clash] if clash else []
            if held != known:
                new[held.id] = self.operations[held.story, held.id] = held
        return Merged(tuple(new.values()), tuple(clashes))

    def forget(self, operations: Mapping[str, Collection[str]]) -> int:
        self._expect_room()
        ids = {name: found for story, found in operations.items() for name in self._names(story)}
        gone = [key for key in self.operations if key[1] in ids.get(key[0], ())]
        for key in gone:
            del self.operations[key]
        return len(gone)

    # earlier words

    def versions(self, story: str) -> list[Version]:
        return list(self.past.get(story, ()))

    def kept_versions(self, story: str) -> int:
        return len(self.past.get(story, ()))

    def erase(self, ids: Collection[str]) -> MemoryErased:
        self._expect_room()
        self.forgotten |= set(ids)
        gone = [key for key in self.operations if key[0] in self.forgotten]
        for name in gone:
            del self.operations[name]
        there = self.remove_many(ids)
        past = [self.past.pop(story, []) for story in ids]
        return MemoryErased(len(gone) + len(there) + sum(map(len, past)))

    # suggestions

    def analysis(self, story: str) -> Analysis | None:
        key = self.key_of(story)
        found = None if key is None else self._kept(self.by_key[key])
        return self.as_corrected(story, found) if found else None

    def as_corrected(self, story: str, analysis: Analysis) -> Analysis:
        here, everywhere = self.judgement(story).stakeholders, self.judgement(EVERYWHERE).stakeholders
        found = with_additions(analysis.stakeholders, here, everywhere)
        key = self.key_of(story)
        present = None if key is None else self.by_key[key]
        return replace(analysis, stakeholders=tuple(placed(one, present) if one.added else one for one in found))

    def stakeholder_names(self, like: str = "") -> list[str]:
        if like:
            said = [one for key in self.by_key for one in self.judgement(self.by_key[key].id).stakeholders]
            return [one for one in dict.fromkeys([*self.stakeholder_names(), *said]) if tokens(one) == tokens(like)]
        found: dict[str, None] = {}
        for story in map(self._shown, self.by_key.values()):
            analysis = self.analysis(story.id)
            stakeholders: list[AuthorStakeholder | Stakeholder] = [*story.stakeholders]
            for one in (*stakeholders, *(analysis.stakeholders if analysis else ())):
                aliases = one.aliases if isinstance(one, Stakeholder) else ()
                found.update(dict.fromkeys((one.name, *aliases)))
        return list(found)

    def keep_analysis(self, story: Story, analysis: Analysis, *, patience: float = 0.02) -> None:
        self.analyses[story.id] = story, analysis

    def analyse_rest(self) -> None:
        for story in self.by_key.values():
            if self._kept(story) is None:
                self.keep_analysis(story, analyse(story.text, story.title, story.lang))

    def has_decisions(self) -> bool:
        return bool(self.operations)

    def judged_since(self, mark: str) -> tuple[list[str], str]:
        """Every time all: that is more than it need be."""
        return sorted({story for story, _ in self.operations}), str(len(self.operations))

    def analyse_first(self, stories: Sequence[str]) -> None:
        """All are analysed already."""

    def give_way(self) -> None:
        """Nothing is at work."""

    def reweigh(self, *, reset: bool = False) -> Reweighed:
        return Reweighed(False, habits(map(self.judgement, [story.id for story in self.by_key.values()])), {})

    def find_copies(self, most: int | None = None) -> bool:
        prints = {key: print_of(story) for key, story in sorted(self.by_key.items())}
        before = set(self.groups)
        for key, print_ in prints.items():
            if key not in self.groups:
                found = [other for other in prints if other < key and are_duplicates(print_, prints[other])]
                number = next((self.groups[other] for other in found if other in self.groups), key)
                self.groups |= dict.fromkeys([key, *found] if found else [], number)
        self._inherit(set(self.groups) - before)
        return True

    def _inherit(self, joined: Collection[int]) -> None:
        numbers = self._numbers()
        for number in {numbers[key] for key in joined if key in numbers}:
            there = {key: self.by_key[key] for key, other in numbers.items() if other == number}
            heirs = {story.id: story.fetched for key, story in there.items() if key in joined}
            self.adopt(inherited(self.view, heirs, {one.id: self.history(one.id) for one in there.values()}))

    # what the methods above rest on

    def _expect_room(self) -> None:
        if self.full:
            raise Fault("The disk is full; free some space and try again.")

    def _shelf(self) -> MemoryShelf:
        return MemoryShelf(list(self.by_key.values()))

    def _names(self, story: str) -> list[str]:
        """The ids that operations on a story may have been written with, its own first."""
        shelf = self._shelf()
        found = shelf.named(story)
        if found is None:
            return [story]
        return [found.id, *(name for name in found.aliases if shelf.named(name) == found)]

    def _forget(self, key: int) -> None:
        self.by_key.pop(key, None)
        self.groups.pop(key, None)

    def _numbers(self) -> dict[int, int]:
        """The groups, without the stories that stand apart."""
        return {
            key: number
            for key, number in self.groups.items()
            if key in self.by_key and not self.judgement(self.by_key[key].id).apart
        }

    def _kept(self, story: Story) -> Analysis | None:
        """The suggestions for a story, unless it has other words by now."""
        about, found = self.analyses.get(story.id, (None, None))
        same = about is not None and (about.lang, about.title, about.text) == (story.lang, story.title, story.text)
        return found if same else None

    def _shown(self, story: Story) -> Story:
        here, everywhere = self.judgement(story.id).stakeholders, self.judgement(EVERYWHERE).stakeholders
        return replace(story, stakeholders=corrected(story.stakeholders, here, everywhere))

    def _suggested(self, story: Story) -> tuple[str, ...]:
        found = self._kept(story)
        return tuple(one.concern for one in found.suggested) if found else ()

    def _values(self, key: int) -> dict[str, set[str]]:
        """What a story is counted under, by kind."""
        story = self._shown(self.by_key[key])
        judged, analysis = self.judgement(story.id), self.analysis(story.id)
        stakeholders: list[Stakeholder | AuthorStakeholder] = [
            *(analysis.stakeholders if analysis else ()),
            *story.stakeholders,
        ]
        concerns = {tag for tag in (*judged.tags, *self._suggested(story)) if tag not in judged.rejected}
        return {
            "concern": {tag.casefold() for tag in concerns},
            "tag": {tag.casefold() for tag in judged.tags},
            "rejected": {tag.casefold() for tag in judged.rejected},
            **{field: set(judged.said(field)) for field in WEIGHED},
            "evidence": {state.value for state in states_of(judged, story)},
            "who": {coder_key(who) for who in coders(tuple(self.history(story.id)), self.view)},
            "stakeholder": {one.name for one in stakeholders},
            "role": {role for one in stakeholders for role in one.roles},
            "type": {one.type for one in stakeholders if one.type},
            "source": {story.source},
            "feed": {story.feed},
            "month": {f"{story.when.astimezone(UTC):%Y-%m}" if story.when else ""},
        }

    def _row(self, key: int, story: Story) -> MemoryRow:
        judged = self.judgement(story.id)
        return MemoryRow(
            key,
            story.id,
            story.headline,
            story.source,
            int(story.when.timestamp()) if story.when else 0,
            judged.read,
            judged.starred,
            bool(judged.note),
            judged.tags,
            tuple(concern for concern in self._suggested(story) if concern not in judged.concerns),
            self._kept(story) is not None,
            tuple(sorted(states_of(judged, story))),
            judged.coded,
            other_coders(self.history(story.id), self.view),
            bool(conflicts_of(self.history(story.id), self.view)),
        )


def _key(story: Story, sequence: int) -> int:
    seconds = int(story.when.timestamp()) if story.when else 0
    return max(seconds, 0) << _SEQUENCE_BITS | sequence


def undo_on(library: Library) -> Undo:
    """What takes decisions back, without a disk."""
    return Undo(
        StepJournal(None),
        lambda: library,
        {JUDGED: Judged(lambda: library), SETTLED: Settled(lambda: library, lambda: NOW)},
        lambda: NOW,
    )
