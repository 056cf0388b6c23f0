"""Second opinions on texts, kept in the cache folder so that no provider is asked twice about a story.

One file a text, named by the digest of the text; in it for each provider's badge the opinion and what it was based
on.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from civic.codebook import Codebook
from civic.second_opinion import SecondOpinion, joined
from civic.story import Story
from civic.suggestions import Analysis
from storage.files.disk import open_regular, replacing
from storage.files.errors import StorageError
from storage.files.lock import locked
from storage.files.places import Places
from storage.index.analyses import digest

_MOST: Final = 8
"""Badges that are kept of one text, the last ones."""
_LARGEST: Final = 1 << 21


def opinions(places: Places, story: Story, codebook: Codebook) -> list[SecondOpinion]:
    """Return what is kept of a story as it stands, the oldest first; never fails. Of an opinion that was given by
    another codebook only the stakeholders: its concerns may mean something else here."""
    now = _digest_of(codebook)
    return [one if by == now else replace(one, concerns=()) for _, by, one in _kept(places, story)]


def opinion_by(places: Places, story: Story, badge: str, basis: str) -> SecondOpinion | None:
    """Return what is kept of a story under a provider's badge, if it rests on the same `basis`; None otherwise."""
    return next((one for on, _, one in _kept(places, story) if (one.by, on) == (badge, basis)), None)


def keep_opinion(places: Places, story: Story, opinion: SecondOpinion, basis: str, codebook: Codebook) -> None:
    """Keep a second opinion on a story, in the place of an earlier one of the same provider. Raises StorageError."""
    path = _path(places, story)
    with locked(path.parent):
        kept = {one.by: (on, by, one) for on, by, one in _kept(places, story) if one.by != opinion.by}
        kept[opinion.by] = basis, _digest_of(codebook), opinion
        body = {badge: {"basis": on, "codebook": by, "opinion": one.to_json()} for badge, (on, by, one) in kept.items()}
        with replacing(path) as file:
            file.write(json.dumps(dict(list(body.items())[-_MOST:])).encode())


def with_opinions(places: Places, story: Story, analysis: Analysis, codebook: Codebook) -> Analysis:
    """Return our own suggestions for a story, followed by those of the second opinions that are kept."""
    return joined(analysis, opinions(places, story, codebook))


def _digest_of(codebook: Codebook) -> str:
    """Return the concerns of a codebook and what they mean, as a digest."""
    meanings = repr([(one.id, one.label, one.means, one.counts, one.not_counts) for one in codebook.concerns])
    return hashlib.blake2b(meanings.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _path(places: Places, story: Story) -> Path:
    return places.opinions / f"{digest(story).hex()}.json"


def _kept(places: Places, story: Story) -> list[tuple[str, str, SecondOpinion]]:
    try:
        with open_regular(_path(places, story)) as file:
            body = json.loads(file.read(_LARGEST))
    except (FileNotFoundError, StorageError, ValueError, RecursionError):
        return []
    return [found for entry in body.values() if (found := _read(entry, story.text))] if isinstance(body, dict) else []


def _read(entry: Mapping[str, Any], text: str) -> tuple[str, str, SecondOpinion] | None:
    try:
        return str(entry["basis"]), str(entry["codebook"]), SecondOpinion.from_json(entry["opinion"], text)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None  # of another version, or no work of ours: it can be had again
