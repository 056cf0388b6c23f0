import pytest

from civic.analysis.reading import Reading
from civic.analysis.roles import roles_of
from civic.analysis.stakeholders import MOST, Candidate, candidates, stakeholders, worth_naming
from civic.suggestions import Stakeholder


def found(text: str) -> dict[str, Candidate]:
    return {candidate.names[0]: candidate for candidate in candidates(Reading.of(text))}


def names(text: str) -> set[str]:
    return set(found(text))


def test_full_name_acronym_and_short_form_are_one_party() -> None:
    text = "The Northern Transit Agency (NTA) signed. The NTA said it would pay. Later Northern Transit left."
    stakeholder = found(text)["Northern Transit Agency"]
    assert {"Northern Transit Agency", "NTA"} <= set(stakeholder.names)
    assert "NTA" not in names(text)


def test_a_person_goes_by_surname_and_office_too() -> None:
    text = "The contract was stopped by Springfield Mayor Jane Doe. Doe said no. The Mayor met the press."
    stakeholder = found(text)["Jane Doe"]
    assert stakeholder.type == "person"
    assert {"Doe", "Mayor", "Springfield Mayor"} <= set(stakeholder.names)


def test_a_word_is_no_name_because_a_sentence_begins_with_it() -> None:
    text = "Choosing was hard. Things went wrong. Recently the cameras failed. Addressing it takes time."
    assert names(text) == set()


def test_places_days_and_laws_are_no_parties() -> None:
    text = "On Monday the cameras came to London and Texas. The Online Safety Act was passed in March."
    assert names(text) == set()


def test_a_place_with_a_body_is_one() -> None:
    assert found("Last year the Saskatchewan government bought it.")["Saskatchewan government"].type == "public_body"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("It was sold by the analytics firm Zorblax to a city.", "Zorblax", "company"),
        ("Zorblax, a charity, sued them in May. A court heard Zorblax.", "Zorblax", "civil_society"),
        ("We asked the Zorblax Foundation about it.", "Zorblax Foundation", "civil_society"),
        ("There are longer efforts, like Zorblax, a campaign for buses.", "Zorblax", "civil_society"),
        (
            "They wrote to the Zorblax Support Group.",
            "Zorblax Support Group",
            "civil_society",
        ),
        ("A study at Zorblax University found it.", "Zorblax University", "research_media"),
        ("They wrote to the Ministry of Zorblax.", "Ministry of Zorblax", "public_body"),
        ("It scanned asylum seekers at the gate.", "asylum seekers", "group"),
        ("The NHS uses it.", "NHS", "public_body"),
        ("The tool was built by Maria Zorblax at home.", "Maria Zorblax", "person"),
    ],
)
def test_the_type_is_told_by_the_name_or_what_stands_beside_it(text: str, name: str, kind: str) -> None:
    assert found(text)[name].type == kind


def test_people_of_one_kind_are_one_group() -> None:
    text = "Critics objected. Privacy campaigners sued, and the privacy campaigners won. Activists cheered."
    groups = [candidate for candidate in found(text).values() if candidate.type == "group"]
    assert [group.names[0] for group in groups] == ["privacy campaigners"] or len(groups) == 1


def test_a_group_that_only_describes_a_thing_is_none() -> None:
    assert names("The council tax went up, and a government contract was signed.") == set()


STORY = (
    "The Information Commissioner's Office has fined Zorblax Ltd over its face scanners. Zorblax Ltd sells cameras to"
    " shops. Essex Police used the cameras for a year. Campaigners at Big Brother Watch said the scanners harm"
    " shoppers. Shoppers were scanned without consent. The fine was the largest so far. It will be paid in May."
)


@pytest.fixture(scope="module")
def story() -> dict[str, Stakeholder]:
    return {stakeholder.name: stakeholder for stakeholder in stakeholders(Reading.of(STORY, "Regulator fines Zorblax"))}


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Information Commissioner's Office", "overseer"),
        ("Zorblax Ltd", "supplier"),
        ("Essex Police", "deployer"),
        ("Big Brother Watch", "advocate"),
    ],
)
def test_roles_follow_from_what_a_party_is_and_does(story: dict[str, Stakeholder], name: str, role: str) -> None:
    assert role in story[name].roles


def test_the_evidence_names_the_party(story: dict[str, Stakeholder]) -> None:
    for stakeholder in story.values():
        assert any(name in stakeholder.evidence[0].text for name in (stakeholder.name, *stakeholder.aliases))


