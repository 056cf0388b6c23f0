"""What is typed in the picker, and what must happen: the whole table, without a screen."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.story import Span, Story
from civic.suggestions import Analysis, Suggestion
from tests.doubles import NOW, MemoryLibrary
from tests.tui.sessions import desk_on
from tests.types import present
from tui.desk.picking import Picking
from tui.desk.session import Desk
from tui.desk.tagging import Pick, PickerTask, Tagging

TEXT = "The council met on Monday. Nobody had been asked. The chair called it a success."
USED = ("gdpr", "監控", "приватность", "الخصوصية", "5")


@dataclass(frozen=True)
class Row:
    """What is typed in the picker, and then pressed, the tags that the story has before and the ones it has then."""

    typed: str
    after: Sequence[str]
    before: Sequence[str] = ()
    then: Sequence[str] = ("enter",)


TABLE = (
    # words of the codebook
    Row("consent", ["privacy"]),
    Row("children", ["safety"]),
    Row("oversight", ["accountability"]),
    Row("privacy", ["privacy"]),
    Row("Privacy & surveillance", ["privacy"]),
    # own tags: those that other stories have, in any script, and new ones
    Row("gd", ["gdpr"]),
    Row("監", ["監控"]),
    Row("прив", ["приватность"]),
    Row("الخ", ["الخصوصية"]),
    Row("follow up", ["follow-up"]),
    # digits are letters as soon as they begin a name; alone they point at a row
    Row("5g", ["5g"]),
    Row("article22", ["article22"]),
    Row("gdpr2", ["gdpr2"]),
    Row("2024", ["2024"]),
    Row("1", ["privacy"]),
    Row("1", [], then=["escape"]),
    Row("22", ["22"]),
    Row("3 ", ["3"]),
    Row("5", ["5"]),
    # what is merely spelt alike is never meant, but by going to it
    Row("gdprx", ["gdpr", "gdprx"], before=["gdpr"]),
    Row("contest", ["contest"]),
    Row("pirvacy", ["pirvacy"]),
    Row("pirvacy", ["privacy"], then=["down", "enter"]),
    # a tag is taken away only by its whole name, or by going to it
    Row("gdp", ["gdpr"], before=["gdpr"]),
    Row("gdp", ["gdpr"], before=["gdpr"], then=["tab", "escape"]),
    Row("gdpr", [], before=["gdpr"]),
    Row("GDPR", [], before=["gdpr"], then=["tab", "escape"]),
    Row("", ["gdpr"], before=["gdpr"]),
    Row("", [], before=["privacy"], then=["down", "up", "enter"]),
    Row("1", [], before=["privacy"]),
    # what was picked a moment ago is not taken back by the key that ends it
    Row("gdpr", ["gdpr"], then=["tab", "enter"]),
    Row("gdpr", [], then=["tab", "tab", "enter"]),
    Row("bias", ["bias"], then=["!", "~", "enter"]),
    Row("gdpr", ["bias", "gdpr"], then=["tab", *"bias", "enter"]),
    Row("gdp", ["gdpr"], then=["!", "escape"]),
)


def a_desk() -> tuple[Desk, MemoryLibrary]:
    """A desk on a story with nothing decided, in a library whose other story has tags of the user's own."""
    library = MemoryLibrary()
    library.put(Story("used", "Used", text="A text."), 1)
    library.put(Story("s", "A story", published=NOW, text=TEXT), 2)
    desk = desk_on(library)
    for tag in USED:
        desk.change("tagged", desk.plan_tag(["used"], tag, remove=True))
    desk.view.go_to("s")
    return desk, library


