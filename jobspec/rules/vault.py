"""Rules of a task's vault block, and of the cluster and namespace that it names."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.tasks import of_task
from jobspec.rules.words import listed, one_of, quoted, sentence

VAULT_MODES = ("noop", "restart", "signal")
_VAULT = 'vault {\nrole = "web"\n%s\n}'


@rule(
    "NJ8010",
    "vault-signal-missing",
    "vault",
    bad='change_mode = "signal"\nchange_signal = ""',
    good='change_mode = "signal"',
)
def vault_signal(vault: Item, context: Context) -> Iterator[Finding]:
    """A vault block that signals its task names the signal; left out it is SIGHUP."""
    if vault["ChangeMode"] == "signal" and not vault["ChangeSignal"]:
        yield vault.finding(
            f"The vault block of {of_task(vault)} signals the task and names no signal",
            "Set change_signal, or leave it out for SIGHUP.",
            "ChangeSignal",
        )


@rule("NJ8011", "vault-change-mode", "vault", bad='change_mode = "script"', good='change_mode = "noop"')
def vault_change_mode(vault: Item, context: Context) -> Iterator[Finding]:
    """A vault block's change_mode is noop, restart or signal."""
    if vault["ChangeMode"] not in VAULT_MODES:
        yield vault.finding(
            f"The vault block of {of_task(vault)} has the unknown change_mode {quoted(vault['ChangeMode'])}",
            f"It is {one_of(VAULT_MODES)}.",
            "ChangeMode",
        )


@rule(
    "NJ8012", "vault-cluster-not-enabled", "vault_hook", bad=_VAULT % 'cluster = "team"', good=_VAULT % "", place="task"
)
def vault_cluster(job: Item, context: Context) -> Iterator[Finding]:
    """A vault block's cluster is one that the servers know and have enabled."""
    for vault in _vaults(job):
        if vault["Cluster"] not in context.facts.vault_clusters:
            known = listed(sorted(context.facts.vault_clusters)) or "none"
            yield vault.finding(
                f"Task {quoted(vault.task.name)} uses Vault cluster {quoted(vault['Cluster'])}, which is not enabled",
                f"Clusters of the servers: {known}.",
                "Cluster",
            )


@rule(
    "NJ8013",
    "vault-namespace-enterprise",
    "vault_hook",
    bad=_VAULT % 'namespace = "ns1"',
    good=_VAULT % "",
    place="task",
)
def vault_namespace(job: Item, context: Context) -> Iterator[Finding]:
    """Vault namespaces of jobs need Nomad Enterprise."""
    named = [vault for vault in _vaults(job) if vault["Namespace"]]
    if named:
        names = sorted({vault["Namespace"] for vault in named})
        yield named[0].finding(
            f"Vault namespaces of jobs need Nomad Enterprise: {listed(names)}",
            "Remove `namespace` from the vault blocks; the servers' own configuration decides.",
            "Namespace",
        )


def _vaults(job: Item) -> Iterator[Item]:
    for group in job.each("group", "TaskGroups"):
        for task in group.each("task", "Tasks"):
            if task["Vault"] is not None:
                yield task.child("vault", task["Vault"], "Vault")


@rule(
    "NJ8014",
    "vault-cluster-identity",
    "task",
    bad=_VAULT % 'cluster = "team"',
    good=_VAULT % "",
)
def vault_identity(task: Item, context: Context) -> Iterator[Finding]:
    """A task that uses a Vault cluster other than default has an identity called vault_CLUSTER."""
    vault = task["Vault"]
    if vault is None or vault["Cluster"] in ("default", ""):
        return
    wanted = f"vault_{vault['Cluster']}"
    if all(identity["Name"] != wanted for identity in task["Identities"] or ()):
        yield task.finding(
            f"{sentence(of_task(task))} uses Vault cluster {quoted(vault['Cluster'])} without an identity for it",
            f"Add an identity block with the name {quoted(wanted)}.",
            "Vault/Cluster",
        )


@rule(
    "NJ8015",
    "warn-vault-identity-unused",
    "task",
    bad='identity {\nname = "vault_default"\naud = ["vault.io"]\nttl = "1h"\n}',
    good=_VAULT % "",
    severity="warning",
    when="Identities",
)
def vault_identity_unused(task: Item, context: Context) -> Iterator[Finding]:
    """An identity for Vault stands in a task with a vault block; elsewhere nothing uses it."""
    if task["Vault"] is not None:
        return
    for identity in task.each("identity", "Identities"):
        if identity["Name"].startswith("vault_"):
            yield identity.finding(
                f"{sentence(of_task(task))} has the identity {quoted(identity['Name'])} and no vault block",
                "Add a vault block, or remove the identity.",
                "Name",
            )
