"""How often the program is right, over thousands of random cases of which the truth is known."""
