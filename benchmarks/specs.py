"""The three sizes of jobspec that the yardsticks use, made from the corpus: about 1.5, 6 and 45 KB."""

from __future__ import annotations

import re
from pathlib import Path

JOBS = Path(__file__).resolve().parents[1] / "corpus" / "jobs"


def small() -> str:
    """One service with a check."""
    return read("web-service")


def medium() -> str:
    """Variables, locals, `for`, templates and many groups."""
    return read("hcl2-variables").replace('job "worker" {', 'job "worker" {\n' + groups(8))


def large() -> str:
    """A job of some sixty groups."""
    return 'job "large" {\n' + groups(75) + "}\n"


def groups(count: int) -> str:
    """Groups of the corpus, renamed so that no two have one name."""
    found: list[str] = []
    sources = ["several-groups", "lifecycle-tasks", "vault-and-templates", "canary", "connect", "database-with-volume"]
    while len(found) < count:
        for name in sources:
            for group in re.findall(r'^  group "[^"]+" \{\n.*?^  \}\n', read(name), re.DOTALL | re.MULTILINE):
                found.append(re.sub(r'group "([^"]+)"', rf'group "\1-{len(found)}"', group, count=1))
    return "".join(found[:count])


def read(name: str) -> str:
    """The text of a jobspec of the corpus."""
    return (JOBS / f"{name}.nomad.hcl").read_text(encoding="utf-8")


SIZES = {"small": small, "medium": medium, "large": large}
