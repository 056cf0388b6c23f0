"""Bringing what an earlier version of the program decided to the present format, once, with the old files kept."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from civic.anchoring import TextVersion, passages_of
from civic.earlier_format import Earlier
from civic.judgement import Decision, Value
from civic.operation import Operation
from civic.registers import OwnView
from civic.story import Span
from civic.text import clean_line
from storage.files.backups import copy_once
from storage.files.disk import fingerprint, open_regular, replacing, shown, unwritable
from storage.files.errors import StorageError
from storage.files.migrations import as_it_is
from storage.files.places import TEMPORARY, Places
from storage.files.tinydb_scan import BrokenError, Document, walk
from storage.judgements.entries import Entry, history_of, in_this_format, is_earlier_entry, with_each, with_steps
from storage.judgements.journal import Journal, Step
from storage.judgements.snapshot import Snapshot, by_story
from storage.stories.reader import story_of
from storage.stories.report import choose_table

_NAMED: Final = 5
Anchors = Mapping[str, Mapping[Span, Span]]
"""The passages of each story that fit its text, with their context."""


class _Survey(Struct):
    """What an upgrade will do: whether there is anything of an earlier format, and not only another layout; how many
    operations it keeps, on how many stories; how many repetitions it drops; how many are only implied; how many
    decisions that stood belong to others, by coder; and which passages lack their context, by story."""

    earlier: bool = False
    kept: int = 0
    stories: int = 0
    dropped: int = 0
    implied: int = 0
    by_others: Counter[str] = field(default_factory=Counter)
    passages: dict[str, set[Span]] = field(default_factory=dict)


def upgrade(
    places: Places,
    snapshot: Snapshot,
    journal: Journal,
    view: OwnView,
    today: date,
    notify: Callable[[str], None],
) -> None:
    """Bring snapshot and journal to the present version; the lock of the judgements must be held. The snapshot is
    written first, so that a kill at any moment leaves files that mean the same. Raises StorageError, and then each file
    is as it was."""
    snapshot.mend(today)
    page = journal.read()
    told = by_story(page.steps)
    found = _survey(snapshot, told, view)
    anchors = _anchors(places.stories, found.passages)
    kept_as = places.backups / f"judgements-{today}-schema-{snapshot.version()}"
    try:
        if told:
            copy_once(journal.path, kept_as.with_suffix(".journal"))
        _replace(snapshot, page.steps, anchors, kept_as.with_suffix(".json"), today)
    except OSError as error:
        raise unwritable(kept_as, error) from error
    if told and not page.broken:
        journal.renew(page.end, fingerprint(snapshot.path))
    for sentence in _sentences(found, kept_as):
        notify(sentence)


def _replace(snapshot: Snapshot, steps: Sequence[Step], anchors: Anchors, backup: Path, today: date) -> None:
    """Put in the place of a snapshot one of the present version that has the journal, too, all at once: what is only
    repeated is known by all that came before it. Raises OSError, StorageError."""
    path = snapshot.path.with_name(f".{snapshot.path.name}{TEMPORARY}upgrade")
    path.unlink(missing_ok=True)
    draft, told = Snapshot(path, snapshot.backups), by_story(steps)
    if snapshot.path.exists():
        shutil.copyfile(snapshot.path, path)

    def now(entry: Mapping[str, Any]) -> Entry:
        return _with_context(in_this_format(entry, told.pop(str(entry.get("story")), ())), anchors)

    try:
        draft.migrate((as_it_is, now))
        draft.add((_step_with_context(step, anchors) for rest in told.values() for step in rest), today)
        with path.open("rb") as made, replacing(snapshot.path, backup=backup) as file:
            shutil.copyfileobj(made, file)
    finally:
        path.unlink(missing_ok=True)


def _survey(snapshot: Snapshot, told: Mapping[str, Sequence[Step]], view: OwnView) -> _Survey:
    found, rest = _Survey(), dict(told)
    for entry in snapshot.documents():
        _examine(entry, rest.pop(entry["story"], ()), view, found)
    for story, steps in rest.items():
        _examine({"story": story}, steps, view, found)
    return found


def _examine(entry: Entry, steps: Sequence[Step], view: OwnView, found: _Survey) -> None:
    """Add what becomes of the decisions on one story."""
    told = [step.operation for step in steps if isinstance(step, Earlier)]
    found.earlier |= bool(told) or is_earlier_entry(entry)
    before = {one.id: one for one in (*history_of(entry), *told)}
    after = history_of(with_steps(in_this_format(entry), steps))
    found.kept += len(after)
    found.stories += bool(after)
    found.implied += sum(one.implied for one in after)
    found.dropped += len(before.keys() - {one.id for one in after})
    # In the first format the last operation on a field held, whoever made it.
    standing = {one.field: one for one in before.values()}
    found.by_others.update(one.who for one in standing.values() if one.value is not None and not view.owns(one))
    passages = {span for one in after for span in passages_of(one) if not span.sha256}
    if passages:
        found.passages[str(entry["story"])] = passages


def _anchors(stories: Path, passages: Mapping[str, set[Span]]) -> Anchors:
    """Return the context of passages whose story still has them where they were. A story file that can't be read gives
    none: the passages stay as they are."""
    found: dict[str, Mapping[Span, Span]] = {}
    if not passages:
        return found
    with suppress(OSError, StorageError, BrokenError):
        with open_regular(stories) as file:
            table = choose_table(file)
        with open_regular(stories) as file:
            for item in walk(file):
                if not isinstance(item, Document) or item.table != table or not isinstance(item.body, dict):
                    continue
                if item.body.get("id", "") and item.body["id"] not in passages:
                    continue
                story = story_of(item.body)
                if story and story.id in passages and story.id not in found:
                    version = TextVersion(story.text)
                    spans = tuple(passages[story.id])
                    found[story.id] = dict(zip(spans, version.anchor(spans), strict=True))
    return found


def _with_context(entry: Entry, anchors: Anchors) -> Entry:
    spans = anchors.get(str(entry.get("story")))
    return with_each(entry, lambda operation: _anchored(operation, spans)) if spans else entry


def _step_with_context(step: Step, anchors: Anchors) -> Step:
    if isinstance(step, Earlier) and (spans := anchors.get(step.operation.story)):
        return Earlier(_anchored(step.operation, spans))
    return step


def _anchored(operation: Operation, spans: Mapping[Span, Span]) -> Operation:
    def anchored(value: Value) -> Value:
        if isinstance(value, Decision) and value.evidence:
            return replace(value, evidence=tuple(spans.get(span, span) for span in value.evidence))
        return value

    return replace(operation, value=anchored(operation.value), was=anchored(operation.was))


def _sentences(found: _Survey, kept_as: Path) -> Iterator[str]:
    """Yield what the user should know of an upgrade; nothing where there was nothing to upgrade."""
    if not found.earlier or not (found.kept or found.dropped):
        return
    decisions, stories = _counted(found.kept, "decision"), _counted(found.stories, "story", "stories")
    dropped = f" Repetitions that imports had written were dropped: {found.dropped}." if found.dropped else ""
    implied = f" Decisions without a history were marked as implied: {found.implied}." if found.implied else ""
    yield (
        f"{decisions} on {stories} were brought to a new format, in which each coder has their own.{dropped}{implied} "
        f"The files as they were are kept: {shown(kept_as)}.*"
    )
    if found.by_others:
        named = ", ".join(f"{clean_line(who, 40)} ({count})" for who, count in found.by_others.most_common(_NAMED))
        more = ", …" if len(found.by_others) > _NAMED else ""
        left = _counted(found.by_others.total(), "decision")
        yield (
            f"{left} signed by others left your own view and are kept as theirs: {named}{more}. "
            'If one of these names is yours, write into config.toml: formerly = ["NAME"].'
        )


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
