"""Values that JSON can hold: written in one way, cleaned, and none of their keys lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.jsonvalue import JsonValue, canonical, cleaned, extra_of
from civic.text import clean
from tests.civic.operations import JSON

TABLES = st.dictionaries(st.text(max_size=3), JSON, max_size=5)


@given(TABLES, st.data())
def test_the_canonical_form_asks_for_no_order_and_is_read_back(
    table: dict[str, JsonValue], data: st.DataObject
) -> None:
    shuffled = dict(data.draw(st.permutations(list(table.items()))))
    assert canonical(shuffled) == canonical(table)
    assert canonical(json.loads(canonical(table))) == canonical(table)
    assert canonical(table).isascii()
    assert "\n" not in canonical(table)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": [1, 2.5, None, True], "a": {"é": "\u2028"}}, '{"a":{"\\u00e9":"\\u2028"},"b":[1,2.5,null,true]}'),
        ("\ud800", '"\\ud800"'),
        (10**40, "1" + "0" * 40),
        (1.0, "1.0"),
        (-0.0, "-0.0"),
        ({}, "{}"),
    ],
)
def test_there_is_one_way_to_write_a_value(value: JsonValue, written: str) -> None:
    assert canonical(value) == written


def test_values_of_other_kinds_are_written_in_other_ways() -> None:
    kinds: list[JsonValue] = [1, 1.0, True, "1", [1], {"1": 1}, None, "null", 0, False, "", [], {}]
    assert len({canonical(kind) for kind in kinds}) == len(kinds)


@given(TABLES, st.sets(st.text(max_size=3)), st.data())
def test_the_unknown_keys_of_a_table_are_all_that_are_not_known(
    table: dict[str, JsonValue], known: set[str], data: st.DataObject
) -> None:
    shuffled = dict(data.draw(st.permutations(list(table.items()))))
    extra = extra_of(shuffled, known)
    assert dict(extra) == {key: value for key, value in table.items() if key not in known}
    assert extra == extra_of(table, known)


@given(st.recursive(st.text(st.characters(exclude_categories=[])) | JSON,
                    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
                    max_leaves=5))  # fmt: skip
def test_a_cleaned_value_is_clean_at_every_depth_and_stays_so(value: JsonValue) -> None:
    found = cleaned(value)
    assert cleaned(found) == found

    def texts(one: JsonValue) -> list[str]:
        if isinstance(one, dict):
            return [*one, *(text for each in one.values() for text in texts(each))]
        if isinstance(one, list):
            return [text for each in one for text in texts(each)]
        return [one] if isinstance(one, str) else []

    assert all(text == clean(text) for text in texts(found))


def test_texts_are_cleaned_keys_included_and_the_rest_stays() -> None:
    value: JsonValue = {"a\x1b[31m": ["\u202eb", 1, 2.5, None, True, {"c\x00": "d\r\ne"}]}
    assert cleaned(value) == {"a": ["b", 1, 2.5, None, True, {"c": "d\ne"}]}


def nested(depth: int, open_with: str) -> JsonValue:
    value: JsonValue = "x"
    for _ in range(depth):
        value = [value] if open_with == "[" else {"k": value}
    return value


@pytest.mark.parametrize("open_with", ["[", "{"])
def test_what_is_nested_too_deeply_is_refused(open_with: str) -> None:
    assert cleaned(nested(20, open_with)) == nested(20, open_with)
    for depth in (21, 22, 500, 900):
        with pytest.raises(ValueError, match="nested too deeply"):
            cleaned(nested(depth, open_with))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_has_none_for_is_refused(number: float) -> None:
    values: list[JsonValue] = [number, [number], {"k": [number]}]
    for value in values:
        with pytest.raises(ValueError, match="a number that is none"):
            cleaned(value)
