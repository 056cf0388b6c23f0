"""The places that stories come from, one module a kind; `registry.SOURCES` lists them."""
