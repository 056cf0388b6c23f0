"""The tags that a filter asks for, by the names that the codebook has for them."""

from collections.abc import Mapping

from msgspec.structs import replace

from civic.query.nodes import And, Has, Not, Or, Query


def with_tags(query: Query, names: Mapping[str, str]) -> Query:
    """Return a query in which tags and concerns are named as they are called now; `names` has for other names, as
    `civic.codebook.slug` writes them, what they mean (see `Codebook.names`)."""
    match query:
        case Has("tag" | "concern" | "rejected", value) if value in names:
            return replace(query, value=names[value])
        case Not(part):
            return Not(with_tags(part, names))
        case And(parts):
            return And(tuple(with_tags(part, names) for part in parts))
        case Or(parts):
            return Or(tuple(with_tags(part, names) for part in parts))
    return query
