import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.analysis.analyse import analyse
from civic.analysis.concerns import held_back, suggest
from civic.analysis.lexicon import lexicon_weights, term_hits
from civic.analysis.linear import LinearModel, linear_model, terms
from civic.analysis.reading import Reading
from civic.analysis.signs import Signs
from civic.analysis.words import stems
from civic.codebook import CONCERNS
from civic.suggestions import MOST, SUGGESTED

IDS = [concern.id for concern in CONCERNS]
COUNT = len(IDS)
FILLER = (
    "The town opened a new library on Monday. Its rooms are bright. Children read there in the afternoon. The mayor"
    " cut a ribbon. Cake was served. "
)


@pytest.mark.parametrize(
    ("concern", "sentence"),
    [
        ("privacy", "The cameras put people under mass surveillance and collect their personal data without consent."),
        ("bias", "The algorithm discriminates against black women, an audit of its racial bias found."),
        ("transparency", "Nobody was told how the black box decides, and the council kept it secret."),
        ("accountability", "There is no oversight, and a court ruled that the scheme was unlawful."),
        ("accuracy", "The system is inaccurate and misidentified dozens of people, with a high error rate."),
        ("safety", "A child was killed, and a coroner linked the suicide of a teenager to the chatbot."),
        ("security", "Hackers stole the records in a data breach, a cyberattack with ransomware."),
        ("rights", "It threatens civil liberties and freedom of expression, and a man was wrongfully arrested."),
        ("misinformation", "A deepfake video spread disinformation before the vote."),
        ("ownership", "Artists sued over copyright infringement, since their books were pirated for training."),
        ("labour", "Unions fear job losses and worker surveillance in the warehouse."),
        ("power", "The no-bid contract means vendor lock-in, and a conflict of interest in procurement."),
        ("environment", "The data centre's electricity demand and water consumption strain the power grid."),
        ("access", "Older people without internet are digitally excluded, and a screen reader can't read it."),
    ],
)
def test_a_story_that_says_it_plainly_gets_its_concern_with_that_sentence(concern: str, sentence: str) -> None:
    text = FILLER + sentence + " It rained later."
    suggestion = next(one for one in suggest(Reading.of(text)) if one.concern == concern)
    assert suggestion.suggested
    assert suggestion.evidence[0].span.text == sentence
    assert suggestion.why


def test_a_story_with_nothing_at_stake_gets_none() -> None:
    assert not any(one.suggested for one in suggest(Reading.of(FILLER * 2)))


@pytest.mark.parametrize(
    "teaser",
    [
        "City launches new website for parking permits. Residents can now apply and pay in one place.",
        "Council buys 20 electric buses for its fleet.",
        "A new release is out with better maps and faster pages.",
    ],
)
def test_a_teaser_without_a_word_for_it_gets_no_concern(teaser: str) -> None:
    assert not any(one.suggested for one in suggest(Reading.of(teaser)))


@pytest.mark.parametrize(
    "text", ["Nothing much.", "A plain story", "A plain story.", "Hello world", "News of today", ""]
)
@pytest.mark.parametrize("title", ["", "A plain story", "Story"])
def test_a_few_plain_words_get_no_concern(text: str, title: str) -> None:
    assert not any(one.suggested for one in suggest(Reading.of(text, title)))


def test_a_headline_that_says_it_gets_its_concern() -> None:
    found = {
        one.concern for one in suggest(Reading.of("Police used facial recognition without consent")) if one.suggested
    }
    assert "privacy" in found


def test_what_is_suggested_is_what_passes_the_threshold() -> None:
    text = FILLER + "The cameras invade privacy. A court ruled that this was unlawful."
    for one in suggest(Reading.of(text)):
        assert one.suggested == (one.score >= SUGGESTED)


def test_the_words_of_why_stand_in_the_text() -> None:
    text = FILLER + "Critics fear mass surveillance. They say that facial recognition is biased."
    for one in suggest(Reading.of(text)):
        for term in one.why:
            assert all(word in text.casefold() for word in term.split())


def test_the_longest_term_counts_once() -> None:
    hits = term_hits(stems("facial recognition"))
    privacy = [hit for hit in hits if hit[0] == "privacy"]
    assert [(start, end) for _, _, start, end in privacy] == [(0, 2)]


def test_terms_leave_out_common_words_but_not_pairs_with_one() -> None:
    assert terms(stems("the use of force")) == ["use", "forc", "the use", "use of", "of forc"]


