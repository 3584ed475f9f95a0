"""`validate` and `lint`: what they print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jobspec.cli.main import main

REFUSED = 'job "web" {\n  priority = 500\n  group "web" {\n    task "t" {\n      driver = "exec"\n    }\n  }\n}\n'
FINE = REFUSED.replace("500", "50")
ADVISED = FINE.replace("exec", "raw_exec")


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return tmp_path / "web.nomad.hcl"


def test_a_fine_job_passes(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_text(FINE)
    assert main(["validate", str(spec)]) == 0
    assert capsys.readouterr().out == f"{spec}: nothing is wrong\n"
    assert main(["lint", str(spec)]) == 0
    assert capsys.readouterr().out == "1 file: nothing is wrong\n"


def test_a_refused_job_is_shown_with_its_source(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_text(REFUSED)
    assert main(["validate", str(spec)]) == 1
    assert capsys.readouterr().out == (
        f"{spec}:2:14: error: NJ3028 The job's priority 500 is out of range\n"
        "  2 |   priority = 500\n"
        "    |              ^^^\n"
        "  It lies between 1 and 100; 50 is the default.\n"
        f"{spec}: 1 error\n"
    )


def test_a_text_that_cannot_be_read_is_a_finding(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_text('job "web" {\n')
    assert main(["validate", str(spec)]) == 1
    assert main(["lint", str(spec)]) == 1
    assert "NJ0" in capsys.readouterr().out


def test_json_is_a_list_of_findings(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_text(REFUSED)
    assert main(["validate", "-format", "json", str(spec)]) == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert (finding["id"], finding["path"], finding["subject"]["start"]["line"]) == ("NJ3028", "/Priority", 2)


def test_a_variable_never_set_is_one_finding(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_text('variable "p" {\n  type = number\n}\n' + FINE.replace("50", "var.p"))
    assert main(["lint", "-format=json", str(spec)]) == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert finding["summary"] == 'Unset variable "p"'
    assert main(["lint", "-var", "p=50", str(spec)]) == 0


def test_what_depends_on_no_unset_variable_is_judged(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    variables = 'variable "p" {\n  type = number\n}\nvariable "user" {\n}\n'
    body = ADVISED.replace("50", "var.p").replace("      driver", "      user = var.user\n      driver")
    spec.write_text(variables + body)
    assert main(["lint", "-format=json", str(spec)]) == 1
    assert [finding["id"] for finding in json.loads(capsys.readouterr().out)] == ["NJ2103", "NJ2103", "NJ9101"]
    spec.write_text(variables + body.replace("var.p", "var.p * 500"))
    assert main(["validate", "-format=json", str(spec)]) == 1
    assert [finding["id"] for finding in json.loads(capsys.readouterr().out)] == ["NJ2103", "NJ2103"]


def test_lint_walks_folders_and_selects(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    below = tmp_path / "jobs"
    below.mkdir()
    (below / "a.nomad").write_text(ADVISED)
    (below / "b.nomad.hcl").write_text(REFUSED)
    (below / "notes.hcl").write_text("not a job")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "c.nomad").write_text(REFUSED)
    assert main(["lint", "-format", "json", str(tmp_path)]) == 1
    assert [finding["id"] for finding in json.loads(capsys.readouterr().out)] == ["NJ9101", "NJ3028"]
    assert main(["lint", "-format", "json", "-select", "NJ91", "-ignore", "NJ9101", str(tmp_path)]) == 0


def test_severities_below_the_minimum_are_left_out(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_text(ADVISED)
    assert main(["lint", "-minimum-severity", "error", str(spec)]) == 0
    assert main(["lint", "-minimum-severity", "info", "-select", "NJ9", str(spec)]) == 1
    assert "NJ9014" in capsys.readouterr().out


def test_a_comment_silences_a_rule_in_its_place(spec: Path) -> None:
    spec.write_text(ADVISED.replace('"raw_exec"', '"raw_exec" # jobspec: ignore[NJ9101] it manages the host'))
    assert main(["lint", str(spec)]) == 0
    spec.write_text(ADVISED.replace("      driver", "      # jobspec: ignore[NJ91]\n      driver"))
    assert main(["lint", str(spec)]) == 0


def test_a_state_says_what_a_cluster_has(spec: Path, tmp_path: Path) -> None:
    spec.write_text(FINE.replace("priority", 'node_pool = "gpu"\n  priority'))
    state = tmp_path / "state.json"
    state.write_text('{"NodePools": [{"Name": "gpu"}]}')
    assert main(["validate", str(spec)]) == 1
    assert main(["validate", "-state", str(state), str(spec)]) == 0


def test_usage_and_missing_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate"]) == 2
    assert main(["lint", "-format", "xml", "a"]) == 2
    assert main(["validate", str(tmp_path / "none.nomad")]) == 1
    assert main(["lint", str(tmp_path / "none.nomad")]) == 2
    assert "internal error" not in capsys.readouterr().err


def test_a_finding_of_a_whole_file_names_the_file(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_text("")
    assert main(["validate", str(spec)]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert (shown[0], shown[-1]) == (f"{spec}:1:1: error: NJ2041 Missing job block", f"{spec}: 1 error")
