"""The keys of the list on the main screen: order and headings, views, the selection, export, rules."""

from collections.abc import Sequence

from civic.arrangement import GROUPS, ORDERS
from civic.query import Among
from civic.views import view_of
from tui.screens.ask import AskScreen
from tui.screens.desk.steps import StepRunner
from tui.screens.desk.surface import Commands, Surface
from tui.screens.messages import RulesWanted, StoriesExportWanted, ViewKept, ViewsWanted


class ListKeys:
    """What the keys do to the list as a whole."""

    def __init__(self, surface: Surface, steps: StepRunner) -> None:
        self._surface = surface
        self._desk = surface.desk
        self._steps = steps

    @property
    def commands(self) -> Commands:
        """Return what the keys do."""
        return {
            "list.order": self._next_order,
            "list.group": self._next_group,
            "list.export": self._export,
            "view.open": lambda: self._surface.post_message(ViewsWanted()),
            "view.keep": self._ask_to_keep,
            "select.toggle": self._toggle,
            "select.range": self._range,
            "select.all": self._all,
            "rules.open": self._open_rules,
        }

    # order and headings

    def _next_order(self) -> None:
        how = self._desk.view.how
        self.list_by(_after(ORDERS, how.order), how.group)

    def _next_group(self) -> None:
        how = self._desk.view.how
        self.list_by(how.order, _after(GROUPS, how.group))

    def list_by(self, order: str, group: str) -> None:
        """Show the stories in this order under these headings."""
        self._desk.view.arrange(order, group)
        self._surface.show_view()

    # views

    def _ask_to_keep(self) -> None:
        if self._desk.view.error:
            self._steps.notify_user("Mend the filter first; then + keeps it as a view.")
            return
        self._surface.ask(AskScreen("Keep this filter as a view: what is it called?"), self._keep_view)

    def _keep_view(self, name: str | None) -> None:
        if name:
            how = self._desk.view.how
            table = {"name": name, "filter": self._desk.view.filter, "order": how.order, "group": how.group}
            self._surface.post_message(ViewKept(view_of(table)))

    # the selection

    def _toggle(self) -> None:
        """Select the open story and go on to the next, or end a range."""
        view, selection = self._desk.view, self._desk.selection
        if view.keys:
            in_range = selection.in_range
            selection.toggle(view.keys[view.position])
            if not in_range:
                view.select(view.position + 1)
        self._surface.show_view()

    def _range(self) -> None:
        """Begin a range at the open story, or end it."""
        view, selection = self._desk.view, self._desk.selection
        if selection.in_range:
            selection.end_range()
        elif view.keys:
            selection.begin_range(view.position, view.keys)
        self._surface.show_view()

    def _all(self) -> None:
        """Select every story in view, or none where all are selected."""
        selection, keys = self._desk.selection, self._desk.view.keys
        if keys and len(selection) >= len(set(keys)):
            selection.clear()
        else:
            selection.add(keys)
        self._surface.show_view()

    # what is done with all of them

    def _export(self) -> None:
        """Ask for a file, and have the selected stories written to it, or all in view."""
        selection = self._desk.selection
        query = Among(frozenset(self._desk.selected_stories())) if len(selection) else self._desk.view.query
        selected = "the marked story" if len(selection) == 1 else f"the {len(selection)} marked stories"
        which = selected if len(selection) else "all stories in view"

        def write(name: str | None) -> None:
            if name:
                self._surface.post_message(StoriesExportWanted(query, name))

        question = f"Write {which} to which file? Its name ends with .md, .html, .csv, .json, .jsonl or .atom."
        self._surface.ask(AskScreen(question), write)

    def _open_rules(self) -> None:
        view = self._desk.view
        self._surface.post_message(RulesWanted("" if view.error else view.filter))


def _after(choices: Sequence[str], now: str) -> str:
    return choices[(choices.index(now) + 1) % len(choices)]
