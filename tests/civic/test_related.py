"""Which stories have to do with one another."""

from civic.related import Trait, kin

PALANTIR = ("stakeholder", "Palantir")
PUBLIC = ("stakeholder", "the public")
PRIVACY = ("concern", "privacy")
BIAS = ("concern", "bias")


def keys(shared: dict[Trait, list[int]], counts: dict[Trait, int], limit: int = 10) -> list[int]:
    return [one.key for one in kin(shared, counts, 1000, limit)]


def test_what_is_rare_ties_more_than_what_is_common() -> None:
    shared = {PALANTIR: [3, 1], PRIVACY: [2, 1], BIAS: [2]}
    counts = {PALANTIR: 5, PRIVACY: 300, BIAS: 200}
    assert keys(shared, counts) == [1, 3, 2]


def test_one_concern_or_one_group_alone_makes_no_kin() -> None:
    assert keys({PRIVACY: [1], PUBLIC: [2], BIAS: [3]}, {PRIVACY: 1, PUBLIC: 1, BIAS: 1}) == []
    assert keys({PRIVACY: [1], PUBLIC: [1]}, {PRIVACY: 1, PUBLIC: 1}) == [1]


def test_of_two_that_are_as_close_the_newer_comes_first_and_no_more_than_wanted() -> None:
    found = kin({PALANTIR: [5, 9, 7]}, {PALANTIR: 3}, 1000, 2)
    assert [one.key for one in found] == [9, 7]
    assert found[0].shared == (PALANTIR,)


def test_nothing_shared_is_nothing_found() -> None:
    assert kin({}, {}, 0, 5) == []
