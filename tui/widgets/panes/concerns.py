"""The ethical concerns of the open story: decided, suggested and rejected."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from textual.message import Message

from civic.anchoring import Passage, State
from civic.codebook import CONCERN_BY_ID
from civic.concern_status import WANTS_A_LOOK, ConcernStatus
from civic.conflicts import Side
from civic.judgement import Verdict, concern_field
from civic.languages.language import SUGGESTED_FOR
from civic.others import Others
from civic.story import Span
from civic.wording import describe_side, sign_of
from tui.desk.guidance import HIDDEN
from tui.keys.binding import bindings
from tui.keys.commands import CONCERNS, MOVE, PANE, QUOTE
from tui.text.letters import concern_letters
from tui.text.plain import fit, visible
from tui.widgets.hints import key_of
from tui.widgets.line_view import DIFFER, Piece, concern_style
from tui.widgets.panes.items import ItemsPane, beneath, quote

_TITLE: Final = "3 Ethical concerns"
_WHOLE_QUOTE: Final = 12
"""Lines of a quote that are shown under the cursor; as many as most panes are high."""
_DOTS: Final = {Verdict.ACCEPTED: "●", Verdict.TAGGED: "●", Verdict.REJECTED: "✗", None: "○"}


class Row(NamedTuple):
    """A concern, or one of its quotes, which stand under it while they are unfolded."""

    status: ConcernStatus
    quote: Passage | None = None


class ConcernItems:
    """Concerns as items: `○` suggested with its score, and the badges of the providers that suggest it; `●` decided by
    the user, `✗` rejected. The quotes of one of them can be items, too."""

    def __init__(self) -> None:
        self.statuses: tuple[ConcernStatus, ...] = ()
        self.rows: Sequence[Row] = ()
        self.unfolded = ""
        """the concern whose quotes are items"""
        self.others = Others()
        self.key = ""
        """what opens the concern under the cursor"""
        self.waiting = self.hidden = self.foreign = False
        self.lettered = False
        """whether the letters of concerns stand before their names, as they do in the list"""

    @property
    def count(self) -> int:
        """Return how many rows there are, of concerns and quotes."""
        return len(self.rows)

    @property
    def empty(self) -> str:
        """Return what to do where no concern is suggested."""
        if self.hidden:
            return f"{HIDDEN} Press t to tag one."
        if self.foreign:
            return f"{SUGGESTED_FOR[0].upper()}{SUGGESTED_FOR[1:]}. Press t to tag one."
        return "Reading …" if self.waiting else "No concern suggested. Press t to tag one."

    def lay_out(self) -> None:
        """Work out the rows, after a change of the concerns or of which is unfolded."""
        self.rows = [
            row
            for one in self.statuses
            for row in (Row(one), *(Row(one, quote) for quote in one.passages if one.tag == self.unfolded))
        ]

    def above(self, index: int, width: int) -> Sequence[Sequence[Piece]]:
        """Return nothing: there are no headings."""
        return ()

    def draw(self, index: int, width: int, *, is_open: bool) -> Sequence[Sequence[Piece]]:
        """Return a line of state, label and score; the evidence under the one that is open. Or return a quote."""
        one, quote_of_it = self.rows[index]
        if quote_of_it:
            return _quote(one, quote_of_it, width, is_open=is_open)
        verdict = one.decision.verdict if one.decision else None
        sides, conflict = self.others.sides(field := concern_field(one.tag)), self.others.conflict(field)
        letters = f"{concern_letters(one.tag)} " if self.lettered else ""
        room = width - 4 - len(letters)
        name, tail = label_and_tail(one, width, room, _badge_forms(sides, differ=conflict is not None))
        style = "concerns--rejected" if verdict is Verdict.REJECTED else "items--name" if verdict else ""
        label = fit(name, max(1, room - cell_len(tail)))
        name = label.rstrip()  # the style may be a line through it, which ends where the name does
        first = [
            Piece(f"{_DOTS[verdict]} {letters}", concern_style(one.tag)),
            Piece(name, style),
            Piece(f"{label[len(name) :]}  {tail}", "items--quiet"),
        ]
        lines: list[Sequence[Piece]] = [first]
        if is_open and one.tag != self.unfolded:
            lines += _evidence(one, width)
        if is_open and one.open and one.suggestion and one.suggestion.by_decisions:
            lines += beneath(one.suggestion.by_decisions, width)
        if is_open and one.open and one.suggestion and one.suggestion.why:
            lines += beneath("why: " + ", ".join(one.suggestion.why), width)
        if is_open and one.badges:
            lines += beneath("suggested by " + ", ".join(one.badges), width)
        if is_open and conflict:
            line = f"  {self.key}: coders differ in {', '.join(conflict.what)}"
            lines.append([Piece(fit(line, width - 1), "concerns--fate")])
        if is_open:
            for side in sides:
                lines += beneath(f"{sign_of(side.value)} {side.who}: {describe_side(side)}", width)
        return lines


def label_and_tail(one: ConcernStatus, width: int, room: int, badges: Sequence[str]) -> tuple[str, str]:
    """Return a concern's label and what stands behind it, in the longest forms that fit into `room` cells together: the
    word for what the mark says goes first, then names of coders, then the end of a built-in label, which only says the
    rest of it ("& surveillance"); the shortest ones where none fits."""
    said, shortened = _tail(one, width), one.label.partition(" & ")[0]
    words = ("",) if one.decision and said == one.decision.verdict.value else ()
    labels = (one.label, shortened) if one.tag in CONCERN_BY_ID else (one.label,)
    label, tail = one.label, ""
    for label in labels:
        for badge in badges:
            for word in (said, *words):
                tail = " · ".join(part for part in (word, badge) if part)
                if cell_len(label) + cell_len(tail) <= room:
                    return label, tail
    return label, tail


def _badge_forms(sides: Sequence[Side], *, differ: bool) -> Sequence[str]:
    """Return what coders say of a concern in its forms, the longest first: the last says only that they differ, where
    they do."""
    forms = [coder_badges(sides, room, differ=differ) for room in (1000, 0)]
    return [*forms, DIFFER] if differ else forms


def coder_badges(sides: Sequence[Side], room: int, *, differ: bool = False) -> str:
    """Return what other coders say of a concern, in `room` cells where that can be: "●ben ✗cy", or "●2 ✗1" where that
    is too much; a sign in front where coders differ."""
    said = [(sign_of(side.value), visible(side.who)) for side in sides]
    whole = " ".join(f"{sign}{who}" for sign, who in said)
    if cell_len(whole) + 2 * differ > room:
        whole = " ".join(f"{sign}{count}" for sign, count in Counter(sign for sign, _ in said).items())
    return f"{DIFFER} {whole}".rstrip() if differ else whole


class ConcernsPane(ItemsPane):
    """Shows the concerns, and how many of them are decided; of one of them, its quotes as rows."""

    BINDINGS = bindings(QUOTE, CONCERNS, PANE, MOVE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {"concerns--rejected", "concerns--fate"}
    DEFAULT_CSS = """
    ConcernsPane > .concerns--rejected { color: $quiet; text-style: strike; }
    ConcernsPane > .concerns--fate { color: $warning; text-style: bold; }
    """

    class QuoteDropped(Message):
        """The concern under the cursor is not to rest on the quote there any more."""

    class QuoteShown(Message):
        """The quote under the cursor is to be shown in the text."""

    def __init__(self) -> None:
        self._concerns = ConcernItems()
        super().__init__(_TITLE, self._concerns, id="concerns")

    def notify_style_update(self) -> None:
        """Work the styles out anew, and whether concerns are told by letters."""
        super().notify_style_update()
        if self._concerns.lettered != self.lettered:
            self._concerns.lettered = self.lettered
            self._item_lines.redraw()

    @property
    def statuses(self) -> tuple[ConcernStatus, ...]:
        """Return the concerns that are shown."""
        return self._concerns.statuses

    @property
    def _row(self) -> Row | None:
        rows = self._concerns.rows
        return rows[self.cursor] if self.cursor < len(rows) else None

    @property
    def current(self) -> ConcernStatus | None:
        """Return the concern under the cursor, or that of the quote there."""
        return self._row.status if self._row else None

    @property
    def quote(self) -> Passage | None:
        """Return the quote under the cursor; None where that is on a concern."""
        return self._row.quote if self._row else None

    @property
    def evidence(self) -> tuple[Span, ...]:
        """Return where in the text what is under the cursor stands: the quote, or all that the concern rests on."""
        if self.quote is None:
            return self.current.evidence if self.current else ()
        place = self.quote.place
        return (place,) if place and not place.in_title else ()

    def show(
        self, statuses: tuple[ConcernStatus, ...], others: Others, *, waiting: bool, same_story: bool,
        hidden: bool = False, foreign: bool = False,
    ) -> None:  # fmt: skip
        """Show a story's concerns, and what others say of them; a new story's cursor is on the first that is open.
        `waiting`: the analysis is still at work. `hidden`: what is suggested is not shown. `foreign`: nothing is
        suggested for texts in its language."""
        tag, below = self._place()
        self.moves += not same_story
        self._concerns.statuses = _in_place(statuses, self.statuses) if same_story else statuses
        self._concerns.others = others
        self._concerns.waiting, self._concerns.hidden, self._concerns.foreign = waiting, hidden, foreign
        if others.conflicts:
            self._concerns.key = key_of(self.screen, "concern.open")
        decided = sum(not one.open for one in statuses)
        how_far = (f"{_TITLE} · {decided} of {len(statuses)} decided", f"{_TITLE} · {decided} decided")
        self.show_title(*(how_far if decided else ()), _TITLE)
        if not same_story:
            self._concerns.unfolded = ""
        self._concerns.lay_out()
        first_open = next((index for index, row in enumerate(self._concerns.rows) if row.status.open), 0)
        self.reset(self._row_of(tag, below) if same_story else first_open)

    def _place(self) -> tuple[str, int]:
        """Return the concern under the cursor, and how many rows below its own the cursor is."""
        tag = self.current.tag if self.current else ""
        rows = self._concerns.rows[: self.cursor]
        return tag, sum(row.status.tag == tag for row in rows)

    def _row_of(self, tag: str, below: int = 0) -> int:
        """Return the position of a concern, or of a quote so far below it (the last one there is); the cursor's own
        for a concern that is gone."""
        at = [index for index, row in enumerate(self._concerns.rows) if row.status.tag == tag]
        return at[min(below, len(at) - 1)] if at else self.cursor

    def unfold(self) -> bool:
        """Show the quotes of the concern under the cursor as rows, with the cursor on the first, or fold them away.
        Return False where it has none."""
        current, items = self.current, self._concerns
        if current is None or not current.passages:
            return False
        items.unfolded = "" if items.unfolded == current.tag else current.tag
        items.lay_out()
        self.redraw()
        self.move_to(self._row_of(current.tag, 1 if items.unfolded else 0))
        return True

    def neighbour(self, step: int) -> int:
        """Return the position of the concern so many further, passing quotes over; the last one there is."""
        rows = self._concerns.rows
        heads = [index for index, row in enumerate(rows) if row.quote is None]
        here = sum(index <= self.cursor for index in heads) - 1
        return heads[max(0, min(here + step, len(heads) - 1))] if heads else 0

    def next_open(self) -> int:
        """Return the position of the next open concern, after the cursor and from the top round to it; the cursor's own
        where there is none."""
        rows = self._concerns.rows
        order = [(self.cursor + step) % len(rows) for step in range(1, len(rows) + 1)]
        return next((at for at in order if rows[at].quote is None and rows[at].status.open), self.cursor)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether an action can be run: those of a quote, with one under the cursor."""
        return not action.startswith("quote_") or self.quote is not None

    def move_to(self, index: int) -> None:
        """Put the cursor on a row and post `Highlighted`; other keys may apply there."""
        super().move_to(index)
        self.refresh_bindings()

    def action_quote_drop(self) -> None:
        """Have the concern rest on the quote no more."""
        self.post_message(self.QuoteDropped())

    def action_quote_show(self) -> None:
        """Show the quote where it stands in the text."""
        self.post_message(self.QuoteShown())


