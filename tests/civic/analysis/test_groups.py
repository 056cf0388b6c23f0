import pytest

from civic.analysis.reading import Reading
from civic.analysis.stakeholders import candidates


def names(text: str, title: str = "") -> set[str]:
    return {name for candidate in candidates(Reading.of(text, title, "en")) for name in candidate.names}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It bridges the gap between operator unions and the city.", "operator unions"),
        ("They work closely with industry partners on it.", "industry partners"),
        ("Then the art critics wrote it down.", "art critics"),
        ("It failed students of color more often.", "students of color"),
        ("It became known that AI companies had lied.", "AI companies"),
        ("The order required PC makers to install it.", "PC makers"),
        ("The tool is used by phd students and celebrities.", "celebrities"),
        ("Aldermen don’t like this.", "Aldermen"),
    ],
)
def test_who_is_meant_is_said_in_full(text: str, name: str) -> None:
    assert name in names(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("They told us how to protect users.", "users"),
        ("That is the way people vote.", "people"),
        ("There are several different officials.", "officials"),
        ("It helps the growing companies.", "companies"),
    ],
)
def test_what_is_no_part_of_the_noun_stays_out(text: str, name: str) -> None:
    assert names(text) <= {name}


@pytest.mark.parametrize(
    "text",
    [
        "It depicted women and public figures.",
        "They build digital public goods.",
        "A photographer took pictures of military conflicts.",
        "The app was accused of racial bias.",
        "It is one of the open source icon libraries.",
        "The code waits for a button press.",
    ],
)
def test_a_noun_that_only_describes_another_is_nobody(text: str) -> None:
    assert not names(text) & {"public", "digital public", "military", "accused", "libraries", "press"}


def test_the_accused_and_the_public_are_parties() -> None:
    assert {"accused", "public"} <= {
        name.removeprefix("The ") for name in names("The accused is silent. The public is not.")
    }


def test_people_of_a_title_in_title_case_are_found() -> None:
    found = names("", "Automated Admissions Tool Reportedly Misjudged Transgender Women and International Students")
    assert {"transgender women", "international students"} <= found
    assert not any("Admissions" in name for name in found)


def test_a_school_in_such_a_title_is_part_of_a_name() -> None:
    assert "school" not in {name.casefold() for name in names("", "Deepfakes Reportedly Spread at Zorblax High School")}


def test_a_name_in_such_a_title_is_no_part_of_the_group_behind_it() -> None:
    found = names("", "Deepfake Reportedly Used in Scam Targeting Zorblax Officials in Norway")
    assert not any("zorblax" in name for name in found)


@pytest.mark.parametrize(
    ("text", "name", "other"),
    [
        ("Then the South Korean police arrested him.", "South Korean police", ""),
        ("Elderly individuals lost money. The elderly are easy prey.", "Elderly individuals", "elderly"),
        ("They met in the Legislative Assembly. The Assembly voted.", "Legislative Assembly", "Assembly"),
    ],
)
def test_a_group_stands_once_and_in_full(text: str, name: str, other: str) -> None:
    (one,) = candidates(Reading.of(text, lang="en"))
    assert {name, other} - {""} <= set(one.names)
