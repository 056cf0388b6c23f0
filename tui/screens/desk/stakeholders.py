"""The keys for stakeholders on the main screen: add one that was missed; rename, merge, change type or role, remove."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from civic.codebook import ROLES, STAKEHOLDER_TYPES
from civic.correction import EVERYWHERE, Correction
from civic.naming import proposed_name
from civic.story import AuthorStakeholder, Span, Story
from civic.suggestions import Stakeholder
from civic.text import clean_line
from tui.desk.guidance import ways_on
from tui.screens.ask import AskScreen
from tui.screens.choose import ChooseScreen
from tui.screens.desk.steps import StepRunner
from tui.screens.desk.surface import Commands, Surface
from tui.widgets.panes.stakeholders import StakeholdersPane
from tui.widgets.panes.text import TextPane

_UNSAID: Final = "Not said"
_SCOPES: Final = ("In this story only", "In every story, also those to come")


class CorrectionKeys:
    """What the keys do: to the stakeholder under the cursor, or to who is in the selected passage."""

    def __init__(self, surface: Surface, steps: StepRunner, pane: StakeholdersPane, text: TextPane) -> None:
        self._surface = surface
        self._desk = surface.desk
        self._steps = steps
        self._pane = pane
        self._text = text

    @property
    def commands(self) -> Commands:
        """Return what the keys do."""
        return {
            "stakeholder.accept": self._accept,
            "stakeholder.reject": self._reject,
            "stakeholder.correct": self._open,
            "stakeholder.add": self._open_new,
        }

    def _accept(self) -> None:
        """Say of the stakeholder under the cursor that it is one, with its type and roles, and go to the next."""
        if stakeholder := self._current:
            name, roles = clean_line(stakeholder.name, 200), stakeholder.roles or None
            said = Correction(name, stakeholder.type, roles, added=True)
            self._decide(f"accepted {clean_line(name, 60)}", stakeholder.name, said)
            self._pane.action_move_down()

    def _reject(self) -> None:
        """Say of the stakeholder under the cursor that it is none of the story."""
        if stakeholder := self._current:
            said = Correction(removed=True)
            self._decide(f"{clean_line(stakeholder.name, 60)}: {said.words}", stakeholder.name, said)

    @property
    def _current(self) -> Stakeholder | AuthorStakeholder | None:
        """Return the stakeholder under the cursor, None where there is none or nothing can be changed now."""
        there = self._pane.stakeholders and self._desk.story and self._steps.is_free()
        return self._pane.stakeholders[self._pane.cursor] if there else None

    def _decide(self, label: str, name: str, said: Correction) -> None:
        story = self._desk.story
        if story is not None:
            plan = partial(self._desk.plan_correction, story.id, name, said)
            self._surface.start(self._steps.change_behind(label, plan, of_story=True))

    def _open_new(self) -> None:
        story, passage = self._desk.story, self._text.selection
        if story is None:
            self._steps.notify_user(f"There is no story to add a stakeholder to; {ways_on(self._desk)}")
        elif self._steps.is_free():
            known = [one.name for one in self._pane.stakeholders]
            self._surface.start(self._add(story, proposed_name(passage.text, known) if passage else "", passage))

    async def _add(self, story: Story, proposed: str, passage: Span | None) -> None:
        """Ask for the name, the role and the type of a stakeholder, and add it as one step. Where that is left half
        way, or can't be saved, the name is asked for again as it was typed."""
        while name := await self._surface.answer(AskScreen("Add a stakeholder: what is it called?", proposed)):
            proposed = name
            said = await self._ask_about(clean_line(name, 200), passage)
            if said is not None and await self._is_added(said, story.id):
                self._text.unselect()
                return

    async def _is_added(self, said: Correction, story: str) -> bool:
        label = f"added {clean_line(said.name, 60)}"
        plan = partial(self._desk.plan_correction, story, said.name, said)
        return await self._steps.change_behind(label, plan, of_story=True)

    async def _ask_about(self, name: str, passage: Span | None) -> Correction | None:
        """Return what is said of a stakeholder that is added; None where a question was left."""
        role = await self._ask(f"{name}: in which role?", [*(f"{role.label}: {role.who}" for role in ROLES), _UNSAID])
        if role is None:
            return None
        kind = await self._ask(f"{name}: of what type?", [*STAKEHOLDER_TYPES.values(), _UNSAID])
        if kind is None:
            return None
        roles = tuple(one.id for one in ROLES[role : role + 1])
        evidence = (passage,) if passage else ()
        return Correction(name, [*STAKEHOLDER_TYPES, ""][kind], roles or None, added=True, evidence=evidence)

    def _open(self) -> None:
        stakeholders, story = self._pane.stakeholders, self._desk.story
        if stakeholders and story and self._steps.is_free():
            stakeholder = stakeholders[self._pane.cursor]
            if isinstance(stakeholder, Stakeholder) and self._is_of_others(stakeholder):
                self._surface.start(self._add(story, stakeholder.name, None))
                return
            others = [other.name for other in stakeholders if other.name != stakeholder.name]
            self._surface.start(self._correct(stakeholder, others, story.id))

    def _is_of_others(self, stakeholder: Stakeholder) -> bool:
        """Return whether only others say that it is one, so that the user has to add it first."""
        coders = {who for one in self._desk.view.others.stakeholders for who in one.by}
        return bool(stakeholder.by) and coders.issuperset(stakeholder.by)

    async def _correct(self, stakeholder: Stakeholder | AuthorStakeholder, others: Sequence[str], story: str) -> None:
        """Ask what is to be corrected of a stakeholder, and correct it."""
        name = stakeholder.name
        choices = ["Call it otherwise …", "Its type is …", "Its role is …", "It is no stakeholder", "As it was found"]
        choices += ["It is the same as …"] if others else []
        correction = None
        match await self._ask(f"{name}: what is to be corrected?", choices):
            case 0:
                await self._rename(name, story)
            case 1:
                at = await self._ask(f"{name}: of what type?", list(STAKEHOLDER_TYPES.values()))
                correction = None if at is None else Correction(type=list(STAKEHOLDER_TYPES)[at])
            case 2:
                correction = await self._ask_role(stakeholder)
            case 3:
                correction = Correction(removed=True)
            case 4:
                label = f"took back what was said of {name}"
                await self._steps.change_behind(label, lambda: self._desk.plan_no_correction(name))
            case 5:
                at = await self._ask(f"{name}: the same as whom?", others)
                correction = None if at is None else Correction(name=others[at])
        if correction is not None:
            await self._is_said(name, correction, story)

    async def _rename(self, name: str, story: str) -> None:
        """Ask for another name until it is said or the user leaves."""
        typed = name
        while (wanted := await self._surface.answer(AskScreen("What is it called?", typed))) and wanted != name:
            typed = wanted
            if await self._is_said(name, Correction(name=wanted), story):
                return

    async def _is_said(self, name: str, correction: Correction, story: str) -> bool:
        """Ask where a correction holds, and make it. Return whether that was answered and could be saved."""
        label = f"{name}: {correction.words}"
        scope = await self._ask(label, _SCOPES)
        if scope is None:
            return False
        where = EVERYWHERE if scope else story
        plan = partial(self._desk.plan_correction, where, name, correction)
        return await self._steps.change_behind(label, plan, of_story=not scope)

    async def _ask_role(self, stakeholder: Stakeholder | AuthorStakeholder) -> Correction | None:
        """Return the roles with the chosen one added, or without it where the stakeholder has it."""
        answers = [f"{'●' if role.id in stakeholder.roles else '○'} {role.label}: {role.who}" for role in ROLES]
        at = await self._ask(f"{stakeholder.name}: give or take which role?", answers)
        if at is None:
            return None
        role = ROLES[at].id
        roles = tuple(other for other in stakeholder.roles if other != role)
        return Correction(roles=roles if role in stakeholder.roles else (*roles, role))

    async def _ask(self, question: str, answers: Sequence[str]) -> int | None:
        return await self._surface.answer(ChooseScreen(question, answers))
