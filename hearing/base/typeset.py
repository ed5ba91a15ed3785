"""PDFs, set by Typst from a template and what it is told: tagged, with language and bookmarks (PDF/UA-1).

Typst is read when the first PDF is made: it takes seven megabytes, and most processes make none.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from hearing.base.later import Later

if TYPE_CHECKING:
    import typst
else:
    typst = Later("typst")

STANDARD: Literal["ua-1"] = "ua-1"  # a PDF that says of itself that it is made for everyone's reading


class Press:
    """One template, read once with the fonts we carry; each `pdf` takes tens of milliseconds: call it in a thread."""

    def __init__(self, template: Path) -> None:
        self.template = template
        self.compiler = typst.Compiler(template, ignore_system_fonts=True)

    def pdf(self, told: dict[str, Any]) -> bytes:
        """One PDF. A sign our fonts lack is looked for in the machine's own, and else stands as an empty box."""
        inputs = {"told": json.dumps(told, ensure_ascii=False)}
        try:
            return _one(self.compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=STANDARD))
        except typst.TypstError:
            pass
        try:
            return _one(typst.compile(self.template, format="pdf", sys_inputs=inputs, pdf_standards=STANDARD))
        except typst.TypstError:
            return _one(typst.compile(self.template, format="pdf", sys_inputs=inputs))


def _one(made: bytes | list[bytes] | None) -> bytes:
    """The file; a PDF is never a list of pages."""
    return made if isinstance(made, bytes) else b"".join(made or [])
