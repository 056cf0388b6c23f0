"""What people read of operations."""

import pytest
from msgspec.structs import replace

from civic.codebook import DEFAULT
from civic.judgement import Decision, Verdict, concern_field
from civic.operation import Operation
from civic.story import Span
from civic.wording import describe_operation

NONE = Decision(Verdict.TAGGED, severity="high")
ONE, OTHER = (replace(NONE, evidence=(Span(at, at + 1, "x"),)) for at in (0, 5))
BOTH = replace(NONE, evidence=(*ONE.evidence, *OTHER.evidence))


def test_the_codebook_of_a_decision_is_named_where_it_is_another_one() -> None:
    value = Decision(Verdict.TAGGED)
    decision = Operation("o", "s", concern_field("privacy"), value, None, "2026-11-20T09:30:00+00:00",
                         who="ada", codebook="0123456789ab")  # fmt: skip
    assert describe_operation(decision, DEFAULT).endswith("nothing → tagged, by the codebook 0123456789ab")
    of_now = describe_operation(replace(decision, codebook=DEFAULT.version), DEFAULT)
    assert of_now.endswith("nothing → tagged")


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        (ONE, BOTH, "tagged (high): 1 passage → 2 passages"),
        (BOTH, NONE, "tagged (high): 2 passages → no passages"),
        (ONE, OTHER, "tagged (high): 1 passage → others"),
        (ONE, replace(BOTH, severity="low"), "tagged (high) → tagged (low)"),
    ],
)
def test_a_change_of_passages_alone_says_so(was: Decision, now: Decision, words: str) -> None:
    made = Operation("o", "s", concern_field("privacy"), now, was, "2026-11-20T09:30:00+00:00", "ada")
    assert describe_operation(made, DEFAULT).endswith(f": {words}")
