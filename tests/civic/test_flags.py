"""The table of flags: judgement, filter language and rules know each one by it."""

from datetime import UTC, datetime

import pytest

from civic.flags import FLAG_BY_WORD, FLAGS, PRIVATE, Flag
from civic.judgement import Judgement, from_json, to_json
from civic.query import MARKS, Is, parse
from civic.query.match import Facts, matches
from civic.rules import RuleError, deeds
from civic.story import Story

NOW = datetime(2026, 11, 23, tzinfo=UTC)
by_field = pytest.mark.parametrize("flag", FLAGS, ids=lambda flag: flag.field)


@by_field
def test_a_judgement_has_every_flag_and_writes_it_by_its_field(flag: Flag) -> None:
    state = Judgement().with_value(flag.field, True)
    assert getattr(state, flag.attribute) is True
    assert state
    assert to_json(state) == {flag.field: True}
    assert from_json({flag.field: True}) == state
    assert not state.with_value(flag.field, None)


@by_field
def test_a_rule_sets_those_flags_that_it_may(flag: Flag) -> None:
    if flag.by_rule:
        assert deeds("r", [flag.field]) == (flag.field,)
    else:
        with pytest.raises(RuleError):
            deeds("r", [flag.field])


@pytest.mark.parametrize("word", FLAG_BY_WORD)
def test_the_filter_language_finds_stories_by_every_word_of_a_flag(word: str) -> None:
    flag, wanted = FLAG_BY_WORD[word]
    assert word in MARKS
    query = parse(f"is:{word} (is:hidden OR -is:hidden)", NOW)
    for value in (True, None):
        facts = Facts(Story("s", "A title"), Judgement().with_value(flag.field, value), None, False)
        assert matches(query, facts) == (bool(value) == wanted)
    assert parse(f"is:{word}", NOW) == Is(word)


def test_no_flag_leaves_the_desk_unasked() -> None:
    assert {"star", "read", "hide", "apart"} == PRIVATE
    assert {flag.field for flag in FLAGS} - PRIVATE == {"coded"}
