"""What operations add up to: one state, however they came together, and each coder's own."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.codebook import DEFAULT
from civic.coder import own_keys
from civic.judgement import NOTE, READ, STAR, Decision, Judgement, Unread, Value, Verdict, concern_field
from civic.operation import Operation
from civic.registers import NOBODY, Clash, OwnView, added, judgement_of, sorted_history, written
from civic.story import Span
from tests.civic.operations import ACCEPTED, AT, PRIVACY, REJECTED, TAGGED, TAGS, at, operations, said

ADA = OwnView(own_keys("ada"))
NOW = datetime.fromisoformat(AT)


def values(held: Mapping[str, Operation]) -> dict[str, Value]:
    return {name: operation.value for name, operation in held.items()}


def merged(pieces: Iterable[Iterable[Operation]]) -> list[Operation]:
    """What a library holds that took the pieces in one after the other."""
    known: dict[tuple[str, str], Operation] = {}
    for operation in itertools.chain.from_iterable(pieces):
        key = operation.story, operation.id
        known[key], _ = added(known.get(key), operation)
    return list(known.values())


@st.composite
def ways(draw: st.DrawFn, found: list[Operation]) -> list[list[Operation]]:
    """Any way in which operations may arrive: in pieces, in any order, some of them again and again."""
    again = draw(st.lists(st.sampled_from(found), max_size=6)) if found else []
    order = draw(st.permutations([*found, *again]))
    cuts = sorted(draw(st.lists(st.integers(0, len(order)), max_size=3)))
    return [list(order[start:end]) for start, end in itertools.pairwise([0, *cuts, len(order)])]


@st.composite
def clashing(draw: st.DrawFn) -> list[Operation]:
    """Operations of three coders, some of whose ids have two contents."""
    found = draw(operations())
    twins = draw(st.lists(st.sampled_from(found), max_size=3)) if found else []
    return [*found, *(replace(one, value=None, n=one.n + draw(st.integers(0, 1))) for one in twins)]


@given(st.data())
def test_the_state_asks_for_no_order_and_not_how_often_or_in_which_pieces_operations_came(data: st.DataObject) -> None:
    found = data.draw(clashing())
    straight, other = merged([found]), merged(data.draw(ways(found)))
    assert sorted_history(other) == sorted_history(straight)
    for view in (NOBODY, ADA, OwnView(own_keys("bob", ["cy"])), OwnView(own_keys("cy"), {"bias": "privacy"})):
        assert list(view.own(other).items()) == list(view.own(straight).items())
        assert list(view.last(other).items()) == list(view.last(straight).items())
        assert [(who, list(held.items())) for who, held in view.others(other).items()] == [
            (who, list(held.items())) for who, held in view.others(straight).items()
        ]
        assert view.judgement(other) == view.judgement(straight)
        assert view.judgement(other).tags == view.judgement(straight).tags


@given(operations())
def test_a_register_holds_what_its_coder_said_last_and_the_real_before_the_implied(found: list[Operation]) -> None:
    for who in ("ada", "Bob", "cy"):
        mine = [one for one in found if one.who == who]
        last = OwnView(own_keys(who)).last(found)
        assert set(last) == {one.field for one in mine}
        for name, held in last.items():
            register = [one for one in mine if one.field == name]
            real = [one for one in register if not one.implied] or register
            assert held == max(real, key=lambda one: one.order)
        assert list(last.values()) == sorted(last.values(), key=lambda one: one.order)
        assert set(OwnView(own_keys(who)).own(found)) == {name for name, one in last.items() if one.value is not None}


@given(operations())
def test_a_coder_shows_to_others_as_to_themselves(found: list[Operation]) -> None:
    shown = NOBODY.others(found)
    for who in ("ada", "Bob", "cy"):
        assert shown.get(who, {}) == OwnView(own_keys(who)).own(found)
        assert who not in OwnView(own_keys(who)).others(found)


@pytest.mark.parametrize("seconds", [-365 * 86400, -1, 0, 1, 365 * 86400])
def test_no_clock_of_another_overrules_a_coder(seconds: float) -> None:
    history = [said("ada"), said("bob", value=REJECTED, when=at(seconds)), said("bob", NOTE, "Ask.", when=at(seconds))]
    assert ADA.judgement(history) == Judgement({"privacy": TAGGED})
    assert {who: values(held) for who, held in ADA.others(history).items()} == {
        "bob": {PRIVACY: REJECTED, NOTE: "Ask."}
    }


def test_at_equal_moments_the_place_decides_and_then_the_id() -> None:
    first, second = said("ada", value=TAGGED, op_id="a"), said("ada", value=REJECTED, op_id="b")
    assert values(ADA.own([second, first])) == {PRIVACY: REJECTED}
    assert values(ADA.own([replace(first, n=1), second])) == {PRIVACY: TAGGED}
    assert values(ADA.own([replace(first, n=2), replace(second, n=10)])) == {PRIVACY: REJECTED}
    offset = replace(second, at="2026-11-23T11:30:00+01:30")
    assert values(ADA.own([first, offset])) == {PRIVACY: REJECTED}


def test_a_real_operation_beats_every_implied_one() -> None:
    real = said("ada", value=REJECTED, op_id="a", when=at(-1000))
    implied = [replace(said("ada", value=TAGGED, op_id=f"i{n}", when=at(n)), implied=True) for n in range(3)]
    for history in itertools.permutations([real, *implied]):
        assert ADA.own(history) == {PRIVACY: real}
    assert ADA.own(implied) == {PRIVACY: implied[2]}
    unset = replace(real, value=None)
    assert ADA.own([unset, *implied]) == {}
    assert ADA.last([unset, *implied]) == {PRIVACY: unset}


BLIND = replace(said("ada", value=REJECTED, op_id="r", when=at(5)), round="pilot")


def test_what_a_coder_said_last_holds_whatever_round_it_was_said_in() -> None:
    for history in ([said("ada"), BLIND], [BLIND, said("ada")]):
        assert values(ADA.own(history)) == {PRIVACY: REJECTED}
        assert values(NOBODY.others(history)["ada"]) == {PRIVACY: REJECTED}
    at_once, _ = ADA.next_moment([BLIND], PRIVACY, NOW)
    assert at_once > BLIND.at


def test_a_story_is_coded_afresh_in_a_round_that_is_open() -> None:
    view, flag = replace(ADA, rounds={"s1": "pilot"}), said("ada", STAR, value=True)
    assert values(view.own([said("ada"), flag])) == {STAR: True}
    assert values(view.own([said("ada"), BLIND, flag])) == {STAR: True, PRIVACY: REJECTED}
    assert values(replace(view, rounds={"s2": "pilot"}).own([said("ada")])) == {PRIVACY: TAGGED}
    assert values(view.own([said("ada"), replace(BLIND, round="other")])) == {}
    # whatever is coded just now, others are seen as they see themselves
    assert values(view.of("bob").own([said("bob")])) == {PRIVACY: TAGGED}


@pytest.mark.parametrize(("one", "other"), [("Zoé", "ZOE\u0301"), ("ada", "ADA"), ("Straße", "STRASSE")])
def test_names_of_one_coder_are_one_register(one: str, other: str) -> None:
    history = [said(one), said(other, value=REJECTED, when=at(1))]
    assert values(OwnView(own_keys(one)).own(history)) == {PRIVACY: REJECTED}
    assert OwnView(own_keys(other)).others(history) == {}
    assert {who: values(held) for who, held in NOBODY.others(history).items()} == {other: {PRIVACY: REJECTED}}
    assert list(NOBODY.others([*history, said(one, NOTE, "n", when=at(2))])) == [one]


def test_names_that_differ_by_an_accent_are_two_registers() -> None:
    history = [said("Zoé"), said("Zoe", value=REJECTED, when=at(1))]
    assert values(OwnView(own_keys("zoé")).own(history)) == {PRIVACY: TAGGED}
    assert {who: values(held) for who, held in NOBODY.others(history).items()} == {
        "Zoe": {PRIVACY: REJECTED}, "Zoé": {PRIVACY: TAGGED},
    }  # fmt: skip


def test_what_nobody_signed_is_the_users_own_and_what_was_settled_never_is() -> None:
    history = [said("", value=REJECTED), said("Agreed", NOTE, "n"), said("agreed", value=ACCEPTED, when=at(9))]
    for view in (NOBODY, ADA, OwnView(own_keys("agreed", ["AGREED"]))):
        assert values(view.own(history)) == {PRIVACY: REJECTED}
        assert {who: values(held) for who, held in view.others(history).items()} == {
            "agreed": {NOTE: "n", PRIVACY: ACCEPTED}
        }


def test_former_names_are_own_and_the_later_of_all_holds() -> None:
    history = [said("ada k", value=REJECTED, when=at(1)), said("ada"), said("root", NOTE, "n"), said("bob", when=at(9))]
    view = OwnView(own_keys("ada", ["Ada K", "root"]))
    assert values(view.own(history)) == {PRIVACY: REJECTED, NOTE: "n"}
    assert list(view.others(history)) == ["bob"]
    assert values(ADA.own(history)) == {PRIVACY: TAGGED}


def test_a_coder_who_took_all_back_is_not_shown() -> None:
    history = [said("bob"), said("bob", value=None, when=at(1)), said("cy", STAR, value=True)]
    assert {who: values(held) for who, held in ADA.others(history).items()} == {"cy": {STAR: True}}


def test_what_this_version_cannot_read_holds_and_makes_no_judgement() -> None:
    history = [
        said("ada"),
        said("ada", value=Unread({"verdict": "maybe"}), when=at(1)),
        said("ada", "coded", Unread(1)),
    ]
    assert values(ADA.own(history)) == {PRIVACY: Unread({"verdict": "maybe"}), "coded": Unread(1)}
    assert ADA.judgement(history) == Judgement()


def renaming(*was: tuple[str, tuple[str, ...]]) -> OwnView:
    return replace(ADA, renamed=replace(DEFAULT, was=was).renamed)


def tags(view: OwnView, *history: Operation) -> tuple[str, ...]:
    return view.judgement(history).tags


def on(tag: str, seconds: float, value: Value = TAGGED, who: str = "ada") -> Operation:
    return said(who, concern_field(tag), value, when=at(seconds))


def test_a_renamed_tag_is_the_new_one_for_all_coders() -> None:
    view = renaming(("open-data", ("opendata", "data")))
    assert tags(view, on("opendata", 0)) == ("open-data",)
    assert [list(held) for held in view.others([on("data", 0, who="bob")]).values()] == [["concern:open-data"]]
    assert view.current(NOTE) == NOTE
    assert view.current("party:data") == "party:data"


def test_a_tag_made_of_several_stands_where_any_of_them_does() -> None:
    view = renaming(("open-data", ("opendata", "data")))
    assert tags(view, on("opendata", 2), on("data", 1, REJECTED)) == ("open-data",)
    assert tags(view, on("opendata", 1), on("data", 2, REJECTED)) == ("open-data",)
    assert tags(view, on("opendata", 1, REJECTED), on("data", 2, REJECTED)) == ()
    assert tags(ADA, on("opendata", 1), on("data", 2)) == ("opendata", "data")


def test_a_tag_made_of_several_has_the_passages_of_all_and_the_most_that_was_said_of_it() -> None:
    first = Decision(Verdict.ACCEPTED, (Span(0, 1, "a"), Span(4, 5, "b")), "high", "alleged", rule="r")
    second = Decision(Verdict.TAGGED, (Span(4, 5, "b"), Span(8, 9, "c")), "low", "confirmed")
    no = Decision(Verdict.REJECTED, (Span(20, 21, "z"),))
    view = renaming(("open-data", ("opendata", "data")))
    history = [on("opendata", 1, first), on("open-data", 2, second), on("data", 3, no)]
    for arranged in itertools.permutations(history):
        assert view.judgement(arranged).concerns == {
            "open-data": Decision(
                Verdict.TAGGED, (Span(0, 1, "a"), Span(4, 5, "b"), Span(8, 9, "c")), "high", "confirmed"
            )
        }
    (held,) = view.own(history).values()
    assert (held.at, held.step) == (at(3), "")


def test_who_decides_on_a_tag_made_of_several_decides_on_all_of_them() -> None:
    view = renaming(("open-data", ("opendata", "data")))
    history = [on("opendata", 1), on("open-data", 2)]
    assert view.written_as(history, concern_field("open-data")) == (concern_field("open-data"), ("opendata",))
    assert view.written_as(history, concern_field("opendata")) == (concern_field("opendata"), ("open-data",))
    assert view.written_as(history, concern_field("data")) == (concern_field("open-data"), ("opendata",))
    assert view.written_as(history, NOTE) == (NOTE, ())
    gone = replace(on("open-data", 3, None), over=("opendata",))
    assert tags(view, *history, gone) == ()
    assert tags(view, *history, gone, on("open-data", 4)) == ("open-data",)
    assert tags(view, *history, gone, on("data", 4)) == ("open-data",)
    assert tags(ADA, *history, gone) == ("opendata",)  # the codebook is as it was again
    before = replace(on("open-data", 3, None), was=TAGGED)  # written before operations named other tags
    assert tags(view, on("opendata", 1), before) == ()


@pytest.mark.parametrize("spelt", ["facial_recognition", "Facial Recognition", "ＦＡＣＩＡＬ recognition"])
def test_spellings_of_a_tag_are_one_tag(spelt: str) -> None:
    assert tags(ADA, on(spelt, 1), on("facial-recognition", 2)) == ("facial-recognition",)
    assert ADA.written_as([on(spelt, 1)], concern_field("facial-recognition"))[1] == (spelt,)
    labels = replace(ADA, renamed=DEFAULT.names)
    assert tags(labels, on("privacy-and-surveillance", 1), on("privacy", 2)) == ("privacy",)
    assert tags(ADA, on("!!", 1)) == ("!!",)


def test_tags_renamed_again_are_what_they_are_called_in_the_end() -> None:
    view = renaming(("c", ("b",)), ("b", ("a",)), ("d", ("c",)))
    assert tags(view, on("a", 0), on("b", 1), on("e", 2)) == ("d", "e")
    assert tags(view, on("a", 0, REJECTED), on("d", 1, REJECTED)) == ()


@pytest.mark.parametrize("was", [(("a", ("a",)),), (("a", ("b",)), ("b", ("a",))), (("a", ("b", "c")), ("b", ("a",)))])
def test_names_that_form_a_circle_stay_what_they_are(was: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
    view = renaming(*was)
    assert tags(view, on("a", 0), on("b", 1)) == ("a", "b")
    assert view.next_moment([on("a", 5)], concern_field("a"), NOW) == (at(5.000001), 0)


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.lists(st.sampled_from("abcde"), max_size=2).map(tuple)), max_size=4)
)
def test_what_a_tag_is_called_in_the_end_is_renamed_no_more(was: list[tuple[str, tuple[str, ...]]]) -> None:
    renamed = replace(DEFAULT, was=tuple(was)).renamed
    assert not set(renamed) & set(renamed.values())
    view = renaming(*was)
    for tag in "abcde":
        name = view.current(on(tag, 0).field)
        assert view.current(name) == name


SOMETIME = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
EDGES = st.sampled_from([
    "9999-12-31T23:59:59.999999+00:00", "9999-12-31T23:59:59.999998+00:00", "9999-12-31T23:59:59.999999+05:00",
    "9999-12-31T18:59:59.999999-05:00", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+00:00", "soon", "", AT,
    "9999-12-31T23:59:59.999999-05:00", "2027-11-23T10:00:00", "2026-11-23T10:00:00.9999999+00:00",
])  # fmt: skip


@given(
    st.lists(st.tuples(EDGES | SOMETIME.map(written), st.sampled_from(["ada", "ADA", "", "Ada K", "bob"]),
                       st.sampled_from(["bias", "old", "privacy"]), st.integers(0, 1 << 52)), max_size=6),
    SOMETIME | st.just(datetime.max.replace(tzinfo=UTC)), st.sampled_from(["bias", "old", "privacy"]),
    st.text(max_size=2),
)  # fmt: skip
def test_a_decision_made_now_holds_whatever_the_clocks_said(
    past: list[tuple[str, str, str, int]], now: datetime, tag: str, op_id: str
) -> None:
    history = [
        replace(said(who, concern_field(name), REJECTED, f"o{number}", when), n=n)
        for number, (when, who, name, n) in enumerate(past)
    ]
    view = OwnView(own_keys("ada", ["ada k"]), {"old": "bias"})
    moment, n = view.next_moment(history, concern_field(tag), now)
    made = replace(said("ada", concern_field(tag), TAGGED, op_id, moment), n=n)
    assert Operation.from_json(made.to_json()) == made
    assert view.own([*history, made])[view.current(made.field)] == made
    own = [one for one in history if view.owns(one) and view.current(one.field) == view.current(made.field)]
    assert all(one.moment <= made.moment and one.order < made.order for one in own)
    assert made.moment >= now
    if all(one.moment < now for one in own):
        assert moment == written(now)
    if all(one.moment != made.moment for one in history if view.owns(one)):
        assert n == 0


def test_a_decision_is_a_microsecond_after_the_last_of_its_field_alone() -> None:
    history = [said("ada", when=at(60)), said("ada", NOTE, "n", when=at(90)), said("bob", when=at(99))]
    assert ADA.next_moment(history, PRIVACY, NOW) == (at(60.000001), 0)
    assert ADA.next_moment(history, NOTE, NOW) == (at(90.000001), 0)
    assert ADA.next_moment(history, READ, NOW) == (AT, 0)
    assert ADA.next_moment(history, PRIVACY, NOW + timedelta(seconds=60)) == (at(60.000001), 0)
    assert ADA.next_moment(history, PRIVACY, NOW + timedelta(seconds=61)) == (at(61), 0)


def test_many_decisions_on_a_clock_that_stands_still_keep_their_order() -> None:
    history: list[Operation] = []
    for number in range(50):
        moment, n = ADA.next_moment(history, NOTE, NOW)
        history.append(replace(said("ada", NOTE, str(number), f"o{99 - number}", moment), n=n))
    assert [one.value for one in sorted_history(history)] == [str(number) for number in range(50)]
    assert history[-1].at == at(0.000049)


def test_at_the_end_of_the_calendar_places_go_on() -> None:
    last = "9999-12-31T23:59:59.999999+00:00"
    history = [replace(said("ada", when=last), n=7)]
    for n in (8, 9, 10):
        moment, place = ADA.next_moment(history, PRIVACY, NOW)
        assert (moment, place) == (last, n)
        history.append(replace(said("ada", op_id=f"o{n}", when=moment), n=place))


def test_a_moment_is_written_in_utc_with_microseconds() -> None:
    assert written(datetime.fromisoformat("2026-11-23T12:00:00+02:00")) == AT
    assert written(datetime(2026, 11, 23, 10, 0, 0, 5, UTC)) == "2026-11-23T10:00:00.000005+00:00"


@given(operations(most=6), st.data())
def test_of_two_contents_of_an_id_the_same_one_holds_on_every_machine(
    found: list[Operation], data: st.DataObject
) -> None:
    twins = [replace(one, id="one", story="s1") for one in found]
    held: Operation | None = None
    for one in twins:
        held, clash = added(held, one)
        assert held in twins
        assert clash is None or (clash.held == held and clash.held.canonical < clash.dropped.canonical)
    for order in (data.draw(st.permutations(twins)), twins[::-1]):
        assert merged([order]) == ([held] if held else [])


def test_the_same_again_is_no_clash_and_another_content_is_one() -> None:
    one, other = said("ada", op_id="o"), said("ada", value=REJECTED, op_id="o")
    assert added(None, one) == (one, None)
    assert added(one, replace(one)) == (one, None)
    smaller, larger = sorted([one, other], key=lambda each: each.canonical)
    assert added(one, other) == added(other, one) == (smaller, Clash(smaller, larger))
    assert Clash(smaller, larger).matters


@pytest.mark.parametrize(
    ("changes", "implied", "matters"),
    [
        ({"n": 3}, False, False), ({"n": 3, "at": at(9)}, True, False), ({"was": REJECTED}, True, False),
        ({"at": at(9)}, False, True), ({"was": REJECTED}, False, True), ({"value": None}, True, True),
        ({"who": "Ada"}, False, True), ({"more": (("later", 1),)}, False, True),
        ({"value": replace(TAGGED, evidence=(Span(0, 3, "The", "", " Met", "0f" * 32),))}, False, False),
    ],
)  # fmt: skip
def test_a_clash_matters_unless_a_migration_explains_it(
    changes: dict[str, object], implied: bool, matters: bool
) -> None:
    value = Decision(Verdict.TAGGED, (Span(0, 3, "The"),)) if "value" in changes else TAGGED
    one = replace(said("ada", value=value, op_id="o"), implied=implied)
    other = replace(one, **changes)
    _, clash = added(one, other)
    assert clash
    assert clash.matters is matters


def test_a_judgement_has_the_concerns_in_the_order_of_deciding() -> None:
    history = [on(tag, -number) for number, tag in enumerate(TAGS)]
    assert tags(ADA, *history) == TAGS[::-1]
    again = [*history, on(TAGS[2], 1)]
    assert tags(ADA, *again) == ("bias", "privacy", "open-data")
    assert judgement_of({}) == Judgement()


@given(operations())
def test_sorting_a_history_loses_nothing(found: Sequence[Operation]) -> None:
    assert sorted(sorted_history(found), key=lambda one: one.id) == sorted(found, key=lambda one: one.id)
    assert [one.order for one in sorted_history(found)] == sorted(one.order for one in found)
