"""How one concern of a story stands: named by the codebook that is passed, and by no other."""

from dataclasses import replace

from civic.codebook import CONCERNS, DEFAULT, Codebook
from civic.concern_status import status_of, statuses
from civic.judgement import Decision, Judgement, Verdict, concern_field
from civic.rules import Effect, Rule, describe_effects
from civic.story import Story

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
