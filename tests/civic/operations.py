"""Operations to test with: single ones, and those of three coders whose clocks are years apart."""

from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from civic.correction import Correction
from civic.judgement import (
    CERTAINTIES,
    HIDE,
    NOTE,
    READ,
    SEVERITIES,
    STAR,
    Decision,
    Unread,
    Value,
    Verdict,
    concern_field,
    stakeholder_field,
)
from civic.operation import Operation
from civic.registers import written
from civic.story import Span

AT: Final = "2026-11-23T10:00:00.000000+00:00"
PRIVACY: Final = concern_field("privacy")
TAGGED, ACCEPTED, REJECTED = (Decision(verdict) for verdict in (Verdict.TAGGED, Verdict.ACCEPTED, Verdict.REJECTED))


def at(seconds: float) -> str:
    """Return the time so many seconds after AT."""
    return written(datetime.fromisoformat(AT) + timedelta(seconds=seconds))


def said(who: str, field: str = PRIVACY, value: Value = TAGGED, op_id: str = "", when: str = AT) -> Operation:
    return Operation(op_id or f"{who}-{field}-{when}", "s1", field, value, None, when, who)


CLOCKS: Final = {
    "ada": datetime(2026, 11, 23, tzinfo=UTC),
    "Bob": datetime(2027, 11, 23, tzinfo=UTC),
    "cy": datetime(2025, 11, 23, tzinfo=UTC),
}
"""Three coders, and where their clocks stand."""
JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
EXTRA: Final = st.dictionaries(st.sampled_from(["later", "é", "x y", "zz"]), JSON, max_size=2)
"""What a later version may write into a table."""
SPANS: Final = st.builds(
    lambda start, text, prefix, digest: Span(start, start + len(text), text, prefix, "", digest),
    st.integers(0, 99), st.text("ab é", min_size=1, max_size=4), st.sampled_from(["", "left "]),
    st.sampled_from(["", "0f" * 32]),
)  # fmt: skip
DECISIONS: Final = st.tuples(
    st.sampled_from(Verdict), st.lists(SPANS, max_size=2).map(tuple), st.sampled_from(["", *SEVERITIES]),
    st.sampled_from(["", *CERTAINTIES]), st.sampled_from(["", "Police"]),
).map(lambda said: Decision(*said))  # fmt: skip
CORRECTIONS: Final = st.tuples(
    st.sampled_from(["", "Met", "İstanbul"]), st.sampled_from(["", "company"]),
    st.sampled_from([None, (), ("deployer", "affected")]), st.booleans(),
).map(lambda said: Correction(*said))  # fmt: skip
TAGS: Final = ("privacy", "bias", "open-data")
FIELD_VALUES: Final[st.SearchStrategy[tuple[str, Value]]] = st.one_of(
    st.tuples(st.sampled_from(TAGS).map(concern_field), st.none() | DECISIONS),
    st.tuples(st.just(NOTE), st.none() | st.text("ab\n", min_size=1, max_size=3)),
    st.tuples(st.just(stakeholder_field("İstanbul")), st.none() | CORRECTIONS),
    st.tuples(st.sampled_from([STAR, READ, HIDE]), st.sampled_from([None, True])),
    st.tuples(st.just("coded"), st.sampled_from([None, Unread("v1"), Unread({"codebook": "v2"})])),
)
_SAID: Final[tuple[tuple[str, Value], ...]] = (
    *((concern_field(tag), value) for tag in TAGS for value in (None, TAGGED, REJECTED)),
    (PRIVACY, Decision(Verdict.TAGGED, (Span(0, 2, "é ", "left ", "", "0f" * 32),), "high", "alleged", "Police")),
    (concern_field("bias"), Unread({"verdict": "maybe"})),
    *((NOTE, value) for value in (None, "One.", "Two\nlines.")),
    *((stakeholder_field("İstanbul"), value) for value in (None, Correction("Met", roles=("deployer",)))),
    *((flag, value) for flag in (STAR, READ, HIDE) for value in (None, True)),
    *(("coded", value) for value in (None, Unread("v1"), Unread({"codebook": "v2"}))),
)
"""What the operations of `operations` say: few things, so that many of them meet in one register."""


@st.composite
def operations(draw: st.DrawFn, stories: tuple[str, ...] = ("s1",), most: int = 10) -> list[Operation]:
    """Operations of the three coders in any order, some at equal moments, some implied, some in a round. Each id is
    one of its story, and has one content."""
    found = []
    for number in range(draw(st.integers(0, most))):
        who = draw(st.sampled_from(sorted(CLOCKS)))
        moment = CLOCKS[who] + timedelta(seconds=draw(st.integers(0, 2)))
        field, value = draw(st.sampled_from(_SAID))
        prefix, n, special = (
            draw(st.sampled_from("abc")),
            draw(st.integers(0, 1)),
            draw(st.sampled_from(["", "", "r", "i"])),
        )
        story = draw(st.sampled_from(stories))
        found.append(
            Operation(
                f"{prefix}{number}", story, field, value, None, written(moment), who, "pilot" if special == "r" else "",
                n=n, implied=special == "i",
            )
        )  # fmt: skip
    return found
