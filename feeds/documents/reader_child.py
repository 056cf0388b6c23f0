"""The child that reads documents from its input and answers in JSON, one after the other."""

import json
import logging
import sys

from civic.jsonvalue import JsonValue
from feeds.documents.matter import Matter
from feeds.errors import FormatError
from feeds.formats.child import confine, read_frame, write_frame


def main() -> None:
    """Answer requests until the input ends. A document that a reader dies of ends the process, which is answer enough:
    what memory it leaves is not known."""
    confine()
    logging.disable()  # readers log every oddity of a file
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            kind, data = read_frame(source).decode(), read_frame(source)
        except EOFError:
            return
        answer: dict[str, JsonValue]
        try:
            answer = {"document": read(kind, data).to_document()}
        except FormatError as error:
            answer = {"fault": str(error)}
        write_frame(sink, json.dumps(answer).encode())
        sink.flush()


def read(kind: str, data: bytes) -> Matter:
    """Return what a document of this kind says. Its reader is imported here, since each is slow to import. Raises
    FormatError, and whatever its reader raises on a broken one."""
    match kind:
        case "markdown":
            from feeds.documents.markdown import markdown

            return markdown(data.decode("utf-8", "replace"))
        case "page":
            from feeds.documents.page import web_page

            return web_page(data.decode("utf-8", "replace"))
        case "mail":
            from feeds.documents.mail import mail

            return mail(data)
        case "word":
            from feeds.documents.word import word_document

            return word_document(data)
        case _:
            from feeds.documents.pdf import portable_document

            return portable_document(data)


if __name__ == "__main__":
    main()
