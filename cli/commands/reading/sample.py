"""sample: a view of stories that are drawn by chance, for coders who are to agree on the same ones."""

import argparse
from typing import TYPE_CHECKING

from cli.commands.registry import ABOUT
from cli.common import DONE, Parsers, add_query, command, counted, print_json, progress, progress_ends, query_of, say

if TYPE_CHECKING:
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "sample", draw_sample, ABOUT["sample"])
    parser.add_argument("number", type=int, metavar="N", help="how many stories")
    add_query(parser)
    parser.add_argument("--seed", required=True, metavar="SEED", help="the same seed draws the same stories again")
    parser.add_argument("--name", default="", help='what the view is called (usually "Sample SEED")')
    parser.add_argument(
        "--unaided", dest="unaided_view", action="store_true",
        help="show no suggestions and no other coders in it until a story is coded",
    )  # fmt: skip


def draw_sample(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Draw the sample, keep it, and print how many stories it has and how to find them."""
    from workspace.sampling import draw

    query = query_of(arguments, workspace)
    progress("drawing")
    view = draw(
        workspace, query, arguments.number, seed=arguments.seed, name=arguments.name or f"Sample {arguments.seed}",
        filter_text=" ".join([*arguments.query, *([f"--view {arguments.view}"] if arguments.view else [])]),
        unaided=arguments.unaided_view,
    )  # fmt: skip
    progress_ends()
    if arguments.json:
        print_json({"name": view.name, "filter": view.filter, "unaided": view.unaided, "drawn": view.drawn,
                    "stories": list(view.stories)})  # fmt: skip
        return DONE
    fewer = "" if len(view.stories) == arguments.number else f", fewer than {arguments.number}: there are no more"
    drawn = counted(len(view.stories), "story", "stories")
    say(f"Kept the view {view.name} of {drawn}{fewer}; {view.filter} finds them.")
    return DONE
