"""A story in words: who was checked, which quotes a coder chose, and each quote once."""

from msgspec.structs import replace

from civic.codebook import DEFAULT
from civic.coder import own_keys
from civic.correction import Correction
from civic.export import Entry
from civic.export.describe import describe
from civic.judgement import Decision, Value, Verdict, concern_field, stakeholder_field
from civic.operation import Operation
from civic.registers import OwnView
from civic.story import Span, Story
from civic.suggestions import Analysis, Evidence, Stakeholder, Suggestion

TEXT = "The Met scanned faces. Residents object. Nobody was asked."
SCANNED, OBJECT, ASKED = Span(0, 22, TEXT[:22]), Span(23, 40, TEXT[23:40]), Span(41, 58, TEXT[41:])
MET = Stakeholder("Met", ("the Met",), "public_body", ("deployer",), 0.9, (SCANNED,))
VIEW = OwnView(own_keys("ada"))


def entry(*decided: tuple[str, Value], text: str = TEXT, met: Stakeholder = MET) -> Entry:
    """An entry of which privacy and safety are suggested by the same sentence, and that ada decided so on."""
    history = tuple(
        Operation(f"o{at}", "s", field, value, None, f"2026-11-23T10:00:0{at}+00:00", "ada")
        for at, (field, value) in enumerate(decided)
    )
    because = (Evidence(SCANNED, 0.7),)
    concerns = (Suggestion("privacy", 0.8, True, (), because), Suggestion("safety", 0.6, True, (), because))
    analysis = Analysis((SCANNED,), (met,), concerns)
    return Entry(Story("s", "T", text=text), VIEW.judgement(history), analysis, history, VIEW)


def test_what_was_accepted_keeps_the_quote_of_the_machine_and_what_was_selected_is_the_coders() -> None:
    accepted = Decision(Verdict.ACCEPTED, (SCANNED, OBJECT))
    (one,) = describe(entry((concern_field("privacy"), accepted)), DEFAULT).decided
    assert [quote.quote for quote in one.chosen] == [OBJECT.text]
    assert [quote.quote for quote in one.found] == [SCANNED.text]


def test_a_tag_of_the_coder_rests_on_what_the_coder_chose_and_one_of_a_rule_does_not() -> None:
    tagged = Decision(Verdict.TAGGED, (SCANNED,))
    (one,) = describe(entry((concern_field("privacy"), tagged)), DEFAULT).decided
    assert one.chosen
    by_rule = replace(tagged, rule="Faces")
    (one,) = describe(entry((concern_field("privacy"), by_rule)), DEFAULT).decided
    assert not one.chosen
    assert one.found


def test_what_the_text_has_no_more_is_not_passed_off_as_chosen() -> None:
    accepted = Decision(Verdict.ACCEPTED, (Span(0, 26, "The Met scanned passers-by."),))
    (one,) = describe(entry((concern_field("privacy"), accepted), text="Nothing of it stands here."), DEFAULT).decided
    assert not one.chosen
    assert one.found[0].fate.startswith("no longer")


def test_a_quote_stands_once_and_is_pointed_to_after_that() -> None:
    told = describe(entry((concern_field("privacy"), Decision(Verdict.TAGGED, (SCANNED, ASKED)))), DEFAULT)
    (decided,), (still_open,) = told.decided, told.open
    assert len(decided.chosen) == 2
    assert (still_open.found, still_open.elsewhere) == ((), ("Privacy & surveillance",))
    assert still_open.quotes == (SCANNED.text,)  # users' own templates have it still


def test_a_quote_of_a_stakeholder_is_not_told_again_of_a_concern() -> None:
    said = Correction("Met", added=True, evidence=(SCANNED,))
    met = replace(MET, added=True)
    told = describe(entry((stakeholder_field("Met"), said), met=met), DEFAULT)
    assert [one.elsewhere for one in told.open] == [("Met",), ("Met",)]


def test_a_stakeholder_is_suggested_until_a_coder_says_anything_of_it() -> None:
    (met,) = describe(entry(), DEFAULT).stakeholders
    assert (met.status, met.what) == ("suggested", "public body, suggested")
    for said in (Correction(type="company"), Correction("Met", added=True)):
        told = describe(entry((stakeholder_field("the Met"), said)), DEFAULT)
        assert told.stakeholders[0].status == "checked by ada"
        assert told.stakeholders_by_status == {"checked by ada": ["Met (deployer)"]}
    (met,) = describe(entry(met=replace(MET, by=(), added=True)), DEFAULT).stakeholders
    assert met.status.startswith("added by")
