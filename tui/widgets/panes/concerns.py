"""The ethical concerns of the open story: decided, suggested and rejected."""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar, Final

from rich.cells import cell_len

from civic.anchoring import State
from civic.concern_status import WANTS_A_LOOK, ConcernStatus
from civic.conflicts import Side
from civic.judgement import Verdict, concern_field
from civic.others import Others
from civic.wording import describe_side, sign_of
from tui.keys.binding import bindings
from tui.keys.commands import CONCERNS
from tui.text.plain import fit, visible
from tui.widgets.hints import key_of
from tui.widgets.line_view import DIFFER, Piece, concern_style
from tui.widgets.panes.items import HIDDEN, ItemsPane, quote

_TITLE: Final = "3 Ethical concerns"
_DOTS: Final = {Verdict.ACCEPTED: "●", Verdict.TAGGED: "●", Verdict.REJECTED: "✗", None: "○"}


class ConcernItems:
    """Concerns as items: `○` suggested with its score, and the badges of the providers that suggest it; `●` decided by
    the user, `✗` rejected."""

    def __init__(self) -> None:
        self.statuses: tuple[ConcernStatus, ...] = ()
        self.others = Others()
        self.key = ""
        """what opens the concern under the cursor"""
        self.waiting = self.hidden = False

    @property
    def count(self) -> int:
        """Return how many concerns there are."""
        return len(self.statuses)

    @property
    def empty(self) -> str:
        """Return what to do where no concern is suggested."""
        if self.hidden:
            return f"{HIDDEN} Press t to tag one."
        return "Reading …" if self.waiting else "No concern suggested. Press t to tag one."

    def above(self, index: int, width: int) -> Sequence[Sequence[Piece]]:
        """Return nothing: there are no headings."""
        return ()

    def draw(self, index: int, width: int, *, is_open: bool) -> Sequence[Sequence[Piece]]:
        """Return a line of state, label and score; the evidence under the one that is open."""
        one = self.statuses[index]
        verdict = one.decision.verdict if one.decision else None
        sides, conflict = self.others.sides(field := concern_field(one.tag)), self.others.conflict(field)
        said = _tail(one, width)
        room = width - 4 - cell_len(one.label) - cell_len(said) - 3
        badges = coder_badges(sides, max(room, width // 6), differ=conflict is not None)
        tail = " · ".join(part for part in (said, badges) if part)
        style = "concerns--rejected" if verdict is Verdict.REJECTED else "items--name" if verdict else ""
        label = fit(one.label, max(1, width - 4 - cell_len(tail)))
        name = label.rstrip()  # the style may be a line through it, which ends where the name does
        first = [
            Piece(_DOTS[verdict] + " ", concern_style(one.tag)),
            Piece(name, style),
            Piece(f"{label[len(name) :]}  {tail}", "items--quiet"),
        ]
        lines: list[Sequence[Piece]] = [first]
        if is_open:
            lines += _evidence(one, width)
        if is_open and one.open and one.suggestion and one.suggestion.why:
            lines.append([Piece(fit("  why: " + ", ".join(one.suggestion.why), width - 1), "items--quiet")])
        if is_open and one.badges:
            lines.append([Piece(fit("  suggested by " + ", ".join(one.badges), width - 1), "items--quiet")])
        if is_open and conflict:
            line = f"  {self.key}: coders differ in {', '.join(conflict.what)}"
            lines.append([Piece(fit(line, width - 1), "concerns--fate")])
        if is_open:
            for side in sides:
                line = f"  {sign_of(side.value)} {side.who}: {describe_side(side)}"
                lines.append([Piece(fit(line, width - 1), "items--quiet")])
        return lines


def coder_badges(sides: Sequence[Side], room: int, *, differ: bool = False) -> str:
    """Return what other coders say of a concern, in `room` cells where that can be: "●ben ✗cy", or "●2 ✗1" where that
    is too much; a sign in front where coders differ."""
    said = [(sign_of(side.value), visible(side.who)) for side in sides]
    whole = " ".join(f"{sign}{who}" for sign, who in said)
    if cell_len(whole) + 2 * differ > room:
        whole = " ".join(f"{sign}{count}" for sign, count in Counter(sign for sign, _ in said).items())
    return f"{DIFFER} {whole}".rstrip() if differ else whole


class ConcernsPane(ItemsPane):
    """Shows the concerns, and how many of them are decided."""

    BINDINGS = bindings(CONCERNS)
    COMPONENT_CLASSES: ClassVar[set[str]] = {"concerns--rejected", "concerns--fate"}
    DEFAULT_CSS = """
    ConcernsPane > .concerns--rejected { color: $foreground 68%; text-style: strike; }
    ConcernsPane > .concerns--fate { color: $warning; text-style: bold; }
    """

    def __init__(self) -> None:
        self._concerns = ConcernItems()
        super().__init__(_TITLE, self._concerns, id="concerns")

    @property
    def statuses(self) -> tuple[ConcernStatus, ...]:
        """Return the concerns that are shown."""
        return self._concerns.statuses

    @property
    def current(self) -> ConcernStatus | None:
        """Return the concern under the cursor."""
        return self.statuses[self.cursor] if self.statuses else None

    def show(
        self, statuses: tuple[ConcernStatus, ...], others: Others, *, waiting: bool, same_story: bool,
        hidden: bool = False,
    ) -> None:  # fmt: skip
        """Show a story's concerns, and what others say of them; a new story's cursor is on the first that is open.
        `waiting`: the analysis is still at work. `hidden`: what is suggested is not shown."""
        keep = self.cursor if same_story else next((i for i, one in enumerate(statuses) if one.open), 0)
        self.moves += not same_story
        self._concerns.statuses, self._concerns.others = statuses, others
        self._concerns.waiting, self._concerns.hidden = waiting, hidden
        if others.conflicts:
            self._concerns.key = key_of(self.screen, "concern.open")
        decided = sum(not one.open for one in statuses)
        self.border_title = f"{_TITLE} · {decided} of {len(statuses)}" if decided else _TITLE
        self.reset(keep)

    def next_open(self) -> int:
        """Return the position of the next open concern, after the cursor and from the top round to it; the cursor's own
        where there is none."""
        count = len(self.statuses)
        order = [(self.cursor + step) % count for step in range(1, count + 1)] if count else []
        return next((index for index in order if self.statuses[index].open), self.cursor)


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
