"""A browser's own description, in words a person recognises."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def described(user_agent: str) -> str:
    """Firefox, Windows; "" when nothing is known."""
    found = (next((name for mark, name in known if mark in user_agent), "") for known in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)
