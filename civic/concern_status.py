"""Where each concern of a story stands: what the machine suggests, what the author said, what the coder decided."""

from dataclasses import dataclass, replace

from civic.codebook import Codebook
from civic.judgement import Decision, Judgement, Value, Verdict, fields_of
from civic.story import Span, Story
from civic.suggestions import Analysis, Suggestion


@dataclass(frozen=True, slots=True)
class ConcernStatus:
    """One concern (or own tag) of a story. `decision` is None while it is open; `suggestion` is None for what the
    machine has no view on; `evidence` are spans into the story's text, the decided ones before the suggested."""

    tag: str
    label: str
    decision: Decision | None
    suggestion: Suggestion | None
    by_author: bool
    evidence: tuple[Span, ...]

    @property
    def badges(self) -> tuple[str, ...]:
        """Return the providers that suggest it."""
        return self.suggestion.badges if self.suggestion and self.suggestion.suggested else ()

    @property
    def suggested_by(self) -> str:
        """Return who suggests it, in words: our own score, and the badges of providers; "" for what nobody suggests."""
        score = [f"{self.suggestion.score:.2f}"] if self.suggestion and self.suggestion.ours else []
        return ", ".join([*score, *(f"by {badge}" for badge in self.badges)])

    @property
    def open(self) -> bool:
        """Return whether it waits for the coder's decision."""
        return self.decision is None


def statuses(
    story: Story, judgement: Judgement, analysis: Analysis | None, codebook: Codebook
) -> tuple[ConcernStatus, ...]:
    """Return the concerns that are at stake or decided: suggestions by their score, then the author's, then what the
    coder added. A decision never moves a concern, so that the eye finds it where it was."""
    ranked = {suggestion.concern: suggestion for suggestion in (analysis.concerns if analysis else ())}
    tags = [tag for tag, suggestion in ranked.items() if suggestion.suggested]
    order = dict.fromkeys((*tags, *story.concerns, *judgement.concerns))
    return tuple(
        _status_of(tag, codebook.label(tag), story, judgement.concerns.get(tag), ranked.get(tag)) for tag in order
    )


def _status_of(
    tag: str, label: str, story: Story, decision: Decision | None, suggestion: Suggestion | None
) -> ConcernStatus:
    spans: tuple[Span, ...] = ()
    if decision and decision.evidence:
        spans = tuple(found for span in decision.evidence if (found := locate(span, story.text)))
    elif suggestion and (suggestion.suggested or decision):
        spans = tuple(evidence.span for evidence in suggestion.evidence)
    return ConcernStatus(tag, label, decision, suggestion, tag in story.concerns, spans)


def decision(status: ConcernStatus, verdict: Verdict | None = None) -> Decision:
    """Return a verdict on a concern that rests on its evidence. Without one given the concern is to hold: accepted
    where the machine suggests it, else tagged. What the coder said of it before stays said; what a rule decided becomes
    the coder's own."""
    suggested = status.suggestion is not None and status.suggestion.suggested
    verdict = verdict or (Verdict.ACCEPTED if suggested else Verdict.TAGGED)
    if status.decision:
        return replace(status.decision, verdict=verdict, rule="")
    return Decision(verdict, status.evidence if suggested else ())


def with_passage(status: ConcernStatus, passage: Span, verdict: Verdict | None = None) -> Decision:
    """Return a verdict on a concern that rests on a passage which the coder chose, beside what it was decided on
    already. What a machine merely suggested it to rest on is left behind."""
    held = status.decision
    kept = held.evidence if held and held.verdict.holds else ()
    spans = sorted({*kept, passage}, key=lambda span: span.start)
    return replace(decision(status, verdict), evidence=tuple(spans))


def status_of(
    tag: str, story: Story, judgement: Judgement, analysis: Analysis | None, codebook: Codebook
) -> ConcernStatus:
    """Return where one concern or own tag stands, also one that is neither at stake nor decided."""
    suggestion = analysis.suggestion(tag) if analysis else None
    return _status_of(tag, codebook.label(tag), story, judgement.concerns.get(tag), suggestion)


def carried(judgement: Judgement, story: Story) -> list[tuple[str, Value]]:
    """Return what makes a judgement another story's, as fields and values: of its evidence what stands in that text,
    too."""
    changes: list[tuple[str, Value]] = []
    for name in fields_of(judgement):
        value = judgement.value(name)
        if isinstance(value, Decision):
            spans = tuple(found for span in value.evidence if (found := locate(span, story.text)))
            value = replace(value, evidence=spans)
        changes.append((name, value))
    return changes


def locate(span: Span, text: str) -> Span | None:
    """Return where the passage stands in a text that may have changed since it was marked; None where it is gone."""
    if text[span.start : span.end] == span.text:
        return span
    start = text.find(span.text)
    return Span(start, start + len(span.text), span.text) if start >= 0 and span.text else None