def test_nobody_is_named_twice() -> None:
    named = [stakeholder.name for stakeholder in stakeholders(Reading.of(STORY, "Regulator fines Zorblax"))]
    assert len(named) == len(set(named))
    assert "Zorblax Ltd" in named


@pytest.mark.parametrize(
    "sentence",
    [
        "Zorblax, co-founded by the billionaire Maria Blenk, has drawn criticism from campaigners.",
        "Campaigners criticised the deal, and critics warned that Zorblax investor Maria Blenk would gain.",
        "Maria Blenk, the founder of Zorblax, sold it; campaigners condemned and opposed the sale.",
        "The firm is owned by Maria Blenk, which critics slammed and campaigners opposed.",
    ],
)
def test_who_is_called_owner_or_founder_is_no_advocate_for_what_others_say(sentence: str) -> None:
    text = (
        sentence + " The cameras of Zorblax are used by Essex Police. A court will hear the case. It was filed in May."
    )
    text += " The council pays for them. They stand in every street."
    stakeholder = next(one for one in stakeholders(Reading.of(text)) if "Blenk" in one.name)
    assert "advocate" not in stakeholder.roles
    assert stakeholder.roles[0] in {"funder_owner", "mentioned"}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("The ban was upheld, artist Okwe Blenkar wrote.", "Okwe Blenkar", "person"),
        ("It was Okwe Blenkar, a nurse, who sued.", "Okwe Blenkar", "person"),
        ("They were briefed by Director-General of Security Mike Blenk.", "Mike Blenk", "person"),
        ("Then ARTICLE 19 objected to it.", "ARTICLE 19", "civil_society"),
        ("It went to the UK Home Office in May.", "UK Home Office", "public_body"),
        ("It shut out people with disabilities.", "people with disabilities", "group"),
        ("It exposed victims of domestic abuse.", "victims of domestic abuse", "group"),
        ("Pictures of black women appear in it.", "black women", "group"),
        ("The law binds VPN providers too.", "VPN providers", "company"),
        ("It was made by Harry Blenk and Richard Pope last year.", "Richard Pope", "person"),
        ("Anna Blenkar, Vice President, Blenkar Rights Initiative", "Anna Blenkar", "person"),
        ("YourBlenkMP is doing well.", "YourBlenkMP", "group"),
        ("Then President Blenkar signed it.", "President Blenkar", "person"),
    ],
)  # fmt: skip
def test_more_parties_are_known_by_what_is_around_them(text: str, name: str, kind: str) -> None:
    assert found(text)[name].type == kind


@pytest.mark.parametrize(
    "text",
    [
        "They agreed on the Code of Conduct with it.",
        "It answered a Request for Information (RFI), and the RFI was read.",
        "It spread on social media at once.",
        "They met in the AI Action Weeks of May.",
        "It rests on Artificial Intelligence and on Open Government today.",
    ],
)
def test_conduct_codes_requests_and_media_at_large_are_no_parties(text: str) -> None:
    assert not names(text)


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("The work was paid for by the Knight Foundation in 2020.", "Knight Foundation", "funder_owner"),
        ("The pilot ran in Tesco shops, and Tesco used it daily.", "Tesco", "deployer"),
        ("The Office of Management and Budget made rules.", "Office of Management and Budget", "decision_maker"),
        ("Cameras by Blenkar Ltd came; Blenkar Ltd sells them to shops.", "Blenkar Ltd", "supplier"),
        ("It went to the Data Protection Commission in May.", "Data Protection Commission", "overseer"),
        ("It was Judge Anna Blenkar who heard the case.", "Anna Blenkar", "overseer"),
        ("It went to patients and to victims of crime.", "victims of crime", "affected"),
    ],
)  # fmt: skip
def test_what_kind_of_body_it_is_says_its_role(text: str, name: str, role: str) -> None:
    assert role in roles_of(found(text)[name].role_signs)


@pytest.mark.parametrize(
    "text",
    [
        ", ".join(f"Anna Blenkar{chr(97 + at % 26)}{at} and Zorb{at} Ltd" for at in range(250)) + ".",
        "THE HOME OFFICE SAID THAT CLEARVIEW AI SOLD IT. BIG BROTHER WATCH OBJECTED TO IT.",
        "the home office said that clearview ai sold it. big brother watch objected to it.",
        "def main(argv: list[str]) -> None:\n    return Parser(argv).run(Options.Verbose)\n" * 40,
        "The ﬁrm Zorb-\nlax Ltd oﬀers of-\nﬁce so\u00adftware to Es-\nsex Police.\n",
        "The Home Office met Zorblax Ltd. " * 30_000,
        "A B C " * 50_000,
    ],
    ids=["a list of names", "all capitals", "no capitals", "code", "scanned", "long", "single letters"],
)
def test_text_that_is_no_prose_gives_few_parties_and_spans_of_its_own(text: str) -> None:
    parties = stakeholders(Reading.of(text, "Zorblax"))
    assert len(parties) <= MOST
    for span in (span for one in parties for span in one.evidence if not span.in_title):
        assert text[span.start : span.end] == span.text


