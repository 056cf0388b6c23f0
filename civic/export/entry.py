"""What is exported of one story, and how a file that was written from here is known again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from civic.judgement import Judgement, Operation
from civic.story import Story
from civic.suggestions import Analysis

FORMAT: Final = "civicdesk/1"
"""Stands first in every JSON entry, and tells later versions and `is_export` what they read."""
MARKER: Final = "<!-- made by civicdesk -->"
"""Stands at the beginning of every page in Markdown, HTML and Atom."""
COLUMNS: Final = (
    "id", "title", "url", "source", "author", "published", "fetched", "feed", "lang", "summary", "stakeholders",
    "tagged", "rejected", "suggested", "named by the author", "tags of the source", "note", "starred", "read",
    "decided by", "text",
)  # fmt: skip
"""The columns of a table with a row a story."""
LONG_COLUMNS: Final = (
    "story", "title", "url", "source", "published", "field", "concern", "label", "value", "severity", "standing",
    "who", "at", "score", "evidence", "certainty",
)  # fmt: skip
"""The columns of a table with a row a judgement. "standing" is the old name of "certainty", kept for one version."""

_HEADS: Final = tuple(",".join(columns[:8]) for columns in (COLUMNS, LONG_COLUMNS))


@dataclass(frozen=True, slots=True)
class Entry:
    """One story to export, with the operations that led to its judgement (oldest first) where they are known."""

    story: Story
    judgement: Judgement
    analysis: Analysis | None = None
    history: Sequence[Operation] = ()


def is_export(head: str) -> bool:
    """Return whether a file that begins like this (a hundred characters will do) was written from here, or holds
    nothing."""
    bare = head.strip()
    begins = bare.removeprefix('<?xml version="1.0" encoding="utf-8"?>').removeprefix("<!DOCTYPE html>").lstrip()
    if bare in ("", "[]") or begins.startswith(MARKER) or bare.startswith(_HEADS):
        return True
    return bare.lstrip("[ \n").startswith(f'{{"format": "{FORMAT}"')
