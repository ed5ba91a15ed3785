"""Events: planned, published, held."""
