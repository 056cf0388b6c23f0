"""Finding on the desk: views, how much is unread in each, and values to complete a filter with."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import takewhile
from typing import Final

from textual.worker import get_current_worker

from civic.codebook import role_label
from civic.fault import Fault
from civic.judgement import UNSAID
from civic.query import EVERYTHING, MARKS, Is, QueryError, explain, parse, tokens
from civic.query.guide import MARK_MEANINGS, STATE_MEANINGS
from civic.query.parse import CHOICES, TAG_FIELDS
from civic.views import View, view_of
from tui.desk.session import view_shown
from tui.handlers.context import Answers, Context
from tui.keys.binding import pressed_keys
from tui.keys.commands import ANYWHERE, DESK, LIST, MOVE, PANE, STAKEHOLDERS, TEXT
from tui.screens.ask import AskScreen
from tui.screens.messages import FacetsWanted, ViewChosen, ViewCountsWanted, ViewKept, ViewRemoved, ViewsWanted
from tui.screens.views import ViewsScreen
from tui.widgets.panes.views import ViewsPane

_CLOSED: Final = (*CHOICES, "evidence")
"""The fields all whose values are known, so that one which is not counted is that of no story."""
_ON_THE_DESK: Final = (ANYWHERE, DESK, LIST, MOVE, PANE, STAKEHOLDERS, TEXT)


class ViewHandler:
    """Keeps the views as the file has them. `bind` gives a view, by its number and name, a key of its own."""

    def __init__(self, context: Context, own_keys: Mapping[str, str], bind: Callable[[str, int, str], None]) -> None:
        self._context = context
        context.reloads.append(self.show_views)
        self._own_keys = own_keys
        self._bind = bind
        self.views: tuple[View, ...] = ()
        self.facets: Mapping[str, Sequence[tuple[str, int]]] = {}
        """the values of each field that the library has, with the number of stories of each, copies counted once"""
        self._feed_names: Mapping[str, str] = {}

    @property
    def answers(self) -> Answers:
        """Return what answers requests."""
        return {
            FacetsWanted: self._look_up_facets,
            ViewsWanted: self._open,
            ViewCountsWanted: self._count_beside,
            ViewChosen: lambda request: self.show(request.view),
            ViewKept: self._ask_to_keep,
            ViewRemoved: self._remove,
        }

    def load(self) -> None:
        """Read the views, and give those that name a key that key."""
        self.views = self._context.workspace.views.all()
        taken = {key: command.label for command, key in pressed_keys(self._own_keys) if command.where in _ON_THE_DESK}
        for number, view in enumerate(self.views):
            if not view.key:
                continue
            if view.key in taken:
                self._context.notify_user(
                    f"The key {view.key!r} of the view “{view.name}” is that of “{taken[view.key]}”: "
                    "give it another in views.toml.",
                    "warning",
                    12,
                )
                continue
            taken[view.key] = view.name
            self._bind(view.key, number, view.name)

    def show(self, view: View) -> None:
        """Show a view on the desk, as if its filter had been typed."""
        self._context.back_to_desk()
        self._context.desk_screen.desk.show_unaided(view.unaided)
        self._context.desk_screen.list_by(view.order, view.group)
        self._context.desk_screen.filter_to(view.filter)

    def show_number(self, number: int) -> None:
        """Show the view of this number, if there is one."""
        if number < len(self.views):
            self.show(self.views[number])

    def values_of(self, field: str) -> Sequence[str]:
        """Return the values that a field of the filter can have: the concerns of the codebook, and what the library
        had when the filter was opened."""
        if field in ("concern", "tag"):
            used = [value for value, _ in self.facets.get("concern", ())]
            return list(dict.fromkeys([*used, *(concern.id for concern in self._context.codebook.concerns)]))
        if field == "sample":
            return list(self._context.workspace.views.samples())
        return [value for value, _ in self.facets.get(field, ())]

    # as `tui.widgets.filter_box.FieldValues`

    of = values_of

    def about(self, field: str, value: str) -> str:
        """Return what a value means: in the words of the codebook, or as the filter is told; "" where the field says
        it."""
        if field in TAG_FIELDS:
            label = self._context.codebook.label(value)
            return label if label != value else ""
        match field:
            case "feed":
                return self._feed_names.get(value, "")
            case "role":
                return role_label(value)
            case "is" | "evidence":
                return (MARK_MEANINGS if field == "is" else STATE_MEANINGS).get(value, "")
            case "severity" | "certainty" if value == UNSAID:
                return f"with a concern of which no {field} is said"
            case "type" | "severity" | "certainty" | "since" | "before" | "concerns":
                now = self._context.now()
                return explain(parse(f"{field}:{value} ", now), now)
        return ""

    def number(self, field: str, value: str) -> int | None:
        """Return on how many stories it is so, as of when the filter was opened; None where that is not known, or not
        to be known: the numbers of concerns count suggestions."""
        if self._context.workspace.sight.unaided:
            return None
        if field == "sample":
            return len(self._context.workspace.views.samples().get(value, ()))
        found = self.facets.get(field)
        return None if found is None else dict(found).get(value, 0 if field in _CLOSED else None)

    def _look_up_facets(self, _: FacetsWanted) -> None:
        def look_up() -> None:
            from workspace.figures import named  # whose modules would cost every start

            library = self._context.workspace.library
            found = self.facets = library.facets(grouped=True)  # at once for completion: what is flagged takes its time
            with suppress(Fault):  # which names itself where the feeds are shown
                self._feed_names = {feed.url: feed.title for feed in self._context.workspace.subscriptions.feeds()}
            worker = get_current_worker()

            def wanted(_: object) -> bool:  # who leaves, or opens the filter anew, does not wait for the rest
                return not worker.is_cancelled

            spelt: dict[tuple[str, ...], str] = {}
            for name, _ in found["stakeholder"]:
                spelt.setdefault(tokens(name), name)  # in capitals or not, it is one
            names = [
                (name, library.count(named(EVERYTHING, name), grouped=True))
                for name in takewhile(wanted, spelt.values())
            ]
            marks = [(mark, library.count(Is(mark), grouped=True)) for mark in takewhile(wanted, MARKS)]
            if not worker.is_cancelled:
                names.sort(key=lambda one: -one[1])
                self.facets = {**found, "stakeholder": names, "is": marks}

        self._context.start_thread(look_up, "facets", exclusive=True)

    async def _open(self, _: ViewsWanted) -> None:
        self.load()
        screen = ViewsScreen(self.views, view_shown(self._context.desk_screen.desk, self.views) or 0)
        await self._context.show(screen, lambda view: None if view is None else self.show(view))
        self._context.start_thread(partial(self._count_unread, screen), "views", exclusive=True)

    def _count_beside(self, _: ViewCountsWanted) -> None:
        self._context.desk_screen.views.show(self.views)
        self._context.start_thread(
            partial(self._count_unread, self._context.desk_screen.views), "views", exclusive=True
        )

    def _count_unread(self, screen: ViewsScreen | ViewsPane) -> None:
        worker = get_current_worker()
        for view in self.views:
            views = self._context.workspace.views
            try:
                unread, progress = views.unread(view), views.progress(view)
            except QueryError:
                continue
            if worker.is_cancelled or not screen.is_attached:
                return
            self._context.from_thread(screen.show_counts, view.name, unread, progress)

    def _ask_to_keep(self, request: ViewKept) -> None:
        question = "Keep this filter as a view: what is it called?"
        self._context.open(AskScreen(question, take=partial(self._keep, request)))

    def _keep(self, request: ViewKept, name: str) -> None:
        if name:
            table = {"name": name, "filter": request.filter, "order": request.how.order, "group": request.how.group,
                     "unaided": request.unaided}  # fmt: skip
            view = view_of(table)
            self._context.workspace.views.keep(view)
            self._show_change(f"Kept as “{view.name}”; V")

    def _remove(self, request: ViewRemoved) -> None:
        name = request.view.name
        try:
            self._context.workspace.views.remove(name)
        except Fault as fault:
            self._context.notify_fault(fault)
        else:
            self._show_change(f"Removed “{name}”; u takes it back, V")
        self.show_views()

    def show_views(self) -> None:
        """Show the views as the file has them, where a screen has them."""
        self.load()
        if isinstance(self._context.screen, ViewsScreen):
            self._context.screen.show_views(self.views)

    def _show_change(self, done: str) -> None:
        self.load()
        self._context.notify_user(f"{done} shows the views.")
