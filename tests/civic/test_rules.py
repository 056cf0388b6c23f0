"""Rules: what they may be, and what they change on a story."""

import pytest
from msgspec.structs import replace

from civic.codebook import DEFAULT
from civic.judgement import HIDE, NOTE, READ, STAR, Decision, Judgement, Verdict, concern_field
from civic.query import And, Is, Query, Words
from civic.query.match import Facts
from civic.rules import Effect, Ready, Rule, RuleError, deeds, describe_effects, effects, find, rule_of
from civic.story import Span, Story
from civic.suggestions import Analysis, Evidence, Suggestion

STORY = Story("a", "Football", text="Two nil. Nobody was watched.")
FACTS = Facts(STORY, Judgement(), None, new=True)
FOOTBALL = Words(("football",))


def ready(name: str, query: Query, *do: str, off: bool = False) -> Ready:
    return Ready(Rule(name, "x", do, off), query)


def fields(*rules: Ready, facts: Facts = FACTS) -> list[str]:
    return [effect.field for effect in effects(rules, facts)]


def test_a_rule_does_what_it_says_to_what_its_filter_finds() -> None:
    rule = ready("R", FOOTBALL, "tag sport", "star", "read", "hide")
    assert fields(rule) == [concern_field("sport"), STAR, READ, HIDE]
    assert fields(ready("R", Words(("cricket",)), "star")) == []
    assert fields(ready("R", FOOTBALL, "star", off=True)) == []


def test_what_is_decided_stays_as_it_is() -> None:
    rejected = Judgement(concerns={"sport": Decision(Verdict.REJECTED)}, starred=True)
    assert fields(ready("R", FOOTBALL, "tag sport", "star"), facts=replace(FACTS, judgement=rejected)) == []


def test_each_rule_sees_what_those_before_it_did() -> None:
    first, second = ready("A", FOOTBALL, "star"), ready("B", And((Is("starred"),)), "read")
    assert fields(first, second) == [STAR, READ]
    assert fields(second, first) == [STAR]


def test_a_tag_rests_on_the_evidence_of_the_suggestion_and_names_the_rule() -> None:
    span = Span(9, 28, "Nobody was watched.")
    analysis = Analysis((), (), (Suggestion("privacy", 0.9, True, ("watched",), (Evidence(span, 0.7),)),))
    (effect,) = effects([ready("R", FOOTBALL, "tag privacy")], replace(FACTS, analysis=analysis))
    assert effect == Effect("R", "a", concern_field("privacy"), Decision(Verdict.TAGGED, (span,), rule="R"))


def test_effects_are_told_in_words() -> None:
    changed = list(effects([ready("R", FOOTBALL, "tag privacy", "hide")], FACTS))
    assert describe_effects(changed, DEFAULT) == "1 story: 1 tagged Privacy & surveillance, 1 hidden"
    assert describe_effects([], DEFAULT) == "0 stories"


def test_deeds_are_read_from_a_list_or_a_line() -> None:
    assert deeds("R", "Tag benefits fraud, STAR ,star") == ("tag benefits-fraud", "star")
    assert deeds("R", ["read", "hide"]) == ("read", "hide")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({}, "needs a name"),
        ({"name": "A"}, "needs a filter"),
        ({"name": "A", "when": "x"}, "does nothing"),
        ({"name": "A", "when": "x", "do": 3}, "does nothing"),
        ({"name": "A", "when": "x", "do": ["tag"]}, "can't do 'tag'"),
        ({"name": "A", "when": "x", "do": [NOTE]}, "can't do 'note'"),
        ({"name": "A", "when": "x", "do": ["star"], "off": 1}, "write true or false"),
        ({"name": "A", "when": "x", "do": ["star"], "if": "y"}, "can't have 'if'"),
        ({"name": "A", "when": "-football " * 300, "do": ["star"]}, "too long"),
    ],
)
def test_what_is_no_rule_is_said(table: dict[str, object], says: str) -> None:
    with pytest.raises(RuleError, match=says):
        rule_of(table)


def test_a_rule_survives_its_table_and_is_found_by_the_beginning_of_its_name() -> None:
    rule = rule_of({"name": "Sport", "when": "football", "do": ["tag a b", "hide"], "off": True})
    assert rule_of(rule.to_table()) == rule
    assert find([rule, rule], "spo") == rule
    with pytest.raises(RuleError, match="no one rule"):
        find([rule], "x")
