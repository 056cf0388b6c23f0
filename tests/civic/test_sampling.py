"""Drawing samples: by the ids and the seed, and nothing else."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from civic.sampling import sample

IDS = st.lists(st.text(max_size=8), max_size=30)


@given(IDS, st.integers(1, 40), st.text(max_size=4), st.randoms(use_true_random=False))
def test_a_sample_is_of_the_ids_and_does_not_depend_on_their_order(
    ids: list[str], number: int, seed: str, chance: object
) -> None:
    found = sample(ids, number, seed)
    assert len(found) == len(set(found)) == min(number, len(set(ids)))
    assert set(found) <= set(ids)
    chance.shuffle(ids)  # type: ignore[attr-defined]
    assert sample(ids, number, seed) == found


@given(IDS, st.integers(1, 20), st.integers(0, 20))
def test_a_larger_sample_begins_with_the_smaller_one(ids: list[str], number: int, more: int) -> None:
    assert sample(ids, number + more, "s")[:number] == sample(ids, number, "s")


def test_it_is_the_same_on_every_machine() -> None:
    assert sample([f"s{number}" for number in range(100)], 5, "7") == ("s20", "s18", "s30", "s86", "s71")


def test_each_id_is_as_likely_as_any_other() -> None:
    ids = [f"s{number}" for number in range(20)]
    drawn = Counter(one for seed in range(2000) for one in sample(ids, 5, str(seed)))
    # 500 times each is expected; five standard deviations are 97
    assert all(abs(drawn[one] - 500) < 97 for one in ids)
