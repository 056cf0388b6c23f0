"""A team's shared log: what its coders decided, and the stories that they decided on."""
