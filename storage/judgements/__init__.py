"""What was decided, on disk: the journal, and the snapshot that it is compacted into."""
