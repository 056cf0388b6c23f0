"""Suggestions of extras stand behind ours, carry their badge, and take nothing of ours away."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import seeds
from civic.analysis.analyse import analyse
from civic.codebook import CONCERN_BY_ID, DEFAULT
from civic.concern_status import decision, status_of, statuses
from civic.judgement import Judgement, Verdict
from civic.second_opinion import SecondOpinion, joined
from civic.story import Span, Story
from civic.suggestions import HOUSE, Analysis, Evidence, Stakeholder, Suggestion

TEXT = seeds.story()["text"]
QUOTE = Span(0, 20, TEXT[:20])
OURS = analyse(TEXT)


def said(concern: str, by: str = "llm tiny") -> SecondOpinion:
    return SecondOpinion(by, (), (Suggestion(concern, 0.0, True, (), (Evidence(QUOTE, 1.0),), (by,)),))


def stakeholder(name: str, *roles: str, by: str = "llm tiny") -> SecondOpinion:
    return SecondOpinion(by, (Stakeholder(name, (), "company", roles or ("mentioned",), 0.0, (QUOTE,), (by,)),))


def of(analysis: Analysis, concern: str) -> Suggestion:
    return next(one for one in analysis.concerns if one.concern == concern)


def test_without_opinions_everything_is_as_it_was() -> None:
    assert joined(OURS, []) == OURS
    assert '"by"' not in json.dumps(OURS.to_json())


def test_what_both_suggest_keeps_our_evidence_and_gets_the_badge() -> None:
    first = OURS.suggested[0]
    found = of(joined(OURS, [said(first.concern)]), first.concern)
    assert found == replace(first, by=(HOUSE, "llm tiny"))
    assert (found.badges, found.ours) == (("llm tiny",), True)


def test_what_an_extra_alone_suggests_stands_behind_ours_with_its_evidence() -> None:
    other = OURS.concerns[-1].concern
    found = joined(OURS, [said(other)])
    assert [one.concern for one in found.suggested] == [*(one.concern for one in OURS.suggested), other]
    last = of(found, other)
    assert (last.by, last.score, last.ours) == (("llm tiny",), OURS.concerns[-1].score, False)
    assert last.evidence == (Evidence(QUOTE, 1.0),)
    assert {one.concern for one in found.concerns} == set(CONCERN_BY_ID)


def test_two_extras_both_have_their_badge() -> None:
    other = OURS.concerns[-1].concern
    found = joined(OURS, [said(other), said(other, "llm large"), said(other)])
    assert of(found, other).by == ("llm tiny", "llm large")


def test_a_concern_that_the_codebook_has_no_longer_is_left_out() -> None:
    assert joined(OURS, [said("housing")]) == OURS


def test_a_party_by_any_of_its_names_is_one() -> None:
    ours = next(one for one in OURS.stakeholders if one.aliases)
    for name in (ours.name, ours.name.upper(), f"the {ours.name}", ours.aliases[0]):
        found = joined(OURS, [stakeholder(name)])
        assert [one.name for one in found.stakeholders] == [one.name for one in OURS.stakeholders]
        assert next(one for one in found.stakeholders if one.name == ours.name).badges == ("llm tiny",)


def test_a_new_party_comes_last_and_a_role_that_we_are_unsure_of_is_taken() -> None:
    first = stakeholder("Acme", "supplier")
    found = joined(OURS, [first])
    assert found.stakeholders[:-1] == OURS.stakeholders
    assert found.stakeholders[-1] == first.stakeholders[0]
    unsure = replace(OURS, stakeholders=(Stakeholder("Acme", (), "company", ("mentioned",), 0.7, ()),))
    (one,) = joined(unsure, [first]).stakeholders
    assert (one.roles, one.evidence, one.score, one.by) == (("supplier",), (QUOTE,), 0.7, (HOUSE, "llm tiny"))
    (one,) = joined(
        replace(unsure, stakeholders=(replace(one, roles=("deployer",), by=(HOUSE,)),)), [first]
    ).stakeholders
    assert one.roles == ("deployer",)


def test_accepting_one_writes_a_decision_like_any_other() -> None:
    other = OURS.concerns[-1].concern
    story, found = Story("s", text=TEXT), joined(OURS, [said(other)])
    status = status_of(other, story, Judgement(), found, DEFAULT)
    assert status.badges == ("llm tiny",)
    assert status.suggested_by == "by llm tiny"
    made = decision(status)
    assert (made.verdict, made.evidence) == (Verdict.ACCEPTED, (QUOTE,))
    shown = [one.tag for one in statuses(story, Judgement(), found, DEFAULT)]
    assert shown[-1] == other


def test_badges_survive_json_and_what_is_no_badge_is_cleaned() -> None:
    found = joined(OURS, [said(OURS.concerns[-1].concern), stakeholder("Acme")])
    assert Analysis.from_json(json.loads(json.dumps(found.to_json()))) == found
    body = {**said("bias").concerns[0].to_json(), "by": ["llm \x1b[31mred\u202e"]}
    assert Suggestion.from_json(body).by == ("llm red",)


@pytest.mark.parametrize("field", ["name", "type", "aliases", "roles"])
def test_what_has_names_that_are_none_is_refused(field: str) -> None:
    body = stakeholder("Acme").to_json()
    body["stakeholders"][0][field] = [[1]]
    with pytest.raises((TypeError, ValueError)):
        SecondOpinion.from_json(body, TEXT)
    with pytest.raises(ValueError, match="no texts"):
        SecondOpinion.from_json(
            {**said("bias").to_json(), "concerns": [{**said("bias").concerns[0].to_json(), "concern": []}]}, TEXT
        )


@pytest.mark.parametrize("change", [{"by": 3}, {"dropped": "x"}, {"concerns": None}, {"stakeholders": [1]}])
def test_what_is_no_opinion_is_refused(change: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        SecondOpinion.from_json({**said("bias").to_json(), **change}, TEXT)


@given(st.lists(st.sampled_from([*CONCERN_BY_ID, "housing"])), st.lists(st.text(max_size=20)))
def test_ours_is_never_lost_nor_moved(concerns: list[str], names: list[str]) -> None:
    found = joined(OURS, [*map(said, concerns), *(stakeholder(name or "x") for name in names)])
    assert [one.concern for one in found.suggested][: len(OURS.suggested)] == [one.concern for one in OURS.suggested]
    assert [one.name for one in found.stakeholders][: len(OURS.stakeholders)] == [one.name for one in OURS.stakeholders]
    assert len(found.concerns) == len(OURS.concerns)
    assert all(one.evidence for one in found.suggested)
