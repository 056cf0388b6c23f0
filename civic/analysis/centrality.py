"""How much a text is about somebody: the signs by which a party to a story is told from whoever it just names."""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from civic.analysis.around import Around
from civic.analysis.gazetteer import Gazetteer, gazetteer
from civic.analysis.kinds import is_unproved, said_to_be
from civic.analysis.merge import GENERIC, Draft
from civic.analysis.reading import Reading
from civic.analysis.roles import cues_of, usual_role
from civic.analysis.words import STOPWORDS, stems, word_set

_ARTICLES: Final = word_set("the a an this that our your its their any each some no every")
_PREPOSITIONS: Final = word_set(
    "in near by with from at to for against of between and on like via using through including as than see"
)
_MOST_CUES: Final = 6.0
_TIMES: Final = (2, 3, 5, 8)
"""In how many sentences somebody is named, in steps: the second counts for more than the ninth, and of groups for
something else than of names."""
_OF_PRODUCTS: Final = frozenset({"vendor", "business", "media"})
"""Kinds of known names that rather name what is made than who makes it: "a Google form", "GitHub Pages"."""
_POSTED: Final = re.compile(r"\b(?:on|via|through|our|my|your|their|using|like|follow|and) (?:the )?$", re.IGNORECASE)
"""What stands before the platform that something is posted on."""
_THING: Final = re.compile(r" ([\w-]+)")


def signs(
    reading: Reading,
    draft: Draft,
    around: Sequence[Around],
    names: Sequence[str],
    type_: str,
    *,
    belongs: bool,
    speaks: bool,
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
    group = draft.kind == "group"
    found |= {f"{'group' if group else 'name'} in {least}": 1.0 for least in _TIMES if len(places) >= least}
    if group:
        found |= _of_group(draft, names[0], type_, once=once)
    else:
        found |= _of_known(draft, around, names, known)
        found |= _of_name(reading, draft, around, names, known, once=once)
        found["unproved"] = float(is_unproved(draft, type_))
    return {sign: value for sign, value in found.items() if value}


def _of_group(draft: Draft, name: str, type_: str, *, once: bool) -> dict[str, float]:
    role = usual_role(draft)
    words = name.split()
    return {
        "group": 1.0,
        f"group {role}": 1.0,
        "generic": float(name.casefold() in GENERIC),
        "group once": float(once),
        f"group bare {type_}": float(len(words) == 1),
        "group of whom": float(not {"with", "of"}.isdisjoint(words)),
    }


def _of_known(draft: Draft, around: Sequence[Around], names: Sequence[str], known: Gazetteer) -> dict[str, float]:
    """Return what tells that a known name stands for a product of that firm, or for the platform that something is
    posted on, and not for the firm."""
    if not draft.known:
        return {}
    found: dict[str, float] = {}
    if draft.known.kind in _OF_PRODUCTS:
        share = _share(around, lambda one: _names_a_thing(one, known))
        found |= {"things": share, "only things": float(share == 1)}
    if not known.words["platforms"].isdisjoint(names):
        once = float(len(draft.mentions) == 1)
        posted = _share(around, lambda one: _POSTED.search(one.text_before) is not None)
        found |= {"platform": 1.0, "platform once": once, "posted on": posted}
    return found


def _names_a_thing(one: Around, known: Gazetteer) -> bool:
    """Return whether what stands right behind a name is what is meant: "Zorblax Maps", "a Zorblax account"."""
    following = _THING.match(one.text_after)
    if not following:
        return False
    word = following[1]
    if word[0].isupper():
        return word not in known.words["titles"]
    lists = known.words
    return not (word in STOPWORDS or word in lists["acts"] or word in lists["speech"] or word.endswith(("ed", "ly")))


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
        called = said_to_be(around)
        found |= {
            f"suffix {suffix}" if suffix else "no suffix": 1.0,
            "proof": float(bool(suffix or called or found["acts"] or speaks_like(found))),
            "unknown acts": found["acts"],
            "unknown no prose": _share(around, lambda one: not reading.sentences[one.mention.sentence].prose),
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
