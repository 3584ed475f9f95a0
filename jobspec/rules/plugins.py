"""Rules of the plugin that a task may be."""

from __future__ import annotations

from collections.abc import Iterator

from jobspec.rules.context import Context
from jobspec.rules.items import Finding, Item
from jobspec.rules.paths import below
from jobspec.rules.registry import rule
from jobspec.rules.tasks import of_task
from jobspec.rules.words import one_of, quoted

PLUGIN_TYPES = ("node", "controller", "monolith")


@rule("NJ6070", "csi-plugin-id", "csi", bad='id = ""\ntype = "node"', good='id = "ebs"\ntype = "node"')
def plugin_id(csi: Item, context: Context) -> Iterator[Finding]:
    """A CSI plugin has an ID."""
    if not csi["ID"]:
        yield csi.finding(f"The csi_plugin of {of_task(csi)} has no id", "Volumes name the plugin by its id.", "ID")


@rule("NJ6071", "csi-plugin-type", "csi", bad='id = "ebs"\ntype = "driver"', good='id = "ebs"\ntype = "controller"')
def plugin_type(csi: Item, context: Context) -> Iterator[Finding]:
    """A CSI plugin is of type node, controller or monolith."""
    if csi["Type"] not in PLUGIN_TYPES:
        yield csi.finding(
            f"The csi_plugin of {of_task(csi)} has the type {quoted(csi['Type'])}",
            f"It is {one_of(PLUGIN_TYPES)}.",
            "Type",
        )


@rule(
    "NJ6072",
    "csi-plugin-stage-dir",
    "csi",
    bad='id = "ebs"\ntype = "node"\nmount_dir = "/csi"\nstage_publish_base_dir = "/csi/stage"',
    good='id = "ebs"\ntype = "node"\nmount_dir = "/csi"\nstage_publish_base_dir = "/local/csi"',
)
def plugin_stage_dir(csi: Item, context: Context) -> Iterator[Finding]:
    """A plugin's stage_publish_base_dir does not lie in its mount_dir."""
    stage, mount = csi["StagePublishBaseDir"], csi["MountDir"]
    if stage and mount and below(mount, stage):
        yield csi.finding(
            f"The csi_plugin of {of_task(csi)} stages volumes in {quoted(stage)}, within its mount_dir",
            f"Choose a directory that does not lie below {quoted(mount)}.",
            "StagePublishBaseDir",
        )
