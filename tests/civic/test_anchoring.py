"""What ties a passage to the text that it was chosen in."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.anchoring import CONTEXT, TextVersion, anchored
from civic.correction import Correction
from civic.judgement import NOTE, Decision, Unread, Value, Verdict
from civic.story import Span
from tests.civic.operations import PRIVACY, REJECTED, TAGGED, said

TEXT = "Before it all. The Met scanned faces at the station. Residents object."
SPAN = Span(15, 36, "The Met scanned faces")
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()


def context(span: Span) -> tuple[str, str, str]:
    return span.prefix, span.suffix, span.sha256


def test_a_passage_gets_the_text_around_it_and_the_version() -> None:
    (found,) = TextVersion(TEXT).anchor([SPAN])
    assert found == SPAN
    assert context(found) == ("Before it all. ", " at the station. Residents objec", SHA256)
    assert len(found.suffix) == CONTEXT


@given(st.text(st.characters(exclude_categories=[]), min_size=1), st.data())
def test_passage_and_context_stand_side_by_side_in_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    version = TextVersion(text)
    (found,) = version.anchor([Span(start, end, text[start:end])])
    assert text[start - len(found.prefix) : end + len(found.suffix)] == found.prefix + found.text + found.suffix
    assert len(found.prefix) == min(start, CONTEXT)
    assert len(found.suffix) == min(len(text) - end, CONTEXT)
    assert len(found.sha256) == 64
    assert version.anchor([found]) == (found,)
    assert Span.from_json(found.to_json()) == found
    assert context(Span.from_json(found.to_json())) == context(found)


@pytest.mark.parametrize(
    "span",
    [
        Span(14, 36, "The Met scanned faces"),
        Span(15, 36, "the Met scanned faces"),
        Span(15, 36, ""),
        Span(3, 3, ""),
        Span(10**30, 10**30 + 1, "x"),
        Span(len(TEXT) - 1, len(TEXT) + 5, ".     "),
        Span(15, 36, "The Met scanned faces", "kept ", " kept", "0f" * 32),
        Span(0, 1, "?", "kept ", "", "0f" * 32),
    ],
)
def test_a_passage_that_does_not_fit_or_has_its_context_stays_as_it_is(span: Span) -> None:
    (found,) = TextVersion(TEXT).anchor([span])
    assert found.to_json() == span.to_json()


def test_what_a_later_version_said_of_a_passage_stays() -> None:
    (found,) = TextVersion(TEXT).anchor([replace(SPAN, more=(("in", "title"),))])
    assert found.more == (("in", "title"),)


def test_an_operation_has_the_passages_of_what_is_and_what_was_anchored() -> None:
    value, was = Decision(Verdict.TAGGED, (SPAN, Span(0, 1, "x"))), Decision(Verdict.ACCEPTED, (SPAN,), "high")
    operation = replace(said("ada", PRIVACY, value), was=was, n=3)
    found = anchored(operation, TextVersion(TEXT))
    assert found == operation
    assert isinstance(found.value, Decision)
    assert isinstance(found.was, Decision)
    assert [span.sha256 for span in (*found.value.evidence, *found.was.evidence)] == [SHA256, "", SHA256]
    assert anchored(found, TextVersion(TEXT)).canonical == found.canonical
    assert anchored(found, TextVersion("Another text.")).canonical == found.canonical


@pytest.mark.parametrize(
    ("field", "value"),
    [(NOTE, TEXT), ("star", True), (PRIVACY, None), (PRIVACY, TAGGED), (PRIVACY, REJECTED),
     (PRIVACY, Unread({"evidence": [SPAN.to_json()]})), ("party:met", Correction("Met"))],
)  # fmt: skip
def test_what_rests_on_no_passage_stays_as_it_is(field: str, value: Value) -> None:
    operation = replace(said("ada", field, value), was=value)
    assert anchored(operation, TextVersion(TEXT)).canonical == operation.canonical
