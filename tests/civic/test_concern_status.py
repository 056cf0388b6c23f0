"""How one concern of a story stands: named by the codebook that is passed, and by no other."""

from dataclasses import replace

import pytest

from civic.anchoring import Passage, State, TextVersion
from civic.codebook import CONCERNS, DEFAULT, Codebook
from civic.concern_status import carried, decision, looked_up, states_of, status_of, statuses, with_passage
from civic.judgement import Decision, Judgement, Verdict, concern_field
from civic.rules import Effect, Rule, describe_effects
from civic.story import Span, Story
from civic.suggestions import Analysis, Evidence, Suggestion

RENAMED = Codebook((replace(CONCERNS[0], label="Watching people"), *CONCERNS[1:]))
STORY = Story("s", "A title", concerns=("privacy",))
JUDGEMENT = Judgement(concerns={"bias": Decision(Verdict.TAGGED)})


def test_concerns_are_named_by_the_codebook_that_is_passed() -> None:
    assert [one.label for one in statuses(STORY, JUDGEMENT, None, RENAMED)] == ["Watching people", CONCERNS[1].label]
    assert [one.label for one in statuses(STORY, JUDGEMENT, None, DEFAULT)] == [CONCERNS[0].label, CONCERNS[1].label]
    assert status_of("privacy", STORY, JUDGEMENT, None, RENAMED).label == "Watching people"
    assert status_of("own-tag", STORY, JUDGEMENT, None, RENAMED).label == "own-tag"


def test_rules_are_described_by_the_codebook_that_is_passed() -> None:
    rule = Rule("Cameras", "camera", ("tag privacy", "star"))
    assert rule.words(RENAMED) == "tag Watching people, star"
    effect = Effect("Cameras", "s", concern_field("privacy"), Decision(Verdict.TAGGED))
    assert describe_effects([effect], RENAMED) == "1 story: 1 tagged Watching people"


TEXT = "The Met scanned faces. Nobody was told of it. The trial goes on until May."
SCANNED, TOLD = "The Met scanned faces.", "Nobody was told of it."


def span(words: str, text: str = TEXT) -> Span:
    return Span(text.index(words), text.index(words) + len(words), words)


def tagged(*spans: Span, text: str = TEXT, verdict: Verdict = Verdict.TAGGED) -> Judgement:
    return Judgement(concerns={"privacy": Decision(verdict, TextVersion(text).anchor(spans))})


def test_a_status_has_each_passage_as_it_stands_now_and_highlights_what_is_there() -> None:
    now = Story("s", text="News. " + TEXT.replace(TOLD, "A poster told them."))
    (status,) = statuses(now, tagged(span(SCANNED), span(TOLD)), None, DEFAULT)
    assert [(one.quote.text, one.state) for one in status.passages] == [(SCANNED, State.MOVED), (TOLD, State.GONE)]
    assert status.evidence == (span(SCANNED, now.text),)


def test_what_a_machine_suggests_is_accepted_in_the_order_of_the_text_without_overlaps() -> None:
    spans = [span(TOLD), span("scanned faces. Nobody"), span("May.")]
    suggestion = Suggestion("privacy", 0.9, True, (), tuple(Evidence(one, 1.0) for one in spans))
    status = status_of("privacy", Story("s", text=TEXT), Judgement(), Analysis((), (), (suggestion,)), DEFAULT)
    assert status.passages == tuple(Passage(one, State.EXACT, one) for one in spans)
    assert decision(status).evidence == (span("scanned faces. Nobody was told of it."), span("May."))


def test_a_new_passage_takes_in_what_it_overlaps_and_leaves_the_rest_as_it_was_chosen() -> None:
    old = "An older text. " + TEXT.replace("until May", "for a year")
    held = tagged(span(TOLD, old), span("for a year", old), span(SCANNED, old), text=old)
    status = status_of("privacy", Story("s", text=TEXT), held, None, DEFAULT)
    found = with_passage(status, span("told of it. The trial"))
    assert found.evidence == (span(SCANNED, old), span("Nobody was told of it. The trial"), span("for a year", old))
    assert found.evidence[0].prefix == "An older text. "
    apart = with_passage(status, span("trial"))
    assert [one.text for one in apart.evidence] == [SCANNED, TOLD, "trial", "for a year"]


@pytest.mark.parametrize(
    ("judgement", "states"),
    [
        (tagged(span(SCANNED)), {State.MOVED}),
        (tagged(span(SCANNED), span(TOLD)), {State.MOVED, State.GONE}),
        (tagged(span(TOLD), verdict=Verdict.REJECTED), set()),
        (tagged(Span(3, 3, "")), set()),
        (Judgement(concerns={"bias": Decision(Verdict.TAGGED)}), set()),
        (tagged(Span(0, 5, "faces", more=(("in", "title"),))), {State.MOVED}),
    ],
)
def test_what_has_become_of_the_evidence_of_tags(judgement: Judgement, states: set[State]) -> None:
    now = Story("s", "Met and faces", text="News. " + TEXT.replace(TOLD, "A poster told them."))
    assert states_of(judgement, now) == states
    assert looked_up([], now) == ()


def test_judging_a_copy_alike_takes_what_its_text_has_too() -> None:
    other = Story("o", text="By our wire: " + TEXT.replace("scanned faces", "scanned  faces").replace(TOLD, ""))
    ((_, value),) = carried(tagged(span(SCANNED), span(TOLD)), other)
    assert isinstance(value, Decision)
    assert value.evidence == (span("The Met scanned  faces.", other.text),)
    assert value.evidence[0].sha256 == ""
