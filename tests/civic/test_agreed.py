"""What coders agree on, what others say, and what settles a conflict by which choice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.agreed import agreed, judgement_as, view_as
from civic.coder import AGREED
from civic.conflicts import Conflict, conflicts_of
from civic.judgement import CODED, NOTE, READ, Decision, Value, concern_field
from civic.operation import Operation
from civic.others import Others, others_of
from civic.registers import OwnView
from civic.settlement import Choice, SettlementFault, value_of
from civic.story import Span
from tests.civic.test_conflicts import ADA, HERE, NEAR, NO, PRIVACY, THERE, YES, said, settled

BIAS = concern_field("bias")


def values(history: list[Operation], view: OwnView = ADA) -> dict[str, Value]:
    return {name: one.value for name, one in agreed(history, view).items()}


def test_what_all_say_is_agreed_with_all_that_they_say_of_it() -> None:
    mine, theirs = replace(YES, severity="high", evidence=(HERE,)), replace(YES, certainty="alleged", evidence=(NEAR,))
    together = replace(YES, severity="high", certainty="alleged", evidence=(HERE, NEAR))
    history = [said("ada", mine), said("bob", theirs, minute=1), said("cy", NO, BIAS), said("ada", "call", NOTE)]
    assert values(history) == {PRIVACY: together, BIAS: NO, NOTE: "call"}
    assert {one.who for one in agreed(history, ADA).values()} == {AGREED}
    assert values([said("ada", True, CODED), said("bob", True, READ)]) == {}


def test_where_coders_differ_it_is_open_until_that_is_settled() -> None:
    history = [said("ada", YES), said("bob", NO), said("ada", "n", NOTE), said("bob", "m", NOTE)]
    assert values(history) == {}
    answer = settled(NO, *history[:2])
    assert values([*history, answer]) == {PRIVACY: NO}
    assert agreed([*history, answer], ADA)[PRIVACY].by == "ada"
    assert values([*history, answer, said("bob", YES, minute=40)]) == {}
    done = said("cy", True, CODED, concerns=("privacy",))
    assert values([said("ada", YES), done]) == {}


@given(st.permutations([said("ada", YES), said("bob", YES), said("cy", NO, BIAS), said("bob", "x", NOTE),
                        settled(YES, said("bob", YES))]))  # fmt: skip
def test_it_is_the_same_at_every_desk_and_in_every_order(history: list[Operation]) -> None:
    at_bobs = replace(ADA, names=frozenset(("", "bob")))
    assert agreed(history, ADA) == agreed(history, at_bobs) == agreed(sorted(history, key=lambda one: one.id), ADA)


def test_a_story_as_another_coder_sees_it() -> None:
    history = [said("ada", YES), said("Bob", NO)]
    assert judgement_as("bob", history, ADA).rejected == ("privacy",)
    assert judgement_as("cy", history, ADA).concerns == {}
    assert view_as("ADA", ADA) is ADA
    assert judgement_as("AGREED", history, ADA).concerns == {}
    assert view_as("bob", replace(ADA, renamed={"x": "y"})).renamed == {"x": "y"}


def test_what_others_say_is_in_one_place() -> None:
    assert others_of([said("ada", YES)], ADA) == Others()
    history = [said("ada", YES), said("bob", NO), said("bob", "m", NOTE), said("bob", True, READ), settled(YES)]
    found = others_of(history, ADA)
    assert [(side.who, side.value) for side in found.sides(PRIVACY)] == [("bob", NO), (AGREED, YES)]
    assert found.tags == ("privacy",)
    assert [side.value for side in found.notes] == ["m"]
    assert "read" not in found.held["bob"]
    assert found.conflict(PRIVACY)
    assert found.conflict(NOTE) is None


def conflict(*history: Operation) -> Conflict:
    (found,) = conflicts_of(history, ADA)
    return found


def test_each_choice_has_its_value() -> None:
    mine, theirs = replace(YES, evidence=(THERE,), rule="Police"), replace(YES, severity="low", evidence=(HERE,))
    three = conflict(said("ada", mine), said("bob", theirs), said("cy", NO))
    assert value_of(three, Choice.MINE) == replace(mine, rule="")
    assert value_of(three, Choice.THEIRS, "BOB") == theirs
    assert value_of(three, Choice.THEIRS, "cy") == NO
    assert value_of(three, Choice.BOTH) == replace(mine, rule="", evidence=(HERE, THERE))
    assert value_of(three, Choice.YES) == replace(mine, rule="")
    assert value_of(three, Choice.NO) is None
    notes = conflict(said("ada", "one", NOTE), said("bob", "two", NOTE))
    assert value_of(notes, Choice.BOTH) == "one\n\ntwo"
    assert value_of(notes, Choice.THEIRS) == "two"
    silent = conflict(said("ada", True, CODED, concerns=("privacy",)), said("bob", YES))
    assert value_of(silent, Choice.MINE) is None


@pytest.mark.parametrize(
    ("history", "choice", "who", "why"),
    [
        ((said("bob", YES), said("cy", NO)), Choice.MINE, "", "You have said nothing of it"),
        ((said("ada", YES), said("bob", NO)), Choice.THEIRS, "dan", "'dan' has said nothing of it; these have: bob."),
        ((said("ada", YES), said("bob", NO), said("cy", NO)), Choice.THEIRS, "", "Say whose word holds: bob, cy."),
        ((said("ada", "x", NOTE), said("bob", "y", NOTE)), Choice.YES, "", "A note is no yes or no"),
    ],
)
def test_a_choice_that_is_none_says_which_there_are(
    history: tuple[Operation, ...], choice: Choice, who: str, why: str
) -> None:
    with pytest.raises(SettlementFault, match=why):
        value_of(conflict(*history), choice, who)


def test_passages_that_several_chose_word_for_word_are_there_once() -> None:
    other = Span(0, 5, "a fine", more=(("prefix", "x"),))
    one, two = said("ada", replace(YES, evidence=(HERE,))), said("bob", replace(YES, evidence=(other,)))
    (value,) = values([one, two]).values()
    assert isinstance(value, Decision)
    assert len(value.evidence) == 1
