"""Texts in the reader's language, and the catalogue they come from."""

import asyncio
import os
from pathlib import Path

from hearing.base import catalogue
from hearing.base.lang import _, language, lazy, ngettext, use
from hearing.base.numbers import in_words, number
from hearing.base.templates import environment


def po(folder: Path, name: str, wording: str) -> None:
    """A PO file with one message."""
    head = 'msgid ""\nmsgstr "Language: sv\\n"\n\n'
    (folder / name).write_text(f'{head}msgid "{name}"\nmsgstr "{wording}"\n', encoding="utf-8")


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("sv-*.mo"))


def test_texts_follow_the_language() -> None:
    with use("en"):
        english = _("week %(number)s", number=41)

    assert (_("week %(number)s", number=41), english) == ("v. 41", "week 41")


def test_an_unknown_language_becomes_swedish() -> None:
    with use("xx"):
        assert language() == "sv"


def test_plurals_know_their_number() -> None:
    said = [ngettext("in %(num)s day", "in %(num)s days", n) for n in (1, 2)]

    assert said == ["om 1 dag", "om 2 dagar"]


def test_a_lazy_text_waits_for_its_reader() -> None:
    text = lazy("Draft")

    with use("en"):
        english = f"{text}"

    assert (str(text), english) == ("Utkast", "Draft")
    assert environment().from_string("{{ text }}").render(text=text) == "Utkast"


def test_each_task_keeps_its_own_language() -> None:
    async def reader(code: str) -> str:
        with use(code):
            await asyncio.sleep(0)
            return _("Draft")

    async def both() -> list[str]:
        return list(await asyncio.gather(reader("sv"), reader("en")))

    assert asyncio.run(both()) == ["Utkast", "Draft"]


def test_values_are_escaped_in_templates() -> None:
    drawn = environment().from_string("{{ _('Work for %(name)s', name=name) }}").render(name="<b>")

    assert drawn == "Arbeta för &lt;b&gt;"


def test_the_files_become_one_catalogue_for_all_to_read(tmp_path: Path) -> None:
    source = tmp_path / "sv"
    source.mkdir()
    po(source, "a.po", "ett")
    po(source, "b.po", "två")

    content = catalogue.compiled(source, [source])

    assert all(word.encode() in content for word in ("ett", "två"))
    assert [file.read_bytes() for file in kept(source)] == [content]
    assert kept(source)[0].stat().st_mode & 0o777 == 0o644


def test_a_changed_file_makes_a_new_catalogue_and_drops_the_old(tmp_path: Path) -> None:
    source = tmp_path / "sv"
    source.mkdir()
    po(source, "a.po", "ett")
    catalogue.compiled(source, [source])
    po(source, "a.po", "etta")
    os.utime(source / "a.po", (1, 1))

    content = catalogue.compiled(source, [source])

    assert b"etta" in content
    assert [file.read_bytes() for file in kept(source)] == [content]


def test_a_fresh_catalogue_is_not_made_again(tmp_path: Path) -> None:
    source = tmp_path / "sv"
    source.mkdir()
    po(source, "a.po", "ett")
    catalogue.compiled(source, [source])
    kept(source)[0].write_bytes(b"kept")

    assert catalogue.compiled(source, [source]) == b"kept"


def test_without_a_place_to_keep_it_the_catalogue_is_made_each_time(tmp_path: Path) -> None:
    source = tmp_path / "sv"
    source.mkdir()
    po(source, "a.po", "ett")

    content = catalogue.compiled(source, [tmp_path / "missing"])

    assert b"ett" in content
    assert kept(source) == []


def test_numbers_are_written_as_people_do() -> None:
    with use("en"):
        english = [number(1_000_000), number(2.5), in_words(3)]

    assert [number(1_000_000), number(2.5), in_words(3)] == ["1\xa0000\xa0000", "2,5", "tre"]
    assert english == ["1,000,000", "2.5", "three"]
    assert [in_words(1), in_words(1, neuter=True), in_words(12), in_words(13)] == ["en", "ett", "tolv", "13"]
