"""The panes of the open story: summary, stakeholders, concerns, text."""
