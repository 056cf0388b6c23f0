"""The machine's suggestions: summary, stakeholders and concerns, each with the sentence that shows it."""
