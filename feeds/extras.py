"""The extra that reads whole texts need not be installed: whether it is, without importing it."""

from importlib.util import find_spec
from typing import Final

from feeds.errors import FormatError

_NOT_INSTALLED: Final = "Whole texts need one more package: install civicdesk[fulltext]."


def require_fulltext() -> None:
    """Raises FormatError, which says how to install it, where the reader of articles is not there."""
    if find_spec("trafilatura") is None:
        raise FormatError(_NOT_INSTALLED)