class Picker:
    """The picker without its screen: a line, and what its keys do."""

    def __init__(self, desk: Desk, passage: Span | None = None) -> None:
        self.told: list[str] = []
        self._tagging = Tagging(desk, passage)
        self.picking = Picking(self._tagging, self._pick, [])
        self._line = ""
        self.is_open = True

    def _pick(self, pick: Pick) -> None:
        if self._tagging.selected:
            refused = self._tagging.refused(pick)
            desk = self._tagging.desk
            if not refused:
                desk.change("tagged", self._tagging.plan(pick, desk.selected_stories()))
            self.told.append(refused)
        else:
            self.told.append(self._tagging.pick(pick)[1])

    def press(self, *keys: str) -> "Picker":
        """Press keys by their names, or type letters."""
        for key in keys:
            self._press(key)
        return self

    def _press(self, key: str) -> None:
        tasks: dict[str, PickerTask] = {"tab": "tag", "!": "severity", "~": "certainty"}
        if key in tasks:
            self.picking.pick(tasks[key])
            self._line = ""
        elif key in ("down", "up"):
            self.picking.go(1 if key == "down" else -1)
        elif key in ("enter", "escape"):
            self.is_open = not (key == "escape" or self.picking.finish())
        else:
            if key in "123456789":
                self.picking.point_by(key)
            self._line += key
            self.picking.type(self._line)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.typed}-{'-'.join(row.then)}")
def test_what_is_typed_and_what_happens(row: Row) -> None:
    desk, _ = a_desk()
    for tag in row.before:
        desk.toggle_tag(tag)
    picker = Picker(desk).press(*row.typed, *row.then)
    assert not picker.is_open
    assert sorted(desk.judgement.tags) == sorted(row.after)


def test_what_is_there_already_and_what_is_taken_away_are_told() -> None:
    desk, _ = a_desk()
    desk.toggle_tag("gdpr")
    assert Picker(desk).press(*"gdp", "enter").told[0].startswith("gdpr is there already")
    assert Picker(desk).press(*"gdpr", "enter").told == ["Took away gdpr; u brings it back."]
    desk.undo()
    assert desk.judgement.tags == ("gdpr",)


def test_where_nothing_but_a_slip_is_there_the_first_row_makes_the_tag() -> None:
    desk, _ = a_desk()
    rows = Picker(desk).press(*"pirvacy").picking.rows
    assert [(row.kind, row.tag) for row in rows] == [("new", "pirvacy"), ("near", "privacy")]


def test_a_passage_is_stored_for_each_that_is_picked_and_takes_none_away() -> None:
    desk, _ = a_desk()
    passage = Span(0, 26, TEXT[:26])
    Picker(desk, passage).press(*"gdpr", "tab", *"bias", "!", "~", *"new one", "~", *"gdpr", "tab", "escape")
    held = desk.judgement.concerns
    assert {tag: one.evidence[0].text for tag, one in held.items()} == dict.fromkeys(
        ("gdpr", "bias", "new-one"), TEXT[:26]
    )
    assert all(len(one.evidence) == 1 for one in held.values())
    assert (held["bias"].severity, held["bias"].certainty) == ("high", "confirmed")


def test_what_the_picker_will_do_with_selected_stories_is_said_and_done() -> None:
    desk, library = a_desk()
    desk.selection.add(desk.view.keys)
    tagging = Tagging(desk, None)
    assert tagging.selected == 2
    assert tagging.effect("gdpr", meant=True) == "Tags the one without it; 1 has it already."
    assert (tagging.sign("gdpr"), tagging.sign("bias")) == ("◐", " ")
    Picker(desk).press(*"gdp", "enter")
    tagging.refresh()
    assert tagging.effect("gdpr", meant=True) == "Takes it from 2 stories: all have it."
    assert tagging.effect("gdpr", meant=False) == "Changes nothing: all 2 stories have it."
    Picker(desk).press(*"gdp", "enter")
    assert [library.judgement(one).tags for one in ("used", "s")] == [USED, ("gdpr",)]
    Picker(desk).press(*"gdpr", "enter")
    assert "gdpr" not in library.judgement("used").tags + library.judgement("s").tags
    Picker(desk).press(*"bias", "!", "!", "~", "escape")
    said = [library.judgement(one).concerns["bias"] for one in ("used", "s")]
    assert [(one.severity, one.certainty) for one in said] == [("medium", "confirmed")] * 2
    for _ in range(3):
        desk.undo()
    assert not library.judgement("s").tags


