"""Findings that are neither rules nor mistakes of the language: titles and explanations for their pages.

They are made where the thing that is wrong is found: reading JSON and states, launching, comparing.
"""

from __future__ import annotations

from collections.abc import Mapping

OTHER_FINDINGS: Mapping[str, tuple[str, str]] = {
    "NJ0201": ("JSON that does not parse", "A jobspec in HCL's JSON syntax is JSON first: quotes, commas and braces."),
    "NJ0202": ("Argument set twice", "An object of HCL's JSON syntax gives each argument once."),
    "NJ0203": (
        "Missing label",
        "In HCL's JSON syntax, a block with a label is an object whose properties are the labels.",
    ),
    "NJ0204": ("Not an object", "In HCL's JSON syntax, the root and each block are objects, or lists of objects."),
    "NJ2202": (
        "Read as legacy HCL1",
        "The text is HCL1. Servers of today do not read it: `jobspec convert` writes it anew.",
    ),
    "NJ2901": ("Value of a wrong type", "A job's JSON has another type here than the API gives."),
    "NJ2902": ("Number out of range", "A number of a job's JSON does not fit its field."),
    "NJ2903": ("Null where a value is needed", "The API gives an object here; null cannot stand for it."),
    "NJ2904": ("Nested too deeply", "Settings of drivers and the like may be nested 100 levels deep here."),
    "NJ7500": ("The job is not periodic", "Only a job with a periodic block has launches."),
    "NJ7501": (
        "Unreadable launch time",
        "The kind of schedule that lists times holds Unix seconds with commas between.",
    ),
    "NJ7503": ("An expression that never launches", "One of its fields selects nothing, so there is no next launch."),
    "NJ7508": ("No ID of a periodic launch", "Such an ID ends in /periodic- and the Unix seconds of the launch."),
    "NJ7520": ("The job is not parameterized", "Only a job with a parameterized block can be dispatched."),
    "NJ7521": ("The job is stopped", "A stopped job is not dispatched: run it again first."),
    "NJ7522": ("The payload is missing", "The job's parameterized block requires a payload."),
    "NJ7523": ("A payload is forbidden", "The job's parameterized block forbids a payload."),
    "NJ7524": ("The payload is too large", "A server takes a payload of limited size: put more behind an address."),
    "NJ7525": (
        "A meta key that the job does not name",
        "A dispatch may only give keys of meta_required and meta_optional.",
    ),
    "NJ7526": ("A meta key is missing", "A dispatch gives every key of meta_required."),
    "NJ7527": ("The priority is out of range", "A dispatch may set a priority within the server's range."),
    "NJ7800": ("Not a cluster state", "The file is not JSON, or no object: write one with `jobspec state pull`."),
    "NJ7801": ("A member of a state is missing", "Every object of a state has the keys that Nomad's API shows."),
    "NJ7802": ("A member of a state has another type", "Every object of a state has the types that Nomad's API shows."),
    "NJ7810": ("An ID stands twice in a state", "The last one counts."),
    "NJ7811": ("A negative size in a state", "Nothing has less than nothing."),
    "NJ7812": ("An allocation on an unknown node", "Its node is not in the state; it is taken as lost."),
    "NJ7813": ("A job version is missing in a state", "The allocation's job is not in the state; its resources count."),
    "NJ7814": ("A port is used twice in a state", "Nothing more can be placed on that node."),
    "NJ7901": ("Jobs of different IDs", "A diff compares two versions of one job."),
}
"""Title and explanation by ID."""
