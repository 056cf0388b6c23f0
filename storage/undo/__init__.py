"""The steps that can be taken back, on the disk."""
