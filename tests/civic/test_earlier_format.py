"""Histories of the first format in the second: what an import wrote down again goes, what a coder did stays."""

import itertools
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.coder import own_keys
from civic.earlier_format import all_migrated, implied_by, is_earlier, migrated
from civic.flags import PRIVATE
from civic.judgement import NOTE, READ, STAR, Decision, Judgement, Value, Verdict, concern_field
from civic.operation import Operation
from civic.registers import NOBODY, OwnView, added, judgement_of, sorted_history
from civic.story import Span
from tests.civic.operations import ACCEPTED, AT, PRIVACY, REJECTED, TAGGED, at, said

REPEATED: Final = uuid.UUID("d9a3d1f2-3c0e-5c55-8b7e-0f7d3f0a9e21")
IMPLIED: Final = uuid.UUID("6f1c4f0e-5d0b-5a55-9c1c-1d2a6a5f7b11")


def repeated(source: Operation, who: str, value: Value, when: str = "", *, theirs: str = "") -> Operation:
    """What the first format wrote behind a decision of others: one's own again, or with `theirs` (the time), theirs."""
    name = uuid.uuid5(REPEATED, f"{source.id} {theirs}" if theirs else source.id).hex
    return Operation(name, source.story, source.field, value, source.value, when or theirs or AT, who)


def ids(history: Iterable[Operation]) -> list[str]:
    return [one.id for one in history]


MINE, THEIRS = said("me", op_id="m"), said("ada", value=REJECTED, op_id="a", when=at(1))
AGAIN = repeated(THEIRS, "me", TAGGED, at(2))


def test_only_what_has_no_round_is_of_the_first_format() -> None:
    assert is_earlier({"id": "o", "field": NOTE})
    assert not is_earlier({"id": "o", "field": NOTE, "round": ""})
    assert not is_earlier({"id": "o", "field": NOTE, "round": 7})


def test_ones_own_decision_said_again_behind_that_of_another_is_dropped() -> None:
    assert all_migrated([MINE, THEIRS, AGAIN]) == [MINE, THEIRS]
    assert all_migrated([MINE, THEIRS, replace(AGAIN, who="ME")]) == [MINE, THEIRS]


def test_their_decision_said_again_is_dropped() -> None:
    again = repeated(THEIRS, "ada", REJECTED, theirs=at(2))
    assert all_migrated([THEIRS, MINE, again]) == [THEIRS, MINE]


def test_what_was_said_again_and_again_is_dropped() -> None:
    history = [MINE, said("bo", value=ACCEPTED, op_id="b"), THEIRS, AGAIN]
    last = AGAIN
    for number, (who, value) in enumerate([("bo", ACCEPTED), ("ada", REJECTED), ("bo", ACCEPTED)]):
        last = repeated(last, who, value, at(3 + number))
        history.append(last)
    assert ids(all_migrated(history)) == ["m", "b", "a"]
    again = repeated(AGAIN, "bo", ACCEPTED, theirs=at(9))
    assert ids(all_migrated([*history[:3], again])) == ["m", "b", "a"]


@pytest.mark.parametrize(
    "changes",
    [{"value": ACCEPTED}, {"who": "bo"}, {"field": NOTE, "value": "n"}, {"value": None}],
    ids=["another value", "another coder", "another field", "unset"],
)
def test_what_its_register_does_not_say_already_stays(changes: dict[str, object]) -> None:
    only = replace(AGAIN, **changes)
    assert all_migrated([MINE, THEIRS, only]) == [MINE, THEIRS, only]


def test_what_was_said_again_stays_where_nothing_else_tells_it() -> None:
    assert all_migrated([THEIRS, AGAIN]) == [THEIRS, AGAIN]
    assert all_migrated([AGAIN]) == [AGAIN]
    assert ids(all_migrated([MINE, AGAIN])) == ["m", AGAIN.id]


@pytest.mark.parametrize("op_id", ["", "5", "a" * 12 + "5" + "a" * 19, uuid.uuid5(REPEATED, "other").hex, "é" * 32])
def test_an_id_that_only_looks_made_is_of_a_real_decision(op_id: str) -> None:
    real = said("me", op_id=op_id, when=at(2))
    assert all_migrated([MINE, THEIRS, replace(real, id=op_id)]) == [MINE, THEIRS, replace(real, id=op_id)]


