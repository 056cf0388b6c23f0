"""Bytes to text: by byte order mark, as UTF-8, as server or document declare, else by a guess that is reported.

UTF-8 with a few bad bytes stays UTF-8, with U+FFFD in their place: no other character set makes its letters by chance.
The names of character sets mean what they mean to browsers (encoding.spec.whatwg.org): "iso-8859-1" is Windows-1252,
"Shift_JIS" is what Windows makes of it.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from email.message import Message
from typing import Final

import webencodings

from feeds.errors import FormatError

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE: Final = (
    (re.compile(rb"[^\0]\0\0\0[^\0]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[^\0]\0\0\0[^\0]"), "utf-32-be"),
    (re.compile(rb"[^\0]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0[^\0]\0[^\0]"), "utf-16-be"),
)
"""How markup begins where each character takes two or four bytes and no mark says so (XML 1.0, appendix F)."""
_ESCAPED: Final = (
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    (re.compile(rb"\x1b\$(?:[@B]|\([DOPQ])(?:[\x21-\x7e]{2})+"), "iso2022_jp"),
)
"""The beginning of a passage in ISO-2022, which is ASCII else: nothing else has escape sequences of this kind."""
_SEVEN_BIT: Final = {"iso-2022-kr": "iso2022_kr", "csiso2022kr": "iso2022_kr", "hz-gb-2312": "hz"}
"""Names that browsers refuse, since scripts can hide in them; here is nothing that runs."""
_SAMPLE: Final = 256 * 1024
"""Bytes that a guess is made from: more make it no better, and take seconds."""
_DECLARED: Final = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})"
    rb"|<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})",
    re.IGNORECASE,
)
_HEAD: Final = 4096
"""Bytes at the beginning in which a document may declare its character set."""
_MARKUP: Final = re.compile(rb"<[^<>]*>|&#?[A-Za-z0-9]{1,10};")
_LETTERS: Final = re.compile(rb"[A-Za-z\x80-\xff]")
_FOREIGN: Final = 0.3
"""Texts in Latin letters have fewer that are not ASCII; in other scripts nearly all are."""
_ENOUGH: Final = 2
_ENOUGH_PAIRS: Final = 4
"""So many characters are not UTF-8 by chance where another character set is declared: one may be ("É»" in Latin-1),
and a few where each letter of the other takes two bytes, too."""
_OF_PAIRS: Final = frozenset({"cp932", "cp949", "gb18030", "big5hkscs", "euc_jp"})
"""Codecs in which a letter takes two bytes."""
_CONTROLS: Final = re.compile(rb"[\0-\x06\x0e-\x19\x1c-\x1f]")
"""Bytes that no text of one byte a letter has."""
_MANY: Final = 3
"""Characters for one bad byte that are hardly UTF-8 by chance beside it."""
_SOME: Final = 0.02
"""A text in which more are NUL, or other controls, is none."""
_LONE: Final = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
"""A letter of one byte between such of ASCII, as in Latin letters; those of other scripts stand together."""
_SURELY_UTF8: Final = re.compile(
    rb"((?:\xc2[\xa0-\xbf]|[\xc3-\xc5][\x80-\xbf]|\xe2\x80[\x90-\xba]|\xe2\x82\xac|\xf0[\x90-\xbf][\x80-\xbf]{2})+)"
)
"""Letters and signs that stand in texts in Latin letters, as UTF-8. Capitals and quotation marks side by side in
Windows-1252 ("É»", "é »") make other ones."""
_LOST_EACH: Final = 100
"""Lone bytes for one character of UTF-8: of fewer ones in a text that says so, not all are chance."""


def decoded(data: bytes, declared: Iterable[str] = ()) -> tuple[str, str]:
    """Return the text in `data`, and a remark for the user on its character set, without a full stop: "" where it is
    what it says, or UTF-8.

    `declared` are the names that server and document give, the weightiest first. Raises FormatError, with a reason
    without a full stop, for what is no text.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _with_remark(data[len(mark) :].decode(encoding, "replace"))
    names: dict[str, str] = {}
    for label in declared:
        if codec := _codec(label):
            names.setdefault(codec, label.strip())
    for pattern, encoding in _WIDE:
        if pattern.match(data[:8]):
            return _with_remark(data.decode(encoding, "replace"))
    for pattern, encoding in _ESCAPED:
        if encoding in names or (b"\x1b" in data and pattern.search(data)):
            return _with_remark(_decode(data, encoding))
    if "hz" in names:
        return _with_remark(data.decode("hz", "replace"))
    if data.isascii():
        return _with_remark(data.decode("ascii"))
    return _with_remark(*_beyond_ascii(data, names))


