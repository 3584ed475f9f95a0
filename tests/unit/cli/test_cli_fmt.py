"""`jobspec fmt`: what our own flags and the ugly cases do; the reference's are held to the recorded answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobspec.cli.main import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "a.hcl").write_text("a=1\n")
    (tmp_path / "b.nomad").write_text("a = 1\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.hcl").write_text("a = 'x'\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_is_formatted_in_place(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["fmt"]) == 0
    assert capfdbinary.readouterr() == (b"a.hcl\n", b"")
    assert (folder / "a.hcl").read_text() == "a = 1\n"


def test_check_writes_nothing(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert (main(["fmt", "-check"]), main(["fmt", "-check", "b.nomad"])) == (1, 0)
    assert (folder / "a.hcl").read_text() == "a=1\n"


def test_diff_shows_the_change_and_writes_nothing(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["fmt", "-diff", "a.hcl"]) == 0
    wanted = b"--- old/a.hcl\n+++ new/a.hcl\n@@ -1 +1 @@\n-a=1\n+a = 1\n"
    assert capfdbinary.readouterr().out == wanted
    assert (folder / "a.hcl").read_text() == "a=1\n"


def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["fmt", "sub", "nosuch", "a.hcl"]) == 1
    out, err = capfdbinary.readouterr()
    assert out == b"a.hcl\n"
    assert b"NJ0004" in err
    assert b"nosuch" in err
