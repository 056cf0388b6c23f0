"""Made-up libraries of the first format: what some coders decided, imported and lost, and what has to be left of it in
each home once that is migrated."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final, TypeAlias

from civic.jsonvalue import JsonValue
from tests.storage.judgements.earlier_homes import EVERYWHERE, Entry, Home, Line, Made, Record, Told, folded, line

_BEGINNING: Final = datetime(2026, 1, 1, 8, tzinfo=UTC)
_CODERS: Final = (
    ("Ana", "ana", "ANA"),
    ("Jos\u00e9 Mu\u00f1oz", "Jose\u0301 Mun\u0303oz", "JOS\u00c9 MU\u00d1OZ"),
    ("Zo\u00eb", "Zoe\u0308", "zo\u00eb"),
    ("Bo van der Li", "bo van der li", "BO VAN DER LI"),
    ("Straße", "STRASSE", "straße"),
    ("山田 花子",),
)
"""Coders, each with some ways to write the name."""
_FORMER: Final = ("root", "Fräulein M", "")
_WORDS: Final = ("Police", "café", "data", "“quote”", "camera", "Überwachung", "city", "😀", "court", "audit")
_CONCERNS: Final = ("concern:privacy", "concern:bias", "concern:own-tag", "concern:überwachung")
_PARTIES: Final = ("party:palantir", "party:strassenamt")
_CORRECTIONS: Final[tuple[JsonValue, ...]] = (
    None, {"name": "Palantir Technologies"}, {"type": "company"}, {"name": "Amt", "roles": ["deployer"]}, {"roles": []},
    {"removed": True},
)  # fmt: skip

Register: TypeAlias = tuple[str, str, str]
"""A story, a coder's key and a field."""
OWN: Final = "\0own"
"""Stands for the key of a coder in registers that all of the user's own names share."""


