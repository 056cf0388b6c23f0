"""Fixtures of the feeds' tests."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.feeds.server import Server

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server
