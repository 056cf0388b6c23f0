"""One story with everything, and one whose every field is a hostile text."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from civic.coder import own_keys
from civic.export import Entry
from civic.judgement import NOTE, STAR, Decision, Judgement, Verdict, concern_field
from civic.operation import Operation
from civic.registers import OwnView
from civic.story import AuthorStakeholder, Link, Span, Story
from civic.suggestions import Analysis, Evidence, Stakeholder, Suggestion

AT = "2026-11-23T10:00:00+00:00"


@pytest.fixture
def full() -> Entry:
    """A story that ada, the user, and bob decided on."""
    text = "The Met scanned faces. Residents object."
    span = Span(0, 22, "The Met scanned faces.")
    privacy = Decision(Verdict.ACCEPTED, (span,), "high", "alleged")
    story = Story("s1", "Met scans faces", "https://example.org/a?x=1&y=(2)", "BBC News", "Jane",
                  datetime(2026, 11, 20, tzinfo=UTC), text=text, lang="en", concerns=("bias",), tags=("police",),
                  stakeholders=(AuthorStakeholder("Liberty", "civil_society", ("advocate",)),),
                  links=(Link("https://example.org/report", "report"), Link("https://example.org/b")))  # fmt: skip
    analysis = Analysis(
        (span,),
        (Stakeholder("Met", ("the Met",), "public_body", ("deployer",), 0.9, (span,)),),
        (Suggestion("privacy", 0.83, True, ("faces",), (Evidence(span, 0.7),)),
         Suggestion("safety", 0.61, True, (), ()), Suggestion("access", 0.1, False, (), ())),
    )  # fmt: skip
    history = (
        Operation("o1", "s1", concern_field("privacy"), privacy, None, AT, "ada"),
        Operation("o2", "s1", concern_field("labour"), Decision(Verdict.REJECTED), None, AT, "ada"),
        Operation("o3", "s1", concern_field("open-data"), Decision(Verdict.TAGGED), None, AT, "ada"),
        Operation("o4", "s1", NOTE, "Call them.\nTwice.", None, AT, "ada"),
        Operation("o5", "s1", concern_field("labour"), Decision(Verdict.TAGGED), None, AT, "bob", rule="Jobs"),
        Operation("o6", "s1", STAR, True, None, AT, "bob"),
    )
    view = OwnView(own_keys("ada"))
    return Entry(story, view.judgement(history), analysis, history, view)


@pytest.fixture
def made_of() -> Callable[[str], Entry]:
    """An entry that holds a text wherever one can stand."""

    def make(text: str) -> Entry:
        story = Story("s", text, text, text, text, summary=text, text=text, feed=text, lang=text,
                      stakeholders=(AuthorStakeholder(text, text, (text,)),),
                      concerns=(text,), tags=(text,))  # fmt: skip
        tagged = Decision(Verdict.TAGGED, (Span(0, len(text), text),))
        past = Operation("o", "s", concern_field(text or "x"), tagged, None, AT, text)
        return Entry(story, Judgement({text or "x": tagged}, note=text), None, (past,), OwnView(own_keys(text)))

    return make
