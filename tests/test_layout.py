"""Which way imports point, and what no file may hold."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGES = ("server", "signaling", "media")
"""Each may import itself and those behind it."""

FORBIDDEN_IN_THE_ROOM = {"asyncio", "logging", "os", "random", "secrets", "selectors", "socket", "threading", "time"}
"""The room core does no input or output, reads no clock and draws no lots."""

FOREIGN_TO_MEDIA = {"socketio", "engineio", "sqlalchemy", "pydantic", "alembic"}
FOREIGN_TO_SIGNALING = {"sqlalchemy", "pydantic", "alembic", "aiortc", "pymediasoup"}


def _imports(file: Path) -> Iterator[str]:
    """Modules a file imports. The packages use no relative imports; one would show up as a name no rule allows."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def _modules(root: Path, package: str) -> list[Path]:
    relay = root / "media" / "relay"
    files = [file for file in sorted((root / package).rglob("*.py*")) if file.suffix in (".py", ".pyi")]
    return [file for file in files if not file.is_relative_to(relay)]


def _imported(root: Path, package: str) -> dict[str, set[str]]:
    """Top-level names each module of a package imports, by the module's path."""
    return {
        str(file.relative_to(root)): {name.partition(".")[0] for name in _imports(file)}
        for file in _modules(root, package)
    }


@pytest.mark.parametrize("position", range(len(PACKAGES)))
def test_imports_point_one_way(root: Path, position: int) -> None:
    above = set(PACKAGES[:position]) | {"tests", "bench", ""}
    imported = _imported(root, PACKAGES[position])
    assert imported
    assert {file: names & above for file, names in imported.items() if names & above} == {}


@pytest.mark.parametrize(
    ("package", "foreign"), [("media", FOREIGN_TO_MEDIA | {"aiohttp"}), ("signaling", FOREIGN_TO_SIGNALING)]
)
def test_each_part_knows_its_own_libraries_only(root: Path, package: str, foreign: set[str]) -> None:
    imported = _imported(root, package)
    assert {file: names & foreign for file, names in imported.items() if names & foreign} == {}


def test_the_room_core_imports_the_standard_library_only_and_of_it_nothing_that_does_anything(root: Path) -> None:
    allowed = (set(sys.stdlib_module_names) - FORBIDDEN_IN_THE_ROOM) | {"signaling"}
    imported = _imported(root, "signaling/room")
    assert imported
    assert {file: names - allowed for file, names in imported.items() if names - allowed} == {}
    within = {name for file in _modules(root, "signaling/room") for name in _imports(file)}
    beyond = {name for name in within if name.startswith("signaling") and not name.startswith("signaling.room")}
    assert beyond == set()


def test_no_file_names_a_path_of_somebodys_machine(root: Path) -> None:
    # Put together here, so that this file does not find itself.
    somebodys = re.compile(rb"(?<![\w.-])/(?:" + b"|".join([b"home", b"root", b"Users", b"work"]) + rb")/[\w.]+")
    found = {}
    for name in _tracked(root):
        content = (root / name).read_bytes()
        if b"\0" not in content and (match := somebodys.search(content)):
            found[name] = match[0]
    assert found == {}


def _tracked(root: Path) -> list[str]:
    """The files under version control that are there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True, text=True).stdout
    return [name for name in listed.split("\0") if name and (root / name).is_file()]
