"""A plain text file, and what its first line says. Pure."""

from civic.text import clean, clean_line
from feeds.documents.matter import Matter


def plain_text(text: str) -> Matter:
    """Read a text file: its first line is the title where it stands alone and is short, as headings are."""
    text = clean(text).strip("\n")
    first, _, rest = text.partition("\n")
    alone = rest.startswith("\n") and len(first) <= 120 and not first.rstrip().endswith((".", ":", ",", ";"))
    return Matter(text, title=clean_line(first) if alone else "")
