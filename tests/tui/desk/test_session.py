"""What is open, what is selected, and what can be undone."""

from datetime import datetime
from typing import Final

import pytest

from civic.arrangement import Arrangement, How, arrange
from civic.codebook import DEFAULT
from civic.fault import Fault
from civic.judgement import Decision, Judgement, Verdict
from civic.query import Query, parse
from civic.story import Span, Story
from tests.tui.conftest import MemoryShelf, a_story
from tests.tui.sessions import desk_on
from tests.types import present
from tui.desk.selection import Selection
from tui.desk.session import FIRST_PAGE, Desk
from tui.desk.to_do import Way
from workspace.decisions import Weight


@pytest.fixture
def desk(shelf: MemoryShelf, now: datetime) -> Desk:
    return desk_on(shelf, now)


def titles(desk: Desk) -> list[str]:
    return [present(desk.view.row(index)).title for index in range(len(desk.view.keys))]


def test_opens_on_the_newest_story_with_all_in_view(desk: Desk) -> None:
    assert titles(desk) == [
        "Face scans in shops",
        "Palantir in health",
        "A park reopens",
        "Palantir in the police",
        "Bins emptied",
    ]
    assert present(desk.story).id == "s5"
    assert desk.view.is_complete


def test_a_filter_narrows_and_selects_its_first_hit(desk: Desk) -> None:
    assert desk.view.filter_by("palantir")
    assert titles(desk) == ["Palantir in health", "Palantir in the police"]
    assert present(desk.story).id == "s4"


def test_a_filter_keeps_the_selected_story_where_it_is_among_the_hits(desk: Desk) -> None:
    desk.view.select(3)
    desk.view.filter_by("palantir")
    assert (present(desk.story).id, desk.view.position) == ("s2", 1)


def test_a_filter_that_can_not_be_read_keeps_the_last_good_hits_and_says_what_is_wrong(desk: Desk) -> None:
    desk.view.filter_by("palantir")
    assert not desk.view.filter_by("palantir colour:red")
    assert "colour" in desk.view.error
    assert titles(desk) == ["Palantir in health", "Palantir in the police"]
    assert desk.view.filter_by("palantir")
    assert desk.view.error == ""


def test_a_filter_without_hits_has_no_story_open_and_the_next_filter_opens_one(desk: Desk) -> None:
    desk.view.filter_by("nothing of the kind")
    assert (desk.story, list(desk.view.keys), desk.statuses()) == (None, [], ())
    assert desk.toggle_star() is None
    desk.view.filter_by("")
    assert present(desk.story).id == "s5"


def test_what_arrives_above_does_not_move_the_selection(desk: Desk, shelf: MemoryShelf) -> None:
    desk.view.select(2)
    shelf.put(Story(id="s9", title="Breaking"), 9)
    desk.view.take_in()
    assert present(desk.story).id == "s3"
    assert present(desk.view.row(desk.view.position)).id == "s3"
    assert titles(desk)[0] == "Breaking"


def test_the_open_story_stays_in_view_when_the_filter_has_lost_it(desk: Desk) -> None:
    desk.view.filter_by("is:untagged")
    desk.view.select(1)
    desk.toggle_tag("privacy")
    desk.view.take_in()
    assert present(desk.story).id == "s4"
    assert present(desk.view.row(desk.view.position)).id == "s4"
    assert len(desk.view.keys) == 5


def test_a_story_that_is_gone_from_the_shelf_gives_way(desk: Desk, shelf: MemoryShelf) -> None:
    del shelf.by_key[5]
    desk.view.take_in()
    assert present(desk.story).id == "s4"


def test_more_hits_than_a_page_are_completed_by_whoever_finds_them(desk: Desk, shelf: MemoryShelf) -> None:
    for number in range(10, 10 + FIRST_PAGE):
        shelf.put(Story(id=f"m{number}", title="Many"), number)
    desk.view.filter_by("many")
    assert not desk.view.is_complete
    assert desk.view.complete(
        desk.view.query, desk.view.how, shelf.arranged(desk.view.query, desk.view.how, limit=10**6), 0
    )
    assert (desk.view.is_complete, len(desk.view.keys)) == (True, FIRST_PAGE)
    assert not desk.view.complete(parse("old filter", desk.view._now()), desk.view.how, Arrangement(), 0)


