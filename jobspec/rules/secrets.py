"""Rules of what a task may know: Vault, Consul, workload identities and secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.tasks import of_task
from jobspec.rules.words import duration, listed, one_of, quoted

VAULT_MODES = ("noop", "restart", "signal")
IDENTITY_MODES = ("noop", "restart", "signal")
BUILT_IN_PROVIDERS = ("nomad", "vault")
_IDENTITY_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
_SECRET_NAME = re.compile(r"[a-zA-Z0-9_]{1,128}")
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
            f"{of_task(task).capitalize()} uses Vault cluster {quoted(vault['Cluster'])} without an identity for it",
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
)
def vault_identity_unused(task: Item, context: Context) -> Iterator[Finding]:
    """An identity for Vault stands in a task with a vault block; elsewhere nothing uses it."""
    if task["Vault"] is not None:
        return
    for identity in task.each("identity", "Identities"):
        if identity["Name"].startswith("vault_"):
            yield identity.finding(
                f"{of_task(task).capitalize()} has the identity {quoted(identity['Name'])} and no vault block",
                "Add a vault block, or remove the identity.",
                "Name",
            )


@rule(
    "NJ8020",
    "consul-partition-mismatch",
    "consul_hook",
    bad='job "a" {\ngroup "g" {\nconsul {\npartition = "a"\n}\n'
    'task "t" {\ndriver = "docker"\nconsul {\npartition = "b"\n}\n}\n}\n}',
    good='job "a" {\ngroup "g" {\nconsul {\npartition = "a"\n}\ntask "t" {\ndriver = "docker"\n}\n}\n}',
)
def consul_partition(job: Item, context: Context) -> Iterator[Finding]:
    """The Consul partitions of a group and its tasks agree, where both are set."""
    for group in job.each("group", "TaskGroups"):
        outer = (group["Consul"] or {}).get("Partition")
        for task in group.each("task", "Tasks"):
            inner = (task["Consul"] or {}).get("Partition")
            if outer and inner and outer != inner:
                yield task.finding(
                    f"Task {quoted(task.name)} is in Consul partition {quoted(inner)}, its group in {quoted(outer)}",
                    "An allocation is in one partition: leave it out in the task.",
                    "Consul/Partition",
                )


@rule(
    "NJ8021", "service-cluster", "consul_hook", bad='service {\ncluster = "team"\n}', good="service {\n}", place="group"
)
def consul_cluster(job: Item, context: Context) -> Iterator[Finding]:
    """Consul clusters other than default need Nomad Enterprise."""
    for owner, key, cluster in _consul_clusters(job):
        if cluster not in ("default", ""):
            yield owner.finding(
                f"Consul cluster {quoted(cluster)} needs Nomad Enterprise",
                'Without it there is one cluster, "default": remove `cluster`.',
                key,
            )


def _consul_clusters(job: Item) -> Iterator[tuple[Item, str, str]]:
    """Every place where a job names a Consul cluster: the owner, the key and the name."""
    for group in job.each("group", "TaskGroups"):
        for owner in (group, *group.each("task", "Tasks")):
            if owner["Consul"] is not None:
                yield owner, "Consul/Cluster", owner["Consul"]["Cluster"]
            for service in owner.each("service", "Services"):
                if service["Provider"] == "consul":
                    yield service, "Cluster", service["Cluster"]


def _identity(item: Item) -> str:
    return f"Identity {quoted(item.name or 'default')} of {of_task(item)}"


_NAMED = 'name = "api"\naud = ["example.com"]\nttl = "1h"\n'


@rule("NJ8030", "identity-name", "identity", bad='name = "a b"\naud = ["x"]\nttl = "1h"', good=_NAMED)
def identity_name(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity's name has 1 to 128 letters, digits, dashes and underscores."""
    if not _IDENTITY_NAME.fullmatch(identity["Name"]):
        yield identity.finding(
            f"An identity of {of_task(identity)} has the name {quoted(identity['Name'])}",
            "1 to 128 letters, digits, dashes and underscores: it becomes part of file and variable names.",
            "Name",
        )


