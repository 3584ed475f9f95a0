"""`jobspec fmt -check` of 500 files of 5 KB in one call: processor time of the whole process."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.specs import groups

FILES = 500


def main() -> None:
    """Print the processor seconds of one call and of Python doing nothing."""
    with tempfile.TemporaryDirectory() as folder:
        text = 'job "web" {\n' + groups(5) + "}\n"
        for number in range(FILES):
            Path(folder, f"job-{number}.nomad.hcl").write_text(text, encoding="utf-8")
        idle = processor_seconds([sys.executable, "-c", "pass"])
        spent = processor_seconds([sys.executable, "-m", "jobspec", "fmt", "-check", "-recursive", folder])
        title = f"fmt -check of {FILES} files of {len(text) / 1024:.1f} KB"
        print(f"{title}: {spent:.2f} s of processor time (target <= 1.5); pass: {idle:.2f} s")


def processor_seconds(words: list[str]) -> float:
    """User and system time of a command that ran to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, check=False, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