@given(st.lists(st.sampled_from([*"abc", "camera", "privacy", "fine", "polic"]), max_size=30))
def test_logits_are_finite_and_the_order_of_words_apart_matters_little(words: list[str]) -> None:
    model = linear_model()
    logits, leads = model.logits(words, [lexicon_weights(words).get(concern, 0.0) for concern in model.concerns])
    assert len(logits) == len(leads) == COUNT
    assert all(abs(logit) < 100 for logit in logits)
    assert sum(map(math.exp, leads)) == pytest.approx(1.0)


def test_a_model_reads_back_as_its_numbers_say() -> None:
    weights = bytes([228] + [128] * COUNT + [178] + [128] * (COUNT - 2))
    lexicon = tuple((0.0,) * COUNT for _ in range(COUNT))
    model = LinearModel(tuple(IDS), {"camera": (2.0, weights)}, (0.02,) * 2 * COUNT, lexicon, (-1.0,) * 2 * COUNT)
    logits, leads = model.logits(["camera"], [0.0] * COUNT)
    assert logits[0] == pytest.approx(0.0)
    assert logits[1:] == pytest.approx([-1.0] * (COUNT - 1))
    assert leads[1] - leads[0] == pytest.approx(3.0)
    assert leads.index(max(leads)) == 1
    assert model.contribution("camera", 0) == pytest.approx(2.0)
    assert model.contribution("camera", 1) == 0.0
    assert model.contribution("unknown", 0) == 0.0


def test_terms_that_stand_in_a_text_several_times_add_up_column_by_column() -> None:
    lines = {"camera": bytes([255] * 2 * COUNT), "street": bytes(range(2 * COUNT))}
    lexicon = tuple((0.0,) * COUNT for _ in range(COUNT))
    steps = (0.01,) * 2 * COUNT
    model = LinearModel(
        tuple(IDS), {term: (1.0, line) for term, line in lines.items()}, steps, lexicon, (0.0,) * 2 * COUNT
    )
    often = 1 + math.log(3)
    wanted = [0.01 * (often * (255 - 128) + column - 128) / math.hypot(often, 1.0) for column in range(COUNT)]
    logits, _ = model.logits(["camera", "street", "camera", "camera"], [0.0] * COUNT)
    assert logits == pytest.approx(wanted)


def test_a_headline_with_context_in_fragments_is_one_and_a_report_in_sentences_is_none() -> None:
    headline = Reading.of(
        "Police scan faces at a match. FaceMatch. Facial recognition. Find suspects. Essex Police. Zorblax"
    )
    report = Reading.of("Police scanned the faces of thousands at a match on Sunday. Two of them were held by mistake.")
    assert headline.kind == "headline"
    assert report.kind == "told"


def test_a_list_of_changes_is_told_and_no_headline() -> None:
    changes = (
        "Added a filter by region and by year to all of the tables\n\nReplaced the old colours of buttons and links"
    )
    assert Reading.of(changes * 3, "Changes in May").kind == "told"


def test_a_text_of_many_sentences_is_no_headline_and_not_short() -> None:
    story = Reading.of(FILLER * 3)
    assert story.kind == "story"


def test_a_launch_that_promises_privacy_has_nothing_at_stake() -> None:
    launch = FILLER + "The new website has security and privacy compliance built in. It costs a small fee every year. "
    assert not any(one.suggested for one in suggest(Reading.of(launch + FILLER)))


@given(st.floats(0, 1), st.floats(0, 1))
def test_scores_that_are_held_back_stay_under_the_threshold_and_in_their_order(one: float, other: float) -> None:
    assert held_back(one) < SUGGESTED
    assert (held_back(one) <= held_back(other)) or one > other


def test_the_name_of_an_organisation_is_no_evidence_of_what_it_stands_for() -> None:
    named = "Ann Lee of the Civil Liberties Union and the Privacy Foundation spoke to the council on Monday evening."
    said = "The cameras track people and collect personal data without their consent."
    text = FILLER + f"{named} {said} It rained later."
    privacy = next(one for one in suggest(Reading.of(text)) if one.concern == "privacy")
    assert privacy.evidence[0].span.text == said


SHOWN = [
    (
        "privacy",
        "The force scanned the faces of everyone at the match and kept the biometric data without their consent.",
        "The guidance should ensure privacy and data protection and support staff who plan to use cameras.",
    ),
    (
        "bias",
        "The score flagged black applicants as fraud twice as often as white ones, which is racial discrimination.",
        "Ministers must embed principles against bias and discrimination, and plan to publish standards on them.",
    ),
    (
        "labour",
        "The firm's software tracked warehouse workers by the second and sacked those who were slow.",
        "The speakers were the Union of Transport Workers, the Office Workers Guild and the Miners Trade Union.",
    ),
    (
        "bias",
        "The tool rejected women twice as often as men, which the firm hid from them.",
        "The session asked if the tool is biased: is it unfair to women?",
    ),
    (
        "security",
        "Attackers stole the passwords of nine thousand patients from the unlocked server.",
        "In the session we discussed if a breach or hack was a risk: how is security tested?",
    ),
]


