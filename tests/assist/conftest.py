"""Fixtures of the providers' tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assist import nlp
from tests.assist.modelserver import ModelServer
from tests.assist.spacy_double import SPACY


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture
def spacy_double(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a module in the place of spaCy; returns the folder where its moods are files ("crash", "hang")."""
    (tmp_path / "spacy.py").write_text(SPACY)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("HERE", str(tmp_path))
    monkeypatch.setattr(nlp, "find_spec", lambda name: name)
    return tmp_path
