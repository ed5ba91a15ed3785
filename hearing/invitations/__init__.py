"""Invitations, answers, seats and the queue."""
