"""A home as the program of the first format kept it: what it did, said again in the simplest form, and the files that
it left. Nothing here calls the program, so that a migration can be held against it."""

import dataclasses
import json
import uuid
import zlib
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Final, TypeAlias

from civic.jsonvalue import JsonValue

EVERYWHERE: Final = "*"
PRIVATE: Final = ("star", "read", "hide", "apart")
MARKS: Final = ("note", *PRIVATE)
_REPEATED: Final = uuid.UUID("d9a3d1f2-3c0e-5c55-8b7e-0f7d3f0a9e21")
_IMPLIED: Final = uuid.UUID("6f1c4f0e-5d0b-5a55-9c1c-1d2a6a5f7b11")

Fields: TypeAlias = dict[str, JsonValue]
"""A state: what each field is set to, in the order in which they were set."""
Document: TypeAlias = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Told:
    """An operation of the first format. An `older` one stands on disk with the key "standing" for "certainty"."""

    id: str
    story: str
    field: str
    value: JsonValue
    was: JsonValue
    at: str
    who: str
    older: bool = dataclasses.field(default=False, compare=False)

    def body(self) -> Document:
        return {
            "id": self.id, "story": self.story, "field": self.field, "value": _older(self.value, self.older),
            "was": _older(self.was, self.older), "at": self.at, "who": self.who,
        }  # fmt: skip


def _older(value: JsonValue, older: bool) -> JsonValue:
    if older and isinstance(value, dict):
        return {"standing" if key == "certainty" else key: one for key, one in value.items()}
    return value


@dataclass(frozen=True, slots=True)
class Entry:
    """What the snapshot kept of one story: its state, and the operations that led to it as far as they were known."""

    state: Fields = field(default_factory=dict)
    history: tuple[Told, ...] = ()

    def then(self, told: Told) -> "Entry":
        if any(past.id == told.id for past in self.history):
            return self
        return Entry(after(self.state, told.field, told.value), (*self.history, told))

    def document(self, story: str, older: bool) -> Document:
        body: Document = {"story": story, **state_json(self.state, older)}
        history: list[JsonValue] = [{k: v for k, v in one.body().items() if k != "story"} for one in self.history]
        return {**body, "history": history} if history else body


def after(state: Fields, name: str, value: JsonValue) -> Fields:
    rest = {other: one for other, one in state.items() if other != name}
    return rest if value is None else {**rest, name: value}


def folded(history: Iterable[Told]) -> Fields:
    state: Fields = {}
    for told in history:
        state = after(state, told.field, told.value)
    return state


def fields_of(*states: Fields) -> list[str]:
    """The fields of states in the order in which the program went through them."""
    names = dict.fromkeys(name for state in states for name in state)
    concerns, parties = ([name for name in names if name.startswith(kind)] for kind in ("concern:", "party:"))
    return [*concerns, *parties, *(name for name in MARKS if name in names)]


def state_json(state: Fields, older: bool = False) -> Document:
    body: Document = {}
    for table, kind in (("concerns", "concern:"), ("parties", "party:")):
        found: Document = {
            name.removeprefix(kind): _older(one, older) for name, one in state.items() if name.startswith(kind)
        }
        if found:
            body[table] = found
    return {**body, **{name: state[name] for name in MARKS if name in state}}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the journal, with what can be read of it; a `bad` one can't be read though something stands there."""

    raw: bytes
    told: tuple[Told, ...] = ()
    bad: bool = False


