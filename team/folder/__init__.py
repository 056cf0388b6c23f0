"""A team's log in a folder that its members share: one file for each coder and desk, which only that desk writes."""

from team.folder.log import FolderLog, make_folder

__all__ = ["FolderLog", "make_folder"]
