"""What people read of operations."""

from dataclasses import replace

from civic.codebook import DEFAULT
from civic.judgement import Decision, Verdict, concern_field
from civic.operation import Operation
from civic.wording import describe_operation


def test_the_codebook_of_a_decision_is_named_where_it_is_another_one() -> None:
    value = Decision(Verdict.TAGGED)
    decision = Operation("o", "s", concern_field("privacy"), value, None, "2026-11-20T09:30:00+00:00",
                         who="ada", codebook="0123456789ab")  # fmt: skip
    assert describe_operation(decision, DEFAULT).endswith("nothing → tagged, by the codebook 0123456789ab")
    of_now = describe_operation(replace(decision, codebook=DEFAULT.version), DEFAULT)
    assert of_now.endswith("nothing → tagged")
