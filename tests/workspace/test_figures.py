"""Every figure is the number of stories that its query finds."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civic.judgement import Decision, Verdict, concern_field
from civic.overview import UNDATED
from civic.query import EVERYTHING, parse
from civic.story import AuthorStakeholder, Story
from workspace.figures import NobodyWaits, overview_of, stakeholder_page_of
from workspace.workspace import Workspace

NOW = datetime(2026, 11, 23, tzinfo=UTC)
MET = AuthorStakeholder("Met Police", "public_body", ("deployer",))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(home=tmp_path / "home") as workspace:
        workspace.library.put_many(
            [
                Story(f"s{day}", f"Story {day}", source="BBC", published=datetime(2026, 11, day, tzinfo=UTC),
                      text="Nothing at all.", stakeholders=(MET,) if day % 2 else ())
                for day in range(1, 21)
            ]
        )  # fmt: skip
        workspace.library.judge([("s1", concern_field("privacy"), Decision(Verdict.TAGGED))])
        workspace.suggestions.complete()
        yield workspace


def test_figures_are_those_of_the_filter(workspace: Workspace) -> None:
    library = workspace.library
    found = overview_of(library, parse("source:bbc", NOW), NOW)
    assert (found.stories, found.tagged, sum(found.counts)) == (20, 1, 20)
    met = next(one for one in found.stakeholders if one.name == "Met Police")
    assert (met.stories, met.roles) == (10, (("deployer", 10),))
    assert dict(met.concerns)["privacy"] == 1
    for period, count in zip(found.periods, found.counts, strict=True):
        assert library.count(parse(f"source:bbc {period.query}", NOW)) == count
    assert overview_of(library, parse("xylophone", NOW), NOW).stories == 0


def test_roles_are_counted_over_all_stories_as_the_filter_counts_them(workspace: Workspace) -> None:
    library = workspace.library
    library.put_many(
        [Story(f"e{at}", f"Expert {at}", stakeholders=(AuthorStakeholder("Ada Institute", "research", ("expert",)),))
         for at in range(60)]
    )  # fmt: skip
    found = next(one for one in overview_of(library, EVERYTHING, NOW).stakeholders if one.name == "Ada Institute")
    assert (found.stories, found.roles) == (60, (("expert", 60),))
    assert library.count(parse('stakeholder:"ada institute"/expert', NOW)) == 60


def test_undated_and_oldest_stories_and_copies_are_counted_apart(workspace: Workspace) -> None:
    library = workspace.library
    again = "The city bought cameras for every street without asking anybody who lives there, the council said. " * 3
    library.put_many(
        [
            Story("old", "Long ago", published=datetime(1975, 1, 1, tzinfo=UTC), stakeholders=(MET,)),
            Story("undated", "Some day", stakeholders=(MET,)),
            *(
                Story(f"c{day}", "Cameras for every street", text=again, stakeholders=(MET,),
                      published=datetime(2026, 11, day, tzinfo=UTC))
                for day in (10, 11)
            ),
        ]
    )  # fmt: skip
    library.find_copies()
    workspace.suggestions.complete()
    found = overview_of(library, EVERYTHING, NOW)
    assert (found.stories, found.copies) == (library.count(EVERYTHING), 1)
    assert (found.earlier, sum(found.counts)) == (1, found.stories - 1 - found.undated)
    assert library.count(parse(UNDATED, NOW)) == found.undated > 0
    assert library.count(parse(f"before:{found.periods[0].start}", NOW)) == found.earlier
    page = stakeholder_page_of(library, EVERYTHING, "Met Police")
    assert (page.stories, page.copies) == (14, 1)
    assert "13 stories and 1 copy" in page.about


def test_a_page_of_a_stakeholder_is_about_its_stories(workspace: Workspace) -> None:
    page = stakeholder_page_of(workspace.library, EVERYTHING, "Met Police")
    assert (page.stories, page.looked_at, page.kind) == (10, 10, "public_body")
    assert page.over_time == ((2026, (("deployer", 10),)),)
    assert page.concerns == (("privacy", 1, 0),)


def test_what_nobody_waits_for_ends(workspace: Workspace) -> None:
    for ask in (
        lambda: overview_of(workspace.library, EVERYTHING, NOW, lambda: False),
        lambda: stakeholder_page_of(workspace.library, EVERYTHING, "Met Police", lambda: False),
    ):
        with pytest.raises(NobodyWaits):
            ask()


def test_a_stakeholder_that_others_are_named_after_has_one_number(workspace: Workspace) -> None:
    library = workspace.library
    names = ["Amazon", "AMAZON", "Amazon Flex", "Amazon Web Services"]
    library.put_many(
        [Story(f"a{at}", f"Story {at}", stakeholders=(AuthorStakeholder(name, "company", ("supplier",)),))
         for at, name in enumerate(names)]
    )  # fmt: skip
    found = next(one for one in overview_of(library, EVERYTHING, NOW).stakeholders if one.name.casefold() == "amazon")
    assert (found.stories, found.roles) == (2, (("supplier", 2),))
    page = stakeholder_page_of(library, EVERYTHING, "Amazon")
    assert (page.stories, page.roles) == (2, (("supplier", 2),))
    for query, count in (('"Amazon"', 2), ('"amazon"/supplier', 2), ('"amazon"/deployer', 0), ("amazon", 4)):
        assert library.count(parse(f"stakeholder:{query}", NOW)) == count
