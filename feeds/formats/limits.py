"""How much is kept of one feed. Apart from the readers, so that who only starts them has not to make ready what they
need."""

from typing import Final

LONGEST_TEXT: Final = 500_000
"""Code points of one story's text; longer ones are cut with an ellipsis (War and Peace has six times as many)."""
MOST_ENTRIES: Final = 5_000
"""Entries that are kept of one feed, where the user sets no other number: the newest."""
MOST_TAGS: Final = 40
"""Tags that are kept of one entry."""
