"""How much a text is about somebody: the signs by which a party to a story is told from whoever it just names."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from civic.analysis.around import Around
from civic.analysis.gazetteer import Gazetteer, gazetteer
from civic.analysis.merge import GENERIC, Draft
from civic.analysis.reading import Reading
from civic.analysis.roles import cues_of, said_to_be, usual_role
from civic.analysis.words import STOPWORDS, stems, word_set

_ARTICLES: Final = word_set("the a an this that our your its their any each some no every")
_PREPOSITIONS: Final = word_set(
    "in near by with from at to for against of between and on like via using through including as than see"
)
_MOST_CUES: Final = 6.0


def signs(
    reading: Reading, draft: Draft, around: Sequence[Around], names: Sequence[str], *, belongs: bool, speaks: bool
) -> dict[str, float]:
    """Return what tells how much a text is about a stakeholder."""
    known = gazetteer()
    places = sorted({mention.sentence for mention in draft.mentions})
    count = len(reading.sentences)
    title = set(stems(reading.title))
    once = len(places) == 1
    kind = f"known {draft.known.kind}" if draft.known else draft.kind
    found = {
        kind: 1.0,
        "variants": math.log1p(len(names)),
        "often": math.log1p(len(places)),
        "share": len(places) / (4 + count),
        "early": 1 / (1 + 0.25 * places[0]),
        "place": places[0] / max(1, count),
        "spread": (places[-1] - places[0]) / max(1, count),
        "title": float(bool(title) and set(stems(names[0])) <= title),
        "speaks": float(speaks),
        "belongs": float(belongs),
        "cues": min(_MOST_CUES, sum(sum(cues_of(one).values()) for one in around)) / _MOST_CUES,
        "long text": math.log1p(count) / 5,
        "listed": _share(around, _is_listed),
        "no prose": _share(around, lambda one: not reading.sentences[one.mention.sentence].prose),
    }
    for word, times in Counter(one.before[-1] for one in around if one.before).items():
        if word in _PREPOSITIONS:
            found[f"after {word}"] = times / len(around)
    if draft.kind == "group":
        found |= _of_group(draft, names[0], once=once)
    else:
        found |= _of_name(reading, draft, around, names, known, once=once)
    return {sign: value for sign, value in found.items() if value}


def _of_group(draft: Draft, name: str, *, once: bool) -> dict[str, float]:
    head = draft.mentions[0].head
    role = usual_role(draft)
    return {
        "group": 1.0,
        f"group {role}": 1.0,
        "generic": float(name.casefold() in GENERIC),
        "described": float(" " in name and name.casefold() != head),
        "group once": float(once),
    }


def _of_name(
    reading: Reading, draft: Draft, around: Sequence[Around], names: Sequence[str], known: Gazetteer, *, once: bool
) -> dict[str, float]:
    """Return the signs of a name; of one that nobody knows above all what proves that it is somebody's."""
    unknown = draft.kind == "name" and not draft.known
    words = names[0].split()
    found = {
        "acts": _share(around, lambda one: one.after[:1] != [] and one.after[0] in known.words["acts"]),
        "article": _share(around, lambda one: one.before[-1:] != [] and one.before[-1] in _ARTICLES),
        "owns": _share(around, lambda one: one.text_after[:2] in {"'s", "’s"}),
        "describes": _share(around, _describes),
        "known once": float(once and draft.known is not None),
        "person once": float(once and draft.kind == "person"),
        "in brackets": _share(around, _in_brackets),
        "person listed": float(draft.kind == "person" and once) * _share(around, _is_unproved),
        "office held": float(bool(draft.offices)),
        "bare office": float(draft.kind == "office" and len(words) == 1),
    }
    if unknown:
        suffix = next((known.org_words[word] for word in reversed(words) if word in known.org_words), "")
        called = said_to_be(reading, draft, around)
        found |= {
            f"suffix {suffix}" if suffix else "no suffix": 1.0,
            "proof": float(bool(suffix or called or found["acts"] or speaks_like(found))),
            "unknown acts": found["acts"],
            "unknown owns": found["owns"],
            "words": float(min(3, len(words))),
            "unknown once": float(once),
            "acronym": float(names[0].isupper()),
            "inner capital": float(any(letter.isupper() for letter in names[0][1:]) and not names[0].isupper()),
            "common words": float(
                all(word in known.words["no_party"] or word in known.words["things"] for word in words)
            ),
            "introduced": float(bool(draft.acronyms)),
        }
    return found


def speaks_like(found: dict[str, float]) -> bool:
    """Return whether a name owns something and is no thing with an article: "Zorblax's cameras"."""
    return found["owns"] > 0 and not found["article"]


def _share(around: Sequence[Around], test: Callable[[Around], bool]) -> float:
    return sum(1 for one in around if test(one)) / max(1, len(around))


def _is_listed(one: Around) -> bool:
    return one.text_before.endswith((", ", ", and ")) and one.text_after.startswith((", ", " and "))


def _describes(one: Around) -> bool:
    """Return whether the name only says which thing is meant: "Zorblax users"."""
    if not one.text_after.startswith(" ") or not one.after:
        return False
    word = one.after[0]
    lists = gazetteer().words
    if word in STOPWORDS or word in lists["acts"] or word in lists["speech"]:
        return False
    return not word.endswith(("ed", "ing", "ly")) and one.text_after[1].islower()


def _is_unproved(one: Around) -> bool:
    """Return whether a person stands in a list, or alone on a line, and neither does nor says anything."""
    return (
        _is_listed(one) or not one.after or (not one.text_before.strip() and one.text_after[:1] in {"", ",", "\n", "("})
    )


def _in_brackets(one: Around) -> bool:
    return one.text_before.endswith("(") and one.text_after.startswith(")")