WATCHED: Final = "Police watch people's faces by surveillance cameras"


def test_a_decision_is_saved_and_takes_its_evidence_along(desk: Desk, shelf: MemoryShelf) -> None:
    shelf.put(Story(id="s9", title=WATCHED, text="Police used face recognition and surveillance of personal data."), 9)
    desk.view.take_in()
    desk.view.select(0)
    status = next(one for one in desk.statuses() if one.tag == "privacy")
    desk.decide("privacy", Verdict.ACCEPTED)
    saved = shelf.judgement("s9").concerns["privacy"]
    assert saved.verdict is Verdict.ACCEPTED
    assert tuple(one for one in saved.evidence if not one.in_title) == status.evidence != ()
    assert [one.text for one in saved.evidence if one.in_title] == [WATCHED]
    assert shelf.judgement("s9").read


def test_undo_and_redo_go_through_everything_in_order(desk: Desk, shelf: MemoryShelf) -> None:
    desk.toggle_tag("privacy")
    desk.view.select(1)
    desk.toggle_star()
    desk.write_note(present(desk.story).id, "look again", "")
    assert present(desk.undo()).label == "wrote a note"
    assert present(desk.undo()).label == "starred"
    assert present(desk.undo()).label == "tagged Privacy & surveillance"
    assert present(desk.story).id == "s5"
    assert not any(shelf.judgement(story.id) for story in shelf.by_key.values())
    assert desk.undo() is None
    for _ in range(3):
        desk.redo()
    assert desk.redo() is None
    assert shelf.judgement("s5").tags == ("privacy",)
    assert shelf.judgement("s4").note == "look again"
    assert desk.judgement.starred


def test_a_new_change_ends_what_could_be_redone(desk: Desk) -> None:
    desk.toggle_star()
    desk.undo()
    desk.toggle_tag("own-tag")
    assert desk.redo() is None


def test_what_can_not_be_saved_is_not_shown(desk: Desk, shelf: MemoryShelf) -> None:
    desk.toggle_star()
    shelf.full = True
    with pytest.raises(Fault):
        desk.toggle_tag("privacy")
    with pytest.raises(Fault):
        desk.undo()
    assert desk.judgement.tags == ()
    shelf.full = False
    assert present(desk.undo()).label == "starred"


def test_toggling_a_tag_twice_takes_it_away(desk: Desk) -> None:
    desk.toggle_tag("my-tag")
    assert [one.tag for one in desk.statuses() if not one.open] == ["my-tag"]
    desk.toggle_tag("my-tag")
    assert desk.judgement.tags == ()


def test_the_next_story_to_do_is_found_round_the_end(desk: Desk, shelf: MemoryShelf) -> None:
    for number in (1, 2, 4, 5):
        shelf.judge([(f"s{number}", "coded", True)])
    desk.view.take_in()
    desk.view.select(4)
    assert desk.to_do.open_next() is Way.FROM_TOP
    assert present(desk.story).id == "s3"
    assert desk.to_do.open_next() is Way.NONE
    assert desk.view.coded == 4


def test_to_be_done_with_a_story_is_one_step_that_reads_it_and_counts(desk: Desk, shelf: MemoryShelf) -> None:
    assert desk.view.coded == 0
    desk.toggle_coded()
    story = present(desk.story).id
    assert (desk.judgement.coded, desk.judgement.read, desk.view.coded) == (True, True, 1)
    (operation,) = [one for one in shelf.history(story) if one.field == "coded"]
    assert (operation.codebook, operation.concerns[:2]) == (DEFAULT.version, ("privacy", "bias"))
    desk.undo()
    assert (shelf.judgement(story), desk.view.coded) == (Judgement(), 0)
    desk.redo()
    assert desk.toggle_coded()
    assert (desk.judgement.coded, desk.judgement.read, desk.view.coded) == (False, True, 0)
    desk.view.filter_by("is:coded")
    assert (len(desk.view.keys), desk.view.coded) == (0, 0)


def test_a_plan_for_many_finishes_all_or_takes_all_up_again(desk: Desk, shelf: MemoryShelf) -> None:
    desk.change("done", desk.plan_coded(["s1", "s2"]))
    desk.change("done", desk.plan_coded(["s2", "s3"]))
    assert desk.view.coded == 3
    desk.change("not done", desk.plan_coded(["s1", "s3"]))
    assert desk.view.coded == 1


