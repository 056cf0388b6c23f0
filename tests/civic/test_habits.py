import pytest

from civic.codebook import CONCERNS, Codebook, Concern
from civic.habits import LEAST, Habit, habits, habits_of, sunk, with_suggestions
from civic.judgement import Decision, Judgement, Verdict


def judged(**verdicts: Verdict) -> Judgement:
    return Judgement(concerns={tag: Decision(verdict) for tag, verdict in verdicts.items()})


def test_accepted_rejected_and_own_tags_are_counted_apart_in_the_codebooks_order() -> None:
    found = habits([
        judged(zebra=Verdict.TAGGED, bias=Verdict.ACCEPTED, privacy=Verdict.REJECTED),
        judged(bias=Verdict.REJECTED, privacy=Verdict.TAGGED),
        Judgement(),
    ])  # fmt: skip
    assert found == (Habit("privacy", 0, 1, 1), Habit("bias", 1, 1, 0), Habit("zebra", 0, 0, 1))


def test_agreement_is_of_suggestions_alone() -> None:
    assert Habit("bias", 3, 1, 20).agreement == pytest.approx(0.75)
    assert Habit("bias", 0, 0, 20).agreement is None


@pytest.mark.parametrize(
    ("accepted", "rejected", "tagged", "sinks"),
    [
        (0, LEAST, 0, True),
        (1, 9, 0, True),
        (0, 9, 1, True),
        (0, LEAST - 1, 0, False),
        (2, 9, 0, False),
        (0, 9, 2, False),
    ],
)
def test_a_concern_sinks_when_it_is_always_rejected_and_often_enough(
    accepted: int, rejected: int, tagged: int, sinks: bool
) -> None:
    habit = Habit("power", accepted, rejected, tagged)
    assert habit.sinks is sinks
    assert sunk([habit, Habit("bias", 99, 0)]) == ({"power"} if sinks else set())


def test_counts_of_verdicts_are_habits_likewise() -> None:
    counts = {("power", Verdict.REJECTED): 2, ("bias", Verdict.ACCEPTED): 1}
    assert habits_of(counts) == (Habit("bias", 1, 0), Habit("power", 0, 2))


def test_a_tag_that_is_never_suggested_is_none_that_the_suggestions_missed() -> None:
    housing, plain = (Concern(tag, tag, "", "", "") for tag in ("housing", "plain"))
    codebook = Codebook((CONCERNS[0], housing, plain), keywords=(("housing", ("eviction",)),))
    found = [Habit(tag, 0, 0, 2) for tag in (CONCERNS[0].id, CONCERNS[1].id, "housing", "plain", "zebra")]
    assert [habit.concern for habit in with_suggestions(found, codebook)] == [CONCERNS[0].id, "housing"]
