"""Whether the extra that reads whole texts, `civicdesk[fulltext]`, is installed; found out without importing it."""

from importlib.util import find_spec
from typing import Final

from feeds.errors import FormatError

_NOT_INSTALLED: Final = "Whole texts need one more package: install civicdesk[fulltext]."


def require_fulltext() -> None:
    """Check that the extra `civicdesk[fulltext]` is installed. Raises FormatError, which says how to install it."""
    if find_spec("trafilatura") is None:
        raise FormatError(_NOT_INSTALLED)
