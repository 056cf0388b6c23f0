"""What is kept of the suggestions for a story comes back as it was."""

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from civic.analysis.analyse import analyse
from civic.story import Story
from storage.index.analyses import get_analysis, keep_analysis, packed
from storage.index.schema import create

TITLE = "Police used face recognition without consent"
TEXTS = ("", "Palantir sold it to the Metropolitan Police.", "Residents fear surveillance. The council said nothing.")


@given(st.sampled_from(["", TITLE, "Watched"]), st.sampled_from(TEXTS), st.sampled_from(["", "en"]))
def test_suggestions_come_back_as_they_were_each_quote_from_where_it_stands(title: str, text: str, lang: str) -> None:
    story = Story("a", title, text=text, lang=lang)
    found = analyse(story.text, story.title, story.lang)
    db = sqlite3.connect(":memory:")
    create(db)
    keep_analysis(db, story, packed(found))
    assert get_analysis(db, story) == found
    db.close()


def test_the_title_gives_evidence() -> None:
    found = analyse(TEXTS[1], TITLE)
    assert any(one.in_title for concern in found.concerns for one in (each.span for each in concern.evidence))
