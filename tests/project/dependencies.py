"""What the program needs: declared, imported, locked, licensed. Plain functions for the mutants."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

from tests.project.rules import ROOT

NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)")
LOCKS = ("requirements.lock", "requirements-dev.lock")
LICENCES = ROOT / "docs" / "licences.md"
# Distributions whose module has another name.
MODULES = {"python-telegram-bot": "telegram", "python-dateutil": "dateutil", "fpdf2": "fpdf"}
# Imported by name at run time or only there to be found by others.
NOT_IMPORTED = {"tzdata", "uharfbuzz"}
HEAD = """# Licences of what Lotse uses

What is installed beside Lotse to run it, with the licence its authors state. Made by
`python -m tests.project.dependencies`; a test compares it with the lock.

| package | version | licence |
|---|---|---|
"""


def normal(name: str) -> str:
    """Return a package's name as the lock spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    """Return the names of the run-time dependencies in pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {normal(found[0]) for one in project["dependencies"] if (found := NAME.match(one))}


def locked(text: str) -> dict[str, tuple[str, int]]:
    """Return version and number of hashes of each package in a lock."""
    found: dict[str, tuple[str, int]] = {}
    name = ""
    for line in text.splitlines():
        if pin := PINNED.match(line):
            name = normal(pin["name"])
            found[name] = (pin["version"], found.get(name, ("", 0))[1])
        elif line.strip().startswith("--hash=sha256:"):
            version, hashes = found[name]
            found[name] = (version, hashes + 1)
    return found


def lock_problems(text: str, names: Iterable[str]) -> list[str]:
    """Return what a lock lacks, leaves unpinned or says about registries."""
    packages = locked(text)
    return [
        *(f"{name} is not locked" for name in sorted(set(names) - set(packages))),
        *(f"{name} has no hash" for name, (_, hashes) in sorted(packages.items()) if not hashes),
        *(
            f"line {number} is neither a pin nor a hash"
            for number, line in enumerate(text.splitlines(), start=1)
            if line.strip()
            and not PINNED.match(line)
            and not re.fullmatch(r"\s+--hash=sha256:[0-9a-f]{64}( \\)?", line)
        ),
    ]


def imported(code: Mapping[Path, str]) -> dict[str, Path]:
    """Return the outermost modules which ``code`` imports from elsewhere, each with one user."""
    found: dict[str, Path] = {}
    for path, text in code.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            else:
                continue
            for name in names:
                found.setdefault(name.partition(".")[0], path)
    return {
        name: path for name, path in found.items() if name not in {*sys.stdlib_module_names, "bot"}
    }


def import_problems(code: Mapping[Path, str], names: Iterable[str]) -> list[str]:
    """Return imports nobody declared and declarations nobody imports."""
    modules = {MODULES.get(name, name.replace("-", "_")) for name in set(names) - NOT_IMPORTED}
    used = imported(code)
    return [
        *(f"{used[m]} imports {m}, which is not declared" for m in sorted(set(used) - modules)),
        *(f"{m} is declared, but not imported" for m in sorted(modules - set(used))),
    ]


def licence_of(name: str) -> str:
    """Return the licence an installed package states."""
    about = metadata.metadata(name)
    stated = about.get("License-Expression") or _short(about.get("License"))
    classes = about.get_all("Classifier") or []
    named = [one.rpartition(" :: ")[2] for one in classes if one.startswith("License :: ")]
    return stated or ", ".join(named) or "not stated"


def _short(text: str | None) -> str:
    return text if text and "\n" not in text and len(text) < 60 else ""


def licences() -> str:
    """Return the page about licences; packages of other platforms are named without theirs."""
    rows = []
    for name, (version, _) in sorted(locked((ROOT / LOCKS[0]).read_text()).items()):
        try:
            licence = licence_of(name)
        except metadata.PackageNotFoundError:
            licence = "needed on other platforms only"
        rows.append(f"| {name} | {version} | {licence} |\n")
    return HEAD + "".join(rows)


if __name__ == "__main__":
    LICENCES.write_text(licences(), encoding="utf-8")
