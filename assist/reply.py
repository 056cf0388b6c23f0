"""The answer of a language model, read with tolerance for its form and none for its content: what the codebook does not
know, and what is not in the story to the letter, is dropped."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from assist.errors import AssistError
from assist.prompt import MOST
from civic.codebook import ROLES, STAKEHOLDER_TYPES, Codebook
from civic.second_opinion import SecondOpinion
from civic.sentences import sentences
from civic.story import Span
from civic.suggestions import Evidence, Stakeholder, Suggestion
from civic.text import clean_line

_ATTEMPTS: Final = 40
"""Opening braces that are tried as the beginning of the answer, where prose stands around it."""
_MOST_ITEMS: Final = 100
"""Concerns, and stakeholders, that are read of one answer; the prompt asks for five and eight."""
_STAKEHOLDERS: Final = 10
"""Stakeholders that are kept."""
_EVIDENCE: Final = 3
"""Pieces of evidence that are kept for each."""
_SHORTEST: Final = 8
"""Code points of a quote at least; a shorter one is in any text and supports nothing."""
_LONGEST: Final = 1000
"""Code points of a quote at most; a longer one repeats the story."""
_THOUGHT: Final = re.compile(r"^.*</think(?:ing)?>", re.DOTALL | re.IGNORECASE)


def read(content: str, text: str, title: str, codebook: Codebook, badge: str) -> SecondOpinion:
    """Read the opinion in what a model wrote (`content`); every span is one or more whole sentences of `text`, in code
    points, that a quote is from.

    Raises AssistError where there is no answer in it. Anything in it may be missing, odd or hostile.
    """
    answer = _answer(content)
    if answer is None:
        raise AssistError(f"{badge} did not answer in the form that was asked for: try again, or another model.")
    reader = _Reader.of(text, title, codebook)
    concerns = list(reader.concerns(answer.get("concerns"), badge))
    stakeholders = list(reader.stakeholders(answer.get("stakeholders"), badge))
    return SecondOpinion(badge, tuple(stakeholders[:_STAKEHOLDERS]), tuple(_together(concerns)), reader.dropped)


def _answer(content: str) -> Mapping[str, Any] | None:
    """Return the first JSON object that looks like an answer, after the model's reasoning, whatever stands around
    it."""
    content = _THOUGHT.sub("", content)
    decoder = json.JSONDecoder()
    at = content.find("{")
    for _ in range(_ATTEMPTS):
        if at < 0:
            break
        try:
            found, _end = decoder.raw_decode(content, at)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict) and ("concerns" in found or "stakeholders" in found):
            return found
        at = content.find("{", at + 1)
    return None


class _Reader(Struct):
    """A check of an answer against the story and the codebook, which counts what it drops."""

    text: str
    sent: str
    """title and text as they were sent, with single spaces; names have to be in it"""
    spans: Sequence[Span]
    ids: Mapping[str, str]
    roles: Mapping[str, str]
    dropped: int = 0

    @classmethod
    def of(cls, text: str, title: str, codebook: Codebook) -> "_Reader":
        sent = text[:MOST]
        ids = {name.casefold(): one.id for one in codebook.concerns for name in (one.label, one.id)}
        roles = {name.casefold(): role.id for role in ROLES for name in (role.label, role.id)}
        return cls(sent, " ".join(f"{title}\n{sent}".split()), sentences(sent), ids, roles)

    def concerns(self, listed: object, badge: str) -> Iterator[Suggestion]:
        for item in self._items(listed):
            tag = _known(item.get("concern", item.get("id")), self.ids)
            evidence = self._evidence(item)
            if tag and evidence:
                yield Suggestion(tag, 0.0, True, (), tuple(Evidence(span, 1.0) for span in evidence), (badge,))
            else:
                self.dropped += 1

    def stakeholders(self, listed: object, badge: str) -> Iterator[Stakeholder]:
        types = {name.casefold(): one for one, label in STAKEHOLDER_TYPES.items() for name in (label, one)}
        for item in self._items(listed):
            name = self._name(item.get("name"))
            evidence = self._evidence(item)
            if not name or not evidence:
                self.dropped += 1
                continue
            roles = self._roles(item.get("roles", item.get("role")))
            yield Stakeholder(name, (), _known(item.get("type"), types), roles, 0.0, evidence, (badge,))

    def _items(self, listed: object) -> Iterator[Mapping[str, Any]]:
        items = listed if isinstance(listed, list) else []
        self.dropped += max(0, len(items) - _MOST_ITEMS)
        for item in items[:_MOST_ITEMS]:
            if isinstance(item, dict):
                yield item
            else:
                self.dropped += 1

    def _name(self, given: object) -> str:
        """Return the name where the story has it, and it needs no cleaning; else ""."""
        name = " ".join(given.split()) if isinstance(given, str) else ""
        stands = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", self.sent) if name else None
        return name if stands and name == clean_line(name, 200) else ""

    def _roles(self, given: object) -> tuple[str, ...]:
        """Return the roles that the codebook knows; "mentioned" where there is none."""
        listed = given if isinstance(given, list) else [given] if given else []
        found = [_known(role, self.roles) for role in listed[:_MOST_ITEMS]]
        self.dropped += found.count("")
        return tuple(dict.fromkeys(role for role in found if role)) or ("mentioned",)

    def _evidence(self, item: Mapping[str, Any]) -> tuple[Span, ...]:
        """Return the sentences that its quotes are from; none where it has no quotes, or one that is not in the
        story."""
        given = item.get("quotes", item.get("quote"))
        quotes = given if isinstance(given, list) else [given]
        found: dict[Span, None] = {}
        for quote in quotes[:_MOST_ITEMS]:
            span = self._whole(quote.strip()) if isinstance(quote, str) else None
            if span is None:
                return ()
            found[span] = None
        return tuple(found)[:_EVIDENCE]

    def _whole(self, quote: str) -> Span | None:
        """Return the sentences from the one where a quote begins to the one where it ends, or the quote alone where
        they are longer than _LONGEST. None for what is too short or too long, or not in the text to the letter."""
        start = self.text.find(quote) if _SHORTEST <= len(quote) <= _LONGEST else -1
        if start < 0:
            return None
        end = start + len(quote)
        first = bisect_right(self.spans, start, key=lambda span: span.start) - 1
        last = bisect_right(self.spans, end - 1, key=lambda span: span.start) - 1
        if first >= 0:
            begin, stop = self.spans[first].start, max(end, self.spans[last].end)
            if stop - begin <= _LONGEST:
                start, end = begin, stop
        return Span(start, end, self.text[start:end])


def _known(given: object, ids: Mapping[str, str]) -> str:
    """Return the id for an id or a label; "" for what is neither."""
    return ids.get(given.strip().casefold(), "") if isinstance(given, str) else ""


def _together(found: Sequence[Suggestion]) -> Iterator[Suggestion]:
    """Yield one suggestion for each concern, with all of its evidence."""
    by_concern: dict[str, dict[Evidence, None]] = {}
    for one in found:
        by_concern.setdefault(one.concern, {}).update(dict.fromkeys(one.evidence))
    for one in {suggestion.concern: suggestion for suggestion in found}.values():
        evidence = tuple(by_concern[one.concern])[:_EVIDENCE]
        yield Suggestion(one.concern, one.score, one.suggested, one.why, evidence, one.by)
