"""Fixtures of the extras' tests."""

from collections.abc import Iterator

import pytest

from tests.assist.modelserver import ModelServer


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server
