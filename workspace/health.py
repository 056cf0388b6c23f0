"""The state of the files and of what is set up, in sentences."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from civic.fault import Fault
from feeds.subscriptions import Feed
from storage.library.care import conflicts, doctor
from storage.library.care.doctor import Finding
from workspace.clock import utc_now
from workspace.providers import provider, set_up
from workspace.team import settings as team_settings

if TYPE_CHECKING:
    from workspace.workspace import Workspace

__all__ = ["Finding", "check", "repair"]


def repair(workspace: "Workspace") -> list[str]:
    """Repair what can be repaired; return a sentence on each thing that was done. What is replaced is kept."""
    today = utc_now().date()
    return [*doctor.fix(workspace.places, today), *_take_in_copies(workspace, today)]


def _take_in_copies(workspace: "Workspace", today: date) -> Iterator[str]:
    """Take in what copies of a conflict have besides: decisions as a union, stories and feeds that are not here; yield
    a sentence on each. The copies go to the backups."""
    for name, path in conflicts.find(workspace.places):
        if not conflicts.is_readable(name, path):
            continue
        if name == "stories":
            library = workspace.library
            new = [story for story in conflicts.stories_in(path) if library.key_of(story.id) is None]
            what = f"{len(library.put_many(new).new)} stories"
        elif name == "feeds":
            added = workspace.subscriptions.subscribe(map(Feed.from_row, conflicts.feeds_in(path)))
            what = f"{len(added)} feeds"
        else:
            merged = workspace.library.adopt(list(conflicts.operations_in(path)))
            what = f"{len(merged.new)} decisions"
        aside = conflicts.put_away(workspace.places, path, today)
        yield f"{what} were taken in from {path.name}, which is kept as {aside}."


def check(workspace: "Workspace") -> list[Finding]:
    """Examine every file, and the providers that are set up. Changes nothing and asks nobody."""
    team = (Finding(problem, good=False) for problem in team_settings.load(workspace.places).problems)
    return [*doctor.check(workspace.places), *team, *_providers(workspace)]


def _providers(workspace: "Workspace") -> Iterator[Finding]:
    for name in set_up(workspace.settings):
        try:
            found = provider(name, workspace.places, workspace.settings)
        except Fault as fault:
            yield Finding(str(fault), good=False)
        else:
            yield Finding(f"{found.badge} is set up on {found.where}; it is asked only when you ask it.")
