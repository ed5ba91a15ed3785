"""Who owns what: the organisations that use this installation."""
