"""What was exported as JSON lines is read back whole, in either format, and what was not is told."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.coder import own_keys
from civic.export import Entry, RecordError, exchange_lines, read_record
from civic.judgement import NOTE, Decision, Judgement, Unread, to_json
from civic.operation import Operation
from civic.registers import OwnView, sorted_history
from civic.story import EVERYWHERE, Story
from civic.text import clean
from tests.civic.export.nasty import NASTY
from tests.civic.operations import AT, PRIVACY, TAGGED, at, said


def written(entry: Entry) -> str:
    (line,) = exchange_lines([entry])
    return line


def line_of(*history: Mapping[str, object], **story: object) -> str:
    body = {"format": "civicdesk/2", "id": "s1", "title": "T", **story}
    return json.dumps({**body, "history": list(history)} if history else body)


def op(**changes: object) -> dict[str, object]:
    body = {"id": "o", "story": "s1", "field": NOTE, "who": "ada", "round": "", "value": "n", "was": None, "at": AT}
    return {**body, **changes}


def earlier_op(**changes: object) -> dict[str, object]:
    """An operation as the first format wrote it."""
    return {key: value for key, value in op(**changes).items() if key != "round"}


def earlier(entry: Entry, history: bool = True, state: Judgement | None = None) -> str:
    """The line that the first format wrote of an entry."""
    # with a history the state was that of all coders together, whoever was the last
    shared = Judgement.of({one.field: one.value for one in entry.history}) if history else entry.judgement
    body: dict[str, Any] = {"format": "civicdesk/1", **entry.story.to_document(), "judgement": to_json(state or shared)}
    if history:
        body["history"] = [
            {key: value for key, value in one.to_json().items() if key in earlier_op()} for one in entry.history
        ]
    return json.dumps(body)


def ada(found: Entry) -> Judgement:
    return OwnView(own_keys("ada")).judgement(found.history)


def test_an_entry_comes_back_without_what_only_the_reader_can_tell(full: Entry) -> None:
    found = read_record(written(full))
    assert found == Entry(full.story, Judgement(), None, full.history)
    assert ada(found) == full.judgement
    assert replace(found, view=full.view).others == full.others
    assert written(found) == written(full)


def test_a_line_says_nothing_of_who_exports_and_is_in_order(full: Entry) -> None:
    other = Entry(full.story, Judgement(note="Mine."), None, full.history[::-1], OwnView(own_keys("bob")))
    assert written(other) == written(full)
    body = json.loads(written(full))
    assert set(body) == {"format", "history", *full.story.to_document()}
    assert [one["id"] for one in body["history"]] == [one.id for one in sorted_history(full.history)]
    assert "history" not in json.loads(written(Entry(full.story, full.judgement)))


def test_without_flags_nothing_of_them_is_left(full: Entry) -> None:
    flags = [said("ada", name, True, name) for name in ("star", "read", "hide", "apart")]
    marked = replace(full, history=(*full.history, *flags), judgement=full.view.judgement([*full.history, *flags]))
    bare = marked.without_flags()
    assert (marked.judgement.starred, marked.judgement.hidden) == (True, True)
    assert bare.judgement == full.judgement
    assert [one.id for one in bare.history] == ["o1", "o2", "o3", "o4", "o5"]
    assert not {"star", "read", "hide", "apart"} & {one["field"] for one in json.loads(written(bare))["history"]}
    assert bare.without_flags() == bare


def test_what_was_decided_on_all_stories_is_no_story() -> None:
    everywhere = Entry(Story(EVERYWHERE), Judgement(), None, (replace(said("ada"), story=EVERYWHERE),))
    found = read_record(written(everywhere))
    assert found == everywhere
    assert {one.story for one in read_record(line_of(op(), id="*", title="")).history} == {EVERYWHERE}


def test_a_history_of_the_first_format_is_in_this_one(full: Entry) -> None:
    found = read_record(earlier(full), "bob")
    assert ada(found) == full.judgement
    assert [(one.id, one.n, one.implied) for one in found.history] == [
        ("o1", 0, False), ("o5", 0, False), ("o6", 0, False), ("o2", 1, False), ("o3", 2, False), ("o4", 3, False),
    ]  # fmt: skip
    assert written(read_record(written(found))) == written(found)


def test_passages_of_the_first_format_get_their_context_where_they_fit(full: Entry) -> None:
    digest = hashlib.sha256(full.story.text.encode()).hexdigest()
    for line in (earlier(full), earlier(full, history=False)):
        decision = ada(read_record(line, "ada")).concerns["privacy"]
        assert [(span.suffix, span.sha256) for span in decision.evidence] == [(" Residents object.", digest)]
    changed = earlier(replace(full, story=replace(full.story, text="Another text.")))
    assert [span.sha256 for span in ada(read_record(changed)).concerns["privacy"].evidence] == [""]
    assert [span.sha256 for span in ada(read_record(written(full))).concerns["privacy"].evidence] == [""]


def test_a_judgement_without_history_is_signed_and_always_gives_the_same_operations(full: Entry) -> None:
    line = earlier(full, history=False)
    once, again = read_record(line, "ada"), read_record(line, "ada")
    assert once == again
    assert once.judgement == Judgement()
    assert ada(once) == full.judgement
    assert ada(once).tags == full.judgement.tags
    assert {(one.who, one.at, one.implied) for one in once.history} == {("ada", "1970-01-01T00:00:00+00:00", True)}
    assert {one.at for one in read_record(line, "ada", AT).history} == {AT}
    assert len({one.id for one in once.history}) == len(once.history) == 4
    assert not {one.id for one in once.history} & {one.id for one in read_record(line, "cy").history}
    assert {one.who for one in read_record(line).history} == {""}


def test_what_a_history_leaves_out_is_implied(full: Entry) -> None:
    found = read_record(earlier(replace(full, history=full.history[:1]), state=full.judgement), "bob", at(99))
    assert sorted((one.field, one.who, one.implied, one.at) for one in found.history) == sorted([
        (PRIVACY, "ada", False, full.history[0].at),
        *((one.field, "bob", True, full.history[0].at) for one in full.history[1:4]),
    ])  # fmt: skip


def test_a_line_without_a_format_is_read_in_either_way() -> None:
    said_so = {"title": "T", "judgement": {"note": "n"}, "history": [earlier_op(value="old"), op(id="p", at=at(1))]}
    found = read_record(json.dumps(said_so), "bo")
    assert [(one.id, one.value, one.implied) for one in found.history] == [("o", "old", False), ("p", "n", False)]
    assert [one.value for one in read_record('{"title": "T", "judgement": {"note": "n"}}').history] == ["n"]


def test_a_state_beside_a_history_of_this_format_tells_nothing() -> None:
    assert read_record(line_of(op(), judgement={"star": True}, others={"bo": {"note": "x"}})).history == (
        Operation("o", "s1", NOTE, "n", None, AT, "ada"),
    )
    assert read_record(line_of(judgement=["no table"])).history == ()


def test_operations_always_belong_to_the_story_of_their_line() -> None:
    assert {one.story for one in read_record(line_of(op(story="another"), op(id="p", story=3))).history} == {"s1"}


@pytest.mark.parametrize("build", [op, earlier_op])
def test_unknown_fields_are_kept(build: Callable[..., dict[str, object]]) -> None:
    span = {"start": 0, "end": 1, "text": "T", "in": "title"}
    value = {"verdict": "tagged", "evidence": [span], "why": {"because": [1, None]}}
    body = build(field=PRIVACY, value=value, was={"verdict": "maybe"}, n="x", by=3, signature={"a\x1b[31m": "b\x00"})
    (found,) = read_record(line_of(body)).history
    assert isinstance(found.value, Decision)
    assert found.was == Unread({"verdict": "maybe"})
    kept = json.loads(written(read_record(line_of(body))))["history"][0]
    assert kept == {**body, "round": "", "signature": {"a": "b"}}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("not json", "no JSON"),
        ("", "no JSON"),
        (b"\xff\xfe{", "no JSON"),
        ("[1]", "no object"),
        ("[" * 100_000, "no JSON"),
        ('{"title": "T", "id": ' + "9" * 5000 + "}", "no JSON"),
        ('{"format": "civicdesk/9", "title": "T"}', "'civicdesk/9' is not civicdesk/2"),
        ('{"format": ["x"], "title": "T"}', "is not civicdesk/2"),
        ('{"id": "x"}', "neither a title nor a text"),
        ('{"title": "T", "judgement": []}', "judgement is no table"),
        ('{"title": "T", "judgement": {"concerns": {"bias": {"verdict": "maybe"}}}}', "not a decision"),
        ('{"title": "T", "judgement": {"note": ' + "[" * 500 + "]" * 500 + "}}", "nested too deeply"),
        ('{"title": "T", "history": {}}', "no list of operations"),
        ('{"title": "T", "history": [[]]}', "no list of operations"),
        ('{"title": "T", "history": [{"id": "x"}]}', "not an operation"),
        ('{"title": "T", "analysis": {"summary": 3}}', "analysis"),
        ('{"title": "T", "analysis": ' + '{"summary":[' * 300 + "]}" * 300 + "}", "analysis"),
        (line_of(op(at="soon")), "'soon' in its history is no time"),
        (line_of(op(at="9999-12-31T23:59:59-05:00")), "is no time"),
        (line_of(op(at="2026-11-23T10:00:00." + "0" * 100 + "+00:00")), "is no time"),
        (line_of(op(at=1795167000)), "not an operation"),
        (line_of(op(n=1 << 52)), "place 4503599627370496 in its history leaves none"),
        (line_of(op(who="x" * 10_000)), "name in its history is longer than 80 characters"),
        (line_of(op(who="x" * 81)), "name in its history is longer than 80 characters"),
        (line_of(op(who="x" * 79 + " " + "y" * 99)), "name in its history is longer than 80 characters"),
        (line_of(op(later=json.loads("[" * 99 + "]" * 99))), "it is refused: it is nested too deeply"),
        (line_of(op(later=float("nan"))), "it is refused: it has a number that is none"),
        (line_of(op(field="colour", value=float("inf"))), "it is refused: it has a number that is none"),
        (line_of(op(later=1)).replace('"later": 1', '"later": 1e999'), "it has a number that is none"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_entry_is_told(line: str | bytes, reason: str) -> None:
    with pytest.raises(RecordError, match=reason) as told:
        read_record(line)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) <= 200


def test_what_this_version_cannot_read_is_no_fault() -> None:
    (found,) = read_record(line_of(op(field="colour", value="red"))).history
    assert found.value == Unread("red")
    assert read_record(line_of(earlier_op(field="star", value="yes"))).history[0].value == Unread("yes")


@pytest.mark.parametrize(
    ("changes", "attribute", "kept"),
    [
        ({"who": "ada\nlovelace"}, "who", "ada lovelace"),
        ({"who": " \u202e\x1b[31mada\x00 "}, "who", "ada"),
        ({"who": " " * 9000 + "ada"}, "who", "ada"),
        ({"who": "x" * 80}, "who", "x" * 80),
        ({"who": ""}, "who", "reader"),
        ({"who": "\u200b \n"}, "who", "reader"),
        ({"by": "cy\n" * 99}, "by", ("cy " * 99)[:79].rstrip() + "…"),
        ({"round": "pilot\r\n1"}, "round", "pilot 1"),
        ({"rule": "\ud800Police"}, "rule", "Police"),
        ({"at": " 2026-11-23T10:00:00+00:00\n"}, "at", "2026-11-23T10:00:00+00:00"),
        ({"at": f"2026-11-23T10:00:00.{'0' * 40}+05:00"}, "moment", datetime.fromisoformat("2026-11-23T05:00:00Z")),
        ({"at": "2026-11-23T10:00:00+00:00" + " " * 75}, "at", "2026-11-23T10:00:00+00:00"),
        ({"id": "o\n1" + "x" * 200}, "id", "o 1" + "x" * 96 + "…"),
        ({"field": " concern: bias\n", "value": {"verdict": "tagged"}}, "value", TAGGED),
        ({"field": " concern: bias\n"}, "field", "concern:bias"),
        ({"field": "star\x00 ", "value": True}, "value", True),
        ({"field": "party:İSTANBUL \u202e"}, "field", "party:i̇stanbul"),
        ({"field": "party:" + "ß" * 200}, "field", "party:" + "s" * 199 + "…"),
        ({"field": "x" * 999}, "field", "x" * 299 + "…"),
        ({"value": "One.\r\nTwo.\x1b[2J"}, "value", "One.\nTwo."),
        ({"n": (1 << 52) - 1}, "n", (1 << 52) - 1),
        ({"n": 10**400}, "more", (("n", 10**400),)),
    ],
)
def test_outside_operations_are_cleaned_once_and_for_all(
    changes: dict[str, object], attribute: str, kept: object
) -> None:
    found = read_record(line_of(op(**changes)), "reader")
    assert getattr(found.history[0], attribute) == kept
    again = read_record(written(found), "other reader")
    assert again == found
    assert written(again) == written(found)


@pytest.mark.parametrize("text", NASTY)
def test_outside_text_is_cleaned_at_the_door(text: str, made_of: Callable[[str], Entry]) -> None:
    if not clean(text).strip():
        return
    whole = made_of(text)
    for line in (written(whole), earlier(whole), earlier(whole, history=False)):
        found = read_record(line, text)
        own = replace(found, view=OwnView(own_keys(clean(text)))).view.judgement(found.history)
        texts = [getattr(found.story, name) for name in found.story.__struct_fields__] + [own.note]
        texts += [part for one in found.history for part in (one.field, one.who if line == written(whole) else "")]
        texts += [span.text for decision in own.concerns.values() for span in decision.evidence]
        for one in filter(lambda value: isinstance(value, str), texts):
            assert one == clean(one)
        assert written(read_record(written(found))) == written(found)


KEYS = ["title", "judgement", "history", "analysis", "concerns", "id", "format", "value", "field", "who", "at", "round"]


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["civicdesk/1", "note", AT]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
))  # fmt: skip
def test_no_json_raises_anything_else(body: object) -> None:
    try:
        read_record(json.dumps(body))
    except RecordError as error:
        assert "\n" not in str(error)


HOSTILE = st.text(st.characters(exclude_categories=[]) | st.sampled_from("\x1b[\u202e\u0301\n  ßİ:"), max_size=12)


@given(
    st.lists(st.fixed_dictionaries(
        {"id": HOSTILE,
         "field": HOSTILE | st.builds("{}{}".format, st.sampled_from(["concern:", "party:", " note"]), HOSTILE),
         "who": HOSTILE, "at": st.sampled_from([AT, "2026-11-23", "Mon, 23 Nov 2026 10:00:00 +0000", "20261123T10Z"])},
        optional={"value": st.none() | HOSTILE | st.booleans() | st.dictionaries(HOSTILE, HOSTILE, max_size=2)
                  | st.just({"verdict": "tagged", "rule": "a\nb"}) | st.fixed_dictionaries({"name": HOSTILE}),
                  "round": HOSTILE, "by": HOSTILE, "rule": HOSTILE, "n": st.integers(0, 9) | HOSTILE,
                  "later": st.dictionaries(HOSTILE, HOSTILE, max_size=2)},
    ), max_size=4),
    st.sampled_from(["civicdesk/1", "civicdesk/2"]),
)  # fmt: skip
def test_what_was_read_once_is_written_and_read_to_the_same_bytes(history: list[dict[str, Any]], form: str) -> None:
    line = line_of(*history, format=form)
    found = read_record(line, "reader")
    assert written(read_record(written(found), "another")) == written(found)
    assert read_record(line, "reader") == found