def desk_decision() -> Decision:
    from civic.judgement import Decision

    return Decision(Verdict.TAGGED)


def test_reading_is_marked_and_is_nothing_to_undo(desk: Desk) -> None:
    desk.mark_read()
    assert desk.judgement.read
    assert desk.undo() is None


def test_severity_and_certainty_go_from_the_strongest_to_nothing(desk: Desk) -> None:
    desk.toggle_tag("bias")
    for said in ("high", "medium", "low", "", "high"):
        assert desk.weigh("bias", "severity")
        assert desk.judgement.concerns["bias"].severity == said
    for said in ("confirmed", "alleged", "", "confirmed"):
        assert desk.weigh("bias", "certainty")
        assert desk.judgement.concerns["bias"].certainty == said
    desk.undo()
    assert desk.judgement.concerns["bias"] == Decision(Verdict.TAGGED, severity="high")


def test_a_rejected_concern_keeps_neither_and_has_them_back_by_undo(desk: Desk) -> None:
    desk.change("weighed", desk.plan_turn(["s5"], "bias", "severity"))
    desk.weigh("bias", "certainty")
    desk.decide("bias", Verdict.REJECTED)
    assert desk.judgement.concerns["bias"] == Decision(Verdict.REJECTED)
    assert desk.weigh("bias", "severity") is None
    desk.undo()
    assert desk.judgement.concerns["bias"] == Decision(Verdict.TAGGED, (), "high", "confirmed")


def test_of_an_open_concern_nothing_is_said(desk: Desk) -> None:
    assert desk.weigh("bias", "severity") is None
    assert not desk.judgement.concerns


def test_what_is_picked_is_tagged_with_what_is_said_of_it_and_its_passage_in_one_step(desk: Desk) -> None:
    text = present(desk.story).text
    passage = Span(0, 4, text[:4])
    desk.change("weighed", desk.plan_turn(["s5"], "bias", "severity", passage))
    held = desk.judgement.concerns["bias"]
    assert (held.severity, [span.text for span in held.evidence]) == ("high", [text[:4]])
    desk.undo()
    assert not desk.judgement.concerns


def test_stories_that_differ_in_what_was_said_begin_alike(desk: Desk, shelf: MemoryShelf) -> None:
    desk.change("one", desk.plan_turn(["s1"], "bias", "severity"))
    desk.change("two", desk.plan_turn(["s1", "s2", "s3"], "bias", "severity"))
    assert {shelf.judgement(one).concerns["bias"].severity for one in ("s1", "s2", "s3")} == {"high"}
    desk.change("on", desk.plan_turn(["s1", "s2", "s3"], "bias", "severity"))
    assert {shelf.judgement(one).concerns["bias"].severity for one in ("s1", "s2", "s3")} == {"medium"}


def test_many_are_untagged_only_where_that_is_meant_and_all_have_it(desk: Desk, shelf: MemoryShelf) -> None:
    desk.change("tag", desk.plan_tag(["s1", "s2"], "bias", remove=True))
    assert desk.change("nothing", desk.plan_tag(["s1", "s2"], "bias", remove=False)) is None
    desk.change("the third", desk.plan_tag(["s1", "s2", "s3"], "bias", remove=True))
    assert all(shelf.judgement(one).tags == ("bias",) for one in ("s1", "s2", "s3"))
    desk.change("away", desk.plan_tag(["s1", "s2", "s3"], "bias", remove=True))
    assert not any(shelf.judgement(one).tags for one in ("s1", "s2", "s3"))


def test_a_passage_becomes_evidence_beside_what_is_there(desk: Desk) -> None:
    text = present(desk.story).text
    one, other = Span(5, 10, text[5:10]), Span(0, 4, text[:4])
    desk.tag_passage("rights", one)
    desk.tag_passage("rights", other)
    assert list(desk.judgement.concerns["rights"].evidence) == [other, one]
    desk.undo()
    assert list(desk.judgement.concerns["rights"].evidence) == [one]


