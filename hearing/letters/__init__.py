"""Open letters: written once, sent to many, followed until the last answer."""
