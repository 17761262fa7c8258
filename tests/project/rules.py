"""The rules of the house as plain functions; each returns one sentence per breach.

They take what they judge as arguments, so that tests/mutants can show that they bite.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAX_LINES = 400
CHECKSUMS = ROOT / "tests" / "project" / "migrations.sha256"

# Written so that no pattern matches its own source.
FORBIDDEN: Mapping[str, re.Pattern[str]] = {
    "a path of somebody's machine": re.compile(
        r"(?<![\w.:~<>{}/-])/(?:work|root|home|Users|tmp|opt)/[\w.]"
    ),
    "the address of a package registry": re.compile(
        r"\b(?:pypi\.org|pypi\.python\.org|pythonhosted\.org|registry\.npmjs\.org|npmmirror\.com)"
        r"|--(?:extra-)?index-url|--find[-]links|--trusted[-]host"
    ),
    "a paper that is not part of the project": re.compile(
        r"\b(?:HOUSE\.md|SIM_API\.md|shared/(?:design|research|faq|botapi|hooks))"
    ),
}
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E)\b")
MIGRATION_NAME = re.compile(r"\d{4}(?:_[a-z0-9]+)+\.sql")
STORY = re.compile(r"^\|\s*(?P<id>[A-Z]-\d{2})\s*\|(?P<promise>[^|]+)\|(?P<journey>[^|]+)\|\s*$")
LATER = re.compile(r"^\|\s*(?P<id>[A-Z]-\d{2})\s*\|(?P<promise>[^|]+)\|\s*$")
ROOM = re.compile(r"^\| `(?P<module>[\w/]+\.py)` \|", re.MULTILINE)
EVENT = re.compile(r"\"event\": \"(?P<event>[a-z_]+\.[a-z_.]+)\"")
EXPLAINED = re.compile(r"`(?P<event>[a-z_]+\.[a-z_]+)`")
LINK = re.compile(r"\]\((?P<target>[^)#\s]+)(?:#[^)]*)?\)")
NODE = re.compile(r"`(?P<file>tests/[\w/]+\.py)::(?P<test>\w+)`")


def tracked_files(root: Path = ROOT) -> list[Path]:
    """Return the files that are, or would be, under version control.

    Without a repository (a source archive) these are all files outside hidden folders.
    """
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=root, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        paths = (p.relative_to(root) for p in root.rglob("*") if p.is_file())
        return [root / p for p in paths if not any(part.startswith(".") for part in p.parts[:-1])]
    return [root / name for name in sorted(listed.stdout.split("\0")) if (root / name).is_file()]


def texts(paths: Iterable[Path]) -> dict[Path, str]:
    """Return the contents of those ``paths`` that are UTF-8 text."""
    found = {}
    for path in paths:
        with contextlib.suppress(UnicodeDecodeError):
            found[path] = path.read_bytes().decode("utf-8")
    return found


def forbidden_words(contents: Mapping[Path, str]) -> list[str]:
    """Return where a text names a machine path, a registry or a foreign paper."""
    return [
        f"{path}:{number} names {what}"
        for path, text in contents.items()
        for number, line in enumerate(text.splitlines(), start=1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]


def unfinished(contents: Mapping[Path, str]) -> list[str]:
    """Return where a text says of itself that it is not finished."""
    return [
        f"{path}:{number} is unfinished"
        for path, text in contents.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if UNFINISHED.search(line)
    ]


def long_files(contents: Mapping[Path, str], most: int = MAX_LINES) -> list[str]:
    """Return the files with more than ``most`` lines."""
    return [
        f"{path} has {lines} lines, {most} are allowed"
        for path, text in contents.items()
        if (lines := len(text.splitlines())) > most
    ]


def migration_problems(folder: Path, checksums: str) -> list[str]:
    """Return what is wrong with the names, numbers or contents of the migrations.

    ``checksums`` has one line per file as sha256sum prints it: digest, two spaces, name.
    """
    recorded = {
        name: digest for digest, name in (line.split("  ", 1) for line in checksums.splitlines())
    }
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("_"))
    found = [f"{name} is not named NNNN_verb_object.sql" for name in names if not _named(name)]
    numbers = [int(name[:4]) for name in names if _named(name)]
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"the migrations are numbered {numbers}: a gap, a double or no first one")
    for name in names:
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if name not in recorded:
            found.append(f"{name} has no recorded checksum")
        elif digest != recorded[name]:
            found.append(f"{name} was changed; write a new migration instead")
    found += [f"{name} is recorded but gone" for name in sorted(set(recorded) - set(names))]
    return found


def _named(name: str) -> bool:
    return MIGRATION_NAME.fullmatch(name) is not None


def example_keys(text: str) -> list[str]:
    """Return the setting names of an ``.env`` example, commented out or not, in order."""
    return re.findall(r"^#?\s*([A-Z][A-Z0-9_]*)=", text, flags=re.MULTILINE)


def readme_problems(readme: str, keys: Iterable[str]) -> list[str]:
    """Return the commands and settings which the README does not name in code style."""
    needed = ["make run", "make test", *keys]
    return [f"README does not name `{word}`" for word in needed if f"`{word}`" not in readme]


def room_problems(page: str, modules: Iterable[str]) -> list[str]:
    """Return modules (paths below ``bot``) the page has no line for, and lines without a module."""
    described = set(ROOM.findall(page))
    there = set(modules)
    return [
        *(f"{name} has no line in architecture.md" for name in sorted(there - described)),
        *(f"{name} is described, but gone" for name in sorted(described - there)),
    ]


def event_problems(page: str, code: Mapping[Path, str]) -> list[str]:
    """Return log events which the page's table does not explain, and explained ones nobody logs."""
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    explained = {event for cell in rows for event in EXPLAINED.findall(cell)}
    logged = {event for text in code.values() for event in EVENT.findall(text)}
    everything = "\n".join(code.values())
    return [
        *(f"{event} is logged, but not explained" for event in sorted(logged - explained)),
        *(
            f"{event} is explained, but never logged"
            for event in sorted(explained)
            if f'"{event}"' not in everything
        ),
    ]


