"""What is installed: locks without addresses, a wheel that serves a page, files of others as they came."""

import base64
import hashlib
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SERVES = """
import asyncio, sys
sys.path.insert(0, sys.argv[1])
import httpx2
from hearing.app import create_app
from hearing.migrate import migrate
from hearing.settings import settings
import hearing

async def main():
    assert hearing.__file__.startswith(sys.argv[1]), hearing.__file__
    await migrate(settings().database)
    app = create_app()
    async with app.router.lifespan_context(app):
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://localhost") as visitor:
            page = await visitor.get("/nowhere")
            style = [part for part in page.text.split('"') if part.startswith("/static/") and part.endswith(".css")][0]
            print(page.status_code, "<html" in page.text, (await visitor.get(style)).status_code)

asyncio.run(main())
"""


def _names(file: Path) -> list[str]:
    return [line for line in file.read_text().splitlines() if line and not line.startswith(("#", "-r"))]


def test_the_package_wants_what_make_run_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["dependencies"] == _names(ROOT / "requirements/run.in")


@pytest.mark.parametrize("name", ["run", "dev"])
def test_locks_hold_versions_and_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / f"requirements/{name}.txt").read_text()

    lines = [line.strip().removesuffix(" \\") for line in text.splitlines()]
    odd = [
        line for line in lines if not re.fullmatch(r"[a-z0-9.-]+==[\w.+!]+( ; .+)?|--hash=sha256:[0-9a-f]{64}", line)
    ]
    assert odd == []
    assert re.search(r"https?://|file:|index-url|find-links|@ ", text) is None


def test_few_packages_are_installed_for_make_run() -> None:
    text = (ROOT / "requirements/run.txt").read_text()

    assert len(re.findall(r"^\S+==", text, re.MULTILINE)) <= 58  # and pip


@pytest.mark.parametrize(
    "note",
    sorted([*ROOT.glob("static/**/VENDOR.md"), *ROOT.glob("tests/**/VENDOR.md")]),
    ids=lambda path: path.parent.name,
)
def test_files_of_others_are_as_they_came(note: Path) -> None:
    rows = re.findall(r"^\| `?([\w.-]+\.\w+)`? \|.*\| `?([\w+/=]{64})`? \|", note.read_text(), re.MULTILINE)

    told = {
        name: base64.b64encode(hashlib.sha384((note.parent / name).read_bytes()).digest()).decode() for name, _ in rows
    }
    assert told == dict(rows)
    assert told


def test_the_wheel_serves_a_page_outside_the_checkout(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "installed")

    words = [sys.executable, "-I", "-c", SERVES, str(tmp_path / "installed")]
    served = subprocess.run(words, cwd=tmp_path, env={}, capture_output=True, text=True, timeout=60)

    assert (served.stdout.splitlines()[-1:], served.returncode, served.stderr) == (["404 True 200"], 0, "")
