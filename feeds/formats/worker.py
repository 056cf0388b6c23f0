"""The child process that reads content from outside: `python -m feeds.formats.worker`, frames in, frames out.

A request is two frames, a JSON header and the bytes to read; the answer is any number of {"items": [...]}, each
followed by a frame with the texts of these items, parted by NUL, which no text has; then one {"done": ...} or
{"error": sentence}. A frame is its length in four bytes, big end first, and that many bytes. The `seconds` of a header
are those of the processor that the answer may take.
What goes wrong beyond a sentence (memory, recursion, a fault in a parser) ends the process, which is answer enough.
"""

import gc
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BufferedWriter, FileIO
from itertools import repeat
from typing import Final

from civic.jsonvalue import JsonValue
from feeds.errors import BrokenError, FeedError, FormatError
from feeds.formats import html, jsonfeed, syndication
from feeds.formats.charset import declared_by, declared_in, decoded, is_utf_8
from feeds.formats.child import confine, read_frame, widen, within, write_frame
from feeds.formats.entry import identified
from feeds.formats.limits import MOST_ENTRIES
from feeds.formats.news import Found, Setting, read_new, read_rest

_AT_ONCE: Final = 1 << 16
"""Bytes of answers that are written at once, as many as a pipe takes: the other side wakes up for each write."""


_TOGETHER: Final = 25
"""Items of one frame at most: a few milliseconds of work for the other side."""
_MUCH: Final = 1 << 20
"""Characters of texts from which on no more items come into a frame."""
_MANY_OBJECTS: Final = 50_000
"""Objects of one feed, from which on garbage is looked for before it is read to its end."""


def main() -> None:
    """Answer requests until the input ends."""
    confine()
    gc.freeze()  # what the modules are made of is never garbage, and takes long to look through
    gc.set_threshold(_MANY_OBJECTS)
    for pipe in (sys.stdin, sys.stdout):
        widen(pipe.fileno())
    source, sink = sys.stdin.buffer, BufferedWriter(FileIO(sys.stdout.fileno(), "wb", closefd=False), _AT_ONCE)
    while True:
        try:
            header, body = read_frame(source), read_frame(source)
        except EOFError:
            return
        request = json.loads(header)
        with within(float(request["seconds"])):
            for frame in _frames(answers(request, body)):
                write_frame(sink, frame)
        sink.flush()
        del request, header, body
        gc.collect()  # parsers and their handlers hold each other, and with them all that was read


def _frames(found: Iterable[dict[str, JsonValue]]) -> Iterator[bytes]:
    """Yield answers in frames, some items at a time, and the texts apart: these are most of it, and would be looked
    through twice for what JSON escapes."""
    items: list[JsonValue] = []
    texts: list[str] = []
    for answer in found:
        item = answer.get("item")
        if isinstance(item, dict):
            texts.append(str(item.pop("text", "")))
            items.append(item)
        if items and (len(items) == _TOGETHER or sum(map(len, texts)) > _MUCH or item is None):
            yield _packed({"items": items})
            yield "\0".join(texts).encode("utf-8", "replace")
            items, texts = [], []
        if item is None:
            yield _packed(answer)


def _packed(answer: dict[str, JsonValue]) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")


def answers(request: Mapping[str, str], body: bytes) -> Iterator[dict[str, JsonValue]]:
    """Yield the answers to one request: `job` is "feed", "links" or "article", `base` the address of the bytes, `type`
    the header Content-Type that they came with. For a feed, `known` has ids of stories by the marks of their entries:
    such an entry is no item, and its id is among the `known` of "done"."""
    try:
        match request["job"]:
            case "links":
                yield from _links(_text(request, body), request["base"])
            case "article":
                yield from _article(_text(request, body), request["base"])
            case _:
                yield from _feed(request, body)
    except FeedError as error:
        yield {"error": str(error), "broken": isinstance(error, BrokenError)}


def _feed(request: Mapping[str, str], body: bytes) -> Iterator[dict[str, JsonValue]]:
    base, most = request["base"], int(request.get("entries") or MOST_ENTRIES)
    setting = Setting(request["feed"], base, request["source"], most)
    known, remark = json.loads(request.get("known") or "{}"), ""
    charsets = [declared_by(request["type"]), *declared_in(body)]
    found = read_rest(body, setting, known) if known and is_utf_8(charsets) else None
    if found is None:
        text, remark = _decoded_feed(body, charsets)
        if jsonfeed.looks_like_json(text):
            found = Found(jsonfeed.read(text, base, most))
        else:
            found = read_new(text, setting, known, certain=not remark)
    contents = found.contents
    warning = " ".join(filter(None, (contents.warning, remark and f"{remark[0].upper()}{remark[1:]}.")))
    source = setting.source_of(contents)
    entries = identified(contents.entries, request["feed"])
    marks = found.marks or repeat("")
    for (number, entry), mark in zip(entries, marks, strict=False):
        item = entry.to_document(number, feed=request["feed"], source=source)
        yield {"item": {**item, "mark": mark} if mark else item}
    yield {
        "done": {
            "title": contents.title, "lang": contents.lang, "pace": contents.pace, "warning": warning,
            "known": list(found.known),
        }
    }  # fmt: skip


def _decoded_feed(body: bytes, charsets: Sequence[str]) -> tuple[str, str]:
    try:
        return decoded(body, charsets)
    except FormatError as error:
        raise FormatError(syndication.NO_FEED) from error


def _text(request: Mapping[str, str], page: bytes) -> str:
    try:
        return decoded(page, (declared_by(request["type"]), *declared_in(page)))[0]
    except FormatError as error:
        raise FormatError("What is there is no web page.") from error


def _links(page: str, base: str) -> Iterator[dict[str, JsonValue]]:
    for link in html.feed_links(page, base):
        yield {"item": {"url": link.url, "title": link.title}}
    yield {"done": {}}


def _article(page: str, base: str) -> Iterator[dict[str, JsonValue]]:
    from feeds.formats.article import read_article  # needs an extra, and is slow to import

    yield {"done": {"text": read_article(page, base)}}


if __name__ == "__main__":
    main()