def link_problems(contents: Mapping[Path, str], root: Path = ROOT) -> list[str]:
    """Return links between pages, or to pictures, that lead nowhere; the web is not asked."""
    return [
        f"{path} links to {target}, which does not exist"
        for path, text in contents.items()
        if path.suffix == ".md" and path.parts[0] != "locales"
        for target in LINK.findall(text)
        if "://" not in target and not (root / path.parent / target).exists()
    ]


def story_problems(stories: str, root: Path = ROOT) -> list[str]:
    """Return ids used twice, journeys that do not exist and journeys no story names."""
    promised = [match for line in stories.splitlines() if (match := STORY.match(line))]
    later = [match for line in stories.splitlines() if (match := LATER.match(line))]
    ids = [match["id"] for match in [*promised, *later]]
    found = [f"{name} is given twice" for name in sorted({i for i in ids if ids.count(i) > 1})]
    named: set[tuple[str, str]] = set()
    for match in promised:
        nodes = {(node["file"], node["test"]) for node in NODE.finditer(match["journey"])}
        if not nodes:
            found.append(f"{match['id']} names no journey")
        found += [
            f"{match['id']} names {file}::{test}, which does not exist"
            for file, test in sorted(nodes)
            if test not in functions_of(root / file)
        ]
        named |= nodes
    for path in sorted((root / "tests" / "journeys").glob("test_*.py")):
        file = path.relative_to(root).as_posix()
        found += [
            f"{file}::{test} is a journey that no story names"
            for test in sorted(functions_of(path))
            if (file, test) not in named
        ]
    return found


def functions_of(path: Path) -> set[str]:
    """Return the names of the test functions of a file; none if there is no such file."""
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }
