"""Who is involved in the open story, of what type, in which roles."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.message import Message

from civic.codebook import STAKEHOLDER_TYPES, role_label
from civic.story import AuthorStakeholder, Span
from civic.suggestions import Stakeholder
from tui.desk.guidance import HIDDEN
from tui.keys.binding import bindings
from tui.keys.commands import MOVE, PANE, STAKEHOLDERS
from tui.text.plain import fit, visible
from tui.widgets.line_view import Piece
from tui.widgets.panes.items import ItemsPane, beneath, quote


class StakeholderItems:
    """Stakeholders as items; "●" stands before those whom the user added or accepted."""

    def __init__(self) -> None:
        self.stakeholders: list[Stakeholder | AuthorStakeholder] = []
        self.waiting = self.hidden = False

    def set(self, stakeholders: Sequence[AuthorStakeholder | Stakeholder], *, waiting: bool) -> None:
        """Have these stakeholders."""
        self.stakeholders = list(stakeholders)
        self.waiting = waiting

    @property
    def count(self) -> int:
        """Return how many stakeholders there are."""
        return len(self.stakeholders)

    @property
    def empty(self) -> str:
        """Return what it means where nobody was found."""
        if self.hidden:
            return HIDDEN
        return "Reading …" if self.waiting else "Nobody named in this text. Press p to add who was missed."

    def above(self, index: int, width: int) -> Sequence[Sequence[Piece]]:
        """Return nothing: there are no headings."""
        return ()

    def draw(self, index: int, width: int, *, is_open: bool) -> Sequence[Sequence[Piece]]:
        """Return a line of name and roles; under the one that is open its type, other names, and evidence."""
        stakeholder = self.stakeholders[index]
        beside = _beside(stakeholder)
        column = self._name_column(width)
        column = max(column, min(cell_len(_name(stakeholder)), width - cell_len(beside) - 2))
        lines: list[Sequence[Piece]] = [
            [
                Piece(fit(_name(stakeholder), column), "items--name"),
                Piece("  " + fit(beside, max(0, width - column - 2)), "" if stakeholder.roles else "items--quiet"),
            ]
        ]
        if is_open:
            lines += beneath(_details(stakeholder), width)
            if evidence := evidence_of(stakeholder):
                lines += quote(evidence[0].text, width, "  ")
        return lines

    def _name_column(self, width: int) -> int:
        """Return the width of the names: of the longest one, where the longest roles still fit beside it."""
        names = max(cell_len(_name(stakeholder)) for stakeholder in self.stakeholders)
        roles = max(cell_len(_beside(stakeholder)) for stakeholder in self.stakeholders)
        return max(12, min(names, max(width - roles - 2, width * 45 // 100)))


class StakeholdersPane(ItemsPane):
    """Shows the stakeholders; enter asks for the page of the one under the cursor."""

    BINDINGS = bindings(STAKEHOLDERS, PANE, MOVE)

    class Entered(Message):
        """The user wants to see the page of the stakeholder under the cursor."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        self._stakeholders = StakeholderItems()
        super().__init__("2 Stakeholders", self._stakeholders, id="stakeholders")

    @property
    def stakeholders(self) -> Sequence[Stakeholder | AuthorStakeholder]:
        """Return the stakeholders that are shown."""
        return self._stakeholders.stakeholders

    @property
    def evidence(self) -> tuple[Span, ...]:
        """Return the sentences that show the roles of the stakeholder under the cursor."""
        return evidence_of(self.stakeholders[self.cursor]) if self.stakeholders else ()

    def show(
        self, stakeholders: Sequence[AuthorStakeholder | Stakeholder], *, waiting: bool, same_story: bool,
        hidden: bool = False,
    ) -> None:  # fmt: skip
        """Show a story's stakeholders. `waiting`: the analysis is still at work; `hidden`: what it suggests is not
        shown."""
        self._stakeholders.set(stakeholders, waiting=waiting)
        self._stakeholders.hidden = hidden
        self.reset(self.cursor if same_story else 0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether an action can be run: the page, with a stakeholder under the cursor."""
        return action != "stakeholder_open" or bool(self.stakeholders)

    def action_stakeholder_open(self) -> None:
        """Ask for the page of the stakeholder under the cursor."""
        if self.stakeholders:
            self.post_message(self.Entered(self.stakeholders[self.cursor].name))


def evidence_of(stakeholder: Stakeholder | AuthorStakeholder) -> tuple[Span, ...]:
    """Return the sentences that show the roles of a stakeholder; none for one that the source names."""
    return stakeholder.evidence if isinstance(stakeholder, Stakeholder) else ()


def _name(stakeholder: Stakeholder | AuthorStakeholder) -> str:
    mark = "● " if isinstance(stakeholder, Stakeholder) and stakeholder.added else ""
    return mark + visible(stakeholder.name)


def _details(stakeholder: Stakeholder | AuthorStakeholder) -> str:
    kind = STAKEHOLDER_TYPES.get(stakeholder.type, stakeholder.type)
    suggested = stakeholder if isinstance(stakeholder, Stakeholder) else None
    aliases = "also " + ", ".join(suggested.aliases[:4]) if suggested and suggested.aliases else ""
    yours = "checked by you" if suggested and suggested.by else "added by you"
    source = yours if suggested and suggested.added else "" if suggested else "named by the source"
    by = "by " + ", ".join(_badges(stakeholder)) if _badges(stakeholder) else ""
    return " · ".join(part for part in (kind, aliases, source, by) if part)


def _roles(stakeholder: Stakeholder | AuthorStakeholder) -> str:
    return ", ".join(map(role_label, stakeholder.roles))


def _badges(stakeholder: Stakeholder | AuthorStakeholder) -> tuple[str, ...]:
    return stakeholder.badges if isinstance(stakeholder, Stakeholder) else ()


def _beside(stakeholder: Stakeholder | AuthorStakeholder) -> str:
    """Return the roles, or the type where there are none; and the kinds of the providers that suggest the stakeholder,
    which their badges begin with."""
    roles = _roles(stakeholder) or STAKEHOLDER_TYPES.get(stakeholder.type, stakeholder.type)
    kinds = dict.fromkeys(badge.partition(" ")[0] for badge in _badges(stakeholder))
    return " · ".join(part for part in (roles, *map(visible, kinds)) if part)
