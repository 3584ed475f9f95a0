"""Files that are rendered for a task."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from jobspec.model.marks import SECOND, Block, Duration, Int, argument


class ChangeScript(Block):
    """What is run when a template changes."""

    command: Annotated[str | None, argument(canonical="")] = None
    """Program to run."""

    args: list[str] | None = None
    """Its arguments."""

    timeout: Annotated[Duration | None, argument(canonical=5 * SECOND)] = None
    """How long it may take."""

    fail_on_error: Annotated[bool | None, argument(canonical=False)] = None
    """Whether a failure fails the task."""

    run_on_first_render: Annotated[bool | None, argument(canonical=False)] = None
    """Whether it runs after the first rendering, too."""


class WaitConfig(Block):
    """How long to wait for data to settle."""

    min: Annotated[Duration | None, argument(server_null=True)] = None
    """Shortest time."""

    max: Annotated[Duration | None, argument(server_null=True)] = None
    """Longest time."""


class Template(Block):
    """A file that is rendered before the task starts, and again when its data change."""

    source_path: Annotated[str | None, argument("source", canonical="")] = None
    """File that holds the template."""

    dest_path: Annotated[str | None, argument("destination", canonical="")] = None
    """Where the result is written."""

    embedded_tmpl: Annotated[str | None, argument("data", canonical="")] = None
    """The template itself."""

    change_mode: Annotated[str | None, argument(canonical="restart")] = None
    """What a change does: `noop`, `restart`, `signal` or `script`."""

    change_script: ChangeScript | None = None
    """What is run on a change."""

    change_signal: str | None = None
    """Signal that is sent on a change."""

    once: Annotated[bool | None, argument(canonical=False)] = None
    """Whether it is rendered only once."""

    splay: Annotated[Duration | None, argument(canonical=5 * SECOND)] = None
    """Longest random time waited before acting on a change."""

    perms: Annotated[str | None, argument(canonical="0644")] = None
    """Mode of the file, in octal."""

    uid: Annotated[Int | None, Field(alias="Uid"), argument(diff="shown", server_null=True)] = None
    """Owner of the file."""

    gid: Annotated[Int | None, argument(diff="shown", server_null=True)] = None
    """Group of the file."""

    left_delim: Annotated[str | None, argument("left_delimiter", canonical="{{")] = None
    """What begins an action."""

    right_delim: Annotated[str | None, argument("right_delimiter", canonical="}}")] = None
    """What ends an action."""

    envvars: Annotated[bool | None, argument("env", canonical=False)] = None
    """Whether the result becomes environment variables."""

    vault_grace: Annotated[Duration | None, argument(canonical=0)] = None
    """Deprecated: not used any more."""

    wait: WaitConfig | None = None
    """How long to wait for data to settle."""

    err_missing_key: Annotated[bool | None, argument("error_on_missing_key", canonical=False)] = None
    """Whether a missing key is an error."""