def _in_place(statuses: Iterable[ConcernStatus], before: Sequence[ConcernStatus]) -> tuple[ConcernStatus, ...]:
    """Return concerns with those that a coder added in the order that they had before: one that is decided on anew
    comes last of them, and would move from under the eye."""
    places = {one.tag: at for at, one in enumerate(before)}

    def place(one: ConcernStatus) -> tuple[bool, int]:
        is_added = not one.by_author and not (one.suggestion and one.suggestion.suggested)
        return is_added, places.get(one.tag, len(places)) if is_added else 0

    return tuple(sorted(statuses, key=place))


def _quote(one: ConcernStatus, passage: Passage, width: int, *, is_open: bool) -> list[Sequence[Piece]]:
    """Return a quote as an item of its own, whole under the cursor, with what has become of it."""
    whole, indent = _WHOLE_QUOTE if is_open else 3, "    "
    lines = quote(passage.quote.text, width, indent, whole)
    said = [_FATES[passage.state]] if passage.state is not State.EXACT else []
    said += [f"version {passage.version}"] if passage.state is State.GONE and passage.version else []
    said += ["in the title"] if passage.quote.in_title else []
    if said:
        lines.append([Piece(fit(indent + " · ".join(said), width - 1), "concerns--fate")])
    if passage.rewritten:
        lines += quote(f"now: {passage.rewritten}", width, indent, whole)
    if is_open and one.decision and not one.rests_on_own:
        lines.append([Piece(fit(f"{indent}suggested; you chose no quote", width - 1), "items--quiet")])
    lines[0] = [Piece("  “ ", concern_style(one.tag)), Piece(lines[0][0].text[len(indent) :], lines[0][0].style)]
    return lines


