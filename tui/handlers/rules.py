"""Rules on the desk: what they would change, running them, making one of the filter."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import count
from typing import Final

from textual.worker import Worker

from civic.fault import Fault
from civic.rules import Effect, Ready, Rule, describe_effects, rule_of
from civic.text import clean_line
from tui.handlers.context import Answers, Context
from tui.screens.ask import AskScreen
from tui.screens.messages import RulesWanted

_TITLES: Final = 2
_HOW: Final = "tag privacy, star, read, hide: one of them, or several with commas between"


class RulesHandler:
    """Does one thing with rules at a time. While it looks for what they would change, the same key or esc cancels;
    while it writes, another request is refused."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._worker: Worker[None] | None = None
        self._cancelled: threading.Event | None = None
        """set to end the looking; None while nothing can be cancelled"""

    @property
    def answers(self) -> Answers:
        """Return what answers requests."""
        return {RulesWanted: self._open}

    def _open(self, request: RulesWanted) -> None:
        if self._cancelled is not None:
            self.cancel()
        elif self._worker is not None and not self._worker.is_finished:
            self._context.notify_user("The rules are still at work; a moment, please.", "warning")
        else:
            self._worker = self._context.start(self._offer(request.filter), "rules")

    def cancel(self) -> None:
        """Stop looking for what the rules would change."""
        if self._cancelled is not None:
            self._cancelled.set()
            if self._worker is not None:
                self._worker.cancel()

    async def _offer(self, filter_: str) -> None:
        """Find what the rules would change, ask, and do what is answered."""
        rules, problems = self._context.workspace.rules.runnable()
        for sentence in problems:
            self._context.notify_user(sentence, "warning", 10)
        found = await self._effects(rules)
        offers: list[tuple[str, Callable[[], Awaitable[None]]]] = []
        if found:
            offers.append(("Leave everything as it is", self._leave))
            offers.append((f"Run them all: {self._summary(found)}", partial(self._run, found, "all rules")))
        for ready in rules:
            alone = [effect for effect in found if effect.rule == ready.rule.name]
            offers.append((self._describe(ready, alone), partial(self._run_one, ready)))
        if filter_.strip():
            offers.append((f"Make a rule of this filter: {clean_line(filter_, 60)}", partial(self._ask_do, filter_)))
        if not offers:
            self._context.notify_user("There are no rules yet. Filter the stories, then R makes a rule of the filter.")
            return
        question = "What the rules would change; a rule is run on new stories by itself"
        answer = await self._context.choose(question, [offer for offer, _ in offers])
        if answer is not None:
            await offers[answer][1]()

    async def _effects(self, rules: Sequence[Ready]) -> list[Effect]:
        """Return what rules would change, worked out in a thread with progress on the screen."""
        cancelled = self._cancelled = threading.Event()

        def going_on(done: int, total: int) -> bool:
            if not cancelled.is_set():
                self._context.from_thread(self._context.show_progress, f"looking at {done} of {total} · esc cancels")
            return not cancelled.is_set()

        self._context.desk_screen.on_esc(self.cancel)
        try:
            return await asyncio.to_thread(self._context.workspace.rules.effects, rules, going_on)
        except asyncio.CancelledError:
            cancelled.set()
            self._context.notify_user("Looking at the rules was stopped; nothing was changed.")
            raise
        finally:
            self._cancelled = None
            self._context.desk_screen.on_esc(None)
            self._context.show_progress("")

    def _describe(self, ready: Ready, found: Sequence[Effect]) -> str:
        rule = ready.rule
        if rule.off:
            return f"{rule.name}: {self._words(rule)} (off)"
        stories = list(dict.fromkeys(effect.story for effect in found))
        titles = [story.headline for story in self._context.workspace.library.stories(stories[:_TITLES])]
        some = " · ".join(f"“{clean_line(title, 40)}”" for title in titles)
        return f"Only {rule.name}: {self._words(rule)}. {self._summary(found)}" + (f" {some}" if some else "")

    def _summary(self, effects: Sequence[Effect]) -> str:
        return describe_effects(effects, self._context.codebook)

    def _words(self, rule: Rule) -> str:
        return rule.words(self._context.codebook)

    async def _leave(self) -> None:
        """Do nothing."""

    async def _run_one(self, ready: Ready) -> None:
        await self._run(await self._effects([ready]), f"the rule {ready.rule.name}")

    async def _run(self, effects: Sequence[Effect], label: str) -> None:
        try:
            label = f"{label} on {self._summary(effects)}"
            operations = await asyncio.to_thread(self._context.workspace.rules.apply, effects, label)
        except Fault as fault:
            self._context.notify_fault(fault)
        else:
            self._context.show_step(label, operations)

    async def _ask_do(self, filter_: str) -> None:
        """Ask what a new rule is to do, and keep it."""
        question = f"What is done with stories that “{clean_line(filter_, 60)}” finds? {_HOW}."
        self._context.open(AskScreen(question, take=partial(self._keep, filter_)))

    def _keep(self, filter_: str, do: str) -> None:
        if not do:
            return
        rule = rule_of({"name": self._new_name(filter_), "when": filter_, "do": do})
        self._context.workspace.rules.keep(rule)
        self._context.notify_user(
            f"Kept the rule “{rule.name}”: {self._words(rule)}. R runs it on what is here; u takes it back."
        )

    def _new_name(self, filter_: str) -> str:
        """Return the filter as the name of a rule, with a number where another rule is called so."""
        names = {rule.name.casefold() for rule in self._context.workspace.rules.all()}
        base = clean_line(filter_, 50)
        numbered = (base if number == 1 else f"{base} ({number})" for number in count(1))
        return next(name for name in numbered if name.casefold() not in names)
