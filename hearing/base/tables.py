"""Rows out as a spreadsheet opens them: CSV for a Swedish Excel, XLSX; nothing in them is ever a live formula."""

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from starlette.responses import Response

BOM = "\ufeff"
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
Cell = str | int | None
Table = Sequence[Sequence[Cell]]

PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{XLSX}.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{XLSX.removesuffix(".sheet")}.worksheet+xml"/></Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>""",
}


def as_csv(table: Table) -> bytes:
    """Semicolons, UTF-8 with BOM, CRLF; a text that could be a formula begins with an apostrophe."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([[tame(cell) for cell in row] for row in table])
    return (BOM + out.getvalue()).encode()


def tame(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula."""
    if not isinstance(cell, str):
        return cell
    return f"'{cell}" if cell.lstrip(" ").startswith(LIVE) else cell


def as_xlsx(table: Table, name: str) -> bytes:
    """One sheet; texts are kept as texts, so that none is a formula. The first row stays in sight."""
    lines = "".join(_row(number, row) for number, row in enumerate(table, start=1))
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    sheet = f'<worksheet xmlns="{MAIN}">{view}<sheetData>{lines}</sheetData></worksheet>'
    title = escape("".join(sign for sign in name if sign not in "[]:*?/\\'")[:31] or "1", {'"': "&quot;"})
    sheets = f'<sheets><sheet name="{title}" sheetId="1" r:id="r1"/></sheets>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>'
    return _packed(PARTS | {"xl/workbook.xml": book, "xl/worksheets/sheet1.xml": sheet})


def _row(number: int, row: Sequence[Cell]) -> str:
    cells = (_cell(f"{_letters(place)}{number}", cell) for place, cell in enumerate(row))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(where: str, cell: Cell) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, int):
        return f'<c r="{where}"><v>{int(cell)}</v></c>'
    clean = "".join(sign for sign in cell if sign in "\t\n" or (sign >= " " and sign not in "\ufffe\uffff"))
    return f'<c r="{where}" t="inlineStr"><is><t xml:space="preserve">{escape(clean)}</t></is></c>'


def _letters(place: int) -> str:
    return (_letters(place // 26 - 1) if place >= 26 else "") + chr(65 + place % 26)


def _packed(parts: dict[str, str]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(ZipInfo(name, datetime(2020, 1, 1, tzinfo=UTC).timetuple()[:6]), HEAD + text, ZIP_DEFLATED)
    return out.getvalue()


def answer(table: Table, form: str, name: str) -> Response:
    """A table to download, as csv or xlsx."""
    if form == "xlsx":
        return download(as_xlsx(table, name), f"{name}.xlsx", XLSX)
    return download(as_csv(table), f"{name}.csv", "text/csv; charset=utf-8")


def download(body: bytes, name: str, media_type: str) -> Response:
    """A file to keep, never shown in the page."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "-" for sign in name)
    kept: dict[str, Any] = {"content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"}
    return Response(body, headers=kept, media_type=media_type)
