"""Rules of secrets: what a task gets from a provider."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.patterns import pattern
from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.registry import rule
from jobspec.rules.tasks import of_task
from jobspec.rules.words import quoted, sentence

BUILT_IN_PROVIDERS = ("nomad", "vault")
_SECRET_NAME = pattern(r"[a-zA-Z0-9_]{1,128}")


def _secret(item: Item) -> str:
    return f"Secret {quoted(item.name)} of {of_task(item)}"


_SECRET = 'provider = "nomad"\npath = "a/b"\n'


@rule(
    "NJ8050",
    "secret-duplicate",
    "task",
    bad='secret "a" {\nprovider = "nomad"\npath = "x"\n}\nsecret "a" {\nprovider = "nomad"\npath = "y"\n}',
    good='secret "a" {\nprovider = "nomad"\npath = "x"\n}\nsecret "b" {\nprovider = "nomad"\npath = "y"\n}',
    when="Secrets",
)
def secret_duplicate(task: Item, context: Context) -> Iterator[Finding]:
    """No two secrets of a task share a name.

    A task with secrets in a group with secrets gets its own twice, so it always fails here.
    """
    seen: set[str] = set()
    for secret in task.each("secret", "Secrets"):
        if secret["Name"] in seen:
            yield secret.finding(
                f"{sentence(of_task(task))} has two secrets called {quoted(secret['Name'])}",
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
