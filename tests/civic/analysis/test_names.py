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
        ("Zorb's and St Blenk's NHS Trust warned them.", "Zorb's and St Blenk's NHS Trust"),
        ("Adult Care and St Zorbas' NHS Trust met.", "St Zorbas' NHS Trust"),
        ('In May, Zorin "Bolt" Blenk was arrested.', 'Zorin "Bolt" Blenk'),
        ("Senator Zorin “Bato” dela Blenk spoke.", "Zorin “Bato” dela Blenk"),
        ("They named Ada and Jo Blenk in it.", "Ada Blenk"),
        ("An Ada Blenk-backed group paid.", "Ada Blenk"),
        ("It copied the voice of Ada Blenk AI.", "Ada Blenk"),
        ("Education Commissioner Ada Bishop wrote.", "Ada Bishop"),
        ("According to MP Adam Chambers it ran.", "Adam Chambers"),
        ("It hurt Senior Minister of Zorbia Ada Jo Blenk.", "Ada Jo Blenk"),
        ("Senators Ada Blenk and Jo Zorb agreed.", "Ada Blenk"),
        ("The Chief Privacy Officers of all firms met.", "Chief Privacy Officers"),
        ("Red Zorblax automated it.", "Red Zorblax"),
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
        "Sophia the Robot fell again.",
        "A bot named Zorin fell again.",
        "It fell in San Francisco and in Sri Lankan waters.",
        "A San Francisco-based thing fell.",
        "It was on the News Feed again.",
        "It fell from a Zorb XC90 SUV.",
        "007TG was a software suite.",
        'The new "Mad Blenk" mode fails.',
        'It praised a fake "Ada Blenk Quantum AI" investment.',
        "He spoke of the Zorblax Hall massacre.",
        "He cites Blenk v. Zorb for it.",
        "A litigant in person (LiP) lost.",
        "They shared unlawful intimate images (UCII) there.",
        "It was told on Zorb World Tonight.",
        "Dr Who is no doctor.",
        "It was a public messaging and a public warning.",
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


def test_an_office_behind_a_persons_name_is_that_persons() -> None:
    text = "It showed Zorin Blenk, President and founder of Zorblax Holdings, in bed. Zorin Blenk, Minister, sued."
    assert names(text) == {"Zorin Blenk", "Zorblax Holdings"}


def test_a_nickname_makes_nobody_else() -> None:
    text = 'Zorin "Bolt" Blenk sued. Zorin Blenk said that it was time, and Blenk left.'
    assert names(text) == {'Zorin "Bolt" Blenk'}


def test_two_people_of_a_title_are_two() -> None:
    assert names("", "Ada Blenk Donald Zorb deepfake sparks fears") == {"Ada Blenk", "Donald Zorb"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A reporter at the Cody Zorblax used it.", "name"),
        ("Zorblax & Blenk lost.", "name"),
        ("HM Zorbguard said so.", "name"),
        ("He knew O'Zorb then.", "person"),
    ],
)
def test_a_person_is_told_from_a_firm(text: str, kind: str) -> None:
    assert [one.draft.kind for one in candidates(Reading.of(text, lang="en"))] == [kind]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Zorb Intelligence paid.", "company"),
        ("Zorblax International paid.", "company"),
        ("The Zorbian Liberty Union sued.", "civil_society"),
        ("It was in Zorbblog then.", "research_media"),
        ("It copied Zorb Parish.", "public_body"),
        ("Then AFP denied it.", "research_media"),
    ],
)
def test_the_type_is_told_by_the_name(text: str, type_: str) -> None:
    assert [one.type for one in candidates(Reading.of(text, lang="en"))] == [type_]


def test_a_makers_product_is_not_another_body() -> None:
    assert names("Apple Watch data were wrong. It fell on Adobe Project Zorb.") == {"Apple", "Adobe"}


def test_what_is_done_something_with_belongs_to_no_group() -> None:
    assert names("", "He targets students with nude deepfakes") == {"students"}
