"""Events: planned, published, held, cancelled, replaced."""
