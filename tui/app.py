"""The app: gives the session, the screens and the handlers what they need; owns signals and the theme."""

import contextlib
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from inspect import isawaitable
from time import time
from typing import Final

from rich.console import RenderableType
from rich.text import Text
from textual import events, on
from textual.actions import ActionParseResult
from textual.app import App
from textual.dom import DOMNode
from textual.driver import Driver
from textual.notifications import Notification, Notify, SeverityLevel
from textual.screen import Screen
from textual.theme import Theme
from textual.worker import Worker, WorkerState

from civic.fault import Fault
from civic.text import clean, clean_line
from civic.views import View
from tui.desk.guidance import Advice, list_advice, next_commands
from tui.desk.session import Desk
from tui.desk.story_view import Filters
from tui.handlers.context import Context
from tui.handlers.desk import DeskHandler
from tui.handlers.feeds import FeedHandler
from tui.handlers.registry import Handlers
from tui.handlers.system import SystemHandler
from tui.handlers.team import TeamHandler
from tui.handlers.views import ViewHandler
from tui.keys.binding import bindings, remapped
from tui.keys.commands import ANYWHERE, key_shown
from tui.lookout import POLL_SECONDS, Lookout
from tui.screens.desk.screen import DeskScreen
from tui.screens.messages import Asked, ViewCountsWanted
from tui.styles.readable import readable
from tui.styles.themes import CONCERN_VARIABLES, DARK, LIGHT, THEMES
from tui.terminal import garbage
from tui.terminal.input_parser import guarded
from tui.terminal.input_wait import patient
from tui.terminal.key_queue import KeyQueue
from tui.terminal.no_color import Uncoloured
from tui.terminal.signals import has_shell, leave_on_signals
from tui.terminal.stylesheet import CssVariables
from tui.text.plain import plain
from tui.widgets.frame import show_told
from tui.widgets.told import REMEMBERED, SMALL, Press, keep_since, make_room, pressed, tell
from workspace.crash import write_down
from workspace.workspace import Workspace

_READ_ONLY: Final = (
    "This library can only be read: its folder can't be written, or a newer version wrote it. No new stories are kept."
)


def run(workspace: Workspace, view: View | None = None) -> int:
    """Open the desk on a workspace, with a view shown first, until the user leaves. Return the exit status."""
    app = CivicDesk(workspace, view)
    app.run(mouse=workspace.settings.mouse)
    with contextlib.suppress(Fault):  # then the next start only shows more stories as new
        workspace.library.leave()
    return app.return_code or 0


def _read_on(workspace: Workspace) -> None:
    """Do what the first frame did not wait for, so that what is wrong with the steps of undo is among the notices."""
    workspace.undo.steps()
    garbage.look_from_now_on()


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


