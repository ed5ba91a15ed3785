"""Where an organisation stands that is asked to sign a letter, and what its history tells."""

from typing import Any

from hearing.base.audit import WORDS
from hearing.base.lang import lazy
from hearing.base.moves import Status


class SignatoryStatus(Status):
    """What one organisation has said to the text as it now is."""

    NEW = "new"
    ASKED = "asked"
    YES = "yes"
    NO = "no"
    AGAIN = "again"
    OFF = "off"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "new": lazy("Not asked yet"),
            "asked": lazy("No answer"),
            "yes": lazy("Yes, signs"),
            "no": lazy("No, does not sign"),
            "again": lazy("To be asked again"),
            "off": lazy("Taken off the list"),
        }


class SignatureKind(Status):
    """What a line of the history tells."""

    ASKED = "asked"
    REMINDED = "reminded"
    UNASKED = "unasked"
    YES = "yes"
    NO = "no"
    AGAIN = "again"
    KEPT = "kept"
    OFF = "off"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "asked": lazy("was asked"),
            "reminded": lazy("was reminded"),
            "unasked": lazy("the question was taken back"),
            "yes": lazy("said yes"),
            "no": lazy("said no"),
            "again": lazy("is asked again: the text was opened for changes"),
            "kept": lazy("the answer holds: the text was not changed"),
            "off": lazy("was taken off the list"),
        }


WORDS.update(
    {
        "letter.signatories_added": lazy("put organisations on the list of signatories"),
        "letter.signatory_changed": lazy("corrected a signatory"),
        "letter.signatory_off": lazy("took a signatory off the list"),
        "letter.signatory_back": lazy("put a signatory back on the list"),
        "letter.signing_asked": lazy("asked organisations to sign"),
        "letter.signing_reminded": lazy("reminded organisations to sign"),
        "letter.signing_unasked": lazy("took the question to sign back"),
        "letter.signed": lazy("noted a signature"),
        "letter.declined": lazy("noted a no to signing"),
        "letter.unlocked": lazy("opened the text for changes, so that everybody is asked again"),
        "letter.locked_again": lazy("locked the text again, unchanged"),
    }
)
