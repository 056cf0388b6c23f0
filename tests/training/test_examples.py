from training.data import FOLDS, IDS
from training.examples import examples, item_rows, own_items


def test_items_of_our_own_are_of_all_concerns_and_of_none() -> None:
    items = own_items()
    assert {concern for item in items for concern in item.concerns} == set(IDS)
    assert sum(not item.concerns for item in items) > 100
    assert {item.fold for item in items} == set(range(FOLDS))
    assert len({item.title for item in items}) == len(items)


def test_only_items_of_one_concern_teach_which_one_leads() -> None:
    rows = item_rows()
    assert all(row.concerns for row in rows)
    assert {row.source for row in rows if len(row.concerns) == 1} == {"own item"}
    assert {row.source for row in rows if len(row.concerns) > 1} == {"own items"}


def test_examples_are_of_all_concerns() -> None:
    assert {concern for row in examples() for concern in row.concerns} == set(IDS)
