"""What all coders of a story agree on, and how a story is seen by another coder than the user.

Agreed is, field by field: what was settled, as long as no coder says anything else since (see `civic.conflicts`); and
where nothing was settled, what all coders say who said anything of it, one alone included. Where coders differ and
nobody has settled that, the field is open. Concerns and notes can be agreed on; all else is the affair of each coder.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from civic.coder import AGREED, coder_key, is_reserved
from civic.conflicts import answer_of, open_conflicts, said_by_others
from civic.judgement import NOTE, Decision, Judgement, Value, tag_of
from civic.operation import Operation
from civic.registers import Held, OwnView, judgement_of
from civic.story import Span


def view_as(name: str, own: OwnView) -> OwnView:
    """Return how the coder of a name tells their decisions from those of others; `own` is how the user does."""
    key = coder_key(name)
    return own if key in own.names else own.of(key)


def is_agreed(name: str) -> bool:
    """Return whether a name asks for what coders agree on, and not for one of them."""
    return is_reserved(name)


def agreed(history: Sequence[Operation], view: OwnView) -> Held:
    """Return what coders agree on of a story, by field, as operations of the coder "agreed"; `view` is the user's own.
    What nobody had to settle has no `by`; it rests on the passages of all who say so."""
    settled = view.settled(history)
    coders = [one for one in (view.own(history), *said_by_others(history, view).values()) if one]
    differ = {conflict.field for conflict in open_conflicts(history, view)}
    names = dict.fromkeys(name for held in (*settled.values(), *coders) for name in held)
    found: dict[str, Operation] = {}
    for name in names:
        if name in differ or not (tag_of(name) or name == NOTE):
            continue
        said = sorted((held[name] for held in coders if name in held), key=lambda one: one.order)
        found[name] = answer_of(settled, name) or replace(said[-1], who=AGREED, by="", value=_together(said))
    return dict(sorted(found.items(), key=lambda pair: pair[1].order))


def judgement_as(whose: str, history: Sequence[Operation], view: OwnView) -> Judgement:
    """Return the judgement of the coder of a name, or what is agreed on; `view` is the user's own."""
    return judgement_of(agreed(history, view)) if is_agreed(whose) else view_as(whose, view).judgement(history)


def _together(said: Sequence[Operation]) -> Value:
    """Return one value for operations that say the same: with the severity, certainty and passages that any has."""
    decisions = [one.value for one in said if isinstance(one.value, Decision)]
    if not decisions:
        return said[-1].value
    return replace(
        decisions[0], evidence=together(decisions), rule="",
        severity=next((one.severity for one in decisions if one.severity), ""),
        certainty=next((one.certainty for one in decisions if one.certainty), ""),
    )  # fmt: skip


def together(decisions: Sequence[Decision]) -> tuple[Span, ...]:
    """Return the passages of decisions on one concern in the order of the text; what is chosen word for word by several
    is there once."""
    return tuple(sorted(_apart(decisions), key=lambda one: (one.in_title, one.start, one.end)))


def _apart(decisions: Sequence[Decision]) -> Iterator[Span]:
    seen: set[tuple[bool, int, str]] = set()
    for span in (span for decision in decisions for span in decision.evidence):
        if (place := (span.in_title, span.start, span.text)) not in seen:
            seen.add(place)
            yield span
