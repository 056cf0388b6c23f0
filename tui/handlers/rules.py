"""The app's part about rules, files to hand on, and what has to do with the open story."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Final

from textual import on
from textual.app import App
from textual.notifications import SeverityLevel

from civic.codebook import concern_label, in_force
from civic.dates import day
from civic.fault import Fault
from civic.judgement import Operation
from civic.query import Query
from civic.related import Kinship
from civic.rules import Effect, Ready, rule_of, told
from civic.text import clean_line
from storage.library.library import Row
from tui.desk.session import Desk
from tui.messages import HandOnWanted, RelatedWanted, RulesWanted
from tui.screens.ask import AskScreen
from tui.screens.choose import ChooseScreen
from workspace.files import full
from workspace.workspace import Workspace

_TITLES: Final = 2
_RELATED: Final = 30
_WIDE: Final = 68
"""Characters that stand on one line of a question."""
_HOW: Final = "tag privacy, star, read, hide: one of them, or several with commas between"


class Ruled(App[None]):
    """A part of `CivicDesk`."""

    workspace: Workspace
    desk: Desk

    def tell(self, sentence: str, severity: SeverityLevel = "information", seconds: float = 5) -> None:
        """A message that goes away by itself."""
        raise NotImplementedError

    def show_progress(self, text: str) -> None:
        """Say what long work is at."""
        raise NotImplementedError

    def show_rules_run(self, label: str, operations: Sequence[Operation]) -> None:
        """Take what rules changed into view, as one step to undo."""
        raise NotImplementedError

    def open_story(self, story: str) -> None:
        """Show a story on the desk."""
        raise NotImplementedError

    # rules

    @on(RulesWanted)
    def _rules_wanted(self, message: RulesWanted) -> None:
        self.run_worker(self._offer_rules(message.filter), group="rules", exclusive=True, exit_on_error=False)

    async def _offer_rules(self, filter_: str) -> None:
        """Work out what the rules would change, ask, and do what is answered."""
        rules, problems = self.workspace.rules.runnable()
        for sentence in problems:
            self.tell(sentence, "warning", 10)
        found = await self._effects(rules)
        offers: list[tuple[str, Callable[[], object]]] = []
        if found:
            offers.append((f"Run them all: {told(found, in_force())}", lambda: self._run(found, "all rules")))
        for ready in rules:
            alone = [effect for effect in found if effect.rule == ready.rule.name]
            offers.append((self._offer(ready, alone), lambda ready=ready: self._run_one(ready)))  # type: ignore[misc]
        if filter_.strip():
            offers.append((f"Make a rule of this filter: {clean_line(filter_, 60)}", lambda: self._ask_deeds(filter_)))
        if not offers:
            self.tell("There are no rules yet. Filter the stories, then R makes a rule of the filter.")
            return
        question = "What the rules would change; a rule is run on new stories by itself"
        answer = await self.push_screen_wait(ChooseScreen(question, [offer for offer, _ in offers]))
        if answer is not None:
            offers[answer][1]()

    async def _effects(self, rules: Sequence[Ready]) -> list[Effect]:
        def going_on(done: int, total: int) -> bool:
            self.call_from_thread(self.show_progress, f"looking at {done} of {total}")
            return True

        try:
            return await asyncio.to_thread(self.workspace.rules.effects, rules, going_on)
        finally:
            self.show_progress("")

    def _offer(self, ready: Ready, found: Sequence[Effect]) -> str:
        rule = ready.rule
        if rule.off:
            return f"{rule.name}: {rule.words(in_force())} (off)"
        stories = list(dict.fromkeys(effect.story for effect in found))
        titles = [story.headline for story in self.workspace.library.stories(stories[:_TITLES])]
        some = " · ".join(f"“{clean_line(title, 40)}”" for title in titles)
        return f"Only {rule.name}: {rule.words(in_force())}. {told(found, in_force())}" + (f" {some}" if some else "")

    def _run_one(self, ready: Ready) -> None:
        async def run() -> None:
            self._run(await self._effects([ready]), f"the rule {ready.rule.name}")

        self.run_worker(run(), group="rules", exclusive=True, exit_on_error=False)

    def _run(self, effects: Sequence[Effect], label: str) -> None:
        async def run() -> None:
            try:
                done = await asyncio.to_thread(self.workspace.rules.apply, effects)
            except Fault as fault:
                self.tell(str(fault), "error", 10)
            else:
                self.show_rules_run(f"{label} on {told(effects, in_force())}", done)

        self.run_worker(run(), group="rules", exclusive=True, exit_on_error=False)

    def _ask_deeds(self, filter_: str) -> None:
        def keep(answer: str | None) -> None:
            if not answer:
                return
            try:
                rule = rule_of({"name": self._new_name(filter_), "when": filter_, "do": answer})
                self.workspace.rules.keep(rule)
            except Fault as fault:
                self.tell(str(fault), "error", 10)
            else:
                self.tell(f"Kept the rule “{rule.name}”: {rule.words(in_force())}. R runs it on what is here.")

        shown = clean_line(filter_, 60)
        self.push_screen(AskScreen(f"What is done with stories that “{shown}” finds? {_HOW}."), keep)

    def _new_name(self, filter_: str) -> str:
        """What to call a rule of this filter: its words, with a number where another rule is called so."""
        names = {rule.name.casefold() for rule in self.workspace.rules.all()}
        base = clean_line(filter_, 50)
        numbered = (base if number == 1 else f"{base} ({number})" for number in count(1))
        return next(name for name in numbered if name.casefold() not in names)

    # handing on

    @on(HandOnWanted)
    def _hand_on_wanted(self, message: HandOnWanted) -> None:
        self.run_worker(self._hand_on(message.query, full(Path(message.name))), group="export",
                        exclusive=True, exit_on_error=False)  # fmt: skip

    async def _hand_on(self, query: Query, path: Path) -> None:
        from workspace.export import hand_on  # brings every format along: not at every start

        def tell(what: str) -> None:
            self.call_from_thread(self.show_progress, what)

        try:
            number = await asyncio.to_thread(hand_on, self.workspace, query, path, tell)
        except (Fault, OSError) as fault:
            self.tell(str(fault), "error", 10)
        else:
            what = "1 story" if number == 1 else f"{number} stories"
            self.tell(f"Wrote {what} to {clean_line(str(path), 300)}.")
        finally:
            self.show_progress("")

    # related stories

    @on(RelatedWanted)
    def _related_wanted(self, message: RelatedWanted) -> None:
        self.run_worker(self._offer_related(message.story), group="related", exclusive=True, exit_on_error=False)

    async def _offer_related(self, story: str) -> None:
        library = self.workspace.library
        found = await asyncio.to_thread(library.related, story, _RELATED)
        rows = {row.key: row for row in library.rows([one.key for one in found])}
        there = [(rows[one.key], one) for one in found if one.key in rows]
        if not there:
            self.tell("No other story shares its stakeholders or concerns.")
            return
        lines = [_line(row, one) for row, one in there]
        question = "Stories that share stakeholders and concerns with this one"
        answer = await self.push_screen_wait(ChooseScreen(question, lines))
        if answer is not None:
            self.open_story(there[answer][0].id)


def _line(row: Row, one: Kinship) -> str:
    """A related story on two lines: its title; where and when, and what it shares."""
    when = day(datetime.fromtimestamp(row.when, UTC), year=True) if row.when else ""
    shared = ", ".join(concern_label(value) if kind == "concern" else value for kind, value in one.shared[:4])
    said = " · ".join(part for part in (clean_line(row.source, 24), when, shared) if part)
    return f"{clean_line(row.title, _WIDE)}\n   {clean_line(said, _WIDE - 3)}"
