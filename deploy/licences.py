"""Prints docs/licences.md: the licence of everything that is shipped with, or needed by, a running Goround.

Python packages of requirements.lock as installed beside this interpreter, npm packages in the bundle, crates linked into
the relay. Tools that only build or test are left out. Run by `make licences`.
"""

import json
import re
import subprocess
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, TypeAlias

ROOT = Path(__file__).resolve().parent.parent
CARGO_MANIFEST = ROOT / "media" / "relay" / "Cargo.toml"
UNKNOWN = "see the package"

Row: TypeAlias = tuple[str, str, str]
"""Name, version, licence."""


def python_packages() -> Iterable[Row]:
    """What requirements.lock pins, except for what other platforms need."""
    for name in re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE):
        try:
            described = metadata(name)
        except PackageNotFoundError:
            continue
        yield name, described["Version"], _python_licence(described)


def _python_licence(described: Any) -> str:
    if expression := described.get("License-Expression"):
        return str(expression)
    classifiers = [c.rpartition(" :: ")[2] for c in described.get_all("Classifier", []) if c.startswith("License :: ")]
    if classifiers:
        return ", ".join(classifiers)
    stated = str(described.get("License") or UNKNOWN)
    # Some put the licence's whole text into the field.
    return stated if "\n" not in stated else stated.strip().splitlines()[0]


def npm_packages() -> Iterable[Row]:
    """What the browser gets: dependencies, and theirs, but nothing that only builds."""
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text())
    for path, package in lock["packages"].items():
        if path and not package.get("dev") and not package.get("optional"):
            yield path.rpartition("node_modules/")[2], package["version"], package.get("license", UNKNOWN)


def crates() -> Iterable[Row]:
    """What is linked into the relay on this platform."""
    command = ["cargo", "tree", "--locked", "--manifest-path", str(CARGO_MANIFEST), "--package", "goround-relay-shell"]
    shown = subprocess.run(
        [*command, "--edges", "normal", "--prefix", "none", "--format", "{p}\t{l}"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    for line in shown.splitlines():
        package, _, licence = line.removesuffix(" (*)").partition("\t")
        name, version, *where = package.split(" ")
        # What has a path is ours.
        if not any(part.startswith("(/") for part in where):
            yield name, version.removeprefix("v"), licence.removesuffix(" (*)") or UNKNOWN


def table(title: str, rows: Iterable[Row]) -> str:
    """A section of the page."""
    lines = [f"| {name} | {version} | {licence} |" for name, version, licence in sorted(set(rows), key=str)]
    return "\n".join([f"## {title}", "", "| package | version | licence |", "|---|---|---|", *lines, ""])


def main() -> None:
    """Print the page."""
    print(
        "# Licences\n\nGoround is under Apache-2.0. A running one holds the following; `make licences` writes this page.\n"
    )
    print(table("Python", python_packages()))
    print("The wheels of `av` also hold FFmpeg and codecs, under licences of their own that come with them.\n")
    print(table("Browser", npm_packages()))
    print(table("Relay", crates()), end="")


if __name__ == "__main__":
    main()