def test_what_arrives_in_a_long_view_leaves_all_of_it_in_view(desk: Desk, shelf: MemoryShelf) -> None:
    for number in range(10, 10 + 2 * FIRST_PAGE):
        shelf.put(Story(id=f"m{number}", title="Many"), number)
    desk.view.filter_by("many")
    desk.view.complete(desk.view.query, desk.view.how, shelf.arranged(desk.view.query, desk.view.how, limit=10**6), 0)
    shelf.put(Story(id="newest", title="Many more"), 5000)
    del shelf.by_key[12]
    desk.view.take_in()
    assert desk.view.is_complete
    assert len(desk.view.keys) == 2 * FIRST_PAGE + 1
    assert sorted(desk.view.keys, reverse=True) == list(desk.view.keys)
    assert (desk.view.keys[0], desk.view.position) == (5000, 1)
    desk.view.complete(desk.view.query, desk.view.how, shelf.arranged(desk.view.query, desk.view.how, limit=10**6), 0)
    assert len(desk.view.keys) == 2 * FIRST_PAGE


def test_another_change_while_a_step_is_made_again(shelf: MemoryShelf) -> None:
    desk = desk_on(shelf)
    desk.toggle_star()
    desk.undo()
    done = desk.turn(back=False)
    desk.toggle_read()
    assert present(desk.show_turn(done)).label == "starred"
    assert present(desk.undo()).label == "marked as read"
    assert present(desk.undo()).label == "starred"


def test_a_range_keeps_its_beginning_when_stories_arrive() -> None:
    marks = Selection()
    marks.begin_range(1, [5, 4, 3])
    marks.draw_to(3, [7, 6, 5, 4, 3], 3)
    assert marks.keys == [4]


def test_copies_that_are_found_behind_a_long_view_count_once(desk: Desk, shelf: MemoryShelf) -> None:
    total = FIRST_PAGE + 10
    for number in range(10, 10 + total):
        shelf.put(Story(id=f"m{number}", title="Many"), number)
    desk.view.filter_by("many")
    desk.view.complete(desk.view.query, desk.view.how, shelf.arranged(desk.view.query, desk.view.how, limit=10**6), 3)
    assert desk.view.left == total - 3
    folds = {number: number // 4 for number in range(10, 10 + total)}

    def folded(query: Query, how: How, *, limit: int) -> Arrangement:
        keys = shelf.search(query, limit=limit)
        return arrange(keys, how, whole=len(keys) < limit, folds=folds)

    shelf.arranged = folded  # type: ignore[method-assign]
    assert desk.view.take_in()  # all of them are to be looked for
    assert desk.view.count + desk.view.copies == total
    assert desk.view.left is None or desk.view.left <= desk.view.count
    desk.view.complete(desk.view.query, desk.view.how, folded(desk.view.query, desk.view.how, limit=10**6), 0)
    assert desk.view.count + desk.view.copies == total
    assert present(desk.story).id == present(desk.view.row(desk.view.position)).id


def test_an_open_story_that_turns_out_to_be_a_copy_keeps_its_row_and_counts_once(
    desk: Desk, shelf: MemoryShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.view.select(2)
    opened, copied = present(desk.story).id, desk.view.keys[2]
    front = desk.view.keys[0]
    monkeypatch.setattr(shelf, "copies", lambda story: (1, (front,)) if story == opened else (None, ()))
    keys = shelf.search(desk.view.query)
    found = arrange(keys, How(), folds={front: 1, copied: 1, keys[3]: 1})
    desk.view.complete(desk.view.query, desk.view.how, found, 0)
    assert present(desk.story).id == opened
    assert desk.view.keys[desk.view.position] == copied
    assert (desk.view.count, desk.view.copies) == (4, 1)


def test_a_story_below_the_first_page_is_returned_to_where_the_filter_finds_it(now: datetime) -> None:
    shelf = MemoryShelf()
    for number in range(FIRST_PAGE + 50):
        shelf.put(a_story(number, f"Bins {number}"), number)
    desk = desk_on(shelf, now)
    view = desk.view
    assert view.go_to("s3")
    view.filter_by("nosuchword")
    assert not view.go_to("s3")
    view.filter_by("bins")
    assert view.go_to("s3")


def test_a_step_says_that_severity_or_certainty_was_set(desk: Desk) -> None:
    desk.toggle_tag("privacy")
    weights: tuple[Weight, ...] = ("severity", "certainty")
    labels = [present(desk.weigh("privacy", weight)).label for weight in weights]
    assert labels == [f"set the {weight} of {desk.codebook.label('privacy')}" for weight in weights]
