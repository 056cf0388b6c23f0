"""What ties a passage to its text: the words around it and the version of the text that it was chosen in.

A passage with its context is a selector as in the W3C Web Annotation Data Model (text quote and text position).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Final

from civic.judgement import Decision, Value
from civic.operation import Operation
from civic.story import Span

CONTEXT: Final = 32
"""So many code points before and behind a passage are kept of its text."""


class TextVersion:
    """One version of a story's text. Its digest is worked out when a passage first needs it."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the text in UTF-8, in hexadecimal."""
        return hashlib.sha256(self._text.encode("utf-8", "surrogatepass")).hexdigest()

    def anchor(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        """Return the passages with their context; as they are where they have one already or don't fit this text."""
        return tuple(map(self._anchored, spans))

    def _anchored(self, span: Span) -> Span:
        text = self._text
        if span.sha256 or not span.text or text[span.start : span.end] != span.text:
            return span
        prefix, suffix = text[max(0, span.start - CONTEXT) : span.start], text[span.end : span.end + CONTEXT]
        return replace(span, prefix=prefix, suffix=suffix, sha256=self.sha256)


def anchored(operation: Operation, version: TextVersion) -> Operation:
    """Return an operation whose passages have their context, where they fit this version of the story's text."""
    value, was = _anchored(operation.value, version), _anchored(operation.was, version)
    return replace(operation, value=value, was=was)


def _anchored(value: Value, version: TextVersion) -> Value:
    if isinstance(value, Decision) and value.evidence:
        return replace(value, evidence=version.anchor(value.evidence))
    return value
