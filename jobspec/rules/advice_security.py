"""Advice on security: secrets in plain sight, tasks that may do more than they need, downloads nobody checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jobspec.patterns import pattern
from jobspec.rules.advice_operations import CONTAINER_DRIVERS
from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.tasks import of_task
from jobspec.rules.words import quoted, sentence
from jobspec.wire import SECRET_KEY

_SECRET = pattern(SECRET_KEY, re.IGNORECASE)
_NOT_SECRET = pattern(r"(file|path|dir|url|name|ttl|type|length|enabled?)$", re.IGNORECASE)
_SOCKETS = ("/var/run/docker.sock", "/run/docker.sock", "/run/podman/podman.sock")
_ARTIFACT = 'source = "https://example.com/app.tar.gz"\n'


@rule(
    "NJ9100",
    "secret-in-env",
    "task",
    kind="advice",
    severity="warning",
    bad='env {\nDB_PASSWORD = "hunter2"\n}',
    good='template {\ndata = "DB_PASSWORD={{ with nomadVar `nomad/jobs/web` }}{{ .password }}{{ end }}"\n'
    'destination = "secrets/env"\nenv = true\n}',
)
def secret_in_env(task: Item, context: Context) -> Iterator[Finding]:
    """No secret stands in a task's env block.

    Whoever may read the job reads it there, in every version that is kept, and it lies in the repository. Render it
    from Nomad variables or Vault with a template.
    """
    for key, value in (task["Env"] or {}).items():
        if _SECRET.search(key) and not _NOT_SECRET.search(key) and value and "${" not in value:
            yield task.finding(
                f"{key} of {of_task(task)} looks like a secret that is written down",
                "Whoever may read the job can read it: render it with a template from Nomad variables or Vault.",
                ("Env", key),
            )


@rule(
    "NJ9101",
    "driver-without-isolation",
    "task",
    kind="advice",
    severity="warning",
    bad='job "a" {\ngroup "g" {\ntask "t" {\ndriver = "raw_exec"\nconfig {\ncommand = "/bin/a"\n}\n}\n}\n}',
    good='job "a" {\ngroup "g" {\ntask "t" {\ndriver = "exec"\nconfig {\ncommand = "/bin/a"\n}\n}\n}\n}',
)
def raw_exec(task: Item, context: Context) -> Iterator[Finding]:
    """A task runs isolated: raw_exec runs it as the client's own user, with all of its rights."""
    if task["Driver"] == "raw_exec":
        yield task.finding(
            f"{sentence(of_task(task))} runs without isolation (raw_exec)",
            "It runs as the user of the client, usually root: use exec or a container where that is possible.",
            "Driver",
        )


_DOCKER = 'job "a" {\ngroup "g" {\ntask "t" {\ndriver = "docker"\nconfig {\nimage = "web:1.4"\n%s\n}\n}\n}\n}'


def _config(task: Item) -> dict[str, Any]:
    return (task["Config"] or {}) if task["Driver"] in CONTAINER_DRIVERS else {}


@rule(
    "NJ9102",
    "container-privileged",
    "task",
    kind="advice",
    severity="warning",
    bad=_DOCKER % "privileged = true",
    good=_DOCKER % 'cap_add = ["net_admin"]',
)
def privileged(task: Item, context: Context) -> Iterator[Finding]:
    """A container is not privileged: it could do all that root on the node can."""
    if _config(task).get("privileged") in (True, "true", 1):
        yield task.finding(
            f"The container of {of_task(task)} is privileged",
            "It can do all that root on the node can: add the capabilities that it needs with cap_add.",
            "Config/privileged",
        )


