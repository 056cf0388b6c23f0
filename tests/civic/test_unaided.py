"""What an unaided coder can find: never more than the stories and their own decisions tell."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.analysis.analyse import analyse
from civic.arrangement import GROUPS, ORDERS, How
from civic.judgement import CODED, Decision, Value, Verdict, concern_field
from civic.operation import Operation
from civic.query import MARKS, AtLeast, Has, Is, Not, Query, parse
from civic.query import And as All
from civic.query import Or as Any
from civic.query.match import Facts, matches
from civic.registers import OwnView
from civic.story import AuthorStakeholder, Story
from civic.suggestions import Analysis
from civic.unaided import unaided, unaided_how, unaided_remark, was_aided

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ME = OwnView(frozenset(("ada",)))
STORY = Story("s", "Palantir and the police", text="Face recognition.",
              stakeholders=(AuthorStakeholder("Met", "public_body", ("deployer",)),))  # fmt: skip
LEAVES = st.one_of(
    st.builds(Has, st.sampled_from(["concern", "tag", "who", "stakeholder", "role", "evidence", "feed"]),
              st.sampled_from(["privacy", "b", "ben", "palantir", "supplier", "gone"])),
    st.builds(Is, st.sampled_from(MARKS)), st.builds(AtLeast, st.integers(0, 4)),
    st.sampled_from([parse("police", NOW), parse("note:ben", NOW), parse("since:7d", NOW)]),
)  # fmt: skip
QUERIES: st.SearchStrategy[Query] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Any, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)
DECISIONS = st.builds(Decision, st.sampled_from(Verdict))
VERDICTS = st.dictionaries(st.sampled_from(["privacy", "bias", "own"]).map(concern_field), DECISIONS, max_size=3)
ANALYSES = st.sampled_from([
    None, Analysis((), (), ()), analyse("Palantir sells face recognition to the police. Privacy groups protest."),
    analyse("The council scores tenants by a biased algorithm."),
])  # fmt: skip


def said(who: str, field: str, value: Value) -> Operation:
    return Operation(f"{who}-{field}", "s", field, value, None, "2026-11-01T10:00:00.000000+00:00", who)


def facts(own: dict[str, Decision], others: dict[str, Decision], analysis: Analysis | None, *, coded: bool) -> Facts:
    history = [said("Ada", field, value) for field, value in own.items()]
    history += [said("Ben", field, value) for field, value in others.items()]
    history += [said("Ada", CODED, True)] if coded else []
    return Facts(STORY, ME.judgement(history), analysis, False, bool(others), tuple(history), ME)


@given(QUERIES, VERDICTS, VERDICTS, VERDICTS, ANALYSES, ANALYSES)
def test_what_is_found_does_not_depend_on_others_and_the_machine(
    query: Query, own: dict[str, Decision], others: dict[str, Decision], more: dict[str, Decision],
    one: Analysis | None, other: Analysis | None,
) -> None:  # fmt: skip
    hidden = unaided(query)
    assert matches(hidden, facts(own, others, one, coded=False)) == matches(
        hidden, facts(own, more, other, coded=False)
    )


@given(QUERIES, VERDICTS, VERDICTS, ANALYSES)
def test_of_a_coded_story_all_is_found(
    query: Query, own: dict[str, Decision], others: dict[str, Decision], analysis: Analysis | None
) -> None:
    found = facts(own, others, analysis, coded=True)
    assert matches(unaided(query), found) == matches(query, found)


@given(QUERIES, VERDICTS, VERDICTS, ANALYSES, st.booleans())
def test_twice_is_as_once(
    query: Query, own: dict[str, Decision], others: dict[str, Decision], analysis: Analysis | None, coded: bool
) -> None:
    found = facts(own, others, analysis, coded=coded)
    assert matches(unaided(unaided(query)), found) == matches(unaided(query), found)


@pytest.mark.parametrize("text", ["police tag:privacy is:unread -note:x since:7d", "evidence:gone is:coded", ""])
def test_a_query_about_neither_is_as_it_was(text: str) -> None:
    assert unaided(parse(text, NOW)) == parse(text, NOW)
    assert unaided_remark(parse(text, NOW)) == ""


@pytest.mark.parametrize("text", ["concern:privacy", "-concerns:3", "is:conflict OR x", "who:ben", "role:supplier"])
def test_the_user_is_told_where_it_finds_less(text: str) -> None:
    assert "only of stories that you have coded" in unaided_remark(parse(text, NOW))


def test_no_list_goes_by_suggestions() -> None:
    assert {unaided_how(How(order)).order for order in ORDERS} == {"newest", "oldest", "relevance", "source"}
    assert {unaided_how(How(group=group)).group for group in GROUPS} == {"", "day", "source"}


def test_what_was_seen_is_not_unseen() -> None:
    coded, unset = said("Ada", CODED, True), replace(said("Ada", CODED, None), id="later")
    assert not was_aided([said("Ben", CODED, True)], ME)
    assert was_aided([coded, unset], ME)
    assert was_aided([replace(said("Ada", "note", "x"), aided=True)], ME)
    assert not was_aided([replace(said("Ada", "note", "x"), aided=False)], ME)