def key_of(who: str) -> str:
    """What the ways to write one coder's name have in common."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", who).casefold())


@dataclass(slots=True)
class Truth:
    """What has to be there after the migration of a home.

    `kept` has what somebody really did and what files implied, by story in the old order; `dropped` what imports only
    repeated, as (story, id). `doubtful` are repetitions of what a broken line swallowed: they may stay or go. `stated`
    is what a state said that no history tells. `held` has for each register the values that it may hold.
    """

    kept: dict[str, list[Told]] = field(default_factory=dict)
    dropped: set[tuple[str, str]] = field(default_factory=set)
    doubtful: set[tuple[str, str]] = field(default_factory=set)
    implied: set[str] = field(default_factory=set)
    stated: dict[tuple[str, str], JsonValue] = field(default_factory=dict)
    held: dict[Register, list[JsonValue]] = field(default_factory=dict)
    depth: int = 0
    """so many repetitions of repetitions came of one operation"""

    @property
    def stories(self) -> set[str]:
        return {*self.kept, *(story for story, _ in self.stated)}

    def values(self, story: str, coder: str) -> dict[str, list[JsonValue]]:
        """The values that each field of one coder may have."""
        return {name: one for (where, key, name), one in self.held.items() if (where, key) == (story, coder)}

    def coders(self, story: str) -> set[str]:
        """The keys of those who said anything of a story, but for the user."""
        return {key for where, key, _ in self.held if where == story and key != OWN}


class _Sorting:
    """Finds the truth about a home from what is on its disk and how that came about."""

    def __init__(self, home: Home, made: Made) -> None:
        self._home = home
        self._made = made
        self._own = {key_of(name) for name in ("", home.who, *home.formerly)}
        self.truth = Truth()

    def run(self) -> Truth:
        histories = {story: list(entry.history) for story, entry in self._home.base().items()}
        for told in self._home.journal():
            past = histories.setdefault(told.story, [])
            if told.id not in {one.id for one in past}:
                past.append(told)
        for story, entry in self._home.snapshot.items():
            known = folded(entry.history)
            untold = {name: value for name, value in entry.state.items() if known.get(name) != value}
            self.truth.stated |= {(story, name): value for name, value in untold.items()}
        for story, history in histories.items():
            self._sort(story, history)
        for (story, name), value in self.truth.stated.items():
            self._hold_state(story, name, value)
        return self.truth

    def _sort(self, story: str, history: Sequence[Told]) -> None:
        """Sort the operations of a story into those that stay and those that go."""
        kept: list[Told] = []
        sure: list[Told] = []
        seen: set[str] = set()
        for told in history:
            parent = self._made.repeated.get(told.id)
            said = any(
                (past.field, key_of(past.who), past.value) == (told.field, key_of(told.who), told.value)
                for past in sure
            )
            if parent in seen and said:
                self.truth.dropped.add((story, told.id))
            else:
                kept.append(told)
                if parent is not None and (said or self._is_unsigned(told, sure)):
                    self.truth.doubtful.add((story, told.id))
                else:
                    sure.append(told)
            seen.add(told.id)
            self.truth.depth = max(self.truth.depth, self._depth(told.id))
        self.truth.kept[story] = kept
        self.truth.implied |= {told.id for told in kept if told.id in self._made.implied}
        for history_so in (kept, sure):
            for register, values in self._held(story, history_so).items():
                self.truth.held.setdefault(register, []).extend(values)

    def _is_unsigned(self, told: Told, history: Sequence[Told]) -> bool:
        """Return whether the user has said the same before, in a state or by an operation without a name: whether these
        get the user's name, so that it is repeated only, is left to the migration."""
        return key_of(told.who) in self._own and (
            self.truth.stated.get((told.story, told.field)) == told.value
            or any((past.field, past.who, past.value) == (told.field, "", told.value) for past in history)
        )

    def _depth(self, number: str) -> int:
        depth = 0
        while (parent := self._made.repeated.get(number)) is not None:
            number, depth = parent, depth + 1
        return depth

    def _held(self, story: str, history: Sequence[Told]) -> dict[Register, list[JsonValue]]:
        """What each coder said last: of two things of one name and moment that which stands later; of two names of one
        coder and one moment, either."""
        last: dict[Register, dict[str, Told]] = {}
        for told in history:
            key = key_of(told.who)
            by_name = last.setdefault((story, OWN if key in self._own else key, told.field), {})
            if key not in by_name or self._rank(told) >= self._rank(by_name[key]):
                by_name[key] = told
        best = {register: max(map(self._rank, by_name.values())) for register, by_name in last.items()}
        return {
            register: [told.value for told in by_name.values() if self._rank(told) == best[register]]
            for register, by_name in last.items()
        }

    def _rank(self, told: Told) -> tuple[bool, datetime]:
        return told.id not in self._made.implied, datetime.fromisoformat(told.at)

    def _hold_state(self, story: str, name: str, value: JsonValue) -> None:
        """Note what a state says and no history tells as the user's own, unless the user really said something."""
        own = [told for told in self.truth.kept.get(story, ()) if key_of(told.who) in self._own and told.field == name]
        if all(told.id in self._made.implied for told in own):
            self.truth.held.setdefault((story, OWN, name), []).append(value)


def truth_of(home: Home, made: Made) -> Truth:
    """Return what has to be left of a home."""
    return _Sorting(home, made).run()