def test_operations_of_one_coder_and_moment_keep_their_order() -> None:
    history = [
        said("ada", value=value, op_id=name) for name, value in zip("zyx", [TAGGED, REJECTED, ACCEPTED], strict=True)
    ]
    history.insert(1, said("bo", op_id="w"))
    found = all_migrated(history)
    assert [(one.id, one.n) for one in found] == [("z", 0), ("w", 0), ("y", 1), ("x", 2)]
    assert ids(one for one in sorted_history(found) if one.who == "ada") == ["z", "y", "x"]
    assert OwnView(own_keys("ada")).judgement(found) == Judgement({"privacy": ACCEPTED})
    assert OwnView(own_keys("ada")).judgement(history) == Judgement({"privacy": TAGGED})


def test_a_place_counts_one_coder_by_any_spelling_one_moment_by_any_offset_and_flags_apart() -> None:
    history = [
        said("Zoé", NOTE, "1", "a", "2026-11-23T10:00:00Z"),
        said("ZOE\u0301", NOTE, "2", "b", "2026-11-23T12:00:00+02:00"),
        said("zoé", STAR, True, "c", "2026-11-23T10:00:00"),
        said("zoé", PRIVACY, TAGGED, "d", "2026-11-23T10:00:00"),
        said("zoé", READ, True, "e", "2026-11-23T10:00:00.000000Z"),
        said("zoé", NOTE, "3", "f", "2026-11-23T10:00:00.000001Z"),
    ]
    assert [one.n for one in all_migrated(history)] == [0, 1, 0, 2, 1, 0]
    bare = [one for one in history if not one.private]
    assert all_migrated(bare) == [one for one in all_migrated(history) if not one.private]


def test_a_key_of_a_later_version_hides_no_place() -> None:
    body = {**said("ada", op_id="b").to_json(), "n": "x"}
    del body["round"]
    _, found = all_migrated([said("ada", op_id="a"), Operation.from_json(body)])
    assert found.n == 1
    assert Operation.from_json(found.to_json()).n == 1


def test_what_is_there_already_is_not_added_again() -> None:
    assert migrated([MINE], MINE) is None
    assert migrated([MINE], replace(MINE, value=REJECTED)) is None
    assert migrated([replace(MINE, n=4)], THEIRS) == THEIRS


def test_a_place_is_behind_all_that_are_taken() -> None:
    later = said("me", NOTE, "n", "z")
    assert migrated([replace(MINE, n=4), said("me", NOTE, "o", "b")], later) == replace(later, n=5)


# What the first format did, to make histories as it wrote them: a state a story, and an import that says the own again.


@dataclass
class Desk:
    who: str
    history: list[Operation] = field(default_factory=list)

    def decide(self, name: str, value: Value, op_id: str, when: str) -> None:
        was = self._state().value(name)
        if was != value:
            self.history.append(Operation(op_id, "s1", name, value, was, when, self.who))

    def take(self, incoming: Iterable[Operation], when: str, *, theirs: bool) -> None:
        own, history, known = self._state(), list(self.history), set(ids(self.history))
        counting = [one for one in incoming if one.field not in PRIVATE or theirs or one.who == self.who]
        self.history += [one for one in counting if one.id not in known]
        after = self._state()
        for name, other in {one.field: one for one in counting}.items():
            mine = own.value(name)
            signed = next((past.who for past in reversed(history) if past.field == name), self.who)
            if mine is None or mine == other.value or signed == other.who:
                continue
            holds, who = (other.value, other.who) if theirs else (mine, signed)
            if after.value(name) != holds:
                again = repeated(other, who, holds, when, theirs=when if theirs else "")
                self.history.append(replace(again, was=after.value(name)))

    def _state(self) -> Judgement:
        return Judgement.of({one.field: one.value for one in self.history})


