"""What the first start brings: one story and a list of feeds to choose from. Read as package data."""

from typing import Final

ID: Final = "seed-story"
TITLE: Final = "London Mayor blocks £50m Palantir AI contract for the Metropolitan Police"


def story() -> dict[str, str]:
    """Return the seed story as a document of a story file."""
    from importlib.resources import files  # it costs time, and this is read by the first start only

    text = files(__name__).joinpath("seed-story.txt").read_text(encoding="utf-8")
    return {"id": ID, "title": TITLE, "source": "civicdesk", "lang": "en", "text": text}


def feeds_opml() -> bytes:
    """Return the starter feeds, grouped, as OPML."""
    from importlib.resources import files

    return files(__name__).joinpath("feeds.opml").read_bytes()