def is_utf_8(declared: Iterable[str]) -> bool:
    """Return whether server and document give no other name of a character set than that of UTF-8."""
    return {_codec(label) for label in declared} <= {"", "utf-8"}


def declared_in(data: bytes) -> Iterator[str]:
    """Yield the names of character sets that an XML declaration or a page's <meta> gives."""
    for found in _DECLARED.finditer(data[:_HEAD]):
        yield (found[1] or found[2]).decode("ascii")


def declared_by(content_type: str) -> str:
    """Return the character set that a Content-Type header names, "" for none."""
    header = Message()
    header["content-type"] = "".join(char for char in content_type if char.isprintable())
    name = header.get_param("charset", "")
    return name.strip("'\" ") if isinstance(name, str) else ""


def is_known(label: str) -> bool:
    """Return whether a name of a character set is one that texts are read by."""
    return bool(_codec(label))


def _codec(label: str) -> str:
    """Return Python's name for a character set, "" for one that is not known."""
    label = label.strip().lower()
    if label in _SEVEN_BIT:
        return _SEVEN_BIT[label]
    found = webencodings.lookup(label) or webencodings.lookup(re.sub("[-_]", "", label))  # "latin-1", "utf_8"
    if found is None or found.name in ("replacement", "x-user-defined"):
        return ""
    name = found.codec_info.name
    return name if name != "gbk" else "gb18030"  # which has all its letters and more, so that no rare name is lost


def _beyond_ascii(data: bytes, labels: Mapping[str, str]) -> tuple[str, str]:
    """Return the text of bytes that are not all ASCII, and a remark; `labels` are the names that are declared, by
    codec."""
    names = [name for name in labels if not name.startswith("utf-16")]  # it would have been seen by its zeros
    if not names or names[0] == "utf-8":
        with suppress(UnicodeDecodeError):
            return data.decode("utf-8"), ""  # as most feeds are: nothing has to be counted
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    legacy = names[0] if names and names[0] != "utf-8" else ""
    if good >= bad and _is_utf8(data, legacy, good, bad):
        return text, f"it says that it is in {labels[legacy]}, and was read as UTF-8" if legacy else ""
    if names == ["utf-8"] and good >= _ENOUGH and _LOST_EACH * good >= bad and _has_lone(data, bad):
        return text, ""
    for name in names:
        if name != "utf-8":
            found = _decode(data, name)
            if 2 * found.count("\ufffd") <= sum(not char.isascii() for char in found):
                return found, "" if name == names[0] else f"it is not in UTF-8, and was read as {_shown(name)}"
    guess = _guess(data, spare="utf-8" if good else "cp1252")
    if guess == "cp1252" and not names and (found := _half_and_half(data, bad)):
        return found, "it is partly in UTF-8 and partly in windows-1252, as was guessed, and each part was read so"
    return _decode(data, guess), f"its character set was guessed to be {_shown(guess)}"


def _is_utf8(data: bytes, legacy: str, good: int, bad: int) -> bool:
    """Return whether bytes of which most are UTF-8 are so although `legacy` is declared ("": is not)."""
    if not legacy:
        return True
    pairs = legacy in _OF_PAIRS
    if pairs and bad:
        return "\ufffd" in _decode(data, legacy) and good >= _MANY * bad
    return good >= (_ENOUGH_PAIRS if pairs else _ENOUGH) and good >= _MANY * bad


def _has_lone(data: bytes, foreign: int) -> bool:
    """Return whether most of so many bytes that are not ASCII stand alone."""
    return 2 * sum(1 for _ in _LONE.finditer(data)) >= foreign