Action = tuple[int, int, str, int, int]
ACTIONS: Final[st.SearchStrategy[list[Action]]] = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(-1, 2), st.sampled_from([PRIVACY, NOTE, STAR]), st.integers(0, 2),
        st.integers(0, 1),
    ),
    max_size=14,
)  # fmt: skip
VALUES: Final[dict[str, list[Value]]] = {
    PRIVACY: [None, TAGGED, REJECTED], NOTE: [None, "One.", "Two."], STAR: [None, True, True],
}  # fmt: skip


def played(actions: list[Action], *, theirs: bool, most: int = 4) -> tuple[list[Desk], list[Operation]]:
    """Three desks after what was done at them, and the decisions that were made: each desk decides, or takes in what
    another has. Clocks are a year apart and may stand still; there are at most so many imports."""
    desks, made, seconds, imports = [Desk("ada"), Desk("Bob"), Desk("cy")], [], 0, 0
    for number, (place, source, name, value, later) in enumerate(actions):
        desk, seconds = desks[place], seconds + later
        when = at(seconds + place * 365 * 86400)
        if source in (-1, place):
            before = len(desk.history)
            desk.decide(name, VALUES[name][value], f"{99 - number:012}4{number:019}", when)
            made += desk.history[before:]
        elif imports < most:
            imports += 1
            desk.take(list(desks[source].history), when, theirs=theirs and bool(later))
    return desks, made


def test_these_desks_say_again_what_the_first_format_did() -> None:
    me, ada = Desk("me"), Desk("ada")
    me.decide(PRIVACY, TAGGED, "m", AT)
    ada.decide(PRIVACY, REJECTED, "a", at(1))
    me.take(ada.history, at(2), theirs=False)
    assert me.history == [MINE, THEIRS, replace(AGAIN, was=REJECTED)]
    ada.take(me.history, at(3), theirs=False)
    assert [(one.who, one.value) for one in ada.history] == [
        ("ada", REJECTED), ("me", TAGGED), ("me", TAGGED), ("ada", REJECTED),
    ]  # fmt: skip
    assert ids(all_migrated(ada.history)) == ["a", "m"]


@given(ACTIONS)
def test_of_histories_as_they_were_written_the_decisions_are_left_and_nothing_else(
    actions: list[Action],
) -> None:
    desks, made = played(actions, theirs=False)
    for desk in desks:
        found = all_migrated(desk.history)
        assert ids(found) == [one.id for one in desk.history if one.id in ids(made)]
        assert not any(one.implied for one in found)
        mine = {one.field: one for one in made if one.who == desk.who}
        assert {name: one.id for name, one in OwnView(own_keys(desk.who)).last(found).items()} == {
            name: one.id for name, one in mine.items()
        }


@given(ACTIONS)
def test_no_decision_is_ever_dropped_and_what_coders_said_last_holds(
    actions: list[Action],
) -> None:
    desks, made = played(actions, theirs=True, most=9)
    for desk in desks:
        found = all_migrated(desk.history)
        assert set(ids(found)) >= {one.id for one in desk.history if one.id in ids(made)}
        values = {name: one.value for name, one in OwnView(own_keys(desk.who)).last(found).items()}
        assert values == {one.field: one.value for one in made if one.who == desk.who}


@given(ACTIONS, st.data())
def test_migrating_again_in_pieces_or_what_is_migrated_gives_the_same(
    actions: list[Action], data: st.DataObject
) -> None:
    for desk in played(actions, theirs=True)[0]:
        once = all_migrated(desk.history)
        assert all_migrated(once) == once
        assert all_migrated([*desk.history, *desk.history]) == once
        cut = data.draw(st.integers(0, len(desk.history)))
        pieces: list[Operation] = []
        for operation in [*desk.history[:cut], *desk.history[:cut], *desk.history]:
            if (now := migrated(list(sorted_history(pieces)), operation)) is not None:
                pieces.append(now)
        assert pieces == once


