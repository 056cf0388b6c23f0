"""Who is involved in the open story, of what type, in which roles."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.message import Message

from civic.codebook import STAKEHOLDER_TYPES, role_label
from civic.story import AuthorStakeholder, Span
from civic.suggestions import Stakeholder
from tui.keys.binding import bindings
from tui.keys.commands import MOVE, PANE, STAKEHOLDERS
from tui.text.plain import fit, visible
from tui.widgets.items_pane import ItemsPane
from tui.widgets.line_view import Piece


class StakeholdersPane(ItemsPane):
    """The author's stakeholders first, as the source names them, then the suggested ones."""

    BINDINGS = bindings(STAKEHOLDERS, PANE, MOVE)

    class Entered(Message):
        """The person wants to see the page of the stakeholder under the cursor."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        super().__init__("2 Stakeholders", id="stakeholders")
        self.stakeholders: list[Stakeholder | AuthorStakeholder] = []
        self.waiting = False

    @property
    def count(self) -> int:
        """How many stakeholders are shown."""
        return len(self.stakeholders)

    @property
    def evidence(self) -> tuple[Span, ...]:
        """The sentences that show the roles of the stakeholder under the cursor."""
        stakeholder = self.stakeholders[self.cursor] if self.stakeholders else None
        return stakeholder.evidence if isinstance(stakeholder, Stakeholder) else ()

    def show(
        self, named: Sequence[AuthorStakeholder], suggested: Sequence[Stakeholder], *, waiting: bool, same_story: bool
    ) -> None:
        """Show a story's stakeholders; the author's and the suggested of one name are shown once, as the author's."""
        names = {stakeholder.name.casefold() for stakeholder in named}
        self.stakeholders = [
            *named,
            *(stakeholder for stakeholder in suggested if stakeholder.name.casefold() not in names),
        ]
        self.waiting = waiting
        self.reset(self.cursor if same_story else 0)

    def action_stakeholder_open(self) -> None:
        """Ask for the page of the stakeholder under the cursor."""
        if self.stakeholders:
            self.post_message(self.Entered(self.stakeholders[self.cursor].name))

    def _name_column(self, width: int) -> int:
        """As wide as the longest name, where the longest roles still fit beside it."""
        names = max(cell_len(visible(stakeholder.name)) for stakeholder in self.stakeholders)
        roles = max(cell_len(_beside(stakeholder)) for stakeholder in self.stakeholders)
        return max(12, min(names, max(width - roles - 3, width * 45 // 100)))

    def empty(self) -> str:
        """What it means where nobody was found."""
        return "Reading …" if self.waiting else "Nobody named in this text."

    def draw_item(self, index: int, width: int, *, is_open: bool) -> list[Sequence[Piece]]:
        """Name and roles on a line where they fit, else one under the other; the type beside."""
        stakeholder = self.stakeholders[index]
        kind = STAKEHOLDER_TYPES.get(stakeholder.type, stakeholder.type)
        beside = _beside(stakeholder)
        column = self._name_column(width)
        column = max(column, min(cell_len(visible(stakeholder.name)), width - cell_len(beside) - 3))
        lines: list[Sequence[Piece]] = [
            [
                Piece(fit(stakeholder.name, column), "items--name"),
                Piece("  " + fit(beside, max(0, width - column - 3)), "" if stakeholder.roles else "items--quiet"),
            ]
        ]
        if is_open:
            source = "" if isinstance(stakeholder, Stakeholder) else "named by the source"
            by = "by " + ", ".join(_badges(stakeholder)) if _badges(stakeholder) else ""
            aliases = (
                "also " + ", ".join(stakeholder.aliases[:4])
                if isinstance(stakeholder, Stakeholder) and stakeholder.aliases
                else ""
            )
            said = " · ".join(part for part in (kind, aliases, source, by) if part)
            lines.append([Piece(fit("  " + said, width - 1), "items--quiet")])
            if self.evidence:
                lines += self.quote(self.evidence[0].text, width, "  ")
        return lines


def _roles(stakeholder: Stakeholder | AuthorStakeholder) -> str:
    return ", ".join(map(role_label, stakeholder.roles))


def _badges(stakeholder: Stakeholder | AuthorStakeholder) -> tuple[str, ...]:
    return stakeholder.badges if isinstance(stakeholder, Stakeholder) else ()


def _beside(stakeholder: Stakeholder | AuthorStakeholder) -> str:
    """Roles, or the type where there are none; and which kind of extra suggests the party, whose whole badge opens with
    it."""
    said = _roles(stakeholder) or STAKEHOLDER_TYPES.get(stakeholder.type, stakeholder.type)
    kinds = dict.fromkeys(badge.partition(" ")[0] for badge in _badges(stakeholder))
    return " · ".join(part for part in (said, *map(visible, kinds)) if part)
