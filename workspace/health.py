"""The state of the files and of what is set up, in sentences."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civic.fault import Fault
from storage.library import doctor
from storage.library.doctor import Finding
from workspace.clock import utc_now
from workspace.providers import provider, set_up

if TYPE_CHECKING:
    from workspace.workspace import Workspace

__all__ = ["Finding", "check", "repair"]


def repair(workspace: "Workspace") -> list[str]:
    """Repair what can be repaired; return a sentence on each thing that was done. What is replaced is kept."""
    return doctor.fix(workspace.places, utc_now().date())


def check(workspace: "Workspace") -> list[Finding]:
    """Examine every file, and the providers that are set up. Changes nothing and asks nobody."""
    return [*doctor.check(workspace.places), *_providers(workspace)]


def _providers(workspace: "Workspace") -> Iterator[Finding]:
    for name in set_up(workspace.settings):
        try:
            found = provider(name, workspace.places, workspace.settings)
        except Fault as fault:
            yield Finding(str(fault), good=False)
        else:
            yield Finding(f"{found.badge} is set up on {found.where}; it is asked only when you do.")
