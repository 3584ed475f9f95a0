"""What always holds of a server, whatever is asked of it in whatever order."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from jobspec.server.remembered import Bodies
from jobspec.testing import simulated_server

JOBS = ("web", "work", "all", "template", "nightly")
KINDS = {"web": "service", "work": "batch", "all": "system", "template": "batch", "nightly": "batch"}
COMMANDS = st.sampled_from([("/bin/sleep", "600"), ("/bin/sleep", "2"), ("/bin/true", ""), ("/bin/false", "")])
NAMES = st.sampled_from(JOBS)
VERSIONS = st.integers(0, 9)
KEPT_UNTAGGED = 6
OVER = ("complete", "failed", "lost")


def job(name: str, command: tuple[str, str], count: int, meta: int) -> dict[str, Any]:
    path, argument = command
    task = {"Name": "t", "Driver": "raw_exec", "Config": {"command": path, "args": [argument] if argument else []}}
    group = {"Name": "g", "Count": count, "Tasks": [task], "RestartPolicy": {"Attempts": 0, "Mode": "fail"}}
    body: dict[str, Any] = {"ID": name, "Type": KINDS[name], "Meta": {"m": str(meta)}, "TaskGroups": [group]}
    if name in ("web", "all"):
        body["Update"] = {"MinHealthyTime": 200_000_000, "HealthyDeadline": 5_000_000_000, "Canary": meta % 2}
        body["Update"] |= {"ProgressDeadline": 10_000_000_000, "AutoRevert": meta == 3, "AutoPromote": meta == 1}
    if name == "all":
        del body["Update"]["Canary"], body["Update"]["AutoPromote"]
    if name == "template":
        body["ParameterizedJob"] = {"Payload": "optional"}
    if name == "nightly":
        body["Periodic"] = {"Enabled": True, "SpecType": "cron", "Specs": ["*/5 * * * *"]}
    return {"Job": body}


class Nomad(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.server = simulated_server()
        self.index = 0

    @initialize()
    def begin(self) -> None:
        self.write("POST", "/v1/jobs", job("web", ("/bin/sleep", "600"), 2, 0))

    def write(self, method: str, target: str, body: Any = None) -> None:
        reply = self.server.call(method, target, body)
        assert reply.status in (200, 400, 404, 500), reply.text
        assert "Traceback" not in reply.text
        if reply.status == 200 and "X-Nomad-Index" in reply.headers:
            assert int(reply.headers["X-Nomad-Index"]) <= self.server.wsgi.server.store.index
        self.server.settle()

    def read(self, target: str) -> Any:
        kept = self.server.call("GET", target)
        assert kept.status == 200, kept.text
        self.server.wsgi.server.memory(Bodies)._kept.clear()
        assert self.server.call("GET", target) == kept
        return kept.json

    @rule(name=NAMES, command=COMMANDS, count=st.integers(0, 3), meta=st.integers(0, 3))
    def register(self, name: str, command: tuple[str, str], count: int, meta: int) -> None:
        self.write("POST", "/v1/jobs", job(name, command, count, meta))

    @rule(name=NAMES, purge=st.booleans())
    def stop(self, name: str, purge: bool) -> None:
        self.write("DELETE", f"/v1/job/{name}?purge={str(purge).lower()}")

    @rule(name=NAMES, payload=st.booleans())
    def dispatch(self, name: str, payload: bool) -> None:
        self.write("POST", f"/v1/job/{name}/dispatch", {"Payload": "aGVsbG8="} if payload else {})

    @rule(name=NAMES, force=st.booleans())
    def evaluate(self, name: str, force: bool) -> None:
        self.write("POST", f"/v1/job/{name}/evaluate", {"JobID": name, "EvalOptions": {"ForceReschedule": force}})

    @rule(name=NAMES, version=VERSIONS)
    def revert(self, name: str, version: int) -> None:
        self.write("POST", f"/v1/job/{name}/revert", {"JobID": name, "JobVersion": version})

    @rule(name=NAMES, version=VERSIONS, stable=st.booleans())
    def mark(self, name: str, version: int, stable: bool) -> None:
        self.write("POST", f"/v1/job/{name}/stable", {"JobID": name, "JobVersion": version, "Stable": stable})

    @rule(name=NAMES, version=VERSIONS)
    def tag(self, name: str, version: int) -> None:
        self.write("POST", f"/v1/job/{name}/versions/tag-{version}/tag", {"Version": version})

    @rule(name=NAMES)
    def force(self, name: str) -> None:
        self.write("POST", f"/v1/job/{name}/periodic/force")

    @rule(name=NAMES, command=COMMANDS, count=st.integers(0, 3))
    def plan(self, name: str, command: tuple[str, str], count: int) -> None:
        before = self.server.wsgi.server.store.index
        self.write("POST", f"/v1/job/{name}/plan", {**job(name, command, count, 0), "Diff": True})
        assert self.server.wsgi.server.store.index == before

    @rule(seconds=st.sampled_from([0.3, 1.0, 12.0, 400.0]))
    def wait(self, seconds: float) -> None:
        self.server.advance(seconds)

    @invariant()
    def indexes_never_go_back(self) -> None:
        index = self.server.wsgi.server.store.index
        assert index >= self.index
        self.index = index

    @invariant()
    def summaries_agree_with_allocations(self) -> None:
        for stub in self.read("/v1/jobs"):
            if stub["ID"] not in ("web", "work", "all"):
                continue
            allocs = self.read(f"/v1/job/{stub['ID']}/allocations")
            statuses = Counter(one["ClientStatus"] for one in allocs)
            counts = stub["JobSummary"]["Summary"]["g"]
            names = {"Running": "running", "Starting": "pending", "Complete": "complete", "Failed": "failed"}
            own = {name: counts[name] for name in names}
            if stub["CreateIndex"] == min([one["CreateIndex"] for one in allocs] + [stub["CreateIndex"]]):
                assert own == {name: statuses[status] for name, status in names.items()}
            assert counts == self.read(f"/v1/job/{stub['ID']}/summary")["Summary"]["g"]

    @invariant()
    def deployments_agree_with_allocations(self) -> None:
        allocs = self.server.wsgi.server.store.rows("allocs")
        active: Counter[str] = Counter()
        for deployment in self.read("/v1/deployments"):
            placed = [one for one in allocs if one["DeploymentID"] == deployment["ID"]]
            group = deployment["TaskGroups"]["g"]
            assert len(placed) <= group["PlacedAllocs"]
            assert 0 <= group["HealthyAllocs"] <= group["PlacedAllocs"]
            assert set(group["PlacedCanaries"] or ()) <= {one["ID"] for one in placed}
            active[deployment["JobID"]] += deployment["Status"] in ("running", "paused")
        assert all(number <= 1 for number in active.values())

    @invariant()
    def old_versions_go_and_statuses_are_true(self) -> None:
        for stub in self.read("/v1/jobs"):
            target = "/v1/job/" + stub["ID"].replace("/", "%2F")
            versions = self.read(f"{target}/versions")["Versions"]
            assert len([one for one in versions if one["VersionTag"] is None]) <= KEPT_UNTAGGED
            assert [one["Version"] for one in versions] == sorted({one["Version"] for one in versions}, reverse=True)
            live = [one for one in self.read(f"{target}/allocations") if one["ClientStatus"] not in OVER]
            if stub["Stop"]:
                assert live == []
            if stub["Status"] == "dead":
                assert [one for one in live if one["DesiredStatus"] == "run"] == []

    def teardown(self) -> None:
        self.server.close()


TestNomad = Nomad.TestCase
TestNomad.settings = settings(
    max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
