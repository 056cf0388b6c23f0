"""What a person says of stakeholders: renamed, merged, of another type or in other roles, removed."""

import pytest
from msgspec.structs import replace

from civic.correction import Correction, CorrectionError, corrected, said_of
from civic.story import AuthorStakeholder, Span
from civic.suggestions import Stakeholder


def stakeholder(name: str, *roles: str, score: float = 0.5, kind: str = "") -> Stakeholder:
    return Stakeholder(name, (), kind, roles, score, (Span(0, len(name), name),))


MET = Correction(name="Metropolitan Police Service")


def test_what_nothing_is_said_of_stays_as_it_was() -> None:
    stakeholders = (stakeholder("Palantir", "supplier"), stakeholder("the Met", "deployer"))
    assert corrected(stakeholders, {}, {}) == stakeholders
    assert corrected(stakeholders, {"other": MET}, {}) == stakeholders


def test_a_new_name_keeps_the_old_one_as_an_alias() -> None:
    (met,) = corrected((stakeholder("The Met", "deployer"),), {}, {"the met": MET})
    assert (met.name, met.aliases, met.roles) == ("Metropolitan Police Service", ("The Met",), ("deployer",))


def test_two_of_one_name_become_one_with_what_both_had() -> None:
    found = corrected(
        (stakeholder("Met", "mentioned", score=0.2), stakeholder("Metropolitan Police Service", "deployer", score=0.9)),
        {}, {"met": MET},
    )  # fmt: skip
    assert len(found) == 1
    assert (found[0].aliases, found[0].roles, found[0].score) == (("Met",), ("deployer",), 0.9)
    assert [span.text for span in found[0].evidence] == ["Met", "Metropolitan Police Service"]


def test_one_of_two_keeps_the_badges_of_both() -> None:
    stakeholders = (stakeholder("Met"), replace(stakeholder("Metropolitan Police Service"), by=("llm tiny",)))
    (found,) = corrected(stakeholders, {}, {"met": MET})
    assert found.badges == ("llm tiny",)


def test_a_story_of_its_own_comes_before_everywhere() -> None:
    here = {"met": Correction(name="The Met museum", type="research_media", roles=())}
    (museum,) = corrected((stakeholder("Met", "deployer"),), here, {"met": MET})
    assert (museum.name, museum.type, museum.roles) == ("The Met museum", "research_media", ())


def test_a_new_name_is_corrected_in_turn_and_never_for_ever() -> None:
    chain = {"a": Correction(name="B"), "b": Correction(name="C", type="company")}
    (one,) = corrected((stakeholder("A"),), {}, chain)
    assert (one.name, one.type) == ("C", "company")
    round_and_round = {"a": Correction(name="B"), "b": Correction(name="A")}
    assert len(corrected((stakeholder("A"),), {}, round_and_round)) == 1


def test_a_role_that_only_the_author_knows_is_kept_and_read() -> None:
    said = Correction(type="guild", roles=("vendor", "supplier"))
    assert said.words == "guild, vendor, supplier"
    assert Correction.from_json(said.to_json()) == said


def test_all_names_on_the_way_are_told() -> None:
    chain = {"a": Correction(name="B"), "b": Correction(removed=True)}
    assert said_of(["A", "x"], {}, chain) == {"a", "b"}


def test_what_is_no_stakeholder_goes() -> None:
    assert corrected((stakeholder("Monday"),), {}, {"monday": Correction(removed=True)}) == ()


def test_the_authors_stakeholders_are_corrected_likewise() -> None:
    (one,) = corrected((AuthorStakeholder("Met", "", ("deployer",)),), {}, {"met": Correction(type="public_body")})
    assert one == AuthorStakeholder("Met", "public_body", ("deployer",))


def test_a_correction_is_read_in_words() -> None:
    assert MET.words == "called Metropolitan Police Service"
    assert Correction(type="company", roles=("supplier",)).words == "company, supplier"
    assert Correction(removed=True).words == "no stakeholder"
    assert Correction(roles=()).words == "without a role"


@pytest.mark.parametrize("body", [None, [], {"name": 1}, {"type": []}, {"roles": [[]]}, {"roles": "deployer"}])
def test_what_is_no_correction_is_refused(body: object) -> None:
    with pytest.raises(CorrectionError):
        Correction.from_json(body)
