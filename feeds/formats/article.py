"""A web page to the text of the article on it. Runs in the child process only; needs the extra
`civicdesk[fulltext]`."""

from lxml.etree import LxmlError
from trafilatura import extract

from feeds.errors import FormatError
from feeds.formats.entry import shortened
from feeds.formats.html import paragraphs


def read_article(page: str, base: str) -> str:
    """Return the article alone, without menus, notices and comments, as paragraphs of plain text; `base` is its
    address.

    Raises FormatError where there is none.
    """
    try:
        found = extract(page, url=base, output_format="html", include_comments=False, include_tables=True)
    except (LxmlError, ValueError) as error:
        raise FormatError("Its page can't be read.") from error
    text = shortened(paragraphs(found or ""))
    if not text:
        raise FormatError("There is no article on its page.")
    return text