@rule("NJ8031", "identity-audience-empty", "identity", bad='name = "api"\naud = [""]\nttl = "1h"', good=_NAMED)
def identity_audience(identity: Item, context: Context) -> Iterator[Finding]:
    """No audience of an identity is an empty text."""
    for audience in identity["Audience"] or ():
        if audience == "":
            yield identity.finding(
                f"{_identity(identity)} has an empty audience", "Name who may accept it.", "Audience"
            )


@rule(
    "NJ8032",
    "identity-signal-without-mode",
    "identity",
    bad=_NAMED + 'change_signal = "SIGHUP"',
    good=_NAMED + 'change_mode = "signal"\nchange_signal = "SIGHUP"',
)
def identity_signal_mode(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity with a change_signal has the change_mode signal."""
    if identity["ChangeSignal"] and identity["ChangeMode"] in ("", "noop", "restart"):
        yield identity.finding(
            f"{_identity(identity)} has a change_signal and does not signal",
            'Set `change_mode = "signal"`, or remove the signal.',
            "ChangeSignal",
        )


@rule(
    "NJ8033",
    "identity-signal-missing",
    "identity",
    bad=_NAMED + 'change_mode = "signal"',
    good=_NAMED + 'change_mode = "signal"\nchange_signal = "SIGHUP"',
)
def identity_signal_missing(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity with the change_mode signal names the signal."""
    if identity["ChangeMode"] == "signal" and not identity["ChangeSignal"]:
        yield identity.finding(
            f"{_identity(identity)} signals the task and names no signal", "Set change_signal.", "ChangeSignal"
        )


@rule(
    "NJ8034",
    "identity-change-mode",
    "identity",
    bad=_NAMED + 'change_mode = "script"',
    good=_NAMED + 'change_mode = "restart"',
)
def identity_change_mode(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity's change_mode is noop, restart or signal."""
    if identity["ChangeMode"] not in (*IDENTITY_MODES, ""):
        yield identity.finding(
            f"{_identity(identity)} has the unknown change_mode {quoted(identity['ChangeMode'])}",
            f"It is {one_of(IDENTITY_MODES)}.",
            "ChangeMode",
        )


@rule("NJ8035", "identity-ttl-default", "identity", bad='ttl = "1h"', good=_NAMED)
def identity_ttl_default(identity: Item, context: Context) -> Iterator[Finding]:
    """The default identity has no ttl: it lives as long as its allocation."""
    if identity["TTL"] > 0 and identity["Name"] in ("", "default"):
        yield identity.finding(
            f"The default identity of {of_task(identity)} has a ttl",
            "It lives as long as the allocation: remove the ttl, or give the identity a name of its own.",
            "TTL",
        )


@rule("NJ8036", "identity-ttl-negative", "identity", bad='name = "api"\naud = ["x"]\nttl = "-1s"', good=_NAMED)
def identity_ttl_negative(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity's ttl is not negative."""
    if identity["TTL"] < 0:
        yield identity.finding(f"{_identity(identity)} has ttl {duration(identity['TTL'])}", "0 or more.", "TTL")


@rule(
    "NJ8037",
    "identity-filepath",
    "identity",
    bad=_NAMED + 'filepath = "local/a"',
    good=_NAMED + 'file = true\nfilepath = "local/a"',
)
def identity_filepath(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity with a filepath is written to a file."""
    if identity["Filepath"] and not identity["File"]:
        yield identity.finding(
            f"{_identity(identity)} has a filepath and is written to no file", "Set `file = true`.", "Filepath"
        )


@rule(
    "NJ8038",
    "identity-default-duplicate",
    "identity",
    bad="identity {\nenv = true\n}\nidentity {\nfile = true\n}\nidentity {\nfile = false\n}",
    good="identity {\nenv = true\nfile = true\n}",
    place="task",
)
def identity_duplicate(identity: Item, context: Context) -> Iterator[Finding]:
    """A task has one default identity. Of two the later wins; three are refused."""
    if identity["Name"] == "default" and identity.path[-2:-1] == ("Identities",):
        yield identity.finding(
            f"{of_task(identity).capitalize()} has several default identities",
            "Write one identity block without a name; others have names of their own.",
        )


@rule(
    "NJ8040",
    "warn-identity-audience-none",
    "named_identity",
    bad='identity {\nname = "a"\nttl = "1h"\n}',
    good='identity {\nname = "a"\naud = ["example.com"]\nttl = "1h"\n}',
    severity="warning",
    place="task",
)
def audience_none(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity has an audience.

    A token without one is accepted by everybody who trusts the cluster.
    """
    if not identity["Audience"]:
        yield identity.finding(
            f"{_token(identity)} has no audience", "Anybody who trusts the cluster accepts it: set `aud`.", "Audience"
        )


@rule(
    "NJ8041",
    "warn-identity-audience-many",
    "named_identity",
    bad='identity {\nname = "a"\naud = ["x", "y"]\nttl = "1h"\n}',
    good='identity {\nname = "a"\naud = ["x"]\nttl = "1h"\n}',
    severity="warning",
    place="task",
)
def audience_many(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity has one audience: one that receives it could use it at another."""
    count = len(identity["Audience"] or ())
    if count > 1:
        yield identity.finding(
            f"{_token(identity)} has {count} audiences",
            "One that receives it could use it at another: write one identity for each.",
            "Audience",
        )


@rule(
    "NJ8042",
    "warn-identity-expiration",
    "named_identity",
    bad='identity {\nname = "a"\naud = ["x"]\n}',
    good='identity {\nname = "a"\naud = ["x"]\nttl = "1h"\n}',
    severity="warning",
    place="task",
)
def no_expiration(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity expires."""
    if identity["Name"] not in ("", "default") and not identity["TTL"]:
        yield identity.finding(
            f"{_token(identity)} never expires", "A stolen token would be good forever: set `ttl`.", "TTL"
        )


@rule(
    "NJ8043",
    "warn-identity-env-restart",
    "named_identity",
    bad='identity {\nname = "a"\naud = ["x"]\nttl = "1h"\nenv = true\n}',
    good='identity {\nname = "a"\naud = ["x"]\nttl = "1h"\nenv = true\nchange_mode = "restart"\n}',
    severity="warning",
    place="task",
)
def env_without_restart(identity: Item, context: Context) -> Iterator[Finding]:
    """An identity in the environment restarts its task when it is renewed."""
    restarts = identity["ChangeMode"] == "restart"
    if identity["Env"] and not restarts:
        yield identity.finding(
            f"{_token(identity)} is in the environment and does not restart the task",
            'A running process keeps its environment: set `change_mode = "restart"`, or use a file.',
            "Env",
        )


def _token(identity: Item) -> str:
    service = identity.parent
    if service is not None and service.kind == "service":
        return f"The identity of service {quoted(service.name)}"
    return _identity(identity)


def _secret(item: Item) -> str:
    return f"Secret {quoted(item.name)} of {of_task(item)}"


_SECRET = 'provider = "nomad"\npath = "a/b"\n'


@rule(
    "NJ8050",
    "secret-duplicate",
    "task",
    bad='secret "a" {\nprovider = "nomad"\npath = "x"\n}\nsecret "a" {\nprovider = "nomad"\npath = "y"\n}',
    good='secret "a" {\nprovider = "nomad"\npath = "x"\n}\nsecret "b" {\nprovider = "nomad"\npath = "y"\n}',
)
def secret_duplicate(task: Item, context: Context) -> Iterator[Finding]:
    """No two secrets of a task share a name.

    A task with secrets in a group with secrets gets its own twice, so it always fails here.
    """
    seen: set[str] = set()
    for secret in task.each("secret", "Secrets"):
        if secret["Name"] in seen:
            yield secret.finding(
                f"{of_task(task).capitalize()} has two secrets called {quoted(secret['Name'])}",
                "Give each its own name. (Write secrets in the group or in its tasks, not in both.)",
                "Name",
            )
        seen.add(secret["Name"])


@rule(
    "NJ8051",
    "secret-vault-block",
    "secret",
    bad='secret "a" {\nprovider = "vault"\npath = "x"\n}',
    good='vault {\nrole = "web"\n}\nsecret "a" {\nprovider = "vault"\npath = "x"\n}',
    place="task",
)
def secret_vault(secret: Item, context: Context) -> Iterator[Finding]:
    """A secret from Vault stands in a task with a vault block."""
    if secret["Provider"] == "vault" and secret.task["Vault"] is None:
        yield secret.finding(
            f"{_secret(secret)} comes from Vault, and the task has no vault block", "Add one.", "Provider"
        )


@rule(
    "NJ8052",
    "secret-name-empty",
    "secret",
    bad='secret "" {\nprovider = "nomad"\npath = "x"\n}',
    good='secret "a" {\nprovider = "nomad"\npath = "x"\n}',
    place="task",
)
def secret_name_empty(secret: Item, context: Context) -> Iterator[Finding]:
    """A secret has a name."""
    if not secret["Name"]:
        yield secret.finding(f"A secret of {of_task(secret)} has no name", "Give the block a label.", "Name")


@rule(
    "NJ8053",
    "secret-name",
    "secret",
    bad='secret "a-b" {\nprovider = "nomad"\npath = "x"\n}',
    good='secret "a_b" {\nprovider = "nomad"\npath = "x"\n}',
    place="task",
)
def secret_name(secret: Item, context: Context) -> Iterator[Finding]:
    """A secret's name has 1 to 128 letters, digits and underscores."""
    if not _SECRET_NAME.fullmatch(secret["Name"]):
        yield secret.finding(
            f"A secret of {of_task(secret)} has the name {quoted(secret['Name'])}",
            "1 to 128 letters, digits and underscores: it is used as ${secret.NAME.KEY}.",
            "Name",
        )


@rule("NJ8054", "secret-provider", "secret", bad='provider = ""\npath = "x"', good=_SECRET)
def secret_provider(secret: Item, context: Context) -> Iterator[Finding]:
    """A secret says who provides it."""
    if not secret["Provider"]:
        yield secret.finding(
            f"{_secret(secret)} has no provider", '"nomad", "vault", or the name of a plugin.', "Provider"
        )


@rule("NJ8055", "secret-path", "secret", bad='provider = "nomad"\npath = ""', good=_SECRET)
def secret_path(secret: Item, context: Context) -> Iterator[Finding]:
    """A secret says where it lies at its provider."""
    if not secret["Path"]:
        yield secret.finding(f"{_secret(secret)} has no path", "Give the path at the provider.", "Path")


@rule(
    "NJ8056",
    "secret-env-provider",
    "secret",
    bad=_SECRET + 'env {\nA = "b"\n}',
    good='provider = "plug"\npath = "a"\nenv {\nA = "b"\n}',
)
def secret_env(secret: Item, context: Context) -> Iterator[Finding]:
    """Only plugins take an env block: nomad and vault do not."""
    if secret["Provider"] in BUILT_IN_PROVIDERS and secret["Env"]:
        yield secret.finding(
            f"{_secret(secret)} has an env block, which provider {quoted(secret['Provider'])} does not take",
            "The env block is the environment of a secrets plugin; use `config` here.",
            "Env",
        )


@rule(
    "NJ8057",
    "secret-config-provider",
    "secret",
    bad='provider = "plug"\npath = "a"\nconfig {\na = "b"\n}',
    good='provider = "plug"\npath = "a"\nenv {\nA = "b"\n}',
)
def secret_config(secret: Item, context: Context) -> Iterator[Finding]:
    """Plugins take no config block: it belongs to nomad and vault."""
    if secret["Provider"] not in BUILT_IN_PROVIDERS and secret["Config"]:
        yield secret.finding(
            f"{_secret(secret)} has a config block, which plugin {quoted(secret['Provider'])} does not take",
            "Give a plugin its settings in an env block.",
            "Config",
        )
