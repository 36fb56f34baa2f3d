"""Hold the house upright: who may import whom, and which library lives where; runs none of our code.

The tables below are the architecture. A change to them is a change of design, made on purpose.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("auditor", "spiders", "reports")

# A module imports rows below its own only. A folder (auditor/egress/) is one module here.
ROWS: tuple[tuple[str, ...], ...] = (
    ("auditor.__main__",),
    ("auditor.cli",),
    ("auditor.demo", "auditor.doctor", "auditor.new_year", "auditor.rulebook", "auditor.starter"),
    ("auditor.night",),
    ("auditor.cluster",),
    ("auditor.visit", "reports", "auditor.mail", "auditor.export", "auditor.due"),
    ("spiders", "auditor.store", "auditor.migrations", "auditor.pages"),
    ("auditor.audit",),
    ("auditor.checkers", "auditor.browser"),
    ("auditor.extract", "auditor.engines", "auditor.egress"),
    ("auditor.names",),
    ("auditor.history", "auditor.snapshot"),
    (
        "auditor.policy",
        "auditor.links",
        "auditor.registry",
        "auditor.roster",
        "auditor.calendar",
        "auditor.finding",
        "auditor.mask",
    ),
    ("auditor.config", "auditor.words"),
    (
        "auditor.rule",
        "auditor.page",
        "auditor.address",
        "auditor.keys",
        "auditor.tables",
        "auditor.toml_file",
        "auditor.manners",
        "auditor.likeness",
        "auditor.markup",
        "auditor.shipped",
        "auditor.site_kind",
        "auditor.grades",
    ),
    ("auditor.exits", "auditor.faults", "auditor.once", "auditor.private_files", "auditor.stream_xml"),
)
ROW = {module: number for number, row in enumerate(ROWS) for module in row}

# Inside one row: the one word with its neighbour that each of these needs.
ALLOWED_IN_ROW = {
    ("auditor.roster", "auditor.mask"),  # the mask is made of the roster's names
    ("auditor.history", "auditor.snapshot"),  # the history's changes and verdicts stand in snapshots
    ("auditor.migrations", "auditor.store"),  # which declares the tables that migrations move
}
# Downwards, and still never.
FORBIDDEN = {
    ("auditor.visit", "auditor.store"): "a visit runs anywhere; night hands last night's validators in",
    ("auditor.visit", "auditor.roster"): "no pupil's name ever reaches a worker, a page or a request",
    ("spiders", "auditor.roster"): "no pupil's name ever reaches a worker, a page or a request",
    ("auditor.browser", "auditor.roster"): "no pupil's name ever reaches a worker, a page or a request",
    ("auditor.engines", "auditor.roster"): "no pupil's name ever reaches a worker, a page or a request",
    ("auditor.egress", "auditor.roster"): "no pupil's name ever reaches a worker, a page or a request",
    ("auditor.extract", "auditor.roster"): "no pupil's name ever reaches a worker, a page or a request",
    ("auditor.cluster", "auditor.store"): "machines of a cluster visit; only the coordinator stores",
    ("auditor.cluster", "auditor.roster"): "no pupil's name ever reaches a worker, a page or a request",
    ("auditor.cluster", "auditor.keys"): "no machine of a cluster has a key",
    ("auditor.mail", "reports"): "mail sends messages that are rendered already",
}

# Where data from outside comes in.
OUTSIDE_DATA = ("auditor.config", "auditor.registry", "auditor.roster", "auditor.policy", "auditor.links")

# Import name of a library -> the modules (or single files, with .py) that may import it.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "scrapy": ("spiders",),
    "twisted": ("spiders",),
    "w3lib": ("spiders",),
    "brotli": ("spiders",),
    "OpenSSL": ("spiders",),
    "service_identity": ("spiders",),
    "zope": ("spiders",),
    "protego": ("spiders",),
    "bs4": ("auditor.extract",),
    "lxml": ("auditor.extract",),
    "selenium": ("auditor.browser", "auditor.engines"),
    "urllib3": ("auditor.browser",),
    "websocket": ("auditor.browser",),
    "axe_selenium_python": ("auditor.browser", "auditor.engines"),
    "sqlalchemy": ("auditor.store", "auditor.migrations"),
    "alembic": ("auditor.store", "auditor.migrations"),
    "cryptography": ("auditor.pages", "auditor.store"),
    "pandas": (
        "reports/trends/__init__.py",
        "reports/trends/decided.py",
        "reports/trends/figures.py",
        "reports/trends/workbook.py",
        "auditor.export",
    ),
    "charset_normalizer": ("auditor.extract",),
    "jinja2": ("reports/render.py",),
    "markupsafe": ("reports",),
    "markdown_it": ("reports/render.py",),
    "css_inline": ("reports/render.py",),
    "smtplib": ("auditor.mail",),
    "pydantic": OUTSIDE_DATA,
    "pydantic_core": OUTSIDE_DATA,
    "tomllib": ("auditor.toml_file",),
    "csv": ("auditor.tables", "auditor.export", "auditor.extract"),
    "openpyxl": ("auditor.tables", "auditor.export", "reports/sheet.py"),
    "typer": ("auditor.cli",),
    "rich": ("auditor.cli",),
    "msgspec": ("auditor.pages", "auditor/history/ledger.py"),
    "h11": ("auditor.egress",),
    "pypdfium2": ("auditor/extract/pdf.py", "auditor/extract/pdf_lines.py", "auditor/extract/pdf_tree.py"),
    "PIL": ("auditor.engines", "auditor.extract"),
    "psutil": ("auditor.browser", "auditor.cli", "auditor.doctor"),
    "ada_url": ("auditor.address",),
    "icalendar": ("auditor.calendar",),
    "dateutil": ("auditor.calendar",),
    "sqlite3": ("auditor.store",),
    "tldextract": ("auditor.links",),
    "distributed": ("auditor.cluster",),
}

# A checker is a pure function: no network, browser, clock, file or log line inside.
PURE = ("auditor.checkers", "auditor.history")
IMPURE = frozenset(
    {"asyncio", "http", "logging", "multiprocessing", "os", "random", "shutil", "socket", "ssl"}
    | {"subprocess", "tempfile", "threading", "time"}
)

NO_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "misc"})
MAX_LINES = 400


@dataclass(frozen=True, slots=True)
class Import:
    """One import of one file: what is imported, in full, and the line."""

    name: str
    line: int


def files() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def module_of(path: Path) -> str:
    """Return the module of the tables that a file belongs to: auditor.NAME, or the other packages whole."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] != "auditor":
        return parts[0]
    return ".".join(parts[:2])


