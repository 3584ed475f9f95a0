"""The pytest plugin, as a project that installs nomad-jobspec meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
THEIRS = """
def test_the_fixture_is_a_fresh_server_with_a_node(nomad_server):
    assert nomad_server.call("GET", "/v1/jobs").json == []
    assert [node["Status"] for node in nomad_server.call("GET", "/v1/nodes").json] == ["ready"]
"""


def test_a_projects_test_gets_a_server(tmp_path: Path) -> None:
    (tmp_path / "test_theirs.py").write_text(THEIRS)
    loaded = f"import sys, pytest; sys.path.insert(0, {str(ROOT)!r}); import jobspec.testing.plugin as plugin; "
    named = (
        'known = any(dist.entry_points.select(group="pytest11", name="nomad-jobspec") for dist in distributions()); '
    )
    code = f"from importlib.metadata import distributions; {loaded}{named}"
    code += 'sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "test_theirs.py"], [] if known else [plugin]))'
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1 passed" in run.stdout
