"""The pages of the documentation: their examples give what they show, their links lead somewhere, none is forgotten."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if path.parent.name != "rules" or path.name == "index.md")


@pytest.mark.parametrize(
    "page", [path for path in PAGES if ">>> " in path.read_text("utf-8")], ids=lambda path: path.stem
)
def test_examples_give_what_they_show(page: Path) -> None:
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert tried > 0
    assert failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(DOCS)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.S)
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


def test_the_index_names_every_page() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    linked = {(DOCS / link).resolve() for link in re.findall(r"\]\(([^)#\s]+)\)", index)}
    assert [path for path in PAGES if path not in linked and path.name != "README.md"] == []


def test_the_language_comes_without_the_model() -> None:
    program = (
        "import sys, jobspec.hcl as hcl; hcl.format('a=1'); hcl.evaluate('1 + 1'); hcl.parse('a = 1')\n"
        "rooms = {name.split('.')[1] for name in sys.modules if name.startswith('jobspec.')}\n"
        "print(sorted(rooms), 'pydantic' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "['diagnostics', 'hcl', 'patterns'] False"