def test_a_makers_product_and_a_newspapers_name_are_nobody_else() -> None:
    assert "Google Analytics" not in names("The page was counted with Google Zorbmeter again.")
    assert "The Information" not in names("The Information Commissioner's Office fined it.")


def test_an_acronym_that_the_text_makes_its_own_is_not_the_gazetteers() -> None:
    assert all(not one.draft.known for one in found("The Dog Transport Act (DTA) came. The DTA works.").values())


def test_a_title_alone_names_its_parties_and_is_their_evidence() -> None:
    title = "Information Commissioner's Office fines Clearview AI"
    parties = {one.name: one for one in stakeholders(Reading.of("", title))}
    assert {"Information Commissioner's Office", "Clearview AI"} <= set(parties)
    assert all(span.in_title and span.text == title for one in parties.values() for span in one.evidence)


def test_the_farther_down_the_more_a_party_must_be_worth() -> None:
    assert 7 < worth_naming([0.9] * 40) < MOST
    assert worth_naming([0.26] * 10) == 7
    assert worth_naming([]) == 0


@pytest.mark.parametrize(
    "text",
    [
        "The police use the tool, and last week Meta's spokesman Jo Doe said that the firm had sold it.",
        "Jo Doe, a senior spokeswoman for Meta, said that the firm had sold the tool to the police.",
        "Last week a Meta spokesperson, Jo Doe, said that the firm had sold the tool to the police.",
    ],
)
def test_a_spokesperson_has_the_role_of_whom_they_speak_for(text: str) -> None:
    found = {one.name: one.roles for one in stakeholders(Reading.of(text))}
    assert found["Jo Doe"] == found["Meta"]


def test_who_only_speaks_of_a_body_has_a_role_of_their_own() -> None:
    text = "Jo Doe, a researcher at Oxford University, criticised Meta. A spokesman for Meta said that it sold it."
    found = {one.name: one.roles for one in stakeholders(Reading.of(text))}
    assert found["Jo Doe"] == ("expert",)


def test_groups_that_are_named_in_one_breath_are_one() -> None:
    text = "The hospital trust apologised to victims and survivors of the scandal. It had shared their records."
    found = {one.name: one.aliases for one in stakeholders(Reading.of(text))}
    assert found["victims and survivors"] == ("victims", "survivors")
    assert "victims" not in found


def test_groups_that_a_text_also_names_apart_stay_apart() -> None:
    text = "Journalists and activists were spied on by the police. The journalists had no warning and no lawyer."
    names = {one.name.casefold() for one in stakeholders(Reading.of(text))}
    assert "journalists" in names
    assert not any(" and " in name for name in names)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Many people use it, and people like it.", "people"),
        ("The council heard that the Panel met again.", "Panel"),
        ("The tools are built on open source software (OSS). Staff say that OSS saves money.", "OSS"),
        ("The loss was told in the paper (GAO-16-885T) on Monday.", "GAO-16-885T"),
        ("It spread AI-generated images of the mayor, and London-based firms paid.", "AI-generated"),
    ],
)
def test_everybody_boards_things_numbers_and_adjectives_are_no_parties(text: str, name: str) -> None:
    assert name not in {called for one in candidates(Reading.of(text)) for called in one.names}


def test_a_body_is_also_its_noun_and_the_office_of_its_head() -> None:
    text = "The Bureau of Harbour Safety closed it. The Bureau paid. The Blenk County Sheriff's Office did not."
    parties = found(text)
    assert "Bureau" in parties["Bureau of Harbour Safety"].names
    assert parties["Blenk County Sheriff's Office"].type == "public_body"


