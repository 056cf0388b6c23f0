"""What keeps the files whole: restoring what was lost, checking all of them, taking in copies of conflicts."""
