"""When the words that come under a known id are another story's."""

import pytest

from civic.likeness import Pair, Telling, is_another
from civic.story import Story

ALERT = (
    "Service alert. Trains on line {} are delayed by {} minutes at {} because of a fault near {}. Passengers can use "
    "bus "
    "{} meanwhile. We apologise for the inconvenience. Reference {}."
)
ONE = Story("a", "Delay on line 5 at Leeford: 55 minutes", text=ALERT.format(5, 55, "Leeford", "Fairholm", 803, "edd6"))
PROSE = Story(
    "a",
    "Thornbury transport authority publishes tenant check after Wei Zhang objects",
    text="The transport authority of Thornbury publishes its tenant check. Lena Brandt called the decision overdue, "
    "while the mayor of Penrith defended it. A report is due in March, and members want to read it first.",
)


@pytest.mark.parametrize(
    ("before", "title", "text"),
    [
        (ONE, "Delay on line 17 at Millbrook: 53 minutes", ALERT.format(17, 53, "Millbrook", "Penrith", 614, "f178")),
        (
            PROSE,
            "Granton health board extends risk model after Priya Raman objects",
            "The health board of Granton extends its risk model. Priya Raman called the decision overdue, while the "
            "mayor "
            "of Ashby defended it. A report is due in June, and members want to read it first.",
        ),
    ],
    ids=["alert", "prose"],
)
def test_one_form_told_of_others_is_another_story(before: Story, title: str, text: str) -> None:
    assert is_another(Pair(Telling(before), Telling(Story("a", title, text=text))))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (f"{ONE.title}, officials say", ONE.text),
        ("Delay on line 5 at Leeford: 75 minutes", ONE.text.replace("55", "75")),
        ("Trains again on time at Leeford", f"{ONE.text} Update: trains run again."),
        (ONE.title, ONE.text.replace("Fairholm", "Kelso").replace("803", "12")),
    ],
)
def test_a_correction_or_an_update_is_the_same_story(title: str, text: str) -> None:
    assert not is_another(Pair(Telling(ONE), Telling(Story("a", title, text=text))))
