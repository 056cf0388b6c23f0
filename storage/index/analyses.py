"""The suggestions that are kept in the index: compressed, without the texts of their spans, which the stories have."""

import hashlib
import json
import sqlite3
import zlib
from typing import Any

from civic.story import Story
from civic.suggestions import Analysis, Stakeholder


def digest(story: Story) -> bytes:
    """Return what an analysis rests on, in 16 bytes: it holds for as long as this does."""
    text = "\0".join((story.lang, story.title, story.text))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def keep_analysis(db: sqlite3.Connection, story: Story, analysis: Analysis) -> None:
    """Keep the suggestions for a story, without any correction."""
    body = zlib.compress(json.dumps(_without_text(analysis.to_json())).encode(), 1)
    db.execute("INSERT OR REPLACE INTO analysis VALUES(?, ?, ?)", (story.id, digest(story), body))


def get_analysis(db: sqlite3.Connection, story: Story) -> Analysis | None:
    """Return the suggestions that are kept for this very text, or None."""
    row = db.execute("SELECT body FROM analysis WHERE story = ? AND digest = ?", (story.id, digest(story))).fetchone()
    if row is None:
        return None
    try:
        return Analysis.from_json(_with_text(json.loads(zlib.decompress(row[0])), story.text))
    except (zlib.error, KeyError, TypeError, ValueError):
        return None  # what was kept by another version is made anew


def stakeholders_of(db: sqlite3.Connection, story: str) -> tuple[Stakeholder, ...]:
    """Return the stakeholders among the suggestions that are kept for a story, without their evidence."""
    row = db.execute("SELECT body FROM analysis WHERE story = ?", (story,)).fetchone()
    if row is None:
        return ()
    try:
        found = json.loads(zlib.decompress(row[0]))["stakeholders"]
        return tuple(Stakeholder.from_json({**stakeholder, "evidence": []}) for stakeholder in found)
    except (zlib.error, KeyError, TypeError, ValueError):
        return ()


def _without_text(value: Any) -> Any:
    """Return the analysis without the texts of its spans, which the story has."""
    if isinstance(value, dict):
        left_out = "text" if "start" in value else None
        return {name: _without_text(part) for name, part in value.items() if name != left_out}
    return [_without_text(part) for part in value] if isinstance(value, list) else value


def _with_text(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        parts = {name: _with_text(part, text) for name, part in value.items()}
        return parts | {"text": text[value["start"] : value["end"]]} if "start" in value else parts
    return [_with_text(part, text) for part in value] if isinstance(value, list) else value
