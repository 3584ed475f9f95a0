"""Jobs that break several rules at once, or one by a hair: which rules are told, and how often."""

from __future__ import annotations

from typing import Any

import pytest

from jobspec.rules import validate

MINUTE = 60 * 10**9
TASK: dict[str, Any] = {"Name": "t", "Driver": "docker", "ShutdownDelay": 1}
NATIVE = {"Name": "api", "PortLabel": "80", "Connect": {"Native": True, "SidecarService": {}}}


def told(*groups: dict[str, Any], **job: Any) -> list[str]:
    whole = [{"Name": f"g{index}", "Tasks": [TASK], **group} for index, group in enumerate(groups)]
    return sorted(finding.id for finding in validate({"ID": "j", **job, "TaskGroups": whole}))


def proxied(**proxy: Any) -> dict[str, Any]:
    sidecar = {"SidecarService": {"Proxy": {"TransparentProxy": proxy}}}
    return {"Networks": [{"Mode": "bridge"}], "Services": [{"Name": "a", "PortLabel": "80", "Connect": sidecar}]}


@pytest.mark.parametrize(
    ("group", "job", "ids"),
    [
        ({"Constraints": [{}]}, {}, ["NJ7010", "NJ7011", "NJ7020"]),
        ({"Constraints": [{"Operand": "like", "LTarget": "$a"}]}, {}, ["NJ7011", "NJ7021"]),
        ({"Constraints": [{"Operand": "distinct_hosts"}]}, {}, []),
        (
            proxied(UID="root", ExcludeUIDs=["a", "0", "b"], ExcludeOutboundCIDRs=["x"]),
            {},
            ["NJ5300", "NJ5301"] + ["NJ5302"] * 2,
        ),
        ({"MaxRunDuration": MINUTE}, {"Type": "x"}, ["NJ3017", "NJ3116"]),
        ({"Update": {}}, {"Type": "x"}, ["NJ3017", "NJ3200"]),
        (
            {"Scaling": {"Max": 1, "Type": "x"}, "Name": ""},
            {"ID": ""},
            ["NJ3011", "NJ3014", "NJ3023", "NJ3100", "NJ3300"],
        ),
        ({"RestartPolicy": {"Attempts": 2**62, "Delay": 4, "Interval": MINUTE}}, {}, []),
        ({"RestartPolicy": {"Attempts": 2**62, "Delay": 1, "Interval": MINUTE}}, {}, ["NJ3123"]),
        ({"Services": [{"Name": "a"}], "ShutdownDelay": -1}, {}, ["NJ3025"]),
        ({"Services": [NATIVE], "Networks": [{"Mode": "bridge"}]}, {}, ["NJ5106", "NJ5303"]),
    ],
)
def test_what_is_told(group: dict[str, Any], job: dict[str, Any], ids: list[str]) -> None:
    assert told(group, **job) == ids


def test_a_wrong_task_is_told_of_the_service_and_each_check() -> None:
    check = {"Name": "c", "Type": "http", "Path": "/", "Interval": MINUTE, "Timeout": MINUTE, "PortLabel": "80"}
    service = {"Name": "a", "TaskName": "other", "Checks": [check | {"AddressMode": "driver"}]}
    assert told({"Tasks": [TASK | {"Services": [service]}]}) == ["NJ5134", "NJ5134"]


def test_counts_beyond_64_bits_come_round() -> None:
    assert told({"Count": 2**63 - 1}, {"Count": 1}) == []
    assert told({"Count": 2**63 - 1}) == ["NJ3029"]


def test_delays_that_double_beyond_64_bits_fit() -> None:
    policy = {"DelayFunction": "exponential", "Delay": 30 * 10**9, "MaxDelay": 60 * MINUTE, "Unlimited": False}
    assert told({"ReschedulePolicy": policy | {"Attempts": 10, "Interval": 60 * MINUTE}}) == ["NJ3240", "NJ3241"]
