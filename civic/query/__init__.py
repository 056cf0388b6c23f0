"""The filter language: parse, explain, match.

Words are ANDed and match word beginnings in title and text, accents and case folded; `"a phrase"`; `-word`
excludes; `OR`; brackets; fields. `parse` gives a tree of nodes, `explain` says it in words, `matches` decides for one
story, and the index translates the same tree to SQL.
"""

from civic.query.explain import explain
from civic.query.nodes import (
    EVEN_HIDDEN,
    EVERYTHING,
    Among,
    And,
    AtLeast,
    Before,
    Has,
    Is,
    Not,
    Or,
    Query,
    Since,
    Words,
    asks_for_decisions,
    asks_for_hidden,
    asks_for_suggestions,
    fields_of,
    since_of,
)
from civic.query.parse import FIELDS, MARKS, QueryError, Samples, parse
from civic.query.tags import with_tags
from civic.query.words import normalise, spaced, tokens

__all__ = [
    "EVEN_HIDDEN",
    "EVERYTHING",
    "FIELDS",
    "MARKS",
    "Among",
    "And",
    "AtLeast",
    "Before",
    "Has",
    "Is",
    "Not",
    "Or",
    "Query",
    "QueryError",
    "Samples",
    "Since",
    "Words",
    "asks_for_decisions",
    "asks_for_hidden",
    "asks_for_suggestions",
    "explain",
    "fields_of",
    "normalise",
    "parse",
    "since_of",
    "spaced",
    "tokens",
    "with_tags",
]