def _half_and_half(data: bytes, bad: int) -> str:
    """Return the text of bytes that a program put together from UTF-8 and Windows-1252, "" where they are hardly so:
    too few are surely UTF-8 beside so many that are not."""
    pieces = _SURELY_UTF8.split(data)
    sure = sum(map(len, pieces[1::2])) // 2
    if sure < _ENOUGH or _LOST_EACH * sure < bad:
        return ""
    return "".join(_decode(piece, "utf-8" if at % 2 else "cp1252") for at, piece in enumerate(pieces))


def _guess(data: bytes, spare: str) -> str:
    """Return the codec of bytes about which nothing is declared that fits: Windows-1252 for Latin letters, `spare`
    where they are like none that is known.

    Raises FormatError for what is no text.
    """
    sample = data[:_SAMPLE]
    plain = _MARKUP.sub(b" ", sample)
    letters = _LETTERS.findall(plain)
    foreign = sum(letter >= b"\x80" for letter in letters)
    controls = len(_CONTROLS.findall(plain))
    is_latin = foreign < _FOREIGN * len(letters) or _has_lone(plain, foreign)
    if is_latin and data.count(b"\0") <= _SOME * len(data) and not controls:
        return "cp1252"
    from charset_normalizer import from_bytes  # slow to import, and seldom needed

    best = from_bytes(plain).best() if data.count(b"\0") * 4 <= len(data) else None
    if best is not None and "\0" not in data.decode(best.encoding, "replace"):
        return str(best.encoding)
    if controls > _SOME * len(plain):
        raise FormatError("it is not text, or in no character set that can be recognised")
    return spare


def _with_remark(text: str, remark: str = "") -> tuple[str, str]:
    """Return a text, and the remark on it, with what became of bytes that are no letters. Raises FormatError."""
    if text.count("\0") > _SOME * len(text):
        raise FormatError("it is not text")
    if not remark and "\ufffd" in text:
        count = text.count("\ufffd")
        remark = f"{count} of its characters can't be read and {'stands' if count == 1 else 'stand'} as \ufffd"
    return text, remark


def _shown(codec: str) -> str:
    """Return the usual name of a codec."""
    return {"cp1252": "windows-1252", "cp932": "Shift_JIS", "cp949": "EUC-KR"}.get(codec, codec.replace("_", "-"))


def _decode(data: bytes, codec: str) -> str:
    """Return the text, as browsers read this character set, with U+FFFD for what is no letter in it."""
    return data.decode(codec, _HANDLERS.get(codec, "replace"))


def _japanese(error: UnicodeError) -> tuple[str, int]:
    """Give the letters that Windows has in the empty rows of JIS X 0208 ("①", "髙"), and Python's codecs leave out."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = bytes(byte & 0x7F for byte in error.object[error.start : error.start + 2])
    if len(pair) == 2 and all(0x21 <= byte <= 0x7E for byte in pair):
        row, cell = pair[0] - 0x21, pair[1] - 0x21 + (94 if pair[0] % 2 == 0 else 0)
        lead, trail = row // 2, cell
        shifted = bytes((lead + (0x81 if lead < 0x1F else 0xC1), trail + (0x40 if trail < 0x3F else 0x41)))
        if found := shifted.decode("cp932", "ignore"):
            return found, error.start + 2
    return "\ufffd", error.start + 1


def _chinese(error: UnicodeError) -> tuple[str, int]:
    """Give the sign of the euro, which Windows has at 0x80."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "€" if error.object[error.start] == 0x80 else "\ufffd", error.start + 1


_HANDLERS: Final = {"euc_jp": "civicdesk.japanese", "iso2022_jp": "civicdesk.japanese", "gb18030": "civicdesk.chinese"}
_ANSWERS: Final[tuple[tuple[str, Callable[[UnicodeError], tuple[str, int]]], ...]] = (
    ("civicdesk.japanese", _japanese),
    ("civicdesk.chinese", _chinese),
)
for _name, _answer in _ANSWERS:
    codecs.register_error(_name, _answer)
