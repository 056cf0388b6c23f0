"""A stakeholder as the stories show it."""

import pytest

from civic.codebook import ROLES
from civic.stakeholder_page import Meeting, side, stakeholder_page


def meeting(number: int, when: int, *stakeholders: tuple[str, tuple[str, ...], str, tuple[str, ...]],
            tags: tuple[str, ...] = (), suggested: tuple[str, ...] = ()) -> Meeting:  # fmt: skip
    return Meeting(f"s{number}", f"Story {number}", "BBC", when, tags, suggested, stakeholders)


MET = ("Met", ("the Met",), "public_body", ("deployer",))
PALANTIR = ("Palantir", ("Palantir UK",), "company", ("supplier",))
Y2025, Y2026 = 1_740_000_000, 1_770_000_000


def test_roles_partners_and_concerns_are_counted() -> None:
    meetings = [
        meeting(1, Y2026, PALANTIR, MET, tags=("privacy",), suggested=("bias",)),
        meeting(
            2, Y2025, ("palantir uk", (), "", ("supplier", "advocate")), ("MET", (), "", ()), suggested=("privacy",)
        ),
        meeting(3, 0, PALANTIR, PALANTIR),
    ]
    page = stakeholder_page("Palantir UK", meetings, stories=7)
    assert (page.stories, page.looked_at, page.kind) == (7, 3, "company")
    assert page.other_names == ("Palantir",)
    assert page.roles == (("supplier", 3), ("advocate", 1))
    assert page.over_time == ((2025, (("supplier", 1), ("advocate", 1))), (2026, (("supplier", 1),)))
    (partner,) = page.partners
    assert (partner.stories, partner.roles) == (2, (("deployer", 1),))
    assert page.critics == page.questioned == page.others == ()
    assert page.concerns == (("privacy", 1, 1), ("bias", 0, 1))


def met(name: str, *roles: str) -> tuple[str, tuple[str, ...], str, tuple[str, ...]]:
    return (name, (), "", roles)


def names(group: tuple[object, ...]) -> list[str]:
    return [one.name for one in group]  # type: ignore[attr-defined]


CAST = (
    met("Maker", "supplier"), met("Police", "deployer", "decision_maker"), met("Fund", "funder_owner"),
    met("Union", "advocate"), met("Court", "overseer", "decision_maker"), met("Mayor", "decision_maker"),
    met("Council", "decision_maker"), met("Residents", "affected"), met("Professor", "expert"),
    met("Agency", "overseer", "deployer"), met("Somebody", "mentioned"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "partners", "critics", "questioned"),
    [
        ("Maker", ["Police", "Fund"], ["Union", "Court"], []),
        ("Union", ["Court"], [], ["Maker", "Police", "Fund", "Mayor", "Council"]),
        ("Mayor", [], ["Union", "Court"], []),
        ("Agency", [], [], []),
        ("Residents", [], [], []),
        ("Somebody", [], [], []),
    ],
)
def test_partners_and_critics_are_told_by_their_roles(
    name: str, partners: list[str], critics: list[str], questioned: list[str]
) -> None:
    page = stakeholder_page(name, [meeting(1, Y2026, *CAST)])
    assert (names(page.partners), names(page.critics), names(page.questioned)) == (partners, critics, questioned)
    told = [name for _, group in page.company for name in names(group)]
    assert sorted([*told, name]) == sorted(one[0] for one in CAST)


def test_a_side_is_held_where_a_story_only_mentions_who_has_it() -> None:
    meetings = [meeting(1, Y2026, met("Maker", "mentioned"), met("Union", "advocate")),
                meeting(2, Y2025, met("Maker", "supplier"))]  # fmt: skip
    assert names(stakeholder_page("Maker", meetings).critics) == ["Union"]
    assert names(stakeholder_page("Maker", meetings[:1]).others) == ["Union"]


def test_most_stories_say_what_somebody_is_and_the_newest_where_they_tie() -> None:
    maker = met("Maker", "supplier")
    meetings = [
        meeting(1, Y2026, maker, met("Agency", "overseer")),
        meeting(2, Y2025, maker, met("AGENCY", "deployer")),
    ]
    assert names(stakeholder_page("Maker", meetings).critics) == ["Agency"]
    meetings += [meeting(3, Y2025, maker, met("Agency", "deployer"), met("Agency", "mentioned"))]
    (partner,) = stakeholder_page("Maker", meetings).partners
    assert (partner.name, partner.stories) == ("Agency", 3)
    assert dict(partner.roles) == {"deployer": 2, "overseer": 1, "mentioned": 1}


def test_every_role_of_the_codebook_has_its_side() -> None:
    assert {role.id: side([role.id]) for role in ROLES} == {
        "decision_maker": "deciding", "deployer": "answering", "supplier": "answering", "overseer": "asking",
        "affected": "", "advocate": "asking", "expert": "", "funder_owner": "answering", "mentioned": "",
    }  # fmt: skip


def test_a_page_has_the_name_as_the_stories_spell_it() -> None:
    page = stakeholder_page("palantir", [meeting(1, Y2026, PALANTIR)])
    assert (page.name, page.other_names) == ("Palantir", ("Palantir UK",))


def test_without_stories_there_is_an_empty_page() -> None:
    page = stakeholder_page("Nobody", [])
    assert (page.stories, page.roles, page.partners, page.meetings) == (0, (), (), ())


def test_a_time_out_of_the_calendar_has_no_year() -> None:
    assert stakeholder_page("Met", [meeting(1, 10**18, MET)]).over_time == ()
