"""What becomes of a note that two have written at once: nothing of either is lost."""


def with_both(opened: str, there: str, written: str) -> str:
    """Return a note that was `opened` and then `written` anew, where another hand has made `there` of it meanwhile:
    that comes first, and what is new in what was written stands behind it on a line of its own."""
    if there in (opened, written):
        return written
    if written == opened:
        return there
    new = written.removeprefix(opened).strip() if opened in there else written
    return "\n".join(filter(None, (there, new)))
