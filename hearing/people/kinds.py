"""The kinds of organisations and offices, and how a term stands on a day."""

from typing import Any

from hearing.base.lang import lazy
from hearing.base.moves import Status

SOON_DAYS = 60


class OrganisationKind(Status):
    """What sort of body an organisation is."""

    REGION = "region"
    HEALTHCARE_REGION = "healthcare_region"
    MUNICIPALITY = "municipality"
    AUTHORITY = "authority"
    ASSOCIATION = "association"
    NETWORK = "network"
    PARTY_GROUP = "party_group"
    COMPANY = "company"
    OTHER = "other"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "region": lazy("Region"),
            "healthcare_region": lazy("Healthcare region"),
            "municipality": lazy("Municipality"),
            "authority": lazy("Authority"),
            "association": lazy("Association"),
            "network": lazy("Network"),
            "party_group": lazy("Party group"),
            "company": lazy("Company"),
            "other": lazy("Other organisation"),
        }


class OfficeKind(Status):
    """What sort of post an office is."""

    ELECTED = "elected"
    OFFICIAL = "official"
    POLITICAL_STAFF = "political_staff"
    FUNCTION = "function"
    ASSOCIATION = "association"
    COORDINATOR = "coordinator"
    OTHER = "other"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "elected": lazy("Elected"),
            "official": lazy("Official"),
            "political_staff": lazy("Political staff"),
            "function": lazy("Function"),
            "association": lazy("Association representative"),
            "coordinator": lazy("Coordinator"),
            "other": lazy("Other role"),
        }


class Standing(Status):
    """Where a date falls in a holding."""

    CURRENT = "current"
    ENDING = "ending"
    COMING = "coming"
    ENDED = "ended"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "current": lazy("Holds the role"),
            "ending": lazy("Ends soon"),
            "coming": lazy("Has not begun"),
            "ended": lazy("Ended"),
        }
