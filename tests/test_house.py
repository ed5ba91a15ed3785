"""The rules of the house that a machine can check: storeys, imports, mine(), statuses; and the sizes, told not judged."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEARING = ROOT / "hearing"
GROUND = ("base", "settings", "db", "migrate", "migrations", "data")
STOREYS = [
    GROUND,
    ("organisers",),
    ("mail",),
    ("staff",),
    ("people",),
    ("events",),
    ("invitations",),
    ("door",),
    ("letters",),
    ("hearings",),
    ("newsletters",),
    ("home",),
    ("retention",),
    ("wiring", "demo"),
    ("app", "cli", "worker", "server", "start", "launch", "check", "backup", "logs", "__main__", "__init__"),
]
HEIGHT = {name: height for height, names in enumerate(STOREYS) for name in names}
FILES = sorted(HEARING.rglob("*.py"))
WEB = [file for file in FILES if file.stem.startswith("web") and file.parent.name != "base"]
QUERIES = {"all", "filter", "get", "get_or_none", "exclude", "first", "annotate", "in_bulk", "exists"}


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


def slice_of(file: Path) -> str:
    """The folder under hearing/, or the module at the top."""
    return file.relative_to(HEARING).parts[0].removesuffix(".py")


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


def imported(file: Path) -> Iterator[tuple[ast.stmt, str]]:
    """Each import of ours: the statement and the slice it names."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "hearing":
            rest = node.module.split(".")[1:]
            yield from ((node, name) for name in (rest[:1] or [alias.name for alias in node.names]))
        elif isinstance(node, ast.Import):
            yield from ((node, a.name.split(".")[1]) for a in node.names if a.name.startswith("hearing."))


def test_every_slice_has_a_storey() -> None:
    assert {slice_of(file) for file in FILES} <= set(HEIGHT)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_imports_point_down(file: Path) -> None:
    height = HEIGHT[slice_of(file)]

    assert [name for _, name in imported(file) if name in HEIGHT and HEIGHT[name] > height] == []


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_imports_stand_on_top(file: Path) -> None:
    inside = [
        f"line {node.lineno}"
        for function in ast.walk(tree(file))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


@cache
def owned() -> frozenset[str]:
    """The models that declare an owner."""
    found = set()
    for file in HEARING.rglob("models*.py"):
        for node in tree(file).body:
            if isinstance(node, ast.ClassDef) and any(
                isinstance(line, ast.AnnAssign) and getattr(line.target, "id", "") == "OWNER" for line in node.body
            ):
                found.add(node.name)
    return frozenset(found | {"AuditEntry"})


def loose_queries(file: Path) -> list[str]:
    """Queries of owned models that are not handed to mine(...)."""
    kept = {id(inner) for handed in handed_to_mine(tree(file)) for inner in ast.walk(handed)}
    return [
        f"line {node.lineno}: {node.func.value.id}.{node.func.attr}"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in owned()
        and node.func.attr in QUERIES
        and id(node) not in kept
        and not about_oneself(node)
    ]


def handed_to_mine(module: ast.Module) -> Iterator[ast.AST]:
    """What stands inside mine(...), and what is assigned to a name that stands there, in the same function."""
    for function in [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]:
        calls = [n for n in ast.walk(function) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "mine"]
        yield from calls
        names = {word.id for call in calls for word in call.args if isinstance(word, ast.Name)}
        for line in ast.walk(function):
            if isinstance(line, ast.Assign) and {getattr(target, "id", "") for target in line.targets} & names:
                yield line.value


def about_oneself(query: ast.Call) -> bool:
    """Whether it asks for the rows of one account: Membership.filter(account_id=...)."""
    return any(word.arg == "account_id" for word in query.keywords)


@pytest.mark.parametrize("file", WEB, ids=name_of)
def test_the_desk_asks_only_for_its_own_rows(file: Path) -> None:
    assert loose_queries(file) == []


def test_a_query_without_mine_is_found(tmp_path: Path) -> None:
    file = tmp_path / "web.py"
    file.write_text(
        "async def index(request):\n"
        "    mine_all = Event.all()\n"
        "    return await Event.filter(id=1), mine(request, mine_all), mine(request, Event.all())\n"
    )

    assert loose_queries(file) == ["line 3: Event.filter"]


@pytest.mark.parametrize("file", [file for file in FILES if file.name != "moves.py"], ids=name_of)
def test_statuses_change_by_moves_only(file: Path) -> None:
    assigned = [
        f"line {node.lineno}"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute)
        and target.attr == "status"
        and not isinstance(target.value, ast.Call)
        and getattr(target.value, "id", "") not in {"self", "response"}
    ]

    assert assigned == []


@pytest.mark.parametrize("file", WEB, ids=name_of)
def test_handlers_never_write(file: Path) -> None:
    writes = {"create", "bulk_create", "save", "delete", "update", "get_or_create", "update_or_create", "move", "take"}
    rows = owned() | {"Account", "LoginSession", "SignInLink", "File"}

    found = [
        f"line {node.lineno}"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writes
        for part in [root(node.func.value)]
        if part in rows
    ]

    assert found == []


def root(node: ast.expr) -> str:
    """The name a chain of calls begins with."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("file", sorted((ROOT / "templates").rglob("*.html")), ids=name_of)
def test_pages_hold_no_inline_code(file: Path) -> None:
    text = file.read_text()
    inside_mails = "mails" in file.parts or file.parent.name == "mail"

    found = [sign for sign in (" style=", "<style", "javascript:", "hx-on", " onclick=", "|safe") if sign in text]

    assert inside_mails or found == []


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_foreign_keys_say_what_happens_on_delete(file: Path) -> None:
    loose = [
        f"line {node.lineno}"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") in ("ForeignKeyField", "OneToOneField")
        and "on_delete" not in {word.arg for word in node.keywords}
    ]

    assert loose == []


SIZES = {
    "hearing/**/*.py": 300,
    "templates/**/*.html": 150,
    "static/css/*.css": 150,
    "static/js/*.js": 60,
    "tests/**/*.py": 250,
}


def large() -> list[str]:
    """Files longer than the size at which the house looks whether to split them."""
    return [
        f"{name_of(file)}: {lines} lines, look at {most}"
        for pattern, most in SIZES.items()
        for file in sorted(ROOT.glob(pattern))
        if "min." not in file.name and (lines := len(file.read_text().splitlines())) > most
    ]


def test_sizes_are_told() -> None:
    """Where to look, never a gate: run pytest -rP to read the list."""
    found = large()

    print("\n".join(found))
    assert isinstance(found, list)
