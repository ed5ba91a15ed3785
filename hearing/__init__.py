"""Hearing: hearings, invitations, answers and calendars for user organisations."""
