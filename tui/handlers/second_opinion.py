"""Second opinions by providers: nothing leaves before the user has seen what, and where to."""

import asyncio
from typing import TYPE_CHECKING

from textual.worker import Worker

from civic.fault import Fault
from civic.second_opinion import SecondOpinion
from civic.story import Story
from tui.handlers.context import Answers, Context
from tui.screens.messages import AskWanted
from workspace.providers import PROVIDERS, describe_opinion, leaving, provider, set_up

if TYPE_CHECKING:
    from assist.provider import Provider


class SecondOpinionHandler:
    """Asks one question at a time, which the same key cancels."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._worker: Worker[None] | None = None
        self._agreed: set[tuple[str, str]] = set()
        """the addresses and models that the user has agreed to send stories to"""

    @property
    def answers(self) -> Answers:
        """Return what answers requests."""
        return {AskWanted: self._open}

    @property
    def is_asking(self) -> bool:
        """Say whether a question goes on."""
        return self._worker is not None and not self._worker.is_finished

    def _open(self, request: AskWanted) -> None:
        if self._worker is not None and self.is_asking:
            self._worker.cancel()
        elif self._context.desk_screen.desk.hidden:
            self._context.notify_user("A second opinion would aid you: ask for it once you are done with this story.")
        elif not request.story.text.strip():
            self._context.notify_user("This story has no text to ask about.", "warning")
        else:
            self._worker = self._context.start(self._ask(request.story), "ask")

    async def _ask(self, story: Story) -> None:
        workspace = self._context.workspace
        try:
            name = await self._choose_provider()
            if name:
                # in a thread, since what asks takes its time to import
                asked = await asyncio.to_thread(provider, name, workspace.places, workspace.settings)
                opinion = workspace.suggestions.kept_opinion(story, asked) or await self._ask_provider(asked, story)
                if opinion:
                    await self._show(story, opinion)
        except asyncio.CancelledError:
            self._context.notify_user("Asking stopped; nothing was kept.")
            raise
        except Fault as fault:
            self._context.notify_fault(fault)
        finally:
            self._context.show_progress("")

    async def _choose_provider(self) -> str:
        """Return the provider to ask, which the user chooses where both are set up; "" where they leave."""
        names = set_up(self._context.workspace.settings)
        if len(names) < 2:
            return names[0] if names else PROVIDERS[0]
        answers = ["The language model: concerns and stakeholders", "spaCy: names, on this machine"]
        chosen = await self._context.choose("Whom to ask about this story?", answers)
        return "" if chosen is None else names[chosen]

    async def _ask_provider(self, asked: "Provider", story: Story) -> SecondOpinion | None:
        """Return the opinion on a story; None where the user does not want it sent. Raises a Fault."""
        if asked.leaves and not await self._may_leave(asked, story):
            return None
        self._context.show_progress(f"asking {asked.badge} … A cancels")
        workspace = self._context.workspace
        async with asked:
            opinion = await asked.ask(story.text, story.title, story.lang, workspace.codebook)
        await asyncio.to_thread(workspace.suggestions.keep_opinion, story, asked, opinion)
        return opinion

    async def _may_leave(self, asked: "Provider", story: Story) -> bool:
        """Ask once for each address and model; notify the user each time."""
        notice = leaving(asked, story)
        if (asked.where, asked.badge) in self._agreed:
            self._context.notify_user(notice)
            return True
        answers = ["No", "Send it, and do not ask again until civicdesk is closed"]
        if await self._context.choose(notice, answers) != 1:
            return False
        self._agreed.add((asked.where, asked.badge))
        return True

    async def _show(self, story: Story, opinion: SecondOpinion) -> None:
        if await asyncio.to_thread(self._context.workspace.suggestions.add_opinion, story, opinion):
            self._context.show_changes()
            self._context.notify_user(describe_opinion(opinion))
        else:
            self._context.notify_user("The story has changed meanwhile; ask about it again.", "warning")
