"""The data that the analysis reads: package data, read once, at first use."""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> Any:
    """The JSON of the file `name` of this package. The caller knows its shape; nobody changes what is returned."""
    return json.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
