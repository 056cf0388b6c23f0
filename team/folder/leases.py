"""Who fetches which feed for the team, in a shared folder: each desk says it in a file of its own, and only by
agreement. Two desks that begin at once both fetch, which does no harm."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from civic.coder import coder_name
from civic.jsonvalue import JsonValue
from civic.text import clean_line
from team.folder.files import NotPlainError, reading, writing
from team.log import LEASE, TeamFeed

SUFFIX: Final = ".civicdesk-feeds"
"""How the names of these files end."""
_LARGEST: Final = 4 << 20
_LONGEST: Final = 2000
_MOST: Final = 5000
_KEPT: Final = timedelta(days=30)


def read(path: Path, now: datetime) -> list[TeamFeed]:
    """Return what a desk says that it fetches; nothing where that can't be read. What it says of a time further away
    than any lease lasts comes from a clock that goes wrong, and is over."""
    try:
        with reading(path) as file:
            body = json.loads(file.read(_LARGEST))
    except (OSError, NotPlainError, ValueError, RecursionError):
        return []
    match body:
        case {"who": str(who), "feeds": dict(feeds)} if who := coder_name(who):
            found = ((address, _moment(until)) for address, until in [*feeds.items()][:_MOST])
            return [
                TeamFeed(clean_line(address, _LONGEST), who, until if until <= now + LEASE else now - LEASE)
                for address, until in found
                if until is not None
            ]
    return []


def write(path: Path, who: str, feeds: Mapping[str, datetime], now: datetime) -> None:
    """Say that a desk fetches these feeds, each until a time; what has been over for long is left out. Raises OSError,
    NotPlainError."""
    newest = sorted(((until, address) for address, until in feeds.items() if until > now - _KEPT), reverse=True)[:_MOST]
    said: JsonValue = {address: until.isoformat() for until, address in sorted(newest, key=lambda one: one[1])}
    with writing(path) as file:
        file.write(json.dumps({"who": who, "feeds": said}, indent=1).encode("ascii") + b"\n")
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _moment(value: object) -> datetime | None:
    with suppress(TypeError, ValueError):
        found = datetime.fromisoformat(str(value))
        return found if found.tzinfo else None
    return None
