"""How one concern of a story stands: named by the codebook that is passed, and by no other."""

import pytest
from msgspec.structs import replace

from civic.anchoring import Passage, State, TextVersion
from civic.codebook import CONCERNS, DEFAULT, Codebook
from civic.concern_status import (
    ConcernStatus,
    carried,
    decision,
    looked_up,
    states_of,
    status_of,
    statuses,
    weaker,
    with_passage,
    with_passage_for,
    without_passage,
)
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


def held(*spans: Span, verdict: Verdict = Verdict.TAGGED) -> Decision:
    return replace(tagged(*spans, verdict=verdict).concerns["privacy"], severity="high", rule="Faces")


def of(decided: Decision | None, suggestion: Analysis | None = None) -> ConcernStatus:
    judgement = Judgement(concerns={"privacy": decided} if decided else {})
    return status_of("privacy", Story("s", TEXT, text=TEXT), judgement, suggestion, DEFAULT)


@pytest.mark.parametrize("verdict", Verdict)
def test_a_passage_is_taken_from_a_decision_and_all_else_stays(verdict: Verdict) -> None:
    decided = held(span(SCANNED), span(TOLD), verdict=verdict)
    if not verdict.holds:  # of what is rejected there is neither
        decided = replace(decided, severity="")
    left = without_passage(of(decided), span(SCANNED))
    assert left == replace(decided, evidence=decided.evidence[1:], rule="")
    assert without_passage(of(left), span(TOLD)) == replace(decided, evidence=(), rule="")
    assert without_passage(of(decided), span("The trial")) is None
    assert without_passage(of(None), span(SCANNED)) is None


def test_a_passage_of_the_title_is_not_the_one_of_the_text_at_its_place() -> None:
    in_title = replace(span(SCANNED), more=(("in", "title"),))
    decided = held(span(SCANNED), in_title)
    left = without_passage(of(decided), in_title)
    assert left is not None
    assert [one.in_title for one in left.evidence] == [False]


def test_a_passage_takes_the_place_of_another_in_the_order_of_the_text() -> None:
    decided = held(span(SCANNED), span(TOLD), verdict=Verdict.ACCEPTED)
    goes_on = span("The trial goes on")
    changed = with_passage_for(of(decided), span(SCANNED), goes_on)
    assert changed == replace(decided, evidence=(span(TOLD), goes_on), rule="")
    assert with_passage_for(of(decided), span(SCANNED), span(TEXT)).evidence == (span(TEXT),)


def test_a_passage_for_one_that_is_only_suggested_decides_by_that_alone() -> None:
    evidence = tuple(Evidence(span(words), 0.9) for words in (SCANNED, TOLD))
    machine = Analysis((), (), (Suggestion("privacy", 0.9, suggested=True, evidence=evidence, why=()),))
    open_one = of(None, machine)
    assert (open_one.open, open_one.rests_on_own, len(open_one.passages)) == (True, False, 2)
    goes_on = span("The trial goes on")
    assert with_passage_for(open_one, span(SCANNED), goes_on) == Decision(Verdict.ACCEPTED, (goes_on,))
    assert open_one.exported == open_one.passages
    bare = of(Decision(Verdict.REJECTED), machine)
    assert (len(bare.passages), bare.exported) == (2, ())
    assert not bare.rests_on_own
    assert with_passage_for(bare, span(SCANNED), goes_on) == Decision(Verdict.REJECTED, (goes_on,))


def test_what_is_only_ranked_has_no_passages_whatever_is_decided() -> None:
    evidence = (Evidence(span(SCANNED), 0.1),)
    ranked = Analysis((), (), (Suggestion("privacy", 0.1, suggested=False, evidence=evidence, why=()),))
    for decided in (None, Decision(Verdict.TAGGED), Decision(Verdict.REJECTED)):
        assert of(decided, ranked).passages == ()
    assert decision(of(None, ranked)) == Decision(Verdict.TAGGED)
    assert decision(of(None, ranked), Verdict.ACCEPTED) == Decision(Verdict.ACCEPTED)


def test_readers_see_only_the_passages_by_which_a_coder_has_a_concern_stand() -> None:
    assert [one.quote for one in of(held(span(SCANNED))).exported] == [span(SCANNED)]
    assert of(held(span(SCANNED), verdict=Verdict.REJECTED)).exported == ()


def test_weaker_concerns_are_those_that_nobody_suggests_or_decided_on() -> None:
    def ranked(concern: str, score: float, *, suggested: bool = False) -> Suggestion:
        return Suggestion(concern, score, suggested, (), ())

    found = Analysis((), (), (ranked("privacy", 0.9, suggested=True), ranked("bias", 0.2), ranked("labour", 0.1),
                              ranked("access", 0.01)))  # fmt: skip
    assert [one.concern for one in weaker(Judgement(), found)] == ["bias", "labour"]
    assert [one.concern for one in weaker(JUDGEMENT, found)] == ["labour"]
    assert weaker(Judgement(), None) == ()
