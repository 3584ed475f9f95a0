"""Where HCL1 differs from what the field table says: names it does not have, and what a label on a block does."""

from __future__ import annotations

from collections.abc import Mapping

UNKNOWN: Mapping[str, frozenset[str]] = {
    name: frozenset(keys)
    for name, keys in {
        "Job": ("ui", "secret"),
        "TaskGroup": ("max_run_duration", "secret", "prevent_reschedule_on_lost"),
        "MultiregionRegion": ("node_pool",),
        "NetworkResource": ("cidr", "cni"),
        "Port": ("ignore_collision",),
        "Task": ("consul", "secret", "schedule"),
        "Resources": ("numa", "secrets"),
        "WorkloadIdentity": (
            *("name", "aud", "change_mode", "change_signal", "filepath", "service_name", "ttl", "extra_claims"),
        ),
        "Vault": ("role", "cluster", "allow_token_expiration"),
        "Template": ("once", "wait"),
        "ChangeScript": ("run_on_first_render",),
        "TaskArtifact": ("insecure", "chown"),
        "Service": ("address", "identity", "cluster", "kind", "weights"),
        "ServiceCheck": ("advertise", "tls_server_name"),
        "Consul": ("cluster", "partition"),
        "ConsulUpstream": ("config", "destination_namespace"),
        "VolumeMount": ("selinux_label",),
        "VolumeRequest": ("sticky",),
    }.items()
}
"""Names of today that HCL1 refuses, by struct."""

_SHORTHANDS = ("version", "semver", "regexp", "set_contains")

EXTRA: Mapping[str, tuple[str, ...]] = {
    "Job": ("vault", "task", "vault_token", "consul_token"),
    "TaskGroup": ("vault",),
    "Constraint": (*_SHORTHANDS, "distinct_hosts", "distinct_property"),
    "Affinity": (*_SHORTHANDS, "set_contains_any", "set_contains_all"),
}
"""Names that mean something further inside, or nothing any more."""

UNCHECKED = frozenset({"VolumeRequest", "CSIMountOptions", "TaskCSIPluginConfig", "ConsulGatewayBindAddress"})
"""Structs whose unknown names are passed over."""

LABEL_IGNORED = frozenset(
    {
        *("Service", "ServiceCheck", "NetworkResource", "LogConfig", "TaskLifecycle", "DispatchPayloadConfig"),
        *("VolumeMount", "ConsulUpstream"),
    }
)
"""Blocks on which a label means nothing."""

LABEL_HIDES = frozenset({"Constraint", "Affinity", "Spread", "TaskArtifact", "Template"})
"""Blocks that a label makes vanish."""

LABEL_EMPTIES = frozenset({"Vault", "Resources", "WorkloadIdentity", "Multiregion"})
"""Blocks that a label makes empty."""

VANISH_WITHOUT_LABEL = frozenset({"TaskGroup", "Task", "VolumeRequest", "MultiregionRegion"})
"""Blocks that are nothing without a label."""

ONCE_IN_A_LIST = frozenset({"network", "identity"})
"""Blocks of which today several are possible, and then one was."""

LABEL_REFUSED = frozenset(
    {
        *("UpdateStrategy", "PeriodicConfig", "ParameterizedJobConfig", "ReschedulePolicy", "MigrateStrategy"),
        *("RestartPolicy", "EphemeralDisk", "DisconnectStrategy", "Consul", "TaskCSIPluginConfig"),
        *("MultiregionStrategy", "ScalingPolicy"),
    }
)
"""Blocks that cannot have a label: the old server broke on most of them."""

STRICT: Mapping[str, frozenset[str]] = {
    "ConsulProxy": frozenset({"local_service_port"}),
    "ConsulExposePath": frozenset(),
    "ConsulTransparentProxy": frozenset(),
    "ConsulIngressListener": frozenset(),
    "ConsulIngressService": frozenset(),
    "ConsulGatewayTLSConfig": frozenset(),
    "ConsulGatewayTLSSDSConfig": frozenset(),
    "ConsulLinkedService": frozenset(),
}
"""Structs whose values, all or those named, are not converted."""
