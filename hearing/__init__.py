"""Hearing: hearings, invitations, answers and calendars for user organisations."""

__version__ = "0.1.0"
