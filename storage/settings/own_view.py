"""Which decisions are the user's, by the settings and the codebook."""

from civic.coder import own_keys
from civic.registers import OwnView
from storage.files.places import Places
from storage.settings.codebook import load
from storage.settings.config import Settings


def own_view(places: Places) -> OwnView:
    """Return what tells the user's decisions from those of others, as the files of these places stand. Never fails."""
    settings = Settings.load(places)
    return OwnView(own_keys(settings.who, settings.formerly), load(places).codebook.names)
