"""A stakeholder as the stories show it."""

from civic.party import Meeting, party_page


def meeting(number: int, when: int, *parties: tuple[str, tuple[str, ...], str, tuple[str, ...]],
            tags: tuple[str, ...] = (), suggested: tuple[str, ...] = ()) -> Meeting:  # fmt: skip
    return Meeting(f"s{number}", f"Story {number}", "BBC", when, tags, suggested, parties)


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
    page = party_page("Palantir UK", meetings, stories=7)
    assert (page.stories, page.looked_at, page.kind) == (7, 3, "company")
    assert page.other_names == ("Palantir",)
    assert page.roles == (("supplier", 3), ("advocate", 1))
    assert page.over_time == ((2025, (("supplier", 1), ("advocate", 1))), (2026, (("supplier", 1),)))
    (partner,) = page.partners
    assert (partner.stories, partner.roles) == (2, (("deployer", 1),))
    assert page.concerns == (("privacy", 1, 1), ("bias", 0, 1))


def test_without_stories_there_is_an_empty_page() -> None:
    page = party_page("Nobody", [])
    assert (page.stories, page.roles, page.partners, page.meetings) == (0, (), (), ())


def test_a_time_out_of_the_calendar_has_no_year() -> None:
    assert party_page("Met", [meeting(1, 10**18, MET)]).over_time == ()
