"""How a filter that is being typed can go on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.query.complete import completions

VALUES = {
    "concern": ["privacy", "power", "bias", "own tag"],
    "tag": ["c++", "c", "rights"],
    "source": ["BBC News", "Ars Technica", 'The "Daily" Wire'],
    "rejected": ["c++", "c"],
    "feed": ["https://one.example/feed"],
    "who": ["ben", "ana maria"],
    "sample": ["Pilot"],
    "stakeholder": ["Palantir", "Metropolitan Police Service"],
}


def values(field: str) -> list[str]:
    return VALUES.get(field, [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("police ", []),
        ("sou", ["source:"]),
        ("police s", ["police source:", "police stakeholder:", "police severity:", "police since:", "police sample:"]),
        ("police -t", ["police -title:", "police -text:", "police -tag:", "police -type:"]),
        ("(met OR co", ["(met OR concern:", "(met OR concerns:"]),
        ("concern:p", ["concern:privacy", "concern:power"]),
        ("concern:", ["concern:privacy", "concern:power", "concern:bias", 'concern:"own tag"']),
        ("concern:privacy", []),
        ("tag:", ["tag:c++", 'tag:"c"', "tag:rights"]),
        ('rejected:"', ["rejected:c++", 'rejected:"c"']),
        ("CONCERN:pri", ["CONCERN:privacy"]),
        ("source:bbc", ['source:"BBC News"']),
        ('source:"ars t', ['source:"Ars Technica"']),
        ("source:daily", ['source:"The Daily Wire"']),
        ("severity:", ["severity:low", "severity:medium", "severity:high", "severity:none"]),
        ("certainty:", ["certainty:alleged", "certainty:confirmed", "certainty:none"]),
        ("who:", ["who:ben", 'who:"ana maria"']),
        ("feed:", ['feed:"https://one.example/feed"']),
        ("sample:", ["sample:Pilot"]),
        ("evidence:g", ["evidence:gone"]),
        ("concerns:", [f"concerns:{number}" for number in (1, 2, 3, 4, 5)]),
        ("stakeholder:palantir/sup", ["stakeholder:palantir/supplier"]),
        ('stakeholder:"Met Police/sup', ['stakeholder:"Met Police/supplier"']),
        ("police is:unred", ["police is:unread"]),
        ("concern:privcy", ["concern:privacy"]),
        ("is:read", []),
        ("source:news", ['source:"BBC News"']),
        ("stakeholder:palan", ['stakeholder:"Palantir"']),
        ("stakeholder:pol", ['stakeholder:"Metropolitan Police Service"']),
        ("is:un", ["is:unread", "is:untagged"]),
        ("role:suppl", ["role:supplier"]),
        ("since:", ["since:1d", "since:7d", "since:2w", "since:1m", "since:1y"]),
        ("colour:r", []),
        ('"met pol', []),
    ],
)
def test_goes_on(text: str, found: list[str]) -> None:
    assert completions(text, values) == found


@given(st.text(max_size=60))
def test_never_raises_and_only_adds_to_the_last_term(text: str) -> None:
    for offer in completions(text, values):
        start = text.rstrip().rpartition(" ")[0]
        assert offer.startswith(start)
