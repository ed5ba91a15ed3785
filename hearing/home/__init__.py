"""What spans several slices: the start page, public pages, calendars."""
