"""The API's views as JSON and as JSON Schema, and the OpenAPI 3.1 document made from the one table of routes."""

import types
from collections.abc import Collection, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from web.api_routes import ENDPOINTS
from web.api_shapes import Endpoint

Schema = dict[str, Any]
_PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"}, int: {"type": "integer"}, bool: {"type": "boolean"}, float: {"type": "number"},
    datetime: {"type": "string", "format": "date-time"}, date: {"type": "string", "format": "date"},
    type(None): {"type": "null"}, Any: {},
}  # fmt: skip
ERROR: Schema = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
REFUSALS = {
    "401": "No key, or one that opens nothing", "403": "The key or its owner may not do this", "404": "Not there",
    "409": "Somebody else was faster", "422": "What was sent can't be used", "429": "Too many calls",
}  # fmt: skip


def schema_of(hint: Any, known: dict[str, Schema]) -> Schema:
    """The schema of a type hint; dataclasses are gathered in ``known`` and referred to."""
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(one, known) for one in arguments]}
    if origin in (tuple, list, set, frozenset, Sequence):
        return {"type": "array", "items": schema_of(arguments[0], known)}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": schema_of(arguments[1], known)}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"type": "string", "enum": [one.value for one in hint]}
    assert is_dataclass(hint), hint
    cls: Any = hint
    name = f"{cls.__module__.rpartition('.')[2]}.{cls.__name__.removesuffix('View')}"
    if name not in known:
        known[name] = {}
        known[name] = _object(hint, known)
    return {"$ref": f"#/components/schemas/{name}"}


def _object(view: Any, known: dict[str, Schema]) -> Schema:
    hints = get_type_hints(view)
    return {
        "type": "object",
        "required": [one.name for one in fields(view)],
        "properties": {one.name: schema_of(hints[one.name], known) for one in fields(view)},
        "additionalProperties": False,
    }


def sent_schema(body: Any) -> Schema:
    """The schema of what is sent: fields with a default may be left out."""
    hints = get_type_hints(body)
    return {
        "type": "object",
        "required": [one.name for one in fields(body) if one.default is MISSING],
        "properties": {one.name: schema_of(hints[one.name], {}) for one in fields(body)},
        "additionalProperties": False,
    }


def document(address: str, areas: Collection[str]) -> Schema:
    """The whole document of what these areas (of config.AREAS) offer."""
    known: dict[str, Schema] = {"Error": ERROR}
    paths: dict[str, Schema] = {}
    for endpoint in (one for one in ENDPOINTS if one.area in areas):
        path = endpoint.path.replace(":int", "")
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint, known)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Frontdesk", "version": "1", "description": "Keys are made at /admin/tokens."},
        "servers": [{"url": f"{address}/api/v1"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": known,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(endpoint: Endpoint, known: dict[str, Schema]) -> Schema:
    answer = schema_of(endpoint.answer, known)
    if endpoint.is_list:
        answer = {
            "type": "object", "required": ["items", "next"], "additionalProperties": False,
            "properties": {
                "items": {"type": "array", "items": answer}, "next": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            },
        }  # fmt: skip
    content = {"application/json": {"schema": answer, "example": endpoint.example}}
    refused = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    operation: Schema = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": f"Needs the scope `{endpoint.scope.value}`.",
        "parameters": [
            {"name": one.name, "in": one.place, "required": one.place == "path", "schema": one.schema,
             "description": one.about}
            for one in endpoint.params
        ],
        "responses": {
            str(endpoint.status): {"description": "Done", "content": content},
            **{code: {"description": said, "content": refused} for code, said in REFUSALS.items()},
        },
    }  # fmt: skip
    if endpoint.body is not None:
        sent = {"schema": sent_schema(endpoint.body), "example": endpoint.body_example}
        operation["requestBody"] = {"required": True, "content": {"application/json": sent}}
    return operation
