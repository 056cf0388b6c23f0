"""The app's part that asks extras for a second opinion: never before the person has seen what leaves, and where to."""

import asyncio
from typing import TYPE_CHECKING

from textual import on
from textual.worker import Worker

from civic.fault import Fault
from civic.second_opinion import SecondOpinion
from civic.story import Story
from tui.handlers.feeds import Feeding
from tui.messages import AskWanted
from tui.screens.choose import ChooseScreen
from workspace.providers import PROVIDERS, describe_opinion, leaving, provider, set_up
from workspace.workspace import Workspace

if TYPE_CHECKING:
    from assist.provider import Provider


class Asking(Feeding):
    """What `CivicDesk` is built on, besides: one question at a time, which the same key cancels."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._asking: Worker[None] | None = None
        self._agreed: set[tuple[str, str]] = set()

    @on(AskWanted)
    def _ask_wanted(self, message: AskWanted) -> None:
        if self._asking is not None and not self._asking.is_finished:
            self._asking.cancel()
        elif not message.story.text.strip():
            self.tell("This story has no text to ask about.", "warning")
        else:
            self._asking = self.run_worker(self._ask(message.story), group="ask", exit_on_error=False)

    async def _ask(self, story: Story) -> None:
        try:
            name = await self._whom()
            if name:
                # in a thread, since what asks takes its time to import
                asked = await asyncio.to_thread(provider, name, self.workspace.places, self.workspace.settings)
                opinion = self.workspace.suggestions.kept_opinion(story, asked) or await self._opinion(asked, story)
                if opinion:
                    await self._show(story, opinion)
        except asyncio.CancelledError:
            self.tell("Asking stopped; nothing was kept.")
            raise
        except Fault as fault:
            self.tell(str(fault), "error", 10)
        finally:
            self._asking = None
            self.show_progress("")

    async def _whom(self) -> str:
        """The extra to ask, which the person chooses where both are set up; "" where they leave that."""
        names = set_up(self.workspace.settings)
        if len(names) < 2:
            return names[0] if names else PROVIDERS[0]
        answers = ["The language model: concerns and stakeholders", "spaCy: names, on this machine"]
        chosen = await self.push_screen_wait(ChooseScreen("Whom to ask about this story?", answers))
        return "" if chosen is None else names[chosen]

    async def _opinion(self, asked: "Provider", story: Story) -> SecondOpinion | None:
        """What is said of a story; None where the person does not want it sent. Raises a Fault."""
        if asked.leaves and not await self._may_leave(asked, story):
            return None
        self.show_progress(f"asking {asked.badge} … A cancels")
        async with asked:
            opinion = await asked.ask(story.text, story.title, story.lang, self.workspace.codebook)
        await asyncio.to_thread(self.workspace.suggestions.keep_opinion, story, asked, opinion)
        return opinion

    async def _may_leave(self, asked: "Provider", story: Story) -> bool:
        """Ask once for each address and model, and say it each time."""
        notice = leaving(asked, story)
        if (asked.where, asked.badge) in self._agreed:
            self.tell(notice)
            return True
        answers = ["Send it, and do not ask again until civicdesk is closed", "No"]
        if await self.push_screen_wait(ChooseScreen(notice, answers)) != 0:
            return False
        self._agreed.add((asked.where, asked.badge))
        return True

    async def _show(self, story: Story, opinion: SecondOpinion) -> None:
        if await asyncio.to_thread(self.workspace.suggestions.add_opinion, story, opinion):
            self.stories_arrived()
            self.tell(describe_opinion(opinion))
        else:
            self.tell("The story has changed meanwhile; ask about it again.", "warning")