def _evidence(one: ConcernStatus, width: int) -> list[Sequence[Piece]]:
    """Return the first passage that a concern rests on, and each whose words are not in the text as they were, with
    what has become of it."""
    lines: list[Sequence[Piece]] = []
    for index, passage in enumerate(one.passages):
        is_worth_it = index == 0 or passage.state in WANTS_A_LOOK
        if is_worth_it:
            lines += quote(passage.quote.text, width, "  ")
        if passage.state is not State.EXACT and is_worth_it:
            version = f" · version {passage.version}" if passage.state is State.GONE and passage.version else ""
            lines.append([Piece(fit(f"  {_FATES[passage.state]}{version}", width - 1), "concerns--fate")])
        if passage.rewritten:
            lines += quote(f"now: {passage.rewritten}", width, "  ")
    return lines


_FATES: Final = {
    State.MOVED: "moved",
    State.CHANGED: "changed",
    State.UNCERTAIN: "uncertain: perhaps not this passage",
    State.GONE: "no longer in the text",
}


def _tail(one: ConcernStatus, width: int) -> str:
    """Return what stands behind the label: how it was decided, else by whom it is suggested."""
    if held := one.decision:
        parts = [part for part in (held.severity, held.certainty) if part and held.verdict.holds]
        parts += [f"rule {held.rule}"] if held.rule else []
        return " · ".join(parts) or held.verdict.value
    if one.suggestion and one.suggestion.suggested:
        score = f"{one.suggestion.score:.2f}" if one.suggestion.ours else ""
        return " · ".join(part for part in (score, _badge(one.badges, width)) if part)
    return "source's" if one.by_author else ""


def _badge(badges: Sequence[str], width: int) -> str:
    """Return the badges of the providers that suggest a concern: whole where there is room, else only their kinds."""
    whole = visible(", ".join(badges))
    kinds = dict.fromkeys(visible(badge.partition(" ")[0]) for badge in badges)
    return whole if cell_len(whole) <= width // 3 else ", ".join(kinds)
