"""The user's own codebook, set to that of an exported one."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from civic.text import clean_line
from storage.settings.toml_tables import text_of
from workspace.exchange.codebook_files import NamedConcern, is_settings, settings_text
from workspace.files import save
from workspace.undo.settings import text_part

if TYPE_CHECKING:
    from workspace.workspace import Workspace


def take_over(
    workspace: "Workspace", concerns: Sequence[NamedConcern], name: str, *, force: bool, hint: str = ""
) -> None:
    """Write `codebook.toml` so that just these concerns of the file `name` are the user's, as a step. Raises FileFault
    where the user wrote one and `force` does not say to replace it (`hint` is added to what to do)."""
    path = workspace.places.codebook
    with workspace.undo.step(f"imported the codebook {clean_line(name, 60)}") as step:

        def pieces() -> Iterator[str]:
            """Yield the file once it is sure that it is written, and known what takes that back."""
            text = "".join(settings_text(concerns))
            step.add([text_part("codebook", "", text_of(path), text)])
            yield text

        save(path, pieces(), workspace.places, is_ours=is_settings, force=force, hint=hint, own=True)
