"""An operation: read back to the letter, with all that a later version may have written into it."""

import json
from datetime import UTC, datetime
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.codebook import DEFAULT
from civic.correction import Correction
from civic.flags import FLAGS
from civic.judgement import NOTE, Decision, JsonValue, Judgement, JudgementError, Unread, Value, concern_field
from civic.operation import Operation, is_smaller, with_codebook
from civic.registers import judgement_of
from civic.story import Span
from civic.suggestions import VERSION
from tests.civic.operations import AT, EXTRA, FIELD_VALUES, JSON, PRIVACY, TAGGED, said

Body = dict[str, JsonValue]
BODY: Body = {
    "id": "o1", "story": "s1", "field": PRIVACY, "who": "ada", "round": "", "value": {"verdict": "tagged"}, "was": None,
    "at": AT,
}  # fmt: skip
OPTIONAL: Body = {
    "by": "cy", "aided": False, "rule": "Police", "codebook": "v3", "step": "u7", "n": 4, "implied": True,
    "suggestions": 7, "reweighed": True,
}  # fmt: skip


def again(operation: Operation) -> Operation:
    """The operation as another process reads it."""
    return Operation.from_json(json.loads(json.dumps(operation.to_json())))


@given(
    FIELD_VALUES, FIELD_VALUES, st.fixed_dictionaries({}, optional={
        "round": st.text(max_size=3), "by": st.text(max_size=3), "aided": st.booleans(), "rule": st.text(max_size=3),
        "codebook": st.text(max_size=3), "step": st.text(max_size=3), "n": st.integers(0, (1 << 53) - 1),
        "implied": st.booleans(), "suggestions": st.integers(0, (1 << 53) - 1),
    }), EXTRA,
)  # fmt: skip
def test_an_operation_survives_json(
    change: tuple[str, Value], before: tuple[str, Value], optional: Body, more: Body
) -> None:
    name, value = change
    was = before[1] if before[0] == name else None
    first = Operation.from_json({**Operation("o1", "s1", name, value, was, AT, "ada").to_json(), **optional, **more})
    assert first == Operation(
        "o1",
        "s1",
        name,
        value,
        was,
        AT,
        "ada",
        more=tuple(sorted(more.items())),
        **optional,  # type: ignore[arg-type]
    )
    assert again(first) == first
    assert again(first).canonical == first.canonical
    assert hash(again(first)) == hash(first)


def test_every_optional_key_is_read_and_written() -> None:
    whole = Operation.from_json({**BODY, **OPTIONAL, "round": "pilot"})
    assert whole == Operation(
        "o1",
        "s1",
        PRIVACY,
        TAGGED,
        None,
        AT,
        "ada",
        "pilot",
        "cy",
        False,
        "Police",
        "v3",
        "u7",
        4,
        True,
        suggestions=7,
        reweighed=True,
    )
    assert whole.to_json() == {**BODY, **OPTIONAL, "round": "pilot"}


def test_what_says_nothing_is_not_written() -> None:
    assert Operation.from_json(BODY).to_json() == BODY
    silent: Body = {"by": "", "rule": "", "codebook": "", "step": "", "n": 0, "implied": False}
    assert Operation.from_json({**BODY, **silent}).to_json() == BODY
    assert Operation.from_json({**BODY, "aided": False}).to_json() == {**BODY, "aided": False}
    bare = {key: value for key, value in BODY.items() if key not in ("round", "value", "was")}
    assert Operation.from_json(bare).to_json() == {**BODY, "value": None}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("n", "x"), ("n", -1), ("n", 1.0), ("n", True), ("n", 1 << 53), ("n", 10**30), ("n", None), ("n", [1]),
        ("aided", 3), ("aided", "yes"), ("aided", None), ("aided", 1), ("implied", "no"), ("implied", 0),
        ("implied", None), ("round", 7), ("round", None), ("by", {"name": "cy"}), ("by", None), ("rule", True),
        ("codebook", 3.5), ("step", ["u7"]),
    ],
)  # fmt: skip
def test_an_optional_key_of_another_kind_is_kept_and_says_nothing(key: str, value: JsonValue) -> None:
    found = Operation.from_json({**BODY, key: value})
    assert found.more == ((key, value),)
    assert replace(found, more=()) == Operation.from_json(BODY)
    assert json.dumps(found.to_json(), sort_keys=True) == json.dumps({**BODY, key: value}, sort_keys=True)
    assert again(found) == found


def test_what_is_said_since_holds_against_a_key_that_could_not_be_read() -> None:
    found = replace(Operation.from_json({**BODY, "n": "x", "implied": "no", "by": 3}), n=2, implied=True, by="cy")
    assert found.to_json() == {**BODY, "n": 2, "implied": True, "by": "cy"}


