"""Decisions stay with their stories, whatever feeds do: random histories whose truth is known.

CIVICDESK_HISTORIES=2000 tries so many; `python -m benchmarks --only identity` does so with figures.
"""

import os
import random
from pathlib import Path
from typing import Final

import pytest

from civic.judgement import READ
from tests.workspace.feed_histories import BEGIN, Publisher, World, random_habits
from tests.workspace.feed_trial import Trial, try_histories

HISTORIES: Final = int(os.environ.get("CIVICDESK_HISTORIES", "8"))


@pytest.mark.slow
def test_no_decision_stands_on_another_story_and_each_stays_with_its_own() -> None:
    found = try_histories(range(HISTORIES))
    assert not found.foreign, "\n".join(found.foreign.values())
    assert found.decided > 3 * HISTORIES
    assert found.share >= 0.99, "\n".join(found.lost.values())


def test_a_history_is_the_same_each_time_and_tells_whose_words_are_whose() -> None:
    def told(seed: int) -> tuple[list[bytes], dict[tuple[str, str], int]]:
        chance = random.Random(seed)
        world = World(chance)
        publisher = Publisher(world, 0, random_habits(chance))
        bodies = [publisher.body()]
        for _ in range(5):
            publisher.step(BEGIN)
            bodies.append(publisher.body())
        return bodies, world.told

    for seed in range(20):
        assert told(seed) == told(seed)
    assert told(1) != told(2)


def test_a_decision_on_another_story_is_found(tmp_path: Path) -> None:
    trial = Trial(1, tmp_path)
    with trial.library:
        trial._refresh()
        number, story = next(iter((number, story) for number, story in trial._rows() if number))
        trial.library.judge([(story.id, READ, True)])
        trial._look_for_foreign(0)
        assert list(trial.outcomes.foreign) == [(1, number, READ)]