class CivicDesk(App[None], inherit_bindings=False):
    """The program on the screen. Screens ask for what they need by requests, which handlers answer."""

    TITLE = "civicdesk"
    CSS_PATH = "styles/desk.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (SMALL, "-medium")]
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (14, "-low"), (24, "-high"), (36, "-ample")]
    BINDINGS = bindings(ANYWHERE)
    ENABLE_COMMAND_PALETTE = False  # ours is in the frame of all dialogues

    _css_variables: CssVariables | None = None

    def __init__(self, workspace: Workspace, view: View | None = None) -> None:
        super().__init__()
        self._first_view = view
        workspace.take_seat()
        self.workspace = workspace
        self._style()
        self._own_keys, self._key_complaints = remapped(workspace.settings.keys)
        self._key_queue = KeyQueue(self, super().on_event, ",".join(self._own_keys.values()).split(","))
        self.desk = Desk(
            workspace.library, workspace.decisions, workspace.settling, workspace.undo, _now, workspace.codebook,
            sight=workspace.sight,
            filters=Filters(
                workspace.views.read, lambda text, query: workspace.doubts.of(text, query, self._values_of),
                workspace.views.is_over,
            ),
        )  # fmt: skip
        self._leaving = key_shown("app.leave", self._own_keys)
        self._acted = 0.0
        self._told: deque[Notification] = deque(maxlen=REMEMBERED)
        self._look_at_told: Callable[[], object] = lambda: None
        width = workspace.memory.get("list_width")
        self._views_beside = workspace.memory.get("views_beside") is True
        self._desk_screen = DeskScreen(
            self.desk,
            _now,
            measure=workspace.settings.text_width,
            list_width=width if isinstance(width, int) else None,
            views_wanted=self._views_beside,
            hints=self._hints,
            leading=self._next,
            values=lambda: self.view_handler,
            history=workspace.memory.past_filters,
        )
        context = Context(self, workspace, self._desk_screen, _now)
        self.feed_handler = FeedHandler(context)
        self.view_handler = ViewHandler(context, self._own_keys, self._bind_view)
        team = TeamHandler(context)
        self.handlers = Handlers(
            context, (DeskHandler(context), self.feed_handler, self.view_handler, SystemHandler(context), team)
        )
        self.lookout = Lookout(context, self.feed_handler, team, self._key_queue)

    def _values_of(self, field: str) -> Sequence[str]:
        return self.view_handler.values_of(field)

    def _style(self) -> None:
        self.animation_level = "none"  # an answer that glides is an answer that is late
        if self.no_color:
            self._filters = [Uncoloured(lambda: self.theme_variables)]
        for theme in THEMES:
            self.register_theme(theme)
        chosen = self.workspace.memory.theme
        self.theme = chosen if chosen in self.available_themes else DARK.name
        self._css_variables = CssVariables(self)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the colours of the concerns, for themes that have none of their own."""
        return dict(CONCERN_VARIABLES)

    def get_css_variables(self) -> dict[str, str]:
        """Return the variables of the stylesheet, with colours that can be read on their grounds."""
        variables, theme = super().get_css_variables(), self.current_theme
        self.theme_variables = variables | readable(variables, dark=theme.dark, ansi=theme.ansi)
        return self.theme_variables

    def refresh_css(self, animate: bool = True) -> None:
        """Read the stylesheet again, if a variable in it has another value now."""
        if self._css_variables is None or self._css_variables.have_changed():
            super().refresh_css(animate)

    def get_driver_class(self) -> type[Driver]:
        """Return Textual's own driver for this platform, guarded against what is pasted and asleep while nothing is."""
        return patient(guarded(super().get_driver_class()))

    def get_default_screen(self) -> Screen[None]:
        """Return the desk: an empty screen below it would be styled and laid out, and never seen."""
        return self._desk_screen

    def on_mount(self) -> None:
        """Set keys and signals, and start what goes on in the background."""
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        # what was told before the key that brings another screen to the front is about the one before
        self.screen_change_signal.subscribe(
            self, lambda _: keep_since(self._acted, self._notifications), immediate=True
        )
        self.set_keymap(self._own_keys)
        self.view_handler.load()
        if not self.is_headless:
            leave_on_signals(lambda status: self.exit(return_code=status))
        self.call_after_refresh(_read_on, self.workspace)
        if self._first_view is not None:
            self.call_after_refresh(self.view_handler.show, self._first_view)
        if self._views_beside:
            self.post_message(Asked(ViewCountsWanted()))
        for sentence in (*self._key_complaints, *[_READ_ONLY] * self.workspace.library.read_only):
            tell(self, sentence, "warning", 12, is_lasting=True)
        self.lookout.tell_news()
        self.workspace.library.analyse_rest()
        self.set_interval(POLL_SECONDS, self.lookout.poll)
        if self.workspace.settings.refresh_on_start:
            self.feed_handler.refresh_due()
        if minutes := self.workspace.settings.refresh_minutes:
            self.set_interval(60 * minutes, self.feed_handler.refresh_due)

    # events, actions, requests, faults

    async def on_event(self, event: events.Event) -> None:
        """Hold back keys and pastes until their turn; clean what is pasted, as it is outside text."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if isinstance(event, events.Paste):
                event.text = plain(clean(event.text)).plain
            self.workspace.library.give_way()
            await self._key_queue.put(event)
        else:
            await super().on_event(event)

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key or the palette asks for. A fault becomes a notification, and then nothing has changed."""
        self._acted = time()
        pressed.set(Press(str(action), self._acted))
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except Fault as fault:
            self.notify_user(str(fault), "error", 10)
            return True
        finally:
            pressed.set(None)

    @on(Asked)
    async def _answer(self, message: Asked) -> None:
        if not self.is_running:  # the screens are being closed: an answer has nowhere to go
            return
        result = self.handlers.answer(message.request)
        if isawaitable(result):
            await result

    @on(Worker.StateChanged)
    def _worker_changed(self, message: Worker.StateChanged) -> None:
        """Notify the user of work in the background that failed; the desk goes on."""
        if message.state is WorkerState.ERROR:
            error = clean_line(str(message.worker.error), 300)
            self.notify_user(f"Work in the background failed: {error}", "error", 10)

    def _fatal_error(self) -> None:
        """Write down a fault that nobody foresaw: Textual leaves the terminal as it was and prints where the details
        are, not a traceback."""
        self.panic(Text(write_down(self._exception or RuntimeError("unknown"), self.workspace.places.log)))

    def panic(self, *renderables: RenderableType) -> None:
        """Leave after a fault that nobody foresaw; also one in the thread of the keys, of which Textual's exit status
        knows nothing."""
        self._return_code = 1
        super().panic(*renderables)

    def _refresh_notifications(self) -> None:
        """Show the notifications there are, where there is room for them."""
        show_told(self._notifications, self._screen_stack, self.size, key_shown("app.notifications", self._own_keys))

    def notify_user(self, sentence: str, severity: SeverityLevel = "information", seconds: float = 5) -> None:
        """Show a sentence for some seconds."""
        tell(self, sentence, severity, seconds)

    def _on_notify(self, event: Notify) -> None:
        """Make room for a notification, before Textual adds it, and keep it to be read later."""
        self._told.append(event.notification)
        make_room(event.notification, self._notifications, self.size.height)
        self._look_at_told()

    def _hints(self) -> Sequence[Advice]:
        return list_advice(self.desk, has_feeds=self.feed_handler.has_feeds, offline=self.feed_handler.offline)

    def _next(self) -> Sequence[str]:
        return next_commands(self.desk, has_feeds=self.feed_handler.has_feeds)

    # views, by their own keys and in the palette

    @property
    def views(self) -> tuple[View, ...]:
        """Return the views there are."""
        return self.view_handler.views

    def show_view(self, view: View) -> None:
        """Show a view on the desk."""
        self.view_handler.show(view)

    def _bind_view(self, key: str, number: int, name: str) -> None:
        self.bind(key, f"view({number})", description=name, show=False)

    def action_view(self, number: int) -> None:
        """Show the view of this number, by its own key."""
        self.view_handler.show_number(number)

    # keys that work everywhere

    def action_app_help(self) -> None:
        """Show all keys, those of this place first."""
        from tui.keys.places import first_of, goes_back_to, places_of
        from tui.screens.help import HelpScreen  # like every screen that a key alone opens

        if not goes_back_to(HelpScreen, self):
            self.push_screen(HelpScreen(places_of(self.screen), first_of(self.screen), self._own_keys))

    def action_app_palette(self) -> None:
        """Offer every command by name, and every view."""
        from tui.screens.palette import SearchScreen, commands_on, run_offer, views

        offers = commands_on(self.screen, lambda one, node: self.call_later(self.run_action, one.call, node))
        offers += views(self.views, self.show_view)
        self.push_screen(SearchScreen("Commands and views", offers, hint="type to find a command"), run_offer)

    def action_app_theme(self) -> None:
        """Switch between light and dark."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name

    def action_app_themes(self) -> None:
        """Offer all themes, ours and Textual's."""
        from tui.screens.palette import SearchScreen, run_offer, themes

        offers = themes(self.available_themes.values(), partial(setattr, self, "theme"))
        self.push_screen(SearchScreen("Themes", offers, chosen=self.theme, hint="type to find a theme"), run_offer)

    def _keep_theme(self, theme: Theme) -> None:
        with contextlib.suppress(Fault):  # it is forgotten then, and nothing else
            self.workspace.memory.set_theme(theme.name)

    def action_app_how_to_leave(self) -> None:
        """Say how to leave, where there is nothing selected to copy."""
        back = "" if self.screen is self._desk_screen else "esc goes back to the desk; there "
        self.notify_user(f"{back}{self._leaving} leaves civicdesk, and everything is saved already.")

    def action_app_notifications(self) -> None:
        """Show what the user was told, or go back from that."""
        from tui.keys.places import goes_back_to
        from tui.screens.notifications import NotificationsScreen

        if not goes_back_to(NotificationsScreen, self):
            screen = NotificationsScreen(self._told)
            self._look_at_told = screen.look
            self.push_screen(screen)
            self._notifications.clear()

    def action_app_suspend(self) -> None:
        """Stop until the shell goes on with the program; where nothing could bring it back, say so."""
        if self._driver is not None and self._driver.can_suspend and has_shell():
            self.action_suspend_process()
        else:
            self.notify_user(f"No shell waits for this desk to come back; {self._leaving} leaves it.")

    def action_app_leave(self) -> None:
        """Leave; everything is saved already."""
        self.exit()
