"""The user's team: turns in the background, and the sign that says whether the desk is in step."""

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from civic.fault import Fault
from civic.text import counted
from tui.handlers.context import Answers, Context
from tui.screens.messages import TeamSyncWanted

if TYPE_CHECKING:
    from civic.query import Query
    from workspace.team.turn import Turn

_SETTLED: Final = 2.0
"""Seconds without another decision after which a turn sends them."""


class TeamHandler:
    """Takes a turn from time to time, after decisions, and when the user asks. A team that nobody answers from is a
    sign in the top line, and never a notification."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._busy = self._asked = False
        self._due = 0.0
        self._pulse: object = None
        self._decided: float | None = None
        self._where = ""
        self._told: set[str] = set()
        self._seen: Query | None = None

    @property
    def answers(self) -> Answers:
        """Return what answers requests."""
        return {TeamSyncWanted: lambda _: self._sync_now()}

    def look_around(self) -> None:
        """Take a turn where one is due. Cheap enough to be asked twice a second."""
        workspace = self._context.workspace
        if not workspace.places.team.exists() or not (joined := workspace.team.joined).where:
            self._where = ""
            self._context.desk_screen.status.show_team()
            return
        now = time.monotonic()
        if joined.where != self._where:
            self._where, self._due = joined.where, now
            self._show_sign()
        if (pulse := workspace.team.pulse()) != self._pulse:
            self._pulse, self._decided = pulse, now
            self._show_sign()
        elif self._seen is not self._context.desk_screen.desk.view.query:
            self._show_sign()
        settled = self._decided is not None and now - self._decided >= _SETTLED
        if self._busy:
            return
        if joined.every and (now >= self._due or settled or workspace.team.rang()):
            self._due, self._decided = now + joined.every, None
            self._start(aloud=False)
        elif settled and not joined.every and not workspace.library.indexing:
            self._decided = None
            self._count()

    def _sync_now(self) -> None:
        if not self._context.workspace.team.joined.where:
            from workspace.team.where import NO_TEAM  # only who has a team waits for it

            self._context.notify_user(NO_TEAM)
        elif self._busy:
            self._asked = True  # what was decided since that turn began is to go, too
        else:
            self._start(aloud=True)

    def _start(self, *, aloud: bool) -> None:
        context, self._busy = self._context, True
        context.workspace.team.listens = True

        def work() -> None:
            turn: Turn | None = None
            fault: Fault | None = None
            try:
                turn = context.workspace.team.sync_if_free()
            except Fault as error:
                fault = error
            finally:
                context.from_thread(self._show, turn, fault, aloud=aloud)

        context.start_thread(work, "team")

    def _count(self) -> None:
        """Say how much waits for a turn that the user asks for, also of what was decided before the desk was opened."""
        context, self._busy = self._context, True

        def work() -> None:
            with suppress(Fault):  # a turn goes on elsewhere, and looks for it as well
                context.workspace.team.count_waiting()
            context.from_thread(counted_all)

        def counted_all() -> None:
            self._busy = False
            self._show_sign()
            if self._asked:
                self._asked = False
                self._start(aloud=True)

        context.start_thread(work, "team")

    def _show(self, turn: "Turn | None", fault: Fault | None, *, aloud: bool) -> None:
        from workspace.team.here import describe_news  # only who has a team waits for it
        from workspace.team.turn import describe_apart, describe_late

        self._busy = False
        self._show_sign()
        if fault:
            self._tell(str(fault))
        if self._asked and self._context.workspace.team.joined.where:
            self._asked = False
            self._start(aloud=True)
        if turn is None:
            self._due = min(self._due, time.monotonic() + _SETTLED)  # it is not known yet what is to be sent
            return
        if turn.brought:
            self._pulse = self._context.workspace.team.pulse()  # what a turn took in is nothing to send
            self._context.show_changes()
        for sentence in filter(None, map(describe_news, turn.rounds)):
            self._context.notify_user(sentence, "information", 10)
        told = (*turn.problems, turn.refused, *describe_late(turn.late), describe_apart(turn.taken))
        for sentence in filter(None, told):
            self._tell(sentence)
        if aloud:
            amiss = turn.offline or " ".join(turn.lacking[:1])
            self._context.notify_user(amiss or f"{_describe(turn)}.", "warning" if amiss else "information")

    def _tell(self, sentence: str) -> None:
        """Notify the user of something once."""
        if sentence not in self._told:
            self._told.add(sentence)
            self._context.notify_user(sentence, "warning", 10)

    def _show_sign(self) -> None:
        from workspace.team.team import describe_progress, sign

        team, coded = self._context.workspace.team, ""
        self._seen = self._context.desk_screen.desk.view.query
        with suppress(Fault):  # what is wrong with the library is told where it is used
            shown = self._context.workspace.views.round_of(self._seen)
            coded = describe_progress(team.progress(), shown.name if shown else "")
        state = sign(team.state_now(), self._context.now())
        self._context.desk_screen.status.show_team(*forms_of(coded, state))


def forms_of(coded: str, state: str) -> list[str]:
    """Return how the top line says how far the user is in a round, and how the desk stands with its team, the longest
    form first."""
    brief = state.partition(",")[0]
    shorter = coded.removeprefix("round ")
    bare = shorter.removesuffix(" done")
    name, _, numbers = bare.rpartition(": ")
    numbers = numbers.replace(" of ", "/")
    briefest = f"{name} {numbers}".strip()
    both = (" · ".join(filter(None, (one, state))) for one in (coded, shorter, bare, briefest, numbers))
    return [*dict.fromkeys(filter(None, (*both, state, brief, brief.partition(" since ")[0])))]


def _describe(turn: "Turn") -> str:
    """Return what a turn that the user asked for has done."""
    parts = [f"{counted(turn.sent, 'decision')} sent", f"{turn.taken.decisions} taken in"]
    parts += [counted(turn.taken.new, "new story", "new stories")] if turn.taken.new else []
    parts += [f"{counted(turn.given, 'story', 'stories')} given"] if turn.given else []
    return ", ".join(parts)