def module_named(name: str) -> str:
    """Return the module of the tables that an imported name belongs to."""
    parts = name.split(".")
    return ".".join(parts[:2]) if parts[0] == "auditor" else parts[0]


def imports(source: str, package: str) -> Iterator[Import]:
    """Yield every import in a source text, those inside functions too.

    `package` is the dotted package of the file, against which relative imports are resolved.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                start = ".".join([*above, *([start] if start else [])])
            if start == "auditor":  # from auditor import night
                yield from (Import(f"auditor.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield Import(start, node.lineno)


def imports_of(path: Path) -> list[Import]:
    package = ".".join(path.relative_to(ROOT).parent.parts)
    return list(imports(path.read_text("utf-8"), package))


def complaint(importer: str, imported: str) -> str:
    """Return why `importer` may not import `imported`, both modules of the tables, or ""."""
    if importer == imported or (importer, imported) in ALLOWED_IN_ROW:
        return ""
    if (importer, imported) in FORBIDDEN:
        return FORBIDDEN[importer, imported]
    if imported not in ROW:
        return f"{imported} stands in no row: add it to ROWS in tests/test_architecture.py"
    if ROW[imported] <= ROW[importer]:
        return f"{imported} is not below {importer} in ROWS of tests/test_architecture.py"
    return ""


def may_use(path: Path, library: str) -> bool:
    return any(
        place == path.relative_to(ROOT).as_posix() or place == module_of(path) for place in LIBRARIES[library]
    )


def test_every_module_stands_in_a_row() -> None:
    homeless = sorted({module_of(path) for path in files()} - set(ROW) - {"auditor.__init__"})
    assert not homeless, (
        f"{', '.join(homeless)}: no row says what this may import and who may import it. Add it to ROWS in "
        "tests/test_architecture.py, as low as it can stand."
    )


def test_modules_import_only_rows_below_their_own() -> None:
    faults = [
        f"{path.relative_to(ROOT)}:{found.line}: {why}"
        for path in files()
        if module_of(path) in ROW
        for found in imports_of(path)
        if found.name.split(".")[0] in PACKAGES and found.name not in PACKAGES[:1]
        if (why := complaint(module_of(path), module_named(found.name)))
    ]
    assert not faults, "\n" + "\n".join(faults)


def test_libraries_are_imported_only_where_they_live() -> None:
    faults = []
    for path in files():
        for found in imports_of(path):
            library = found.name.split(".")[0]
            if library in PACKAGES:
                continue
            if library in LIBRARIES:
                if not may_use(path, library):
                    places = ", ".join(LIBRARIES[library])
                    line = f"{path.relative_to(ROOT)}:{found.line}"
                    faults.append(f"{line}: {library} is imported only in {places}")
            elif library not in sys.stdlib_module_names:
                faults.append(
                    f"{path.relative_to(ROOT)}:{found.line}: no module is named for {library}: add it to "
                    "LIBRARIES in tests/test_architecture.py, and to pyproject.toml"
                )
    assert not faults, "\n" + "\n".join(faults)


def test_checkers_are_pure() -> None:
    faults = [
        f"{path.relative_to(ROOT)}:{found.line}: no {found.name} here: a checker is given all it judges by"
        for path in files()
        if module_of(path) in PURE
        for found in imports_of(path)
        if found.name.split(".")[0] in IMPURE or found.name == "urllib.request"
    ]
    assert not faults, "\n" + "\n".join(faults)


def test_no_file_has_a_name_that_says_nothing() -> None:
    faults = [
        str(path.relative_to(ROOT))
        for package in (*PACKAGES, "tests")
        for path in sorted((ROOT / package).rglob("*"))
        if path.stem.lower() in NO_NAMES and (path.suffix == ".py" or path.is_dir())
    ]
    assert not faults, f"{', '.join(faults)}: name it after what it does, or give it no file of its own"


def test_no_module_grows_past_reading() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files()
        if (lines := len(path.read_text("utf-8").splitlines())) > MAX_LINES
    }
    assert not long, f"{long}: past about 300 lines a file becomes a folder"


def test_the_package_itself_says_nothing() -> None:
    text = (ROOT / "auditor" / "__init__.py").read_text("utf-8")
    assert text == "", "auditor/__init__.py stays empty: whoever imports one module loads no other"


def test_the_tables_name_each_module_once() -> None:
    named = [module for row in ROWS for module in row]
    assert sorted(named) == sorted(set(named))
    unknown = {
        place
        for places in LIBRARIES.values()
        for place in places
        if place not in ROW and not place.endswith(".py")
    }
    assert not unknown, f"LIBRARIES names {unknown}, which stand in no row"


@pytest.mark.parametrize(
    ("name", "source", "found"),
    [
        ("plain", "import scrapy.http", ["scrapy.http"]),
        ("inside a function", "def f():\n    from auditor.store import Store", ["auditor.store"]),
        ("module from the package", "from auditor import night, cli", ["auditor.night", "auditor.cli"]),
        ("for types only", "if TYPE_CHECKING:\n    import pandas as pd", ["pandas"]),
        ("relative, same folder", "from .students import fold", ["auditor.roster.students"]),
        ("relative, one up", "from ..config import Config", ["auditor.config"]),
        ("relative, module one up", "from .. import store", ["auditor.store"]),
        ("a word in a string is none", '"""import scrapy"""', []),
    ],
)
def test_every_form_of_import_is_seen(name: str, source: str, found: list[str]) -> None:
    assert [entry.name for entry in imports(source, "auditor.roster")] == found, name


@pytest.mark.parametrize(
    ("importer", "imported", "words"),
    [
        ("auditor.night", "auditor.store", ""),
        ("auditor.egress", "auditor.finding", ""),
        ("auditor.store", "auditor.store", ""),
        ("auditor.store", "auditor.night", "not below"),
        ("auditor.engines", "auditor.extract", "not below"),
        ("auditor.visit", "auditor.store", "runs anywhere"),
        ("spiders", "auditor.store", "not below"),
        ("auditor.night", "auditor.novelty", "add it to ROWS"),
    ],
)
def test_a_wrong_import_is_told_from_a_right_one(importer: str, imported: str, words: str) -> None:
    why = complaint(importer, imported)
    assert (words in why) if words else why == ""
