"""The monthly letter: who has asked for it, what it tells, and how it is sent."""
