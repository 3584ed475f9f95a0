"""The field table says what the declarations say, and covers the reference's structs field by field."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import jobspec.model
from jobspec._dev import model_tables
from jobspec.model.marks import go_name
from jobspec.model.table import BY_JSON, DOCS, STRUCTS, Field

SCHEMA = Path(__file__).resolve().parents[4] / "shared" / "goldens" / "job_schema.json"

GO_TYPES = {
    "string": "string",
    "CSIPluginType": "string",
    "bool": "bool",
    "int": "int",
    "int64": "int",
    "int8": "int8",
    "uint8": "uint8",
    "uint16": "uint16",
    "uint32": "uint32",
    "uint64": "uint",
    "time.Duration": "duration",
    "[]uint8": "bytes",
    "[]string": "strings",
    "[]uint16": "uint16s",
    "map[string]string": "string_map",
    "map[string][]string": "strings_map",
    "map[string]interface {}": "any_map",
}


def test_the_frozen_table_is_fresh() -> None:
    [(path, text)] = model_tables.files().items()
    assert Path(path).read_text(encoding="utf-8") == text, "run `python -m jobspec._dev freeze`"


def test_size() -> None:
    assert len(STRUCTS) == 72
    assert sum(map(len, STRUCTS.values())) == 447
    assert sum(field.server_null for fields in STRUCTS.values() for field in fields) == 16


def test_every_struct_and_field_of_the_reference() -> None:
    if not SCHEMA.exists():
        pytest.skip("the recorded schema is not here")
    schema: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    wanted = {
        name: [wanted_row(row) for row in rows or [] if row["name"] != "ExtraKeysHCL"] for name, rows in schema.items()
    }
    assert {name: list(map(drawn_row, fields)) for name, fields in STRUCTS.items()} == wanted


def wanted_row(row: dict[str, str]) -> tuple[str, str | None, str, str, bool]:
    hcl, _, tag = row["hcl"].partition(",")
    kind = {"label": "label", "block": "block"}.get(tag, "attr") if row["hcl"] else "server"
    go_type = row["type"]
    pointer = go_type.removeprefix("*")
    kind_of_struct = re.fullmatch(r"(\[\]|map\[string\])?\*?([A-Z]\w+)", go_type)
    if pointer in GO_TYPES:
        type_name = GO_TYPES[pointer]
    else:
        assert kind_of_struct
        type_name = {"[]": "structs ", "map[string]": "struct_map ", None: "struct "}[kind_of_struct[1]]
        type_name += kind_of_struct[2]
    nullable = go_type != pointer or "[" in go_type
    return row["name"], None if kind in ("label", "server") else hcl, kind, type_name, nullable


def drawn_row(field: Field) -> tuple[str, str | None, str, str, bool]:
    return field.json, field.hcl, field.kind, f"{field.type} {field.struct}".strip(), field.nullable


def test_unset_values_fit_their_types() -> None:
    for fields in STRUCTS.values():
        for field in fields:
            zero: Any = {"string": "", "bool": False}.get(field.type, 0)
            assert field.unset == (None if field.nullable else zero), field


def test_everything_is_described() -> None:
    assert all(DOCS.values())
    assert all(field.doc.endswith(".") for fields in STRUCTS.values() for field in fields)


def test_keys_lead_to_fields() -> None:
    assert BY_JSON["Template"]["Uid"].name == "uid"
    assert BY_JSON["ConsulTransparentProxy"]["UID"].name == "uid"
    assert go_name("selinux_label") == "SELinuxLabel"


def test_every_model_builds() -> None:
    for name in STRUCTS:
        model = getattr(jobspec.model, name)
        assert model.model_rebuild(force=True) is not False
        assert model().model_dump(by_alias=True) == {field.json: field.unset for field in STRUCTS[name]}
