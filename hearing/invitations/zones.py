"""Time zones as calendar programs call them: by the world's names, with a prefix before, or as Windows does."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WINDOWS = {
    "W. Europe Standard Time": "Europe/Stockholm",
    "Central Europe Standard Time": "Europe/Budapest",
    "Central European Standard Time": "Europe/Warsaw",
    "Romance Standard Time": "Europe/Copenhagen",
    "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna": "Europe/Stockholm",
    "(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien": "Europe/Stockholm",
    "FLE Standard Time": "Europe/Helsinki",
    "GTB Standard Time": "Europe/Bucharest",
    "E. Europe Standard Time": "Europe/Chisinau",
    "Turkey Standard Time": "Europe/Istanbul",
    "GMT Standard Time": "Europe/London",
    "Greenwich Standard Time": "Atlantic/Reykjavik",
    "Russian Standard Time": "Europe/Moscow",
    "Eastern Standard Time": "America/New_York",
    "Central Standard Time": "America/Chicago",
    "Pacific Standard Time": "America/Los_Angeles",
    "Coordinated Universal Time": "UTC",
}


def named(name: str) -> ZoneInfo | None:
    """The zone a calendar means; None when nobody can know."""
    asked = name.strip().strip('"')
    known = WINDOWS.get(asked) or "/".join(asked.strip("/").split("/")[-2:])
    for one in (known, asked):
        try:
            return ZoneInfo(one)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None
