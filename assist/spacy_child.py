"""The child process that spaCy works in: lines of JSON in, lines of JSON out.

Its argument is the name of a model, and its first line says whether that is ready: {"ready": name} or {"error": why},
`why` being "missing" or "broken". Then each line {"text": …} is answered by {"names": [[start, end, label], …]},
code points into the text.
"""

import json
import os
import sys
from typing import TYPE_CHECKING, BinaryIO

from assist.child import confine

if TYPE_CHECKING:
    from spacy.language import Language


def main() -> None:
    """Answer until the input ends. Any other fault ends the process, which is answer enough."""
    confine()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what models and their libraries print is no answer of ours
    model = _load(sys.argv[-1], answers)
    if model is None:
        return
    for line in sys.stdin.buffer:
        document = model(json.loads(line)["text"])
        names = [[entity.start_char, entity.end_char, entity.label_] for entity in document.ents]
        _answer(answers, {"names": names})


def _load(name: str, answers: BinaryIO) -> "Language | None":
    """Return the model, or None after the answer that says why there is none."""
    import spacy

    try:
        model = spacy.load(name)
    except OSError:  # spaCy's own for a model that is not installed
        _answer(answers, {"error": "missing"})
        return None
    except (ValueError, ImportError, TypeError, KeyError, AttributeError):  # of another version, or no model at all
        _answer(answers, {"error": "broken"})
        return None
    _answer(answers, {"ready": name})
    return model


def _answer(answers: BinaryIO, body: dict[str, object]) -> None:
    answers.write(json.dumps(body).encode() + b"\n")
    answers.flush()
