import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.sentences import sentences


def split(text: str) -> list[str]:
    return [span.text for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One thing happened. Another did not.", ["One thing happened.", "Another did not."]),
        ("Is it so? It is! Well… Maybe.", ["Is it so?", "It is!", "Well…", "Maybe."]),
        ("Dr. Smith met Sen. Jones. They spoke.", ["Dr. Smith met Sen. Jones.", "They spoke."]),
        ("J. K. Rowling and Maria K. Ode wrote it.", ["J. K. Rowling and Maria K. Ode wrote it."]),
        ("The U.S. Army agreed.", ["The U.S. Army agreed."]),
        ("It happened in the U.S. The end.", ["It happened in the U.S.", "The end."]),
        ("It cost £50m. The mayor said no.", ["It cost £50m.", "The mayor said no."]),
        ("Version 3.5 costs 1.200,50 euros.", ["Version 3.5 costs 1.200,50 euros."]),
        ("See No. 10 and Fig. 3 for it.", ["See No. 10 and Fig. 3 for it."]),
        ("The answer was no. The council left.", ["The answer was no.", "The council left."]),
        ("Use tools, e.g. Python. Then stop.", ["Use tools, e.g. Python.", "Then stop."]),
        ("Acme Inc. Chief Jo Doe left.", ["Acme Inc. Chief Jo Doe left."]),
        ("She left Acme Inc. The firm is silent.", ["She left Acme Inc.", "The firm is silent."]),
        ("Visit example.org for more. Bye now.", ["Visit example.org for more.", "Bye now."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_a_quotation_takes_its_closing_mark_with_it() -> None:
    assert split("“It is wrong.” He left. (It was.) So what?") == [
        "“It is wrong.”",
        "He left.",
        "(It was.)",
        "So what?",
    ]
    assert split('"Is it?" she asked.') == ['"Is it?" she asked.']


def test_headings_bullets_and_paragraphs_stand_alone() -> None:
    lines = ["A Heading", "• one thing", "• two things", "1. First item", "2. Second item", "", "No stop", "", "Last."]
    assert split("\n".join(lines)) == [line for line in lines if line]


def test_a_line_wrapped_by_hand_goes_on_with_its_sentence() -> None:
    text = "The council voted on Tuesday evening to end its contract\nwith the vendor of the cameras. Nobody spoke."
    assert split(text) == [text[: text.index(" Nobody")], "Nobody spoke."]


def test_scripts_without_spaces_between_sentences_are_split_too() -> None:
    assert split("警察は使用した。市長は反対した。") == ["警察は使用した。", "市長は反対した。"]


@pytest.mark.parametrize("text", ["", " ", "\n\n\t\n", "\u00a0"])
def test_nothing_has_no_sentences(text: str) -> None:
    assert sentences(text) == ()


texts = st.text(st.characters() | st.sampled_from("ab. .!?\n\r\t\"'“”()-•1A…。\ud800"), max_size=300)


@given(texts)
def test_spans_reproduce_their_text_in_order_and_leave_out_only_space(text: str) -> None:
    end = 0
    for span in sentences(text):
        assert text[span.start : span.end] == span.text == span.text.strip() != ""
        assert text[end : span.start].strip() == ""
        end = span.end
    assert text[end:].strip() == ""


@given(texts)
def test_the_same_text_gives_the_same_sentences(text: str) -> None:
    assert sentences(text) == sentences(text)
