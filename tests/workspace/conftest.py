"""What several tests of the application need."""

from collections.abc import Iterator

import pytest

from tests.feeds.server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on this machine that answers as a test tells it."""
    with Server() as server:
        yield server
