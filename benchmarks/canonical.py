"""A 40 KB job loaded, canonicalized, validated and dumped, beside `json.loads` and `json.dumps` of the same text."""

from __future__ import annotations

import json

import jobspec
from benchmarks.specs import groups
from benchmarks.timing import in_turn, show
from jobspec.rules import admit


def main() -> None:
    """Print the ratio; a peer is faster than this, so it is below one."""
    text = json.dumps(jobspec.load('job "large" {\n' + groups(18) + "}\n").to_api())

    def whole() -> str:
        # An admission is both: the job canonicalized, and what is wrong with it.
        return json.dumps(admit(json.loads(text)).to_api())

    pair = in_turn(whole, lambda: json.dumps(json.loads(text)))
    show(f"{len(text) / 1024:.0f} KB job: load to dump", pair, "json alone", ">= 0.17: at most 6 times json")


if __name__ == "__main__":
    main()
