"""Who is involved in a story: named, suggested, or added by a coder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.correction import Correction, CorrectionError
from civic.involved import additions, involved, placed, with_additions, with_additions_of
from civic.judgement import stakeholder_field, value_from_json, value_to_json
from civic.naming import nearest, proposed_name, spelt
from civic.story import AuthorStakeholder, Span, Story
from civic.suggestions import Stakeholder

SPAN = Span(3, 14, "Liberty Now")
ADDED = Correction("Liberty Now", "civil_society", ("advocate",), added=True, evidence=(SPAN,))
FOUND = Stakeholder("Palantir", ("Palantir Technologies",), "company", ("supplier",), 0.9, ())


def names(stakeholders: tuple[Stakeholder, ...]) -> list[tuple[str, bool]]:
    return [(one.name, one.added) for one in stakeholders]


def test_who_was_missed_stands_behind_who_was_found() -> None:
    (_, found) = with_additions([FOUND], {"liberty now": ADDED}, {})
    assert (found.name, found.type, found.roles, found.evidence) == (
        "Liberty Now", "civil_society", ("advocate",), (SPAN,),
    )  # fmt: skip
    assert (found.added, found.by, found.badges) == (True, (), ())


def test_who_is_found_and_added_is_one_with_the_roles_of_the_coder() -> None:
    said = Correction("palantir", "", ("deployer",), added=True, evidence=(SPAN,))
    (found,) = with_additions([FOUND], {"palantir": said}, {})
    assert (found.name, found.roles, found.added, found.evidence) == ("palantir", ("deployer",), True, (SPAN,))


def test_what_is_said_everywhere_renames_an_addition_and_never_takes_it_away() -> None:
    here = {"liberty now": ADDED}
    assert names(with_additions([], here, {"liberty now": Correction("Liberty")})) == [("Liberty", True)]
    assert names(with_additions([], here, {"liberty now": Correction(removed=True)})) == [("Liberty Now", True)]


def test_an_addition_is_of_one_story_and_goes_when_it_is_removed() -> None:
    assert with_additions([], {}, {"liberty now": ADDED}) == ()
    assert additions({"liberty now": ADDED.then(Correction(removed=True))}) == ()


def test_what_is_said_later_of_an_addition_leaves_it_one() -> None:
    then = ADDED.then(Correction(roles=("expert",)))
    assert (then.added, then.evidence, then.roles, then.name) == (True, (SPAN,), ("expert",), "Liberty Now")
    again = then.then(Correction("Liberty Now", added=True, evidence=(SPAN, Span(20, 22, "no"))))
    assert again.evidence == (SPAN, Span(20, 22, "no"))


def test_another_coders_additions_take_the_place_of_the_users() -> None:
    ours = with_additions([FOUND], {"liberty now": ADDED}, {})
    theirs = {"ico": Correction("ICO", "public_body", ("overseer",), added=True)}
    assert names(with_additions_of(theirs, ours, Story("s"))) == [("Palantir", False), ("ICO", True)]


def test_each_stakeholder_is_there_once() -> None:
    author = AuthorStakeholder("Liberty Now"), AuthorStakeholder("PALANTIR")
    added = with_additions([FOUND], {"liberty now": ADDED}, {})
    assert [(one.name, isinstance(one, Stakeholder)) for one in involved(author, added)] == [
        ("PALANTIR", False), ("Liberty Now", True),
    ]  # fmt: skip


def test_evidence_follows_its_words() -> None:
    (one,) = additions({"liberty now": ADDED})
    assert placed(one, Story("s", text="Then Liberty Now said no.")).evidence == (Span(5, 16, "Liberty Now"),)
    assert placed(one, Story("s", text="Nothing of it.")).evidence == ()


corrections = st.tuples(
    st.text(), st.sampled_from(["", "company"]),
    st.none() | st.lists(st.text()).map(tuple), st.booleans(), st.booleans(),
    st.lists(st.builds(lambda start, text: Span(start, start + len(text), text), st.integers(0, 99), st.text())).map(
        tuple
    ),
).map(lambda said: Correction(*said))  # fmt: skip


@given(said=corrections)
def test_a_correction_reads_back(said: Correction) -> None:
    assert value_from_json(stakeholder_field("x"), value_to_json(said)) == said


@pytest.mark.parametrize("evidence", [3, {"a": 1}, "text", [3], [{"start": 2, "end": 1, "text": ""}], [None]])
def test_evidence_that_is_none_is_refused(evidence: object) -> None:
    with pytest.raises(CorrectionError):
        Correction.from_json({"name": "A", "added": True, "evidence": evidence})


@pytest.mark.parametrize(
    ("passage", "known", "name"),
    [
        ("Liberty Now", (), "Liberty Now"),
        ("“the residents”", (), "the residents"),
        ("Campaigners at Liberty Now said that the scheme was wrong from its first day.", (), "Liberty Now"),
        ("The Office of the Children's Commissioner said that it was not told of this at all.", (),
         "The Office of the Children's Commissioner"),
        ("A contract with Palantir was signed by Jane Doe on behalf of the council last week.", ("palantir",),
         "Jane Doe"),
        ("Today nobody of the people who live there was asked by anyone about anything at all.", (), "Today"),
        ("niemand wurde gefragt, weder heute noch gestern, und auch nicht in den jahren davor", (), ""),
        ("", (), ""),
    ],
)  # fmt: skip
def test_a_name_is_proposed_from_a_passage(passage: str, known: tuple[str, ...], name: str) -> None:
    assert proposed_name(passage, known) == name


@given(st.text(), st.lists(st.text()))
def test_a_proposed_name_stands_in_the_passage(passage: str, known: list[str]) -> None:
    assert proposed_name(passage, known) in " ".join(passage.split())


@pytest.mark.parametrize(
    ("name", "near"),
    [("Palntir", ["Palantir", "Palantir Technologies"]), ("metropolitan polic", ["Metropolitan Police Service"]),
     ("xyzzy", []), ("", [])],
)  # fmt: skip
def test_near_names_are_found(name: str, near: list[str]) -> None:
    there = ["Metropolitan Police Service", "Palantir Technologies", "Palantir", "Café Wien"]
    assert nearest(name, there, 3) == near


def test_a_name_is_known_whatever_its_case_and_accents() -> None:
    there: list[AuthorStakeholder | Stakeholder] = [AuthorStakeholder("Café Wien"), FOUND]
    assert spelt("cafe wien", there) == "Café Wien"
    assert spelt("PALANTIR technologies", there) == "Palantir"
    assert spelt("wien", there) is None
    assert spelt("…", there) is None
