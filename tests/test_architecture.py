"""The directions of the house: who may import whom, and where an import may stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "jobspec"

ORDER = (
    *("diagnostics", "wire", "patterns", "matching", "cron", "hcl", "model", "cluster", "decode", "canonical"),
    *("rules", "diff", "launch", "scheduler", "render", "server", "testing", "cli", "_dev"),
)
"""From the ground up: a room imports itself and the rooms before it."""

LATE_IMPORTS_ALLOWED = {"__init__.py", "cli/main.py", "__main__.py"}
FILES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def own_imports(tree: ast.AST, path: Path) -> Iterator[tuple[ast.stmt, str]]:
    """The statements that import our own code, each with the room it reaches for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "jobspec":
                    yield node, [*alias.name.split("."), ""][1]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                parts = ("jobspec", *path.relative_to(PACKAGE).parts)[: -node.level]
                parts += tuple((node.module or "").split(".")) if node.module else ()
            else:
                parts = tuple((node.module or "").split("."))
            if parts and parts[0] == "jobspec":
                for room in [parts[1]] if len(parts) > 1 else [alias.name for alias in node.names]:
                    yield node, room


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    room = room_of(path)
    if room in ("__init__", "__main__"):
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    above = set(ORDER[: ORDER.index(room) + 1])
    assert [other for _, other in own_imports(tree, path) if other not in above | {"__version__"}] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_import_of_our_own_inside_a_function(path: Path) -> None:
    if path.name == "__init__.py" or str(path.relative_to(PACKAGE)) in LATE_IMPORTS_ALLOWED:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [f"line {statement.lineno}" for function in functions for statement, _ in own_imports(function, path)] == []


def test_no_cycle_between_modules() -> None:
    graph = {module_name(path): set(module_edges(path)) for path in FILES}
    done: set[str] = set()
    for start in graph:
        assert find_cycle(start, graph, done, []) == []


def module_name(path: Path) -> str:
    parts = ("jobspec", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def module_edges(path: Path) -> Iterator[str]:
    """The modules of ours that a file imports when it runs: imports for the type checker do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in list(ast.walk(tree)):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = []
    known = {module_name(other) for other in FILES}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, path)
            for alias in node.names:
                target = f"{base}.{alias.name}"
                yield target if target in known else base


def absolute(node: ast.ImportFrom, path: Path) -> str:
    if not node.level:
        return node.module or ""
    parts = ("jobspec", *path.relative_to(PACKAGE).parts)[: -node.level]
    return ".".join([*parts, *([node.module] if node.module else [])])


def find_cycle(name: str, graph: dict[str, set[str]], done: set[str], trail: list[str]) -> list[str]:
    if name in trail:
        return trail[trail.index(name) :]
    if name in done or name not in graph:
        return []
    for other in sorted(graph[name] - {name}):
        # A package's face lists its modules; a module that takes a sibling by name does not go through the face.
        if cycle := find_cycle(other, graph, done, [*trail, name]):
            return cycle
    done.add(name)
    return []
