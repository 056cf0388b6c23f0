"""The tables of `codebook.toml`, changed one by one."""

import tomllib

import pytest

from storage.settings.codebook import MOST
from workspace.codebook.tables import CodebookFault, Tables, changed_text

FULL = "".join(f"[concerns.c{at}]\nkeywords = []\n" for at in range(MOST))


def test_there_come_no_more_concerns_than_are_read() -> None:
    def add(tables: Tables) -> None:
        tables["new"] = {"label": "New"}

    def change(tables: Tables) -> None:
        tables["c7"]["label"] = "Seven"

    with pytest.raises(CodebookFault, match=f"would have more than {MOST} concerns"):
        changed_text(FULL, add)
    assert tomllib.loads(changed_text(FULL, change))["concerns"]["c7"] == {"keywords": [], "label": "Seven"}