@rule(
    "NJ9103",
    "container-engine-mounted",
    "task",
    kind="advice",
    severity="warning",
    bad=_DOCKER % 'volumes = ["/var/run/docker.sock:/var/run/docker.sock"]',
    good=_DOCKER % 'volumes = ["local/conf:/etc/app"]',
)
def engine_socket(task: Item, context: Context) -> Iterator[Finding]:
    """The container engine's socket is not mounted: whoever reaches it is root on the node."""
    volumes = _config(task).get("volumes")
    for volume in volumes if isinstance(volumes, list) else ():
        if isinstance(volume, str) and volume.split(":", 1)[0] in _SOCKETS:
            yield task.finding(
                f"The container of {of_task(task)} reaches the container engine of its node",
                "Whoever can talk to it is root on the node: use an API with narrower rights.",
                "Config/volumes",
            )


@rule(
    "NJ9104",
    "container-on-host-network",
    "task",
    kind="advice",
    severity="info",
    bad=_DOCKER % 'network_mode = "host"',
    good=_DOCKER % 'ports = ["http"]',
)
def host_network(task: Item, context: Context) -> Iterator[Finding]:
    """A container has a network of its own: on the host's it reaches what listens on the node's loopback."""
    if _config(task).get("network_mode") == "host":
        yield task.finding(
            f"The container of {of_task(task)} is on its node's network",
            "It reaches everything that listens on loopback: use ports, or a network of mode bridge in the group.",
            "Config/network_mode",
        )


@rule("NJ9105", "task-as-root", "task", kind="advice", severity="info", bad='user = "root"', good='user = "nobody"')
def as_root(task: Item, context: Context) -> Iterator[Finding]:
    """A task runs as a user of its own, not as root."""
    if task["User"] in ("root", "0", "0:0", "root:root"):
        yield task.finding(f"{sentence(of_task(task))} runs as root", "Name a user with fewer rights.", "User")


@rule(
    "NJ9106",
    "artifact-unchecked",
    "artifact",
    kind="advice",
    severity="info",
    bad=_ARTIFACT,
    good=_ARTIFACT + 'options {\nchecksum = "md5:df6a4178aec9fbdc1d6d7e3634d1bc33"\n}',
)
def unchecked(artifact: Item, context: Context) -> Iterator[Finding]:
    """A download has a checksum: another file at the same address is then refused."""
    source = artifact["GetterSource"]
    checked = "checksum" in (artifact["GetterOptions"] or {}) or "checksum=" in source
    if source.startswith(("http://", "https://")) and not checked:
        yield artifact.finding(
            f"Artifact {quoted(source)} of {of_task(artifact)} is run unchecked",
            'Add `options { checksum = "sha256:…" }`, so that nothing else can take its place.',
        )


@rule(
    "NJ9107",
    "artifact-insecure",
    "artifact",
    kind="advice",
    severity="warning",
    bad=_ARTIFACT + "insecure = true",
    good=_ARTIFACT + "insecure = false",
)
def insecure(artifact: Item, context: Context) -> Iterator[Finding]:
    """A download's certificate is verified."""
    if artifact["GetterInsecure"]:
        yield artifact.finding(
            f"Artifact {artifact.number} of {of_task(artifact)} is fetched without verifying the server",
            "Anybody on the way can change it: install the certificate authority on the clients instead.",
            "GetterInsecure",
        )


@rule(
    "NJ9108",
    "template-secret-readable",
    "template",
    kind="advice",
    severity="info",
    bad='data = "{{ with secret `kv/a` }}{{ .Data.a }}{{ end }}"\ndestination = "local/a"',
    good='data = "{{ with secret `kv/a` }}{{ .Data.a }}{{ end }}"\ndestination = "secrets/a"',
)
def secret_on_disk(template: Item, context: Context) -> Iterator[Finding]:
    """A template with a secret is rendered to the secrets directory: it lies in memory, and others cannot read it."""
    text = template["EmbeddedTmpl"] or ""
    holds = re.search(r"\{\{-?\s*(with\s+)?(secret|pkiCert)\b", text) is not None
    outside = not template["DestPath"].lstrip("./").startswith(("secrets", "${NOMAD_SECRETS_DIR}"))
    if holds and outside:
        yield template.finding(
            f"Template {template.number} of {of_task(template)} writes a secret to {quoted(template['DestPath'])}",
            "Render it to secrets/, which lies in memory and is closed to others.",
            "DestPath",
        )
