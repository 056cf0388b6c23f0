"""What the desk remembers from one start to the next: its theme, the filters used before, the width of the list."""

from civic.jsonvalue import JsonValue
from civic.text import clean_line
from storage.files.places import Places
from storage.settings.config import Settings, remember, remembered

_THEME = "theme"
_FILTERS = "filters"
_LONGEST_FILTER = 500


class Memory:
    """Values under names, in `state.json`. Setting one raises a StorageError where that can't be written."""

    def __init__(self, places: Places, settings: Settings) -> None:
        self._places = places
        self._settings = settings

    def get(self, name: str) -> JsonValue:
        """Return what the last desk left here under a name; None for nothing."""
        return remembered(self._places).get(name)

    def set(self, name: str, value: JsonValue) -> None:
        """Leave something for the next desk."""
        remember(self._places, name, value)

    @property
    def theme(self) -> str:
        """The theme that was chosen last, else the one of the settings."""
        chosen = self.get(_THEME)
        return chosen if isinstance(chosen, str) else self._settings.theme

    def set_theme(self, name: str) -> None:
        """Start with this theme from now on."""
        self.set(_THEME, name)

    @property
    def past_filters(self) -> list[str]:
        """The filters that were used before, the last first."""
        kept = self.get(_FILTERS)
        return (
            [clean_line(one, _LONGEST_FILTER) for one in kept if isinstance(one, str)] if isinstance(kept, list) else []
        )
