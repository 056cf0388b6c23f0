"""What the key of correction does in the stakeholders: rename, merge, change type or role, remove."""

from collections.abc import Sequence
from typing import Final

from civic.codebook import ROLES, STAKEHOLDER_TYPES
from civic.correction import EVERYWHERE, Correction
from civic.story import AuthorStakeholder
from civic.suggestions import Stakeholder
from tui.screens.ask import AskScreen
from tui.screens.choose import ChooseScreen
from tui.screens.desk.batch import Triaging
from tui.widgets.stakeholders_pane import StakeholdersPane

_SCOPES: Final = ("In every story, also those to come", "In this story only")


class Correcting(Triaging):
    """A part of the desk's screen."""

    _stakeholders: StakeholdersPane

    def action_stakeholder_correct(self) -> None:
        """Ask what of the stakeholder under the cursor is to be otherwise."""
        stakeholders, story = self._stakeholders.stakeholders, self.desk.story
        if stakeholders and story and self._is_free():
            stakeholder = stakeholders[self._stakeholders.cursor]
            others = [other.name for other in stakeholders if other.name != stakeholder.name]
            self.app.run_worker(self._correct(stakeholder, others, story.id), group="many", exit_on_error=False)

    async def _correct(self, stakeholder: Stakeholder | AuthorStakeholder, others: Sequence[str], story: str) -> None:
        said = await self._ask_what(stakeholder, others)
        if said is None:
            return
        if said == Correction():
            changes, label = self.desk.as_found(stakeholder.name), f"took back what was said of {stakeholder.name}"
        else:
            scope = await self._ask(f"{stakeholder.name}: {said.words}", _SCOPES)
            if scope is None:
                return
            where = story if scope else EVERYWHERE
            changes, label = self.desk.corrected(where, stakeholder.name, said), f"{stakeholder.name}: {said.words}"
        await self._at_work(lambda: self.desk.write(changes), lambda done: self.said(self.desk.done(label, done)))

    async def _ask_what(self, stakeholder: Stakeholder | AuthorStakeholder, others: Sequence[str]) -> Correction | None:
        """What is to be said of it: the empty correction for nothing any more, None where the question was left."""
        choices = ["Call it otherwise …", "Its type is …", "Its role is …", "It is no stakeholder", "As it was found"]
        choices += ["It is the same as …"] if others else []
        match await self._ask(f"{stakeholder.name}: what is to be corrected?", choices):
            case 0:
                name = await self.app.push_screen_wait(AskScreen("What is it called?", stakeholder.name))
                return Correction(name=name) if name and name != stakeholder.name else None
            case 1:
                kinds = list(STAKEHOLDER_TYPES)
                at = await self._ask(f"{stakeholder.name}: of what type?", list(STAKEHOLDER_TYPES.values()))
                return None if at is None else Correction(type=kinds[at])
            case 2:
                return await self._ask_role(stakeholder)
            case 3:
                return Correction(removed=True)
            case 4:
                return Correction()
            case 5:
                at = await self._ask(f"{stakeholder.name}: the same as whom?", others)
                return None if at is None else Correction(name=others[at])
        return None

    async def _ask_role(self, stakeholder: Stakeholder | AuthorStakeholder) -> Correction | None:
        """A role given to it, or taken away where it has that."""
        answers = [f"{'●' if role.id in stakeholder.roles else '○'} {role.label}: {role.who}" for role in ROLES]
        at = await self._ask(f"{stakeholder.name}: give or take which role?", answers)
        if at is None:
            return None
        role = ROLES[at].id
        roles = tuple(other for other in stakeholder.roles if other != role)
        return Correction(roles=roles if role in stakeholder.roles else (*roles, role))

    async def _ask(self, question: str, answers: Sequence[str]) -> int | None:
        return await self.app.push_screen_wait(ChooseScreen(question, answers))
