"""What is said of a filter that probably means something else."""

from datetime import UTC, datetime

import pytest

from civic.query import And, Has, Or, Query, Words, parse
from civic.query.doubts import doubts, finished

NOW = datetime(2026, 11, 23, tzinfo=UTC)
THERE = {"concern": ["privacy", "bias"], "stakeholder": ["Palantir"], "source": ["BBC News"], "feed": [], "tag": [],
         "who": ["ben", "ana"]}  # fmt: skip


WORDS = ("palantir", "police", "met", "planter")


def knows(query: Query) -> bool:
    match query:
        case And(parts):
            return all(map(knows, parts))
        case Or(parts):
            return any(map(knows, parts))
        case Words((word,), "", prefix):
            return any(one.startswith(word) if prefix else one == word for one in WORDS)
        case Words((word, *_), field) | Has(field, word):
            return any(value.casefold().startswith(word) for value in THERE.get(field, ()))
    return True


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("palantir police", []),
        ("palantir OR police", []),
        ("palantir or police", ["“or” is looked for as a word: write OR for one of the two"]),
        ("(palantir) Or (police)", ["“Or” is looked for as a word: write OR for one of the two"]),
        ('palantir or -"police force"', ["“or” is looked for as a word: write OR for one of the two"]),
        ('"palantir or police"', []),
        ("or", []),
        ("title:or police", []),
        ("palantir or", []),
        ("concern:privcy", ["no story has the concern privcy; did you mean privacy?"]),
        ("concern:priv", []),
        ("-concern:privcy OR met", ["no story has the concern privcy; did you mean privacy?"]),
        ("rejected:xyzzy", ["no story has the rejected concern xyzzy"]),
        ("stakeholder:palntir", ["no story has the stakeholder palntir; did you mean Palantir?"]),
        ("stakeholder:zz/supplier", ["no story has the stakeholder zz as supplier"]),
        ('stakeholder:"zz ltd"/supplier', ["no story has the stakeholder zz ltd as supplier"]),
        (
            "stakeholder:palantir/suplier",
            [
                "no role is called suplier; did you mean supplier?",
                "no story has the stakeholder palantir suplier",
            ],
        ),
        ("who:anna", ["no story has the coder anna; did you mean ana?"]),
        ("type:compny", ["no type is called compny; did you mean company?"]),
        ("source:bbd", ["no story has the source bbd"]),
        ("feed:xyzzy", ["no story has the feed xyzzy"]),
        ("concern:", []),
        ("concern: palantir", ["nothing stands behind concern:, so it is left out"]),
        ("palantir -source: ", ["nothing stands behind -source:, so it is left out"]),
        ("severity:high", []),
        ("severity:none certainty:none", []),
        ("severity:hi", ["severity:hi is read as high"]),
        ("severity:huge", ["no severity is called huge; use low, medium, high or none"]),
        ("certainty:aleged", ["no certainty is called aleged; did you mean alleged?"]),
        ("role:suplier", ["no role is called suplier; did you mean supplier?"]),
        ("role:de", ["role:de is read as decision_maker or deployer"]),
        ("type:public", ["type:public is read as public_body"]),
        ('type:"public body"', []),
        ("note:xyzzy title:xyzzy xyzzy", []),
        ("pal", []),
        ("palntir", ["no story has the word palntir; did you mean palantir?"]),
        ("paalntir police", ["no story has the word paalntir; did you mean palantir?"]),
        ("police policee", ["no story has the word policee; did you mean police?"]),
        ("polise", ["no story has the word polise; did you mean police?"]),
        ("polise OR met", []),  # something is found
        ("-polise", []),
        ("mte", []),  # too short
        ("xyzzyx", []),
        ("concern:privcy polise", ["no story has the concern privcy; did you mean privacy?"]),
        ("concern:\x1b[31mx", ["no story has the concern x"]),
    ],
)
def test_what_nothing_knows_is_said(text: str, said: list[str]) -> None:
    assert doubts(text, parse(text, NOW), knows, lambda field: THERE.get(field, ())) == said


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("concern:", ""),
        ("palantir -concern:", "palantir"),
        ("concern: palantir", "palantir"),
        ("(concern: OR met) police", "( OR met) police"),
        ('concern:privacy title:"a b" -met', 'concern:privacy title:"a b" -met'),
        ("xyzzy:", "xyzzy:"),
    ],
)
def test_a_filter_is_kept_without_fields_that_nothing_stands_behind(typed: str, kept: str) -> None:
    assert finished(typed) == kept