@given(ACTIONS)
def test_desks_that_migrate_apart_come_together(actions: list[Action]) -> None:
    desks, made = played(actions, theirs=False)
    states = []
    for order in itertools.permutations(desks):
        known: dict[str, Operation] = {}
        for operation in itertools.chain.from_iterable(all_migrated(desk.history) for desk in order):
            known[operation.id], clash = added(known.get(operation.id), operation)
            assert clash is None or not clash.matters
        states.append(list(sorted_history(known.values())))
    assert all(state == states[0] for state in states)
    for desk in desks:
        last = OwnView(own_keys(desk.who)).last(states[0])
        assert {name: one.id for name, one in last.items()} == {
            one.field: one.id for one in made if one.who == desk.who
        }


STATE = Judgement(
    {"privacy": Decision(Verdict.TAGGED, (Span(0, 3, "The"),), "high"), "bias": REJECTED, "access": TAGGED},
    note="Call.", starred=True,
)  # fmt: skip


def implied(state: Judgement, history: Iterable[Operation] = (), who: str = "ada", when: str = AT) -> list[Operation]:
    return implied_by(state, history, "s1", who=who, at=when)


def test_a_state_without_history_is_implied_by_its_coder_at_the_files_time() -> None:
    found = implied(STATE)
    assert all(one.implied and (one.who, one.at, one.was, one.round) == ("ada", AT, None, "") for one in found)
    assert OwnView(own_keys("ada")).judgement(found) == STATE
    assert OwnView(own_keys("ada")).judgement(found).tags == STATE.tags == ("privacy", "access")
    assert implied(Judgement()) == []


def test_implied_operations_have_the_same_ids_every_time_and_others_for_other_coders() -> None:
    assert ids(implied(STATE, when=at(99))) == ids(implied(STATE))
    assert not set(ids(implied(STATE, who="bo"))) & set(ids(implied(STATE)))
    assert ids(implied_by(STATE, [], "s2", who="ada", at=AT)) != ids(implied(STATE))
    assert len({*ids(implied(STATE))}) == 5
    for one, later in zip(implied(STATE), implied(STATE, when=at(9)), strict=True):
        _, clash = added(one, later)
        assert clash
        assert not clash.matters


def test_only_what_the_history_does_not_tell_is_implied() -> None:
    told = implied(STATE)[:2]
    assert ids(implied(STATE, told)) == ids(implied(STATE))[2:]
    assert implied(STATE, implied(STATE)) == []
    changed = implied(Judgement(note="New."), [said("bo", NOTE, "Old.")])
    assert [(one.value, one.was) for one in changed] == [("New.", "Old.")]
    assert implied(Judgement(note="New."), [said("bo", NOTE, "Old."), said("bo", NOTE, "New.")]) == []
    assert [one.value for one in implied(Judgement(note="New."), [said("bo", NOTE, None)])] == ["New."]
    assert implied(Judgement(), [said("bo", NOTE, "Old.")]) == []


def test_a_real_decision_beats_what_is_implied_however_late_that_is() -> None:
    real = said("ada", concern_field("access"), REJECTED, when=at(-99))
    found = [*implied(STATE, when=at(99)), real]
    assert OwnView(own_keys("ada")).judgement(found).concerns["access"] == REJECTED
    assert judgement_of(NOBODY.others(found)["ada"]).tags == ("privacy",)


def test_what_the_first_format_wrote_down_as_implied_is_known_again() -> None:
    written = uuid.uuid5(IMPLIED, '["s1", "note", "Call.", "ada"]').hex
    note = said("ada", NOTE, "Call.", written)
    assert all_migrated([note]) == [replace(note, implied=True)]
    assert all_migrated([replace(note, value="Else.")]) == [replace(note, value="Else.")]
    assert all_migrated([replace(note, who="bo")]) == [replace(note, who="bo")]
    earlier = [replace(one, implied=False, n=0) for one in implied(STATE)]
    assert all_migrated(earlier)[:4] == implied(STATE)[:4]
    assert ids(all_migrated(earlier)) == ids(implied(STATE))
    assert all(one.implied for one in all_migrated(earlier))
    assert ids(implied(STATE))[0] == uuid.uuid5(
        IMPLIED,
        '["s1", "concern:privacy", {"verdict": "tagged", "evidence": [{"start": 0, "end": 3, "text": "The"}],'
        ' "severity": "high"}, "ada"]',
    ).hex  # fmt: skip