def line(body: JsonValue) -> bytes:
    text = json.dumps(body, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


@dataclass(slots=True)
class Made:
    """What is known of all operations of a library because it was made here: from which one each repetition of an
    import was derived, and which ones a file without a history implied."""

    repeated: dict[str, str] = field(default_factory=dict)
    implied: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Record:
    """A line of an export: a story with its judgement and history, of which some files have only one."""

    document: Document
    judgement: Fields | None
    history: tuple[Told, ...] = ()

    def body(self) -> Document:
        """The line as JSON."""
        body: Document = {"format": "civicdesk/1", **self.document}
        if self.judgement:
            body["judgement"] = state_json(self.judgement)
        if self.history:
            body["history"] = [told.body() for told in self.history]
        return body


class Home:
    """The files of one coder, and what the program of the first format did with them."""

    def __init__(self, who: str, made: Made, random: Random) -> None:
        self.who = who
        self.formerly: list[str] = []
        self.stories: dict[str, Document] = {}
        self.entries: dict[str, Entry] = {}
        self.schema: int | None = None
        """the version of the snapshot, None where there is no file"""
        self.one_line = False
        """whether TinyDB itself wrote the snapshot"""
        self.heading: Line | None = None
        self.lines: list[Line] = []
        self.torn = b""
        self.backups: dict[str, bytes] = {}
        self.gone = False
        """whether the snapshot was lost after all, and only its backups are there"""
        self._kept: dict[str, Entry] = {}
        self._kept_on = ""
        self._compacted: list[Told] = []
        self._made = made
        self._random = random

    # what the program showed

    def entry(self, story: str) -> Entry:
        found = self.base().get(story, Entry())
        for told in self.journal():
            if told.story == story:
                found = found.then(told)
        return found

    def base(self) -> dict[str, Entry]:
        """What the snapshot says, or its backups where it is gone."""
        found = dict(self.snapshot)
        if not self.gone:
            return found
        for told in self._compacted:
            found[told.story] = found.get(told.story, Entry()).then(told)
        return found

    @property
    def snapshot(self) -> dict[str, Entry]:
        """The snapshot, or its newest backup where it is gone."""
        return self._kept if self.gone else self.entries

    def journal(self) -> list[Told]:
        return [told for one in self.lines for told in one.told]

    # deciding

    def judge(self, changes: Sequence[tuple[str, str, JsonValue]], at: str, *, who: str | None = None,
              older: bool = False) -> None:  # fmt: skip
        states: dict[str, Fields] = {}
        steps = []
        for story, name, value in changes:
            state = states.get(story)
            if state is None:
                state = self.entry(story).state
            was = state.get(name)
            if was != value:
                steps.append(Told(self._new_id(), story, name, value, was, at, self.who if who is None else who, older))
            states[story] = after(state, name, value)
        self._append(steps)

    def _new_id(self) -> str:
        return uuid.UUID(int=self._random.getrandbits(128), version=4).hex

    def _append(self, steps: Sequence[Told]) -> None:
        if not steps:
            return
        if self.heading is None:
            self.heading = Line(line({"journal": self._new_id()}))
        if self.torn:
            self.lines.append(Line(self.torn + b"\n", bad=bool(self.torn.strip(b"\0\r\n "))))
            self.torn = b""
        body: list[JsonValue] = [told.body() for told in steps]
        self.lines.append(Line(line(body), tuple(replace(told, older=False) for told in steps)))

    # exchanging

    def export(self) -> list[Record]:
        found: list[Record] = []
        documents: dict[str, Document] = {**self.stories, EVERYWHERE: {"id": EVERYWHERE}}
        for story, document in documents.items():
            entry = self.entry(story)
            if story != EVERYWHERE or entry.history:
                found.append(Record(deepcopy(document), dict(entry.state) or None, entry.history))
        return found

    def take(self, records: Sequence[Record], at: str, *, file: str, theirs: bool = False) -> None:
        """Import a file; `file` signs what has no name in it."""
        missing = {str(one.document["id"]) for one in records} - {EVERYWHERE, *self.stories}
        self.stories.update({str(one.document["id"]): one.document for one in records if one.document["id"] in missing})
        found: list[Told] = []
        for record in records:
            story = str(record.document["id"])
            incoming = self._read(record, file)
            found += self._reconciled(story, incoming, at, theirs=theirs, everything=story in missing)
        known = {told.id for record in records for told in self.entry(str(record.document["id"])).history}
        self._append(list({told.id: told for told in found if told.id not in known}.values()))

    def _read(self, record: Record, file: str) -> list[Told]:
        story = str(record.document["id"])
        history = [replace(told, who=told.who or file, older=False) for told in record.history]
        if record.judgement is None:
            return history
        stated, state = record.judgement, folded(history)
        at = history[-1].at if history else str(record.document.get("published", "1970-01-01T00:00:00+00:00"))
        for name in fields_of(state, stated):
            value = stated.get(name)
            if value != state.get(name):
                number = uuid.uuid5(_IMPLIED, json.dumps([story, name, value, file])).hex
                self._made.implied.add(number)
                history.append(Told(number, story, name, value, state.get(name), at, file))
        return history

    def _reconciled(
        self, story: str, incoming: Sequence[Told], at: str, *, theirs: bool, everything: bool
    ) -> list[Told]:
        entry = self.entry(story)
        known = {past.id for past in entry.history}
        counting = [
            told for told in incoming if told.field not in PRIVATE or theirs or everything or told.who == self.who
        ]
        taken = [told for told in counting if told.id not in known]
        state = dict(entry.state)
        for told in taken:
            state = after(state, told.field, told.value)
        repeated = []
        for name, last in {told.field: told for told in counting}.items():
            mine = entry.state.get(name)
            signed = next((past.who for past in reversed(entry.history) if past.field == name), self.who)
            if mine is None or mine == last.value or signed == last.who:
                continue
            holds, who = (last.value, last.who) if theirs else (mine, signed)
            if state.get(name) != holds:
                number = uuid.uuid5(_REPEATED, f"{last.id} {at}" if theirs else last.id).hex
                self._made.repeated[number] = last.id
                repeated.append(Told(number, story, name, holds, state.get(name), at, who))
        return [*taken, *repeated]

    # compacting

    def compact(self, at: datetime, *, killed: bool = False) -> None:
        """Compact the journal into the snapshot; `killed` before the journal was renewed."""
        told = self.journal()
        if not told:
            return
        day = at.date().isoformat()
        if self.schema == 0:
            self.backups[f"judgements-{day}-schema-0.json"] = self.snapshot_bytes()
        self.schema, self.one_line = 1, False
        if self._kept_on != day:
            self.backups[f"judgements-{day}.json"] = self.snapshot_bytes()
            self._kept, self._kept_on = dict(self.entries), day
        for one in told:
            self.entries[one.story] = self.entries.get(one.story, Entry()).then(one)
        if killed:
            return
        name = f"judgements-{day}.journal"
        self.backups[name] = self.backups.get(name, b"") + self.journal_bytes()
        self._compacted += told
        seen: list[JsonValue] = [self._random.randrange(1 << 40) for _ in range(3)]
        self.heading = Line(
            line({"journal": self._new_id(), "after": [self._new_id(), len(self.journal_bytes())], "snapshot": seen})
        )
        self.lines, self.torn = [], b""

    def lose_snapshot(self) -> None:
        """Lose the snapshot, where there are backups from which the program restores it."""
        self.gone = bool(self._kept_on)

    # files

    @property
    def bad_lines(self) -> list[bytes]:
        lines = [*([self.heading] if self.heading else []), *self.lines]
        return [one.raw for one in lines if one.bad]

    def journal_bytes(self) -> bytes:
        return b"".join([self.heading.raw if self.heading else b"", *(one.raw for one in self.lines), self.torn])

    def snapshot_bytes(self) -> bytes:
        older = self.schema == 0
        documents = {
            str(number): entry.document(story, older) for number, (story, entry) in enumerate(self.entries.items(), 1)
        }
        tables: dict[str, Mapping[str, Document]] = {} if older else {"_meta": {"1": {"schema": 1}}}
        return tinydb({**tables, "judgements": documents}, one_line=self.one_line)

    def write(self, folder: Path) -> None:
        """Write the home as the program left it."""
        (folder / "backups").mkdir(parents=True)
        (folder / "stories.json").write_bytes(tinydb({"_meta": {"1": {"schema": 1}}, "stories": self.stories}))
        if self.schema is not None and not self.gone:
            (folder / "judgements.json").write_bytes(self.snapshot_bytes())
        if self.heading is not None:
            (folder / "judgements.journal").write_bytes(self.journal_bytes())
        for name, data in self.backups.items():
            (folder / "backups" / name).write_bytes(data)


def tinydb(tables: Mapping[str, Mapping[str, Document]], *, one_line: bool = False) -> bytes:
    """The bytes of a TinyDB file, with each document on a line of its own or as TinyDB itself writes them."""
    if one_line:
        return json.dumps(tables).encode()
    parts = []
    for name, documents in tables.items():
        inside = ",\n".join(f"{json.dumps(key)}: {json.dumps(body)}" for key, body in documents.items())
        parts.append(f"{json.dumps(name)}: {{\n{inside}\n}}" if inside else f"{json.dumps(name)}: {{\n}}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()
