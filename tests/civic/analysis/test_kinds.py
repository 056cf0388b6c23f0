"""What kind of stakeholder a name's bearer is, and which part they play, by the words right beside the name."""

import pytest

from civic.analysis.reading import Reading
from civic.analysis.roles import roles_of
from civic.analysis.stakeholders import Candidate, candidates, stakeholders


def one(text: str, name: str) -> Candidate:
    return next(candidate for candidate in candidates(Reading.of(text)) if name in candidate.names)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("The state identity authority, ZIRA, keeps the cards of all.", "ZIRA", "public_body"),
        ("They asked the state identity authority (ZIRA) for the cards.", "ZIRA", "public_body"),
        ("In May ZIRA, the city's identity authority, lost the cards.", "ZIRA", "public_body"),
        ("The Blenk Registration Authority, known as ZIRA, lost them. Then ZIRA closed.", "ZIRA", "public_body"),
        ("The People's Zorblax Party (EKRA) wants paper votes. Last year EKRA lost.", "EKRA", "civil_society"),
        ("Fans of Zorblax, a football club, were scanned at the gate.", "Zorblax", "civil_society"),
        ("They met at Zorblax Hack Night on a Tuesday.", "Zorblax Hack Night", "civil_society"),
        ("It was written by engineers at Zorblax, a small software firm.", "Zorblax", "company"),
        ("It was sold by the Danish software firm Zorblax in May.", "Zorblax", "company"),
        ("The cameras were supplied by Zorblax in May.", "Zorblax", "company"),
        ("Last week the chief executive of Zorblax left.", "Zorblax", "company"),
        ("Nobody had tested Zorblax's scanners before.", "Zorblax", "company"),
    ],
)
def test_the_type_is_what_the_words_beside_a_name_say(text: str, name: str, kind: str) -> None:
    assert one(text, name).type == kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The page is Zorblax Authorized as of May.", "Zorblax Authorized"),
        ("Many of them have heard of Zorblax before, and some had not.", "Zorblax"),
    ],
)
def test_what_nothing_is_said_of_is_no_firm_and_only_mentioned(text: str, name: str) -> None:
    candidate = one(text, name)
    assert candidate.type == "group"
    assert roles_of(candidate.role_signs) == ("mentioned",)


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Maria Zorblax, 84, said that the card had not come.", "Maria Zorblax", "affected"),
        ("A pupil's mother, Maria Zorblax, said nobody had asked her.", "Maria Zorblax", "affected"),
        ("Mother of two Maria Zorblax said nobody had asked her.", "Maria Zorblax", "affected"),
        ("Maria Zorblax, a delivery rider from Leeds, said the app had cut her pay.", "Maria Zorblax", "affected"),
        ("Maria Zorblax, whose son was scanned, said it was wrong.", "Maria Zorblax", "affected"),
        ("Superintendent Maria Zorblax said that the cameras would stay.", "Maria Zorblax", "decision_maker"),
        ("The chief constable, Maria Zorblax, said that the cameras would stay.", "Maria Zorblax", "decision_maker"),
        ("Maria Zorblax, a Labour councillor, said it was rushed.", "Maria Zorblax", "decision_maker"),
        ("Maria Zorblax, an emeritus professor of law, said it was unlawful.", "Maria Zorblax", "expert"),
        ("Judge Maria Zorblax said that it was unlawful.", "Maria Zorblax", "overseer"),
        ("The solicitor Maria Zorblax said that it was unlawful.", "Maria Zorblax", "advocate"),
        ("Zorblax Blenk LLP, the council's auditor, said the sums were wrong.", "Zorblax Blenk LLP", "overseer"),
        ("A fake video shows President Maria Zorblax giving up the war.", "Maria Zorblax", "affected"),
    ],
)
def test_age_kin_work_and_office_tell_the_role(text: str, name: str, role: str) -> None:
    assert role in roles_of(one(text, name).role_signs)


@pytest.mark.parametrize(
    "text",
    [
        "Maria Zorblax said that the card had not come.",
        "Maria Zorblax, a manager at the Home Office, said that the card had not come.",
        "Maria Zorblax, president of the students' union, said that the card had not come.",
    ],
)
def test_nobody_is_an_expert_or_decides_without_a_proof(text: str) -> None:
    assert {"expert", "decision_maker"}.isdisjoint(roles_of(one(text, "Maria Zorblax").role_signs))


@pytest.mark.parametrize(
    ("text", "name", "short"),
    [
        ("Blenkmarsh Borough Council paid. The Council will sell land.", "Blenkmarsh Borough Council", "Council"),
        ("Blenkmarsh Borough Council paid. In May Blenkmarsh Council sold land.", "Blenkmarsh Borough Council",
         "Blenkmarsh Council"),
        ("Blenkmarsh Police scanned fans. Law enforcement will go on.", "Blenkmarsh Police", "Law enforcement"),
        ("Blenkmarsh NHS Trust lost them. NHS patients were not told.", "Blenkmarsh NHS Trust", "NHS"),
        ("Blenkmarsh United scanned fans. Later United said sorry.", "Blenkmarsh United", "United"),
        ("The city council paid. Then the council sold land.", "city council", "council"),
    ],
)  # fmt: skip
def test_a_short_name_for_the_only_body_of_its_kind_is_that_body(text: str, name: str, short: str) -> None:
    assert one(text, short).names[0] == name


def test_two_councils_are_not_one() -> None:
    text = "Blenkmarsh Borough Council paid. Ovenden City Council did not. The council of the county was silent."
    assert "council" not in one(text, "Blenkmarsh Borough Council").names


def test_who_only_told_the_story_and_where_it_was_posted_are_no_parties() -> None:
    text = (
        "The case was first reported in local media. Pictures spread on social networks. Product teams were busy."
        " They were flagged as fraudsters."
    )
    parties = {candidate.names[0] for candidate in candidates(Reading.of(text)) if not candidate.no_party}
    assert parties.isdisjoint({"local media", "social networks", "Product teams", "fraudsters"})


def test_a_group_is_named_in_full_or_not_at_all() -> None:
    assert one("Two people with signs of a stroke were sent home.", "people with signs of a stroke").type == "group"
    assert one("The Danish tax authority wrongly flagged them.", "Danish tax authority").type == "public_body"


def test_who_supplied_the_thing_is_suggested_though_named_once() -> None:
    text = (
        "The cameras in nine school canteens were supplied by Zorblax Cunnings. The council paused them. Pupils had"
        " queued for less time. It will report in May. Nobody was asked before they came."
    )
    assert "Zorblax Cunnings" in {stakeholder.name for stakeholder in stakeholders(Reading.of(text))}


def test_a_further_sentence_is_evidence_only_where_it_shows_the_role() -> None:
    text = (
        "Zorblax Ltd sold the cameras that it built to shops. People walked past Zorblax Ltd on their way. In May"
        " Zorblax Ltd was quiet."
    )
    (stakeholder,) = (one for one in stakeholders(Reading.of(text)) if one.name == "Zorblax Ltd")
    assert [span.text[:16] for span in stakeholder.evidence] == ["Zorblax Ltd sold"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Blenkara, the company that wrote the system, denied any fault.", "Blenkara"),
        ("The Initiative for Social and Economic Rights went to court.", "Initiative for Social and Economic Rights"),
        ("Ask the National Identity and Registration Authority first.", "National Identity and Registration Authority"),
    ],
)
def test_a_body_is_named_in_full_and_at_the_beginning_of_a_sentence_too(text: str, name: str) -> None:
    assert one(text, name).type != "group"
