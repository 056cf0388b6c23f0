"""Reading, replacing and locking files, and where they are."""
