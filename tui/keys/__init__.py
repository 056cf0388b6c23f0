"""Every command with its keys, and the bindings made from them."""
