"""Rows in from a spreadsheet: CSV in the ways Swedish programs write it, and the first sheet of an XLSX."""

import csv
import re
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from hearing.base.errors import Refusal

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MOST_BYTES = 20 * 1024 * 1024
MOST_COLUMNS = 200


def rows(content: bytes) -> list[list[str]]:
    """The rows of a file, texts only; a Refusal when it is no table."""
    return xlsx(content) if content.startswith(b"PK") else text_rows(decoded(content))


def decoded(content: bytes) -> str:
    """UTF-8, or else what Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def text_rows(text: str) -> list[list[str]]:
    """Rows with tabs, semicolons or commas between, the sign that stands in the head."""
    lines = [line for line in text.replace("\ufeff", "").replace("\x00", "").splitlines() if line.strip()]
    mark = next((sign for sign in "\t;," if lines and sign in lines[0]), ";")
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(StringIO("\n".join(lines)), delimiter=mark)]
    except csv.Error as wrong:
        raise Refusal("The table cannot be read.") from wrong


def xlsx(content: bytes) -> list[list[str]]:
    """The first sheet. Nothing is computed: what a formula showed last is what is read."""
    try:
        with ZipFile(BytesIO(content)) as file:
            texts = _texts(file)
            sheet = _tree(file, _first(file))
            return [_row(row, texts) for row in sheet.iter(f"{MAIN}row")]
    except (BadZipFile, KeyError, IndexError, ValueError, ElementTree.ParseError, RuntimeError, EOFError) as wrong:
        raise Refusal("The table cannot be read.") from wrong


def _tree(file: ZipFile, name: str) -> ElementTree.Element:
    if file.getinfo(name).file_size > MOST_BYTES:
        raise Refusal("The table is too large.")
    content = file.read(name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:  # no spreadsheet program writes them
        raise ValueError("declares entities")
    return ElementTree.fromstring(content)  # noqa: S314  what could expand is refused above


def _first(file: ZipFile) -> str:
    """The part that holds the first sheet."""
    sheet = next(_tree(file, "xl/workbook.xml").iter(f"{MAIN}sheet"), None)
    related = _tree(file, "xl/_rels/workbook.xml.rels")
    wanted = sheet.get(RELATED) if sheet is not None else ""
    target = next(one.get("Target", "") for one in related if one.get("Id") == wanted)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _texts(file: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in file.namelist():
        return []
    tree = _tree(file, "xl/sharedStrings.xml")
    return ["".join(part.text or "" for part in one.iter(f"{MAIN}t")) for one in tree.findall(f"{MAIN}si")]


def _row(row: ElementTree.Element, texts: list[str]) -> list[str]:
    found: list[str] = []
    for cell in row.iter(f"{MAIN}c"):
        place = _place(cell.get("r", "")) if cell.get("r") else len(found)
        if place >= MOST_COLUMNS:
            break
        found += [""] * (place + 1 - len(found))
        found[place] = _value(cell, texts).strip()
    return found


def _place(where: str) -> int:
    number = 0
    for letter in re.match(r"[A-Z]{0,3}", where)[0]:  # type: ignore[index]
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: ElementTree.Element, texts: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
    told = cell.find(f"{MAIN}v")
    value = told.text or "" if told is not None else ""
    if cell.get("t") == "s":
        return texts[int(value)] if value else ""
    return value.removesuffix(".0") if re.fullmatch(r"\d+\.0", value) else value