def test_a_passage_goes_before_selected_stories_and_that_is_said() -> None:
    desk, library = a_desk()
    desk.selection.add(desk.view.keys)
    passage = Span(0, 26, TEXT[:26])
    said = Tagging(desk, passage).effect("bias", meant=False)
    assert said == f"Tags “{TEXT[:26]}” (this story alone, not the other one marked)."
    Picker(desk, passage).press(*"bias", "enter")
    assert "bias" not in library.judgement("used").tags
    assert present(desk.judgement.concerns["bias"].evidence[0]).text == TEXT[:26]


@given(st.lists(st.sampled_from("gdprx15"), max_size=8))
def test_enter_takes_nothing_away_that_was_neither_pointed_at_nor_named(letters: list[str]) -> None:
    desk, _ = a_desk()
    desk.toggle_tag("gdpr")
    Picker(desk).press(*letters, "enter")
    named = "".join(letters) == "gdpr"
    pointed = "".join(letters) in ("1", "5") and len(letters) == 1
    assert ("gdpr" in desk.judgement.tags) or named or pointed


def test_what_is_too_weak_to_be_suggested_is_told_of_the_open_story_alone() -> None:
    desk, _ = a_desk()
    tagging = Tagging(desk, None)
    desk.view.analysis = Analysis((), (), (
        Suggestion("privacy", 0.9, True, (), ()), Suggestion("bias", 0.2, False, (), ()),
        Suggestion("access", 0.01, False, (), ()),
    ))  # fmt: skip
    tagging.refresh()
    told = {tag: one.score for tag in ("privacy", "bias", "access", "gdpr") if (one := tagging.weaker(tag))}
    assert told == {"bias": 0.2}
    desk.change("tagged", desk.plan_tag(["s"], "bias", remove=True))
    tagging.refresh()
    assert tagging.weaker("bias") is None
    desk.selection.toggle(desk.view.keys[-1])
    tagging.refresh()
    assert tagging.weaker("labour") is None


@pytest.mark.parametrize("selected", [False, True])
def test_what_a_row_said_is_done_whatever_another_process_has_done_since(selected: bool) -> None:
    desk, library = a_desk()
    if selected:
        desk.selection.add(desk.view.keys)

    def elsewhere(tag: str, stories: Sequence[str], *, remove: bool = False) -> None:
        desk.change("elsewhere", desk.plan_tag(stories, tag, remove=remove))

    adding = Picker(desk).press("down", *"bias")
    elsewhere("bias", ["used", "s"])
    adding.press("enter")
    assert [library.judgement(one).tags.count("bias") for one in ("used", "s")] == [1, 1]
    taking = Picker(desk).press("down", *"bias")
    elsewhere("bias", ["s"], remove=True)
    taking.press("enter")
    assert "bias" not in library.judgement("s").tags
    assert ("bias" in library.judgement("used").tags) is not selected
    assert selected or [*adding.told, *taking.told] == [
        "Bias & discrimination is there already: it was set elsewhere meanwhile.",
        "Bias & discrimination was taken away elsewhere meanwhile.",
    ]


@pytest.mark.parametrize("typed", ["", "gdp", "5"])
def test_looking_again_keeps_what_is_typed_and_what_is_highlighted(typed: str) -> None:
    desk, _ = a_desk()
    picker = Picker(desk).press(*typed)
    picker.picking.go(1)
    chosen = present(picker.picking.row)
    desk.toggle_tag("gdpr")
    desk.toggle_tag("quite-new")
    picker.picking.look_again()
    assert present(picker.picking.row) == chosen
    assert picker.press("tab", *"quite").picking.rows[0].tag == "quite-new"