@pytest.mark.parametrize("deed_first", [True, False])
@pytest.mark.parametrize(("concern", "deed", "beside"), SHOWN)
def test_evidence_is_the_deed_and_no_call_promise_question_or_row_of_names(
    concern: str, deed: str, beside: str, deed_first: bool
) -> None:
    plain = "The meeting was held in the town hall on a Tuesday evening. It lasted two hours and was well attended."
    text = " ".join([plain, *((deed, beside) if deed_first else (beside, deed)), plain, plain, plain])
    [one] = [one for one in analyse(text).concerns if one.concern == concern]
    assert one.evidence[0].span.text == deed


def test_capitals_of_a_heading_name_nobody() -> None:
    signs = Signs.of(Reading.of("Mass Surveillance Threatens Civil Liberties."), linear_model())
    assert signs.plain == signs.hits
    signs = Signs.of(Reading.of("He works for the Mass Surveillance Museum in the old town."), linear_model())
    privacy = signs.columns["privacy"]
    assert signs.plain[0][privacy] == 0
    assert signs.hits[0][privacy] > 0


def test_a_title_alone_gets_what_it_says_with_itself_as_evidence() -> None:
    title = "Police used facial recognition on protesters without consent"
    found = {one.concern: one for one in suggest(Reading.of("", title)) if one.suggested}
    span = found["privacy"].evidence[0].span
    assert span.in_title
    assert (span.text, title[span.start : span.end]) == (title, title)


def test_a_title_of_a_story_stands_behind_the_sentences_that_show_it() -> None:
    text = FILLER + "The cameras put people under mass surveillance without their consent. It rained later."
    privacy = next(one for one in suggest(Reading.of(text, "Mass surveillance in town")) if one.concern == "privacy")
    assert not privacy.evidence[0].span.in_title


def test_a_title_that_the_text_repeats_is_read_once() -> None:
    title = "Mass surveillance in town"
    assert Reading.of(f"{title}\n\n{FILLER}", title).heading is None
    assert Reading.of(FILLER, f"  {title} ").heading is not None


def test_of_a_text_that_touches_on_everything_no_more_than_six_are_suggested() -> None:
    text = " ".join(
        f"Critics warn of {concern.label.lower()}, which is a serious problem here." for concern in CONCERNS
    )
    assert sum(one.suggested for one in suggest(Reading.of(text * 3))) <= MOST


def test_what_is_told_in_sentences_is_told_from_a_headline_with_context() -> None:
    assert Reading.of("The council has bought a new system for its buses.").told
    assert not Reading.of("Council buys bus system. Timetable. Routing. Town council").told
    assert not Reading.of("", "The council has bought a new system for its buses.").told


def test_several_concerns_of_a_short_text_stand_side_by_side() -> None:
    text = (
        "The algorithm discriminates against black applicants, an audit of its racial bias found."
        " The council kept it secret, and the personal data were collected without consent."
    )
    found = {one.concern for one in suggest(Reading.of(text, "Secret scores")) if one.suggested}
    assert {"bias", "privacy"} <= found


@pytest.mark.parametrize(
    "text",
    [
        "THE POLICE USED FACIAL RECOGNITION WITHOUT CONSENT. " * 20,
        "the police used facial recognition without consent " * 20,
        "privacy",
        "a | b | c\n--|--|--\n1 | 2 | 3\n" * 40,
        "Roses are red\nviolets are blue\n" * 20,
        "def main():\n    return [x for x in range(10)]\n" * 30,
        ", ".join(f"Person{n} Name{n}" for n in range(500)),
        "The ﬁrst oﬃce of sur-\nveillance ﬁled a com-\nplaint. " * 20,
        "Die Polizei sammelt Daten. The police collect data. La police collecte des données. " * 10,
        "\x00\ud800 \u202e",
    ],
)
@pytest.mark.parametrize("title", ["", "Nothing happened at all"])
def test_any_text_gets_scores_of_all_concerns_and_evidence_that_stands_in_it(text: str, title: str) -> None:
    found = suggest(Reading.of(text, title))
    assert {one.concern for one in found} == set(IDS)
    for one in found:
        assert 0 <= one.score <= 1
        for evidence in one.evidence:
            whole = title if evidence.span.in_title else text
            assert whole[evidence.span.start : evidence.span.end] == evidence.span.text


def test_what_stands_behind_the_fifteenth_page_costs_nothing() -> None:
    text = "The cameras invade the privacy of people. " * 3_000
    assert suggest(Reading.of(text)) == suggest(Reading.of(text + text * 3))