SPAN: Body = {"start": 0, "end": 3, "text": "The", "in": "title", "suffix": " Met"}
DEEP: Body = {
    **BODY,
    "value": {"verdict": "tagged", "evidence": [SPAN], "why": {"of": ["a", 1]}},
    "was": {"verdict": "rejected", "weight": 0.5},
    "signature": "abc",
}


def test_unknown_keys_are_kept_at_every_depth() -> None:
    found = Operation.from_json(DEEP)
    assert found.to_json() == DEEP
    decision = cast(Decision, found.value)
    assert decision.more == (("why", {"of": ["a", 1]}),)
    assert decision.evidence == (Span(0, 3, "The"),)
    assert decision.evidence[0].more == (("in", "title"),)
    correction: Body = {**BODY, "field": "party:met", "value": {"name": "Met", "roles": [], "since": 1829}}
    assert Operation.from_json(correction).value == Correction("Met", roles=(), more=(("since", 1829),))
    assert Operation.from_json(correction).to_json() == correction


@given(EXTRA, EXTRA, EXTRA, EXTRA)
def test_whatever_a_later_version_adds_survives(outer: Body, decision: Body, span: Body, correction: Body) -> None:
    evidence: Body = {"start": 1, "end": 2, "text": "x", **span}
    body: Body = {**BODY, "value": {"verdict": "accepted", "evidence": [evidence], **decision}, **outer}
    assert Operation.from_json(body).to_json() == body
    body = {**BODY, "field": "party:met", "value": {"removed": True, **correction}, "was": {"type": "x", **correction}}
    assert Operation.from_json(body).to_json() == body


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (PRIVACY, {"verdict": "maybe"}),
        (PRIVACY, {"verdict": "tagged", "severity": "extreme"}),
        (PRIVACY, {"verdict": "tagged", "certainty": ["alleged"]}),
        (PRIVACY, {"verdict": "tagged", "evidence": [{"start": 5, "end": 1, "text": ""}]}),
        (PRIVACY, {"verdict": "tagged", "evidence": "The Met"}),
        (PRIVACY, {}),
        (PRIVACY, True),
        (PRIVACY, "tagged"),
        ("star", "yes"),
        ("star", 1),
        ("read", [True]),
        (NOTE, 3),
        (NOTE, {"text": "n", "lang": "en"}),
        ("party:met", {"name": 3}),
        ("party:met", {"roles": "deployer"}),
        ("party:met", "Met"),
        ("coded", {"codebook": "v3"}),
        ("colour", 10**40),
        ("", "x"),
    ],
)
def test_a_value_that_cannot_be_read_is_kept_and_shown_unchanged(field: str, value: JsonValue) -> None:
    body: Body = {**BODY, "field": field, "value": value, "was": value}
    found = Operation.from_json(body)
    assert found.value == found.was == Unread(value)
    assert found.to_json() == body
    assert again(found) == found
    assert hash(found) == hash(again(found))
    assert judgement_of({field: found}) == Judgement()


@pytest.mark.parametrize("key", ["id", "story", "field", "at", "who"])
def test_what_lacks_a_required_key_is_no_operation(key: str) -> None:
    for body in ({**BODY, key: 3}, {**BODY, key: None}, {one: value for one, value in BODY.items() if one != key}):
        with pytest.raises(JudgementError, match="not an operation"):
            Operation.from_json(body)


@given(st.dictionaries(st.sampled_from([*BODY, *OPTIONAL, "later"]), JSON))
def test_no_table_raises_anything_else_or_loses_a_key(changes: Body) -> None:
    body: Body = {**BODY, **changes}
    try:
        found = Operation.from_json(body)
    except JudgementError as error:
        assert str(error)
    else:
        silent = {key: body.pop(key) for key in OPTIONAL if key in body and key not in found.to_json()}
        assert all(value in ("", 0, False) for value in silent.values())
        assert again(found).canonical == found.canonical
        assert {**body, "value": 0, "was": 0} == {**found.to_json(), "value": 0, "was": 0}


@given(st.permutations(list({**DEEP, **OPTIONAL, "another": {"b": 1, "a": 2}}.items())))
def test_the_canonical_form_asks_for_no_order_of_keys(items: list[tuple[str, JsonValue]]) -> None:
    whole: Body = {**DEEP, **OPTIONAL, "another": {"a": 2, "b": 1}}
    found = Operation.from_json(dict(items))
    assert found == Operation.from_json(whole)
    assert found.canonical == Operation.from_json(whole).canonical
    assert found.canonical == json.dumps(whole, sort_keys=True, separators=(",", ":"))


