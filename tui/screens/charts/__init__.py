"""Figures over the stories of a filter: the overview, and the page of a stakeholder."""
