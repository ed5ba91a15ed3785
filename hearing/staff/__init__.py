"""Accounts, rights, sign-in: the people who work here."""
