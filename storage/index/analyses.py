"""The suggestions that are kept in the index: compressed, without the texts of their spans, which the stories have."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import hashlib
import json
import sqlite3
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from civic.codebook import CONCERNS, ROLES
from civic.story import Span
from civic.suggestions import HOUSE, Analysis, Evidence, Stakeholder, Suggestion

if TYPE_CHECKING:
    from civic.story import Story

_EFFORT: Final = 6
"""Of zlib's nine levels: a sixth smaller than by the first, for the thirtieth part of a millisecond more a story."""


_SOME: Final = (Evidence(Span(0, 0, ""), 0.0),)
"""Stands for evidence that was not read."""


def digest(story: Story) -> bytes:
    """Return what an analysis rests on, in 16 bytes: it holds for as long as this does."""
    text = "\0".join((story.lang, story.title, story.text))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def packed(analysis: Analysis) -> bytes:
    """Return suggestions, without any correction, as they are kept."""
    return _packed(_without_text(analysis.to_json()))


def keep_analysis(db: sqlite3.Connection, story: Story, body: bytes) -> None:
    """Keep the suggestions for a story, which are `packed`."""
    db.execute("INSERT OR REPLACE INTO analysis VALUES(?, ?, ?)", (story.id, digest(story), body))


def get_analysis(db: sqlite3.Connection, story: Story) -> Analysis | None:
    """Return the suggestions that are kept for this very text, or None."""
    row = db.execute("SELECT body FROM analysis WHERE story = ? AND digest = ?", (story.id, digest(story))).fetchone()
    if row is None:
        return None
    try:
        return Analysis.from_json(_with_text(_unpacked(row[0]), story))
    except (zlib.error, KeyError, TypeError, ValueError):
        return None  # what was kept by another version is made anew


def concerns_of(db: sqlite3.Connection, story: str) -> Analysis | None:
    """Return the concerns among the suggestions that are kept for a story; of their evidence it is only known that
    there is some. None where no suggestions are kept."""
    row = db.execute("SELECT body FROM analysis WHERE story = ?", (story,)).fetchone()
    if row is None:
        return None
    try:
        body = _unpacked(row[0])
        return Analysis((), (), tuple(map(_bare, body["concerns"])), body.get("language", "en"))
    except (zlib.error, KeyError, TypeError, ValueError):
        return None


def _bare(body: dict[str, Any]) -> Suggestion:
    by = tuple(body.get("by", (HOUSE,)))
    return Suggestion(body["concern"], body["score"], body["suggested"], (), _SOME if body["evidence"] else (), by)


def stakeholders_of(db: sqlite3.Connection, story: str) -> tuple[Stakeholder, ...]:
    """Return the stakeholders among the suggestions that are kept for a story, without their evidence."""
    row = db.execute("SELECT body FROM analysis WHERE story = ?", (story,)).fetchone()
    if row is None:
        return ()
    try:
        found = _unpacked(row[0])["stakeholders"]
        return tuple(Stakeholder.from_json({**stakeholder, "evidence": []}) for stakeholder in found)
    except (zlib.error, KeyError, TypeError, ValueError):
        return ()


def _packed(body: Any) -> bytes:
    packer = zlib.compressobj(_EFFORT, zdict=_common())
    return packer.compress(json.dumps(body, separators=(",", ":")).encode()) + packer.flush()


def _unpacked(packed: bytes) -> Any:
    return json.loads(zlib.decompressobj(zdict=_common()).decompress(packed))


@cache
def _common() -> bytes:
    """Return what every analysis has, for zlib to refer to: a third of what would be kept else. What is kept can be
    read by this very text alone, which the version of the index stands for."""
    roles = ",".join(f'"{role.id}"' for role in ROLES)
    named = (
        '{"summary":[{"start":0,"end":1}],"stakeholders":[{"name":"","aliases":[],"type":"public_body","roles":['
        f'{roles}],"score":0.9,"evidence":[{{"start":1,"end":2}}]}},{{"name":"","aliases":[],"type":"company",'
    )
    spans = ",".join('{"start":1,"end":2,"score":0.2' for _ in range(3))
    concerns = "},".join(
        f'{{"concern":"{one.id}","score":0.0,"suggested":false,"why":["",""],"evidence":[{spans}}}]' for one in CONCERNS
    )
    return f'{named}"roles":["supplier"],"score":0.8,"evidence":[]}}],"concerns":[{concerns}}}]}}'.encode()


_NESTED: Final = (dict, list)


def _without_text(value: Any) -> Any:
    """Return the analysis, or a list or an object in it, without the texts of its spans, which the story has."""
    if isinstance(value, list):
        return [_without_text(part) if isinstance(part, _NESTED) else part for part in value]
    left_out = "text" if "start" in value else None
    return {
        name: _without_text(part) if isinstance(part, _NESTED) else part
        for name, part in value.items()
        if name != left_out
    }


def _with_text(value: Any, story: Story) -> Any:
    """Return the analysis, or a list or an object in it, with the texts of its spans, each from where it stands: the
    story's title or text."""
    if isinstance(value, list):
        return [_with_text(part, story) if isinstance(part, _NESTED) else part for part in value]
    parts = {name: _with_text(part, story) if isinstance(part, _NESTED) else part for name, part in value.items()}
    if "start" in value:
        whole = story.title if value.get("in") == "title" else story.text
        parts["text"] = whole[value["start"] : value["end"]]
    return parts
