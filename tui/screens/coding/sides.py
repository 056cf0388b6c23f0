"""What each coder says of a concern, or in a note: the quotes, the history, and the keys that settle where they
differ."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from civic.concern_status import looked_up
from civic.conflicts import Conflict, Side
from civic.export.describe import describe_fate
from civic.judgement import Decision, tag_of
from civic.settlement import Choice, SettlementFault, others_of, value_of
from civic.story import Story
from civic.wording import (
    describe_coder,
    describe_field,
    describe_moment,
    describe_operation,
    describe_side,
    describe_who,
    sign_of,
)
from tui.desk.session import Desk
from tui.keys.binding import bindings
from tui.keys.commands import SIDES
from tui.screens.choose import ChooseScreen
from tui.screens.coding.page import PageScreen
from tui.widgets.prose import HEADING, QUIET, QUOTE, WARNING, Paragraph, Prose

Settle: TypeAlias = Callable[[Conflict, Choice, str], object]
"""Settles a conflict of the open story by a choice; the name is whose word "theirs" is."""
_NOTHING: Final = "Nobody has said anything of this. esc goes back to the story, where a, x and t decide on it."


class SidesScreen(PageScreen):
    """One field of the open story at a time; the conflicts of the story can be gone through from here."""

    BINDINGS = bindings(SIDES)

    def __init__(self, desk: Desk, field: str, settle: Settle, undo: Callable[[], object]) -> None:
        self._prose = Prose(id="sides-view")
        super().__init__(self._prose, id="sides")
        self._desk = desk
        self._field = field
        self._settle = settle
        self._undo = undo

    @property
    def conflict(self) -> Conflict | None:
        """Return the conflict that is shown; None where nobody differs."""
        return self._desk.view.others.conflict(self._field)

    def on_mount(self) -> None:
        """Show what coders say."""
        self.show_sides()

    def show_sides(self) -> None:
        """Show the field as it stands now."""
        story, conflicts = self._desk.story, self._desk.view.others.conflicts
        if story is None:
            self.dismiss()
            return
        label = describe_field(self._field, self._desk.codebook)
        place = ""
        if (conflict := self.conflict) and len(conflicts) > 1:
            place = f" · {conflicts.index(conflict) + 1} of {len(conflicts)} in conflict"
        elif conflicts and not conflict:
            place = f" · {len(conflicts)} in conflict"
        self.show_title(f"{label[0].upper()}{label[1:]}{place} · “{story.headline}”")
        self._prose.show(list(_page(self._desk, story, self._field)))
        self.refit()

    # settling

    def action_sides_mine(self) -> None:
        """Settle it as the user said."""
        self._by(Choice.MINE)

    def action_sides_theirs(self) -> None:
        """Settle it as another coder said, who is asked for where there are several."""
        conflict = self.conflict
        others = others_of(conflict) if conflict else []
        if len(others) < 2:
            self._by(Choice.THEIRS)
            return

        def chosen(index: int | None) -> None:
            if index is not None:
                self._by(Choice.THEIRS, others[index].who)

        answers = [f"{describe_coder(side.who)}: {sign_of(side.value)} {describe_side(side)}" for side in others]
        self.app.push_screen(ChooseScreen("Whose word holds?", answers), chosen)

    def action_sides_both(self) -> None:
        """Settle it with the passages of all, or all notes."""
        self._by(Choice.BOTH)

    def action_sides_yes(self) -> None:
        """Settle that it stands."""
        self._by(Choice.YES)

    def action_sides_no(self) -> None:
        """Settle that it does not stand."""
        self._by(Choice.NO)

    def _by(self, choice: Choice, who: str = "") -> None:
        conflict = self.conflict
        if conflict is None:
            self.app.notify("Nobody differs about it: there is nothing to settle.", markup=False)
            return
        try:
            value_of(conflict, choice, who)
        except SettlementFault as fault:
            self.app.notify(str(fault), severity="warning", markup=False)
            return
        self._settle(conflict, choice, who)
        self.show_sides()

    # going on

    def action_sides_next(self) -> None:
        """Show the next conflict of the story."""
        self._go(1)

    def action_sides_previous(self) -> None:
        """Show the conflict before."""
        self._go(-1)

    def _go(self, step: int) -> None:
        fields = [conflict.field for conflict in self._desk.view.others.conflicts]
        if not fields:
            self.app.notify("Nothing of this story is in conflict.", markup=False)
            return
        at = fields.index(self._field) + step if self._field in fields else 0
        self._field = fields[at % len(fields)]
        self.show_sides()
        self._prose.scroll_to_line(0)

    def action_sides_undo(self) -> None:
        """Take the last change back."""
        self._undo()
        self.show_sides()

    def action_sides_close(self) -> None:
        """Go back."""
        self.dismiss()


def _page(desk: Desk, story: Story, field: str) -> Iterator[Paragraph]:
    conflict, others = desk.view.others.conflict(field), desk.view.others
    own = desk.own_side(field)
    sides: Sequence[Side] = conflict.sides if conflict else (*([own] if own else []), *others.sides(field))
    if conflict:
        yield Paragraph(f"Coders differ: {', '.join(conflict.what)}", WARNING)
    elif answer := next((side for side in others.sides(field) if side.operation.by), None):
        yield Paragraph(f"Settled by {describe_coder(answer.operation.by)}", HEADING)
    elif len(sides) > 1:
        yield Paragraph("Coders agree", HEADING)
    if not sides:
        yield Paragraph(_NOTHING, QUIET)
    for side in sides:
        yield Paragraph("")
        yield from _side(side, story)
    yield from _suggestion(desk, field, story)
    more = [describe_field(one.field, desk.codebook) for one in others.conflicts if one.field != field]
    if more:
        yield from (Paragraph(""), Paragraph(f"Also in conflict: {', '.join(more)}", WARNING))
    past = [one for one in desk.view.history if desk.current(one.field) == field]
    if past:
        yield from (Paragraph(""), Paragraph("History", HEADING))
        yield from (Paragraph(describe_operation(one, desk.codebook), QUIET) for one in reversed(past))


def _side(side: Side, story: Story) -> Iterator[Paragraph]:
    if isinstance(side.value, str):
        yield Paragraph(f"✎ {describe_who(side)}, {describe_moment(side.operation.at)}")
        yield Paragraph(side.value, QUOTE, 2)
        return
    yield Paragraph(f"{sign_of(side.value)} {describe_who(side)}: {describe_side(side)}")
    if isinstance(side.value, Decision):
        for passage in looked_up(side.value.evidence, story):
            fate = describe_fate(passage, story)
            yield Paragraph(f"“{' '.join(passage.quote.text.split())}”", QUOTE, 2)
            if fate:
                yield Paragraph(fate, WARNING, 2)


def _suggestion(desk: Desk, field: str, story: Story) -> Iterator[Paragraph]:
    """Yield what the machine suggests of a concern, with all that it rests that on."""
    tag = tag_of(field)
    suggestion = desk.analysis.suggestion(tag) if desk.analysis and tag else None
    if suggestion is None or not suggestion.suggested:
        return
    score = f" {suggestion.score:.2f}" if suggestion.ours else ""
    by = f", by {', '.join(suggestion.badges)}" if suggestion.badges else ""
    yield from (Paragraph(""), Paragraph(f"○ suggested{score}{by}"))
    for evidence in suggestion.evidence:
        yield Paragraph(f"“{' '.join(evidence.span.text.split())}”", QUOTE, 2)
