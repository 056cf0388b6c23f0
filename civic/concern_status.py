"""Where each concern of a story stands: what the machine suggests, what the author said, what the coder decided."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from civic.anchoring import Passage, State, in_order, version_of
from civic.codebook import Codebook
from civic.judgement import Decision, Judgement, Value, Verdict, fields_of
from civic.story import Span, Story
from civic.suggestions import Analysis, Suggestion


class ConcernStatus(Struct, frozen=True):
    """One concern (or own tag) of a story. `decision` is None while it is open; `suggestion` is None for what the
    machine has no view on; `passages` are what it rests on, the decided ones rather than the suggested, each looked up
    in the story as it is. What is neither decided nor suggested has none, however the machine ranks it."""

    tag: str
    label: str
    decision: Decision | None
    suggestion: Suggestion | None
    by_author: bool
    passages: tuple[Passage, ...]

    @property
    def evidence(self) -> tuple[Span, ...]:
        """Return where the passages stand in the story's text, as far as they do."""
        return tuple(one.place for one in self.passages if one.place and not one.place.in_title)

    @property
    def rests_on_own(self) -> bool:
        """Return whether the passages are those of the decision, not ones that are only suggested."""
        return self.decision is not None and bool(self.decision.evidence)

    @property
    def exported(self) -> tuple[Passage, ...]:
        """Return the passages that readers of the story are shown: the suggested ones while it is open, then only those
        of a decision by which it stands. What the coder did not choose is not passed off as theirs."""
        stands = self.decision is None or (self.rests_on_own and self.decision.verdict.holds)
        return self.passages if stands else ()

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


FAINT: Final = 0.05
"""Of concerns with less nothing is said, also where the weaker ones are asked for: a score is a share."""


def weaker(judgement: Judgement, analysis: Analysis | None) -> tuple[Suggestion, ...]:
    """Return what the machine ranks high enough to be looked at, but not to be suggested, and nobody has decided on;
    highest score first."""
    ranked = analysis.concerns if analysis else ()
    return tuple(
        one for one in ranked if not one.suggested and one.score >= FAINT and one.concern not in judgement.concerns
    )


def _status_of(
    tag: str, label: str, story: Story, decision: Decision | None, suggestion: Suggestion | None
) -> ConcernStatus:
    passages: tuple[Passage, ...] = ()
    if decision and decision.evidence:
        passages = looked_up(decision.evidence, story)
    elif suggestion and suggestion.suggested:
        spans = (evidence.span for evidence in suggestion.evidence)
        passages = tuple(Passage(span, State.EXACT, span) for span in spans)
    return ConcernStatus(tag, label, decision, suggestion, tag in story.concerns, passages)


def looked_up(evidence: Iterable[Span], story: Story) -> tuple[Passage, ...]:
    """Return the passages of a decision as the story has them now; one without a word says nothing and is left out."""
    spans = (span for span in evidence if span.text.strip())
    return tuple(version_of(story.title if span.in_title else story.text).look_up(span) for span in spans)


STATES: Final = (State.CHANGED, State.GONE, State.UNCERTAIN, State.MOVED)
"""What can be asked about the passages that tags rest on; those that want to be looked at first."""
WANTS_A_LOOK: Final = STATES[:3]


def states_of(judgement: Judgement, story: Story) -> frozenset[State]:
    """Return what has become of the passages that a coder's tags rest on, less what is as it was."""
    held = (decision for decision in judgement.concerns.values() if decision.verdict.holds)
    return frozenset(one.state for decision in held for one in looked_up(decision.evidence, story)) - {State.EXACT}


def decision(status: ConcernStatus, verdict: Verdict | None = None) -> Decision:
    """Return a verdict on a concern that rests on its evidence. Without one given the concern is to hold: accepted
    where the machine suggests it, else tagged. What the coder said of it before stays said, but of what is rejected
    there is neither severity nor certainty; what a rule decided becomes the coder's own."""
    suggested = status.suggestion is not None and status.suggestion.suggested
    verdict = verdict or (Verdict.ACCEPTED if suggested else Verdict.TAGGED)
    if status.decision:
        held = replace(status.decision, verdict=verdict, rule="")
        return held if verdict.holds else replace(held, severity="", certainty="")
    places = (one.place for one in status.passages if one.place)
    return Decision(verdict, in_order(places) if suggested else ())


def with_passage(status: ConcernStatus, passage: Span, verdict: Verdict | None = None) -> Decision:
    """Return a verdict on a concern that rests on a passage which the coder chose, beside what it was decided on
    already. What a machine merely suggested it to rest on is left behind."""
    held = status.decision
    kept = status.passages if held and held.verdict.holds and held.evidence else ()
    return replace(decision(status, verdict), evidence=_beside(kept, passage))


def without_passage(status: ConcernStatus, quote: Span) -> Decision | None:
    """Return the decision on a concern without one of the passages that it rests on, named as it was chosen; None where
    it rests on no such one."""
    held = status.decision
    kept = tuple(one for one in held.evidence if not _is_same(one, quote)) if held else ()
    return replace(decision(status, held.verdict), evidence=kept) if held and kept != held.evidence else None


def with_passage_for(status: ConcernStatus, quote: Span, passage: Span) -> Decision:
    """Return the decision on a concern with a passage in the place of one that it rests on; the verdict stays. Where
    nothing is decided, or only by what a machine suggests, it rests on the new passage from now on."""
    held = without_passage(status, quote)
    if held is None:
        return with_passage(status, passage, status.decision.verdict if status.decision else None)
    kept = (one for one in status.passages if not _is_same(one.quote, quote))
    return replace(held, evidence=_beside(kept, passage))


def _is_same(one: Span, other: Span) -> bool:
    return one == other and one.in_title == other.in_title


def _beside(kept: Iterable[Passage], new: Span) -> tuple[Span, ...]:
    """Return passages in the order of the text with a new one, which takes in those that it overlaps; what is kept
    stays as it was chosen, and what is nowhere now stands last."""
    rest: list[Passage] = []
    for one in kept:
        if one.place and one.place.in_title == new.in_title and one.place.start < new.end and new.start < one.place.end:
            (new,) = in_order((one.place, new))
        else:
            rest.append(one)
    found = [(one.place, one.quote) for one in rest if one.place] + [(new, new)]
    found.sort(key=lambda pair: (pair[0].in_title, pair[0].start))
    return (*(quote for _, quote in found), *(one.quote for one in rest if one.place is None))


def status_of(
    tag: str, story: Story, judgement: Judgement, analysis: Analysis | None, codebook: Codebook
) -> ConcernStatus:
    """Return where one concern or own tag stands, also one that is neither at stake nor decided."""
    suggestion = analysis.suggestion(tag) if analysis else None
    return _status_of(tag, codebook.label(tag), story, judgement.concerns.get(tag), suggestion)


def carried(judgement: Judgement, story: Story) -> list[tuple[str, Value]]:
    """Return what makes a judgement another story's, as fields and values: of its evidence what stands in that text,
    too, as it stands there."""
    changes: list[tuple[str, Value]] = []
    for name in fields_of(judgement):
        value = judgement.value(name)
        if isinstance(value, Decision):
            spans = tuple(one.place for one in looked_up(value.evidence, story) if one.place)
            value = replace(value, evidence=spans)
        changes.append((name, value))
    return changes
