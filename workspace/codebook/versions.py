"""The codebooks by which decisions were made: a decision names the version, and that stays readable."""

import re
from typing import TYPE_CHECKING, Final

from storage.past.codebooks import Codebooks, KeptCodebook
from workspace.clock import utc_now
from workspace.codebook.tables import CodebookFault

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_VERSION: Final = re.compile("[0-9a-f]{4,12}")


def kept_codebooks(workspace: "Workspace") -> list[KeptCodebook]:
    """Return them, the oldest first. Raises StorageError."""
    return Codebooks(workspace.places, lambda: workspace.codebook, utc_now).all()


def kept_codebook(workspace: "Workspace", version: str) -> KeptCodebook | None:
    """Return the one of a version, or of the only version that begins so; None where this is no version, or a tag is
    called so. Raises CodebookFault where several begin so."""
    if not _VERSION.fullmatch(version) or workspace.codebook.get(workspace.codebook.tag(version)):
        return None
    found = [one for one in kept_codebooks(workspace) if one.version.startswith(version)]
    if len(found) > 1:
        raise CodebookFault(f"{len(found)} codebooks have a version that begins with {version!r}: give more of it.")
    return found[0] if found else None
