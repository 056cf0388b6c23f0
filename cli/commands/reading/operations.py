"""What other coders decided on a story, and where coders differ, for its page."""

from collections.abc import Iterator

from civic.codebook import Codebook
from civic.export import Entry
from civic.judgement import NOTE
from civic.wording import LONG, describe_coder, describe_field, describe_how, describe_value


def decisions_of_others(entry: Entry, codebook: Codebook) -> Iterator[tuple[str, str, str]]:
    """Yield what holds by the decision of each other coder, less their notes: who decided, on what, and how."""
    for who, held in entry.others.items():
        for name, operation in held.items():
            if not operation.private and name != NOTE:
                said = describe_value(operation.value, LONG) + describe_how(operation)
                yield describe_coder(who), describe_field(name, codebook), said


def notes_of_others(entry: Entry) -> Iterator[tuple[str, list[str]]]:
    """Yield the note of each other coder: who wrote it, and its lines."""
    for who, held in entry.others.items():
        if (note := held.get(NOTE)) and isinstance(note.value, str):
            yield describe_coder(who), note.value.splitlines()