@pytest.mark.parametrize(
    "text",
    [
        "The clip was shown to Zorvald Quimbley, who lost his savings.",
        "It reached Zorvald Quimbley in May and cost him a job. Quimbley sued in June.",
        "Those named are Jane Doe, Zorvald Quimbley and John Smith.",
        "Last week a widow, Zorvald Quimbley, told the court.",
        "Then MP Zorvald Quimbley, a meteorologist, left.",
    ],
)
def test_who_is_spoken_of_as_people_are_is_a_person(text: str) -> None:
    types = {called: one.type for one in candidates(Reading.of(text)) for called in one.names}
    assert next(kind for name, kind in types.items() if "Zorvald Quimbley" in name) == "person"


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe was wrongly arrested after the cameras took her for a thief.",
        "Deepfake videos of Jane Doe were shared by thousands.",
        "Scammers were impersonating the singer Jane Doe for a year.",
        "The post falsely used Jane Doe's face to sell pills.",
        "Police charged a man after Jane Doe had been repeatedly harassed.",
    ],
)
def test_whom_a_harm_is_told_of_is_affected(text: str) -> None:
    assert roles_of(found(text)["Jane Doe"].role_signs)[0] == "affected"


def test_who_tells_of_a_harm_is_not_affected() -> None:
    text = "The deepfakes are convincing, said Professor Jane Doe of the University of Leeds."
    assert "affected" not in roles_of(found(text)["Jane Doe"].role_signs)


def test_a_text_in_capitals_has_the_same_names() -> None:
    text = (
        "The Metropolitan Police said that John Smith, a teacher, was arrested by mistake. "
        "The Home Office and Sadiq Khan denied that Palantir named him. Children were watched."
    )
    loud = {one.names[0].casefold() for one in candidates(Reading.of(text.upper(), lang="en"))}
    assert {"metropolitan police", "john smith", "home office", "sadiq khan", "palantir", "children"} <= loud
    assert not loud & {"arrested", "said", "mistake", "teacher was"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Meta was fined in May. Nobody paid.", "Meta"),
        ("Congress passed it on Monday. Nobody read it.", "Congress"),
        ("Shelter said that it was wrong. Nobody heard it.", "Shelter"),
    ],
)
def test_a_known_name_that_is_a_word_too_may_begin_a_sentence(text: str, name: str) -> None:
    assert name in names(text)


@pytest.mark.parametrize("text", ["Progress was slow. Nobody came.", "Time is short. Nobody came."])
def test_a_word_that_begins_a_sentence_is_not_whom_it_could_name(text: str) -> None:
    assert names(text) == set()


def test_a_word_in_a_title_with_capitals_is_not_whom_it_could_name() -> None:
    title = "Robot Reportedly Failed to Register Glass Near Bus Shelter"
    assert [one.names for one in candidates(Reading.of("It broke.", title))] == []


@pytest.mark.parametrize(
    ("text", "name", "other"),
    [
        ("The Turnbull Government ran it. Then the Government lost it.", "Turnbull Government", "Government"),
        ("It went to Chicago City Council. The City Council met.", "Chicago City Council", "City Council"),
        ("Users with disabilities wrote. People with disabilities left.", "Users with disabilities", ""),
        ("The Minister for Finance wrote. They met the Minister for Finance.", "Minister for Finance", ""),
    ],
)
def test_one_party_stands_once(text: str, name: str, other: str) -> None:
    (stakeholder,) = candidates(Reading.of(text))
    assert {name, other} - {""} <= set(stakeholder.names)


@pytest.mark.parametrize(
    "text",
    [
        "Then the mayor of Zorblax, Grimbold Quimbley, froze it.",
        "They met the body's vice-president Grimbold Quimbley in May.",
    ],
)
def test_an_office_beside_a_name_makes_it_a_persons(text: str) -> None:
    assert found(text)["Grimbold Quimbley"].type == "person"
    assert "Zorblax" not in names(text)


@pytest.mark.parametrize("text", ["Residents of Zorblax wrote.", "Then the city council of Zorblax met."])
def test_what_has_residents_or_a_council_is_a_place(text: str) -> None:
    assert "Zorblax" not in names(text)


def test_a_port_of_a_place_is_one_body() -> None:
    assert found("The Port of Rotterdam flew drones.")["Port of Rotterdam"].type == "public_body"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("They read an article by Maria Zorblax about the tool.", "expert"),
        ("Quotes attributable to Maria Zorblax, coordinator: no way.", "advocate"),
        ("Dear Mrs Zorblax, we write to you about the bill. Maria Zorblax has the file.", "decision_maker"),
        ("We ask you to stop the bill.\n\nYours sincerely, Maria Zorblax", "advocate"),
        ("Maria Zorblax impersonated in an advert for pills", "affected"),
        ("Then an AI-generated Maria Zorblax read the news.", "affected"),
    ],
)
def test_who_writes_is_quoted_or_forged_has_a_part(text: str, role: str) -> None:
    (one,) = [one for one in stakeholders(Reading.of(text, lang="en")) if "Zorblax" in one.name]
    assert one.roles[0] == role
