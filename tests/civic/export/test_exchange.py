"""What coders give each other: in any order, in any pieces, again and again, it comes to the same file."""

import itertools
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from civic.coder import own_keys
from civic.export import Entry, exchange_lines, read_record
from civic.judgement import Judgement
from civic.operation import Operation
from civic.reconcile import counting
from civic.registers import NOBODY, OwnView, added, sorted_history
from civic.story import EVERYWHERE, Story
from tests.civic.operations import operations

STORIES = {name: Story(name, f"Story {name}", text="é The Met scanned faces.") for name in ("s1", "s2")} | {
    EVERYWHERE: Story(EVERYWHERE)
}
Known = dict[tuple[str, str], Operation]


def taken(incoming: Iterable[Operation], known: Known | None = None) -> Known:
    """What a library knows that took operations in, one by one."""
    found = dict(known or {})
    for one in incoming:
        found[one.story, one.id], _ = added(found.get((one.story, one.id)), one)
    return found


def exchanged(known: Known, view: OwnView = NOBODY) -> str:
    """The file that a library gives to others."""
    histories = {name: [one for one in known.values() if one.story == name] for name in sorted(STORIES)}
    return "".join(
        exchange_lines(
            Entry(STORIES[name], view.judgement(history), None, tuple(history), view)
            for name, history in histories.items()
        )
    )


def read(lines: str, who: str = "") -> list[Operation]:
    return [one for line in lines.splitlines() for one in read_record(line, who).history]


@st.composite
def several(draw: st.DrawFn) -> list[Operation]:
    """Operations of three coders on three stories, which use the same ids."""
    found: list[Operation] = []
    for story in STORIES:
        found += draw(operations((story,), most=6))
    return found


@given(several(), st.data())
def test_any_way_of_merging_gives_the_same_bytes_and_loses_no_operation(
    found: list[Operation], data: st.DataObject
) -> None:
    straight = taken(found)
    assert len(straight) == len(found)
    again = data.draw(st.lists(st.sampled_from(found), max_size=8)) if found else []
    order = data.draw(st.permutations([*found, *again]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(order)), max_size=4)))
    known: Known = {}
    for start, end in itertools.pairwise([0, *cuts, len(order)]):
        known = taken(read(exchanged(taken(order[start:end]))), known)
    assert exchanged(known) == exchanged(straight)
    assert sorted(one.canonical for one in known.values()) == sorted(one.canonical for one in found)


@given(several())
def test_a_file_is_read_and_written_to_the_same_bytes_whoever_does_so(found: list[Operation]) -> None:
    first = exchanged(taken(found))
    assert read(first) == [
        one for name in sorted(STORIES) for one in sorted_history(one for one in found if one.story == name)
    ]
    for who in ("ada", "BOB"):
        assert exchanged(taken(read(first, who)), OwnView(own_keys(who), {"bias": "privacy"})) == first


@given(several(), st.data())
def test_coders_who_exchange_files_with_each_other_come_to_the_same(
    found: list[Operation], data: st.DataObject
) -> None:
    names = ("ada", "Bob", "cy")
    desks = {who: taken(one for one in found if one.who == who) for who in names}
    shared = [one for one in found if not one.private]
    meetings = data.draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=6))
    for giver, taker in [*meetings, *itertools.permutations(names, 2)]:
        file = exchanged(taken(one for one in desks[giver].values() if not one.private))
        desks[taker] = taken(counting(read(file), OwnView(own_keys(taker))), desks[taker])
    for who in names:
        private = [one for one in found if one.private and one.who == who]
        assert exchanged(desks[who]) == exchanged(taken([*shared, *private]))


@given(several())
def test_what_is_exported_without_flags_has_none(found: list[Operation]) -> None:
    entries = [
        Entry(story, Judgement(), None, tuple(one for one in found if one.story == name), OwnView(own_keys("ada")))
        for name, story in STORIES.items()
    ]
    bare = "".join(exchange_lines(entry.without_flags() for entry in entries))
    assert sorted(one.canonical for one in read(bare)) == sorted(one.canonical for one in found if not one.private)
