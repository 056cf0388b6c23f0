"""What users wait for, one module a scene: each has the tables that it fills and a function that fills them."""
