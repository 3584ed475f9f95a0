"""What a task shows."""

from __future__ import annotations

from collections.abc import Sequence

from jobspec.diff.changes import Change
from jobspec.diff.connect import CONFIG, LOG_CONFIG, VOLUME_MOUNTS
from jobspec.diff.identities import IDENTITIES, IDENTITY
from jobspec.diff.networks import RESOURCES
from jobspec.diff.objects import Part, many, nested, one, plain, string_set, value_of, whole
from jobspec.diff.pairs import Tree, by_field, by_key, by_position, content, in_turn
from jobspec.diff.placement import PLACEMENT
from jobspec.diff.services import SERVICES

_change_script = nested("ChangeScript", "ChangeScript", (one("Args", string_set("Args")),))

_template = nested(
    "Template",
    "Template",
    # Observed: the wait block is shown under the template's own name.
    (one("Wait", whole("Template", "WaitConfig")), one("ChangeScript", _change_script)),
)


def _same_destination(template: Tree, index: int, others: Sequence[Tree], taken: set[int]) -> int | None:
    found = (
        place for place, other in enumerate(others) if place not in taken and other["DestPath"] == template["DestPath"]
    )
    return next(found, None)


_action = nested("Action", "Action", (one("Args", string_set("Args")),))
_cron = plain("Schedule", "TaskScheduleCron")


def _schedule(old: Tree | None, new: Tree | None, contextual: bool) -> Change | None:
    return _cron(value_of(old, "Cron"), value_of(new, "Cron"), contextual)


TASK_PARTS: tuple[Part, ...] = (
    *PLACEMENT,
    CONFIG,
    RESOURCES,
    LOG_CONFIG,
    one("DispatchPayload", plain("DispatchPayload", "DispatchPayloadConfig")),
    many("Artifacts", by_key(lambda item: item["RelativeDest"] or content(item)), plain("Artifact", "TaskArtifact")),
    SERVICES,
    one("Vault", nested("Vault", "Vault")),
    many("Secrets", by_field("Name"), whole("Secret", "Secret")),
    one("Consul", plain("Consul", "Consul")),
    many("Templates", in_turn(_same_destination), _template),
    IDENTITY,
    IDENTITIES,
    many("Actions", by_position, _action),
    VOLUME_MOUNTS,
    one("Schedule", _schedule),
)
"""The objects of a task, in the order they are told."""
