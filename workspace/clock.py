"""The time, for everything that the application does."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the time in UTC, with its offset."""
    return datetime.now(UTC)