def test_the_canonical_form_differs_where_anything_does() -> None:
    first = Operation.from_json({**BODY, **OPTIONAL})
    changes: list[tuple[str, JsonValue]] = [
        ("id", "o2"), ("story", "s2"), ("field", NOTE), ("who", "Ada"), ("round", "r"), ("value", None), ("was", {}),
        ("at", "2026-11-23T10:00:00Z"), ("by", ""), ("aided", True), ("rule", "police"), ("codebook", "v4"),
        ("step", "u8"), ("n", 5), ("implied", False), ("later", 1), ("later", True), ("later", 1.0), ("later", None),
    ]  # fmt: skip
    others = [Operation.from_json({**BODY, **OPTIONAL, key: value}) for key, value in changes]
    assert len({first.canonical, *(one.canonical for one in others)}) == len(others) + 1
    assert [is_smaller(first, one) for one in others] == [not is_smaller(one, first) for one in others]
    assert not is_smaller(first, replace(first))


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("2026-11-23T10:00:00.000001+00:00", datetime(2026, 11, 23, 10, 0, 0, 1, UTC)),
        ("2026-11-23T12:30:00+02:30", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("2026-11-23T10:00:00", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("Mon, 23 Nov 2026 10:00:00 +0000", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("9999-12-31T23:59:59.999999+00:00", datetime(9999, 12, 31, 23, 59, 59, 999999, UTC)),
        ("0001-01-01T00:00:00+00:00", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59-05:00", datetime.min.replace(tzinfo=UTC)),
        ("0001-01-01T00:00:00+05:00", datetime.min.replace(tzinfo=UTC)),
        ("soon", datetime.min.replace(tzinfo=UTC)),
        ("", datetime.min.replace(tzinfo=UTC)),
        ("1" * 200, datetime.min.replace(tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_files_write_it_and_is_the_earliest_where_it_is_none(at: str, moment: datetime) -> None:
    found = Operation.from_json({**BODY, "at": at})
    assert found.moment == moment
    assert found.moment.utcoffset() is not None
    assert found.to_json()["at"] == at


def test_operations_are_ordered_by_moment_then_place_then_id() -> None:
    ordered = [
        said("ada", op_id="z", when="2026-11-23T11:59:59+02:00"),
        said("ada", op_id="b", when="2026-11-23T10:00:00Z"),
        said("ada", op_id="c", when="2026-11-23T12:00:00+02:00"),
        replace(said("ada", op_id="a"), n=1),
        replace(said("ada", op_id="a"), n=(1 << 53) - 1),
        said("ada", op_id="a", when="2026-11-23T10:00:00.000001Z"),
    ]
    backwards = ordered[::-1]
    assert sorted(backwards, key=lambda one: one.order) == ordered
    implied = replace(said("ada", op_id="late", when="2030-01-01T00:00:00Z"), implied=True)
    assert max([implied, *ordered], key=lambda one: one.order) == implied
    assert min([implied, *ordered], key=lambda one: one.precedence) == implied


def test_an_operation_tells_what_it_is_about() -> None:
    assert [said("ada", name).tag for name in (concern_field("a:b"), NOTE, "party:x", "concern:")] == [
        "a:b", None, None, "",
    ]  # fmt: skip
    assert [said("ada", name).stakeholder for name in ("party:the met", NOTE, PRIVACY)] == ["the met", None, None]
    fields = [*(flag.field for flag in FLAGS), NOTE, PRIVACY, "party:star", "concern:star", "coded"]
    assert [said("ada", name).private for name in fields] == [*(flag.private for flag in FLAGS), *[False] * 5]


@pytest.mark.parametrize(("aided", "version"), [(None, VERSION), (True, VERSION), (False, 0)])
def test_a_decision_names_the_suggestions_that_were_in_sight(aided: bool | None, version: int) -> None:
    made = Operation("1", "s", concern_field("privacy"), None, None, "2026-01-01T00:00:00+00:00", "Ada", aided=aided)
    decided = with_codebook(made, DEFAULT)
    assert decided.suggestions == version
    assert Operation.from_json(decided.to_json()) == decided
    assert ("suggestions" in decided.to_json()) is bool(version)


@pytest.mark.parametrize(("aided", "named"), [(None, True), (True, True), (False, False)])
def test_a_decision_says_that_its_concern_was_reweighed(aided: bool | None, named: bool) -> None:
    made = Operation("1", "s", concern_field("privacy"), None, None, "2026-01-01T00:00:00+00:00", "Ada", aided=aided)
    decided = with_codebook(made, DEFAULT, {"privacy", "bias"})
    assert decided.reweighed is named
    assert Operation.from_json(decided.to_json()) == decided
    assert not with_codebook(made, DEFAULT, {"bias"}).reweighed
    other = replace(made, field="party:the met", value=Correction(removed=True))
    assert not with_codebook(other, DEFAULT, {"privacy"}).reweighed


@pytest.mark.parametrize("odd", ["8", True, -1, None, 1.5, [8]])
def test_a_version_that_is_none_is_kept_as_it_came(odd: JsonValue) -> None:
    body = {"id": "1", "story": "s", "field": "note", "at": "2026-01-01T00:00:00+00:00", "who": "Ada", "round": "",
            "value": "a", "was": "", "suggestions": odd}  # fmt: skip
    read = Operation.from_json(body)
    assert read.suggestions == 0
    assert read.to_json()["suggestions"] == odd
