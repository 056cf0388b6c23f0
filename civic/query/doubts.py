"""What in a filter is probably not meant: a value that nothing knows, an "or" that is looked for as a word."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from string import ascii_lowercase
from typing import Final

from civic.query.nodes import And, Has, Not, Or, Query, Words
from civic.query.parse import CHOICES, FIELDS, VALUES, Token, as_choice, cut, meant, with_role
from civic.query.words import joined, normalise
from civic.query.words import tokens as words_of
from civic.text import clean_line

_NOUNS: Final = {
    "source": "source",
    "author": "author",
    "feed": "feed",
    "tag": "tag",
    "concern": "concern",
    "rejected": "rejected concern",
    "stakeholder": "stakeholder",
    "who": "coder",
}
"""What the values of each field are that a library has more or fewer of."""
_LONGEST: Final = 60

_SPELT: Final = range(4, 25)
"""Letters of a word that is looked for as misspelt: of shorter ones too many words are near, of longer ones too many
are to be asked for."""

Knows = Callable[[Query], bool]
"""Returns whether a story has this, or the codebook."""
Values = Callable[[str], Sequence[str]]
"""Returns values that a field has, to find near ones among."""


def doubts(text: str, query: Query, knows: Knows, values: Values) -> list[str]:
    """Return what the user should know of a filter that was read as `query`, in sentences without a full stop. `knows`
    is asked about each value of it, `values` only for those that nothing knows."""
    found = [f"“{word}” is looked for as a word: write OR for one of the two" for word in _loose_ors(cut(text))]
    found += [f"nothing stands behind {text[start:end]}, so it is left out"
              for start, end in _empty_fields(text) if end < len(text)]  # fmt: skip
    found += _begun_choices(cut(text))
    found += _no_roles(cut(text), knows)
    found += [_unknown(part, values) for part in _parts(query) if _is_open(part) and not knows(part)]
    found += [_no_choice(part) for part in _parts(query) if isinstance(part, Has) and part.field in CHOICES
              and part.value not in CHOICES[part.field]]  # fmt: skip
    if not found and any(_plain_words(query)) and not knows(query):
        found += _misspelt(query, knows)
    return list(dict.fromkeys(found))


def _plain_words(query: Query) -> Iterator[Words]:
    match query:
        case Words((word,), "") if len(word) in _SPELT and word.isalpha():
            yield query
        case And(parts) | Or(parts):
            for part in parts:
                yield from _plain_words(part)


def _misspelt(query: Query, knows: Knows) -> Iterator[str]:
    """Yield the words that no story has, where one has a word that is a slip away."""
    for part in _plain_words(query):
        if not knows(part) and (near := _first_known(_a_slip_away(part.words[0]), knows)):
            yield f"no story has the word {clean_line(part.words[0], _LONGEST)}; did you mean {near}?"


def _a_slip_away(word: str) -> list[str]:
    """Return what a word may be where two letters were swapped, one was left out, added or mistaken, the likeliest
    slips first. Source: P. Norvig, How to Write a Spelling Corrector."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    swapped = [a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1]
    left_out = [a + letter + b for a, b in parts for letter in ascii_lowercase]
    added = [a + b[1:] for a, b in parts if b]
    mistaken = [a + letter + b[1:] for a, b in parts if b for letter in ascii_lowercase]
    return [one for one in dict.fromkeys([*swapped, *left_out, *added, *mistaken]) if one != word]


def _first_known(words: Sequence[str], knows: Knows) -> str:
    """Return the first of these words that a story has, "" where none is: by halves, each of which is one question."""
    if not knows(Or(tuple(Words((word,), "", False) for word in words))):
        return ""
    while len(words) > 1:
        first, second = words[: len(words) // 2], words[len(words) // 2 :]
        words = first if knows(Or(tuple(Words((word,), "", False) for word in first))) else second
    return words[0]


def finished(text: str) -> str:
    """Return a filter as it is kept once nobody types any more: without the fields that nothing stands behind."""
    for start, end in reversed(_empty_fields(text)):
        text = f"{text[:start].rstrip()} {text[end:].lstrip()}".strip()
    return text


def _empty_fields(text: str) -> list[tuple[int, int]]:
    """Return where fields stand that nothing is behind, each with the minus before it (start and end, code points)."""
    pieces = cut(text)
    found = []
    for at, token in enumerate(pieces):
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        has_value = following is not None and following.start == token.end and following.kind in VALUES
        if token.kind == "field" and token.text.casefold() in FIELDS and not has_value:
            first = pieces[at - 1] if at and pieces[at - 1].kind == "minus" else token
            found.append((first.start, token.end))
    return found


def _loose_ors(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield each "or" in small letters that stands between two terms."""
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        is_value = before.kind == "field" and before.end == token.start
        ends = before.kind in ("word", "phrase", "close") and not is_value
        begins = after.kind in ("word", "phrase", "open", "field", "minus")
        if token.kind == "word" and token.text.casefold() == "or" and ends and begins:
            yield token.text


def _begun_choices(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield how the beginning of a value of a closed field is read."""
    for field, token in pairwise(tokens):
        name, choices = field.text.casefold(), CHOICES.get(field.text.casefold(), ())
        if field.kind != "field" or field.end != token.start or token.kind not in ("word", "phrase"):
            continue
        wanted = as_choice(token.text)
        found = [one for one in choices if one.startswith(wanted)]
        if wanted and found and wanted not in found:
            yield f"{name}:{clean_line(token.text, _LONGEST)} is read as {' or '.join(found)}"


def _no_roles(tokens: Sequence[Token], knows: Knows) -> Iterator[str]:
    """Yield what stands behind a stakeholder's "/" and is no role, where nobody is called so."""
    for at, field in enumerate(tokens[:-1]):
        if field.kind != "field" or field.text.casefold() != "stakeholder" or tokens[at + 1].start != field.end:
            continue
        token, *more = tokens[at + 1 : at + 3]
        joins = more and with_role(token, more[0])
        name, parted, role = (token.text + (more[0].text if joins else "")).rpartition("/")
        is_role = any(one.startswith(as_choice(role)) for one in CHOICES["role"])
        words = " ".join(words_of(name)), " ".join(words_of(f"{name} {role}"))
        if parted and all(words) and not is_role:
            name_known, whole_known = (knows(Has("stakeholder", one)) for one in words)
            if name_known and not whole_known:
                yield _no_choice(Has("role", as_choice(role)))


def _parts(query: Query) -> Iterator[Has | Words]:
    match query:
        case Has() | Words():
            yield query
        case Not(part):
            yield from _parts(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _parts(part)


def _is_open(part: Has | Words) -> bool:
    return part.field in _NOUNS


def _unknown(part: Has | Words, values: Values) -> str:
    written = joined(part.words) if isinstance(part, Words) else part.value
    shown = clean_line(written, _LONGEST)
    if part.field == "stakeholder" and "/" in written:
        name, _, role = shown.partition("/")
        return f"no story has the stakeholder {name} as {role}"
    near = meant(written, values("tag" if part.field == "rejected" else part.field))
    end = f"; did you mean {clean_line(near, _LONGEST)}?" if near and normalise(near) != written else ""
    return f"no story has the {_NOUNS[part.field]} {shown}{end}"


def _no_choice(part: Has) -> str:
    choices = CHOICES[part.field]
    near = meant(part.value, choices)
    end = f"did you mean {near}?" if near else f"use {', '.join(choices[:-1])} or {choices[-1]}"
    return f"no {part.field} is called {clean_line(part.value, _LONGEST)}; {end}"