class Library:
    """Some homes whose coders decide on the same stories and import what the others exported."""

    def __init__(self, seed: int) -> None:
        self._random = random = Random(seed)
        self.made = Made()
        self._now = _BEGINNING
        # few stories and concerns make the coders differ often
        self._concerns = random.sample(_CONCERNS, random.randint(1, len(_CONCERNS)))
        self._stories = [self._story(number) for number in range(random.randint(1, 4))]
        self._files: list[tuple[str, list[Record]]] = []
        self.homes = self._homes()
        self._behind = {id(home): timedelta(seconds=random.choice((0, 0, 0, -3000, 7000))) for home in self.homes}
        acts = (self._decide, self._import, self._compact, self._lose, self._change_stories, self._rename)
        quarrel = random.choice((2, 4, 9))
        for _ in range(random.randint(5, 60)):
            act = random.choices(acts, (6, quarrel, 1.2, 0.3, 0.3, 0.2))[0]
            act(random.choice(self.homes))
            self._now += timedelta(seconds=random.choice((0, 0, 1, 59, 4000, 90000)))
        for home in self.homes:
            self._end(home)

    def _story(self, number: int) -> dict[str, JsonValue]:
        words = " ".join(self._random.choices(_WORDS, k=12))
        published = (_BEGINNING - timedelta(days=number)).isoformat()
        return {"id": f"story-{number}", "title": f"Story {number} “é”", "published": published, "text": words}

    def _homes(self) -> list[Home]:
        random = self._random
        coders = random.choices(_CODERS, k=random.choice((1, 2, 2, 3, 3, 4)))
        homes = []
        for names in coders:
            home = Home(random.choice(names), self.made, random)
            home.stories = {str(one["id"]): one for one in self._stories if random.random() < 0.8}
            if random.random() < 0.5:
                self._begin_earlier(home)
            if random.random() < 0.3:
                home.formerly.append(random.choice(_FORMER))
                for _ in range(random.randint(1, 4)):
                    home.judge(self._changes(home), self._clock(), who=home.formerly[0])
                    self._now += timedelta(seconds=random.choice((0, 1)))
                self._now += timedelta(seconds=10000)
            homes.append(home)
        return homes

    def _begin_earlier(self, home: Home) -> None:
        """Give a home a snapshot of an even older program, or of another one: without a version, some of it without a
        history."""
        home.schema, home.one_line = self._random.choice(((0, True), (0, False), (1, False)))
        for story in self._places(home):
            for _ in range(self._random.randint(0, 3)):
                home.judge([self._change(story)], self._clock(), older=home.schema == 0)
            entry = home.entry(story)
            if home.schema == 0:
                entry = Entry(entry.state, tuple(replace(told, older=True) for told in entry.history))
            untold = self._random.random() < 0.4
            if entry.state:
                home.entries[story] = Entry(entry.state, () if untold else entry.history)
            if not untold and self._random.random() < 0.3:
                _, name, value = self._change(story)
                if value is not None and name not in entry.state:
                    home.entries[story] = Entry({**entry.state, name: value}, entry.history)
            home.heading, home.lines = None, []
        self._now += timedelta(days=1)

    def _places(self, home: Home) -> list[str]:
        return [*home.stories, EVERYWHERE]

    def _clock(self, home: Home | None = None) -> str:
        return (self._now + self._behind[id(home)] if home else self._now).isoformat(timespec="seconds")

    # what coders do

    def _decide(self, home: Home) -> None:
        for _ in range(self._random.choice((1, 1, 2, 5))):  # within one second
            home.judge(self._changes(home), self._clock(home), older=self._random.random() < 0.1)

    def _changes(self, home: Home) -> list[tuple[str, str, JsonValue]]:
        story = self._random.choice(self._places(home))
        change = self._change(story)
        return [change, (story, "read", True)] if change[1].startswith("concern:") else [change]

    def _change(self, story: str) -> tuple[str, str, JsonValue]:
        random = self._random
        if story == EVERYWHERE or random.random() < 0.1:
            return story, random.choice(_PARTIES), random.choice(_CORRECTIONS)
        if random.random() < 0.65:
            return story, random.choice(self._concerns), self._decision(story)
        name = random.choice(("note", "note", "star", "read", "hide", "apart"))
        if name == "note":
            return story, name, random.choice((None, "one", "two\nlines", "“é” 😀"))
        return story, name, random.choice((True, True, None))

    def _decision(self, story: str) -> JsonValue:
        random = self._random
        if random.random() < 0.2:
            return None
        body: dict[str, JsonValue] = {"verdict": random.choice(("accepted", "tagged", "tagged", "rejected"))}
        if random.random() < 0.5:
            body["evidence"] = [self._span(story) for _ in range(random.randint(1, 2))]
        if random.random() < 0.3:
            body["severity"] = random.choice(("low", "medium", "high"))
        if random.random() < 0.3:
            body["certainty"] = random.choice(("alleged", "confirmed"))
        if random.random() < 0.1:
            body["rule"] = "my rule"
        return body

    def _span(self, story: str) -> JsonValue:
        text = next(str(one["text"]) for one in self._stories if one["id"] == story)
        start = self._random.randrange(len(text))
        end = min(len(text), start + self._random.randint(1, 20))
        moved = self._random.choice((0, 0, 0, 3))  # where it does not fit
        return {"start": start + moved, "end": end + moved, "text": text[start:end]}

    def _import(self, home: Home) -> None:
        random = self._random
        others = [one for one in self.homes if one is not home] or [home]
        if not self._files or random.random() < 0.8:
            giver = random.choice(others)
            signed = random.choice((giver.who, f"desk {self.homes.index(giver)}"))
            self._files.append((signed, self._file(giver)))
        signed, records = self._files[-1] if random.random() < 0.7 else random.choice(self._files)
        home.take(records, self._clock(home), file=signed or "unknown", theirs=random.random() < 0.25)

    def _file(self, giver: Home) -> list[Record]:
        """An export; some were made by a program that wrote no history, or not all of it, or no judgements."""
        kind = self._random.choices(("whole", "untold", "half told", "unjudged"), (12, 1, 1, 1))[0]
        records = giver.export()
        if kind == "untold":
            return [Record(one.document, one.judgement) for one in records]
        if kind == "half told":
            return [Record(one.document, one.judgement, one.history[: len(one.history) // 2]) for one in records]
        if kind == "unjudged":
            return [Record(one.document, None, one.history) for one in records]
        return records

    def _compact(self, home: Home) -> None:
        home.compact(self._now + self._behind[id(home)], killed=self._random.random() < 0.3)

    def _rename(self, home: Home) -> None:
        names = next(names for names in _CODERS if home.who in names or home.who == f"{names[0]} II")
        self._now += timedelta(seconds=10000)
        home.formerly.append(home.who)
        home.who = self._random.choice((*names, f"{names[0]} II"))

    def _change_stories(self, home: Home) -> None:
        """Let a feed change a text, so that passages fit no more, or let the user remove a story."""
        if home.stories:
            name, one = self._random.choice(list(home.stories.items()))
            if self._random.random() < 0.5:
                home.stories[name] = {**one, "text": f"New: {one['text']}"}
            else:
                del home.stories[name]

    # what is lost

    def _lose(self, home: Home) -> None:
        self._random.choice((self._spoil_line, self._spoil_line, self._tear, self._insert))(home)

    def _spoil_line(self, home: Home) -> None:
        """Make one line of the journal unreadable, seldom the first, which names it."""
        if self._random.random() < 0.1 and home.heading:
            home.heading = Line(self._spoilt(home.heading.raw), bad=True)
        elif places := [place for place, one in enumerate(home.lines) if one.told]:
            place = self._random.choice(places)
            home.lines[place] = Line(self._spoilt(home.lines[place].raw), bad=True)

    def _spoilt(self, raw: bytes) -> bytes:
        at = self._random.randrange(12, len(raw) - 2)
        return self._random.choice(
            (
                raw[:at] + b"\x07" + raw[at + 1 :],
                raw[:at] + b"\n",
                b"\0" * at + raw[at:],
                raw[:at] + b"\xff\xfe" + raw[at:],
            )
        )

    def _tear(self, home: Home) -> None:
        """Let a power cut leave the beginning of a line, or a block of zeros."""
        if home.heading:
            body: list[JsonValue] = [{"id": "torn", "story": "story-0", "field": "note", "value": "never confirmed"}]
            whole = line(body)
            home.torn = self._random.choice(
                (whole[: self._random.randrange(1, len(whole) - 1)], b"\0" * 64, whole[:-1])
            )

    def _insert(self, home: Home) -> None:
        """Let somebody write into the journal what is whole and no operation, or nothing at all."""
        if home.heading:
            raw, bad = self._random.choice((
                (line([{"id": "x", "story": "story-0"}]), True), (line("text"), True), (b"garbage\n", True),
                (b"\n", False),
            ))  # fmt: skip
            home.lines.insert(self._random.randint(0, len(home.lines)), Line(raw, bad=bad))

    def _end(self, home: Home) -> None:
        """End as some homes do: with everything compacted, with a journal, killed in between, or with damage."""
        random = self._random
        end = random.choices(("as it is", "compacted", "killed", "spoilt", "torn", "gone"), (6, 3, 3, 2, 2, 1))[0]
        if end == "compacted":
            home.compact(self._now + self._behind[id(home)])
        elif end == "killed":
            home.compact(self._now + self._behind[id(home)], killed=True)
        elif end == "spoilt":
            self._lose(home)
        elif end == "torn":
            self._tear(home)
        elif end == "gone":
            home.lose_snapshot()
