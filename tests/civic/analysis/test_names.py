import pytest

from civic.analysis.reading import Reading
from civic.analysis.stakeholders import candidates, stakeholders


def names(text: str, title: str = "") -> set[str]:
    return {candidate.names[0] for candidate in candidates(Reading.of(text, title, "en"))}


def test_a_title_in_title_case_is_no_name_though_small_words_stand_in_it() -> None:
    title = "Opaque Algorithm by the UK’s Department of Work and Pensions Allegedly Discriminated against People"
    assert not any("Allegedly" in name for name in names("", title))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The data came from the Ghana Open Data Initiative (GODI).", "Ghana Open Data Initiative"),
        ("It was tested on Code Workspaces on Palantir Foundry.", "Palantir Foundry"),
        ("A customer sued McDonald's over it.", "McDonald's"),
        ("Then the government of Zambia bought it.", "government of Zambia"),
        ("He left the Church of Scientology for it.", "Church of Scientology"),
        (
            "The Department of Communications and Digital Blenks paid.",
            "Department of Communications and Digital Blenks",
        ),
        ("The Department of Justice and Google met.", "Department of Justice"),
        ("A judge of Zorblax Systems, Inc., found it.", "Zorblax Systems"),
        ("He led the Movement for Rights and Blenks.", "Movement for Rights and Blenks"),
        ("The law firm Zorblax Blenk and Associates lost.", "Zorblax Blenk and Associates"),
        ("Five boys at The Friends' School did it.", "Friends' School"),
        ("Pupils of Prince George's County Public Schools wrote about it.", "Prince George's County Public Schools"),
        ("Deepfake President Zelenskyy instructs the army.", "President Zelenskyy"),
        ("It said that Vice President Kamala Harris led.", "Kamala Harris"),
    ],
)
def test_a_name_ends_where_it_ends(text: str, name: str) -> None:
    assert name in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "They met at Justin Herman Plaza to sing.",
        "Commercial AI generators are criticised.",
        "Images were made with DALL·E-2 at home.",
        "The car crashed in Zorblax City, California.",
        "She used a tool that she wrote called Site Inspector.",
        "Here Blenkworth's law holds again.",
        "It hit a man in Milton Keynes.",
        "It came before the State of the Nation Address.",
        "It disrupts the 2024 Lok Sabha elections.",
        "He fell at the Zorblax Leaders conference in May.",
        "Four came back from a tournament in Iceland with a trophy.",
        "Figures such as Mickey Mouse were drawn.",
        "The press release left it out.",
        "It was a Sophia robot that fell.",
    ],
)
def test_things_and_places_are_nobody(text: str) -> None:
    assert names(text) == set()


def test_an_office_before_a_name_is_that_persons() -> None:
    text = "They showed Moldova's Economic Development Minister, Zorin Blenk, in bed. The Minister denied it."
    assert names(text) == {"Zorin Blenk"}


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("AP reported that Zorblax Ltd used stolen faces, and Zorblax Ltd was fined.", {"Zorblax Ltd"}),
        ("According to The Guardian, Zorblax Ltd sold the faces, and was fined.", {"Zorblax Ltd"}),
        ("The New York Times sued OpenAI over copied articles.", {"The New York Times", "OpenAI"}),
        ("The Steering Group met. Zorblax Ltd was fined for stolen faces by the Steering Group.", {"Zorblax Ltd"}),
    ],
)
def test_who_only_tells_a_story_is_no_party_to_it(text: str, suggested: set[str]) -> None:
    assert {one.name for one in stakeholders(Reading.of(text, lang="en")) if one.type != "group"} == suggested


def test_what_a_text_writes_small_elsewhere_is_no_person() -> None:
    text = "Q. Why did the Ghost Buses start? A. Ghost Buses, who count ghost buses, asked the city."
    assert not any(one.draft.kind == "person" for one in candidates(Reading.of(text, lang="en")))


def test_a_place_is_short_for_no_body() -> None:
    text = "At the forum in Washington, DC, the Department of Commerce spoke. The Department of Commerce paid."
    assert names(text) == {"Department of Commerce"}


@pytest.mark.parametrize(
    ("passing", "acting", "sign"),
    [
        ("We post all of our notes on GitHub.", "GitHub removed all of our notes.", "posted on"),
        ("We sent them a Google form on Monday.", "Google closed the form on Monday.", "only things"),
    ],
)
def test_where_something_is_posted_or_made_is_told_from_who_acts(passing: str, acting: str, sign: str) -> None:
    one, other = (candidates(Reading.of(text, lang="en"))[0] for text in (passing, acting))
    assert sign in one.signs
    assert sign not in other.signs
    assert one.score < other.score
