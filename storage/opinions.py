"""What extras said of texts, kept in the cache folder so that no story is asked about twice.

One file a text, named by what the text is; in it for each badge the opinion and what it was based on.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from civic.analysis.model import Analysis
from civic.analysis.opinion import Opinion, joined
from civic.story import Story
from storage.disk import open_regular, replacing
from storage.errors import StorageError
from storage.index.analyses import digest
from storage.lock import locked
from storage.places import Places

_MOST: Final = 8
"""Badges that are kept of one text, the last ones."""
_LARGEST: Final = 1 << 21


def opinions(places: Places, story: Story) -> list[Opinion]:
    """What is kept of a story as it stands, the oldest first; never fails."""
    return [opinion for _, opinion in _kept(places, story)]


def opinion_by(places: Places, story: Story, badge: str, basis: str) -> Opinion | None:
    """What is kept of a story under this badge, if it rests on the same."""
    return next((one for on, one in _kept(places, story) if (one.by, on) == (badge, basis)), None)


def keep_opinion(places: Places, story: Story, opinion: Opinion, basis: str) -> None:
    """Keep what an extra said of a story, in the place of what it said before. Raises StorageError."""
    path = _path(places, story)
    with locked(path.parent):
        kept = {one.by: {"basis": on, "opinion": one.to_json()} for on, one in _kept(places, story)}
        kept.pop(opinion.by, None)
        kept[opinion.by] = {"basis": basis, "opinion": opinion.to_json()}
        with replacing(path) as file:
            file.write(json.dumps(dict(list(kept.items())[-_MOST:])).encode())


def with_opinions(places: Places, story: Story, analysis: Analysis) -> Analysis:
    """Our own suggestions for a story, with those of extras that are kept behind them."""
    return joined(analysis, opinions(places, story))


def _path(places: Places, story: Story) -> Path:
    return places.opinions / f"{digest(story).hex()}.json"


def _kept(places: Places, story: Story) -> list[tuple[str, Opinion]]:
    try:
        with open_regular(_path(places, story)) as file:
            body = json.loads(file.read(_LARGEST))
    except (FileNotFoundError, StorageError, ValueError, RecursionError):
        return []
    return [found for entry in body.values() if (found := _read(entry, story.text))] if isinstance(body, dict) else []


def _read(entry: Mapping[str, Any], text: str) -> tuple[str, Opinion] | None:
    try:
        return str(entry["basis"]), Opinion.from_json(entry["opinion"], text)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None  # of another version, or no work of ours: it can be had again
