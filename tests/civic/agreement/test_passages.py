"""How far passages are the same, character by character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.agreement import Overlap, overlap_of
from civic.story import Span

SPANS = st.lists(
    st.builds(
        lambda start, length, title: Span(start, start + length, "x", more=(("in", "title"),) if title else ()),
        st.integers(0, 30), st.integers(0, 10), st.booleans(),
    ), max_size=4,
)  # fmt: skip


def characters(spans: list[Span]) -> set[tuple[bool, int]]:
    return {(span.in_title, at) for span in spans for at in range(span.start, span.end)}


@given(st.lists(st.tuples(SPANS, SPANS), max_size=4))
def test_it_is_that_of_the_sets_of_characters(pairs: list[tuple[list[Span], list[Span]]]) -> None:
    found = overlap_of(pairs)
    sets = [(characters(one), characters(other)) for one, other in pairs]
    indices = [len(one & other) / len(one | other) for one, other in sets if one and other]
    assert (found.both, found.shown, found.overlapping) == (len(pairs), len(indices), sum(map(bool, indices)))
    assert found.jaccard == (pytest.approx(sum(indices) / len(indices)) if indices else None)


def test_a_passage_of_any_length_costs_nothing() -> None:
    far = Span(0, 10**15, "x")
    assert overlap_of([([far], [Span(10**15 - 1, 10**15, "y")])]) == Overlap(1, 1, 1, 1 / 10**15)
    assert overlap_of([]) == Overlap()
