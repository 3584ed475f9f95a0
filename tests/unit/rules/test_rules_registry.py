"""The registry: IDs and names are unique, every rule has its page, and the room a rule stands in agrees with its ID."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from jobspec.rules.registry import find, rule, rules

SHARED = Path(__file__).resolve().parents[4] / "shared"
RULES = list(rules().values())


def test_every_rule_has_an_id_a_name_and_a_page() -> None:
    for each in RULES:
        assert re.fullmatch(r"NJ[3-9]\d{3}", each.id), each
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", each.name), each
        assert each.title, each
        assert not each.title.endswith(":"), each
        assert each.bad != each.good, each
    assert Counter(each.name for each in RULES).most_common(1)[0][1] == 1


def test_advice_has_ids_of_its_own() -> None:
    assert {each.id for each in RULES if each.kind == "advice"} == {
        each.id for each in RULES if each.id.startswith("NJ9")
    }
    assert sum(each.kind == "advice" for each in RULES) >= 12


def test_a_rule_is_found_by_id_and_by_name() -> None:
    assert find("NJ3001") is find("group-tasks-missing")
    assert find("NJ0000") is None


def test_an_id_is_not_given_twice() -> None:
    with pytest.raises(ValueError, match="NJ3001"):
        rule("NJ3001", "some-other-name", "group", bad="", good="a")(lambda item, context: iter(()))


def test_every_rule_of_the_reference_has_ours() -> None:
    listing = SHARED / "goldens" / "parse" / "rules.md"
    if not listing.exists():
        pytest.skip("the recorded answers are not here")
    named = {
        name
        for line in listing.read_text(encoding="utf-8").split("\n")
        if line.startswith("* `")
        for name in re.findall(r"`([a-z0-9-]+)`", line.split(":", 1)[0])
    }
    shared_by_others = {"device-constraint", "device-affinity", "task-service-invalid"}
    families = {"constraint-", "affinity-", "spread-"}
    assert {name for name in named - shared_by_others if not find(name)} - families == set()


def test_importing_the_rules_brings_nothing_heavy() -> None:
    code = "import sys, jobspec.rules.registry as r; r.rules(); print(*sys.modules)"
    import subprocess

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"pydantic", "lark", "dataclasses", "logging", "asyncio", "inspect", "re2", "zoneinfo", "datetime"}
    assert heavy & set(loaded) == set()
