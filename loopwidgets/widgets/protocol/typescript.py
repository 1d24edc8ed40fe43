"""Writes the messages as TypeScript types: ``python -m loopwidgets.widgets.protocol.typescript``.

It reads `loopwidgets.widgets.protocol.messages` and declares nothing itself.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from pathlib import Path
from typing import Any, Literal, Union

from loopwidgets.widgets.protocol import (
    loop_messages,
    messages,
    progress_messages,
    search_messages,
)
from loopwidgets.widgets.protocol.codec import hints_of

TARGET = Path(__file__).parents[2] / "frontend" / "src" / "kernel" / "protocol.ts"


def typescript() -> str:
    """Return the text of ``frontend/src/kernel/protocol.ts``."""
    parts = [
        "// Made from the messages in loopwidgets/widgets/protocol by",
        "// `python -m loopwidgets.widgets.protocol.typescript`. Change it there.",
        "",
        f"export const PROTOCOL = {messages.PROTOCOL};",
        "",
        "export type Json = null | boolean | number | string | readonly Json[] | JsonObject;",
        "export interface JsonObject { readonly [key: string]: Json }",
    ]
    parts += [
        f"export type {name} = {_typescript_type(getattr(messages, name))};"
        for name in ("Kind", "Status", "Level")
    ]
    declared: dict[str, Any] = {}
    for part in (messages, search_messages, loop_messages, progress_messages):
        declared |= vars(part)
    kinds = [value for value in declared.values() if dataclasses.is_dataclass(value)]
    for kind in sorted(kinds, key=lambda k: k.__name__):  # type: ignore[union-attr]
        summary = (kind.__doc__ or "").strip().splitlines()[0].replace("`", "")
        parts += ["", f"/** {summary} */", f"export interface {kind.__name__} {{"]  # type: ignore[union-attr]
        hints = hints_of(kind)  # type: ignore[arg-type]
        parts += [
            f"  readonly {f.name}: {_typescript_type(hints[f.name])};"
            for f in dataclasses.fields(kind)
        ]
        parts.append("}")
    for name, union in (("FromBrowser", messages.FromBrowser), ("FromKernel", messages.FromKernel)):
        members = " | ".join(kind.__name__ for kind in typing.get_args(union))
        parts += ["", f"export type {name} = {members};"]
    return "\n".join(parts) + "\n"


def _typescript_type(hint: Any) -> str:
    if hint is Any:
        return "Json"
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return " | ".join(f'"{value}"' for value in arguments)
    if origin in (Union, types.UnionType):
        return " | ".join(_typescript_type(a) for a in arguments)
    if origin is list:
        inner = _typescript_type(arguments[0])
        return f"readonly ({inner})[]" if " | " in inner else f"readonly {inner}[]"
    if origin is tuple:
        return f"readonly [{', '.join(_typescript_type(a) for a in arguments)}]"
    if origin is dict:
        return f"{{ readonly [key: string]: {_typescript_type(arguments[1])} }}"
    names = {str: "string", bool: "boolean", int: "number", float: "number", type(None): "null"}
    return names.get(hint, getattr(hint, "__name__", "unknown"))


if __name__ == "__main__":
    TARGET.write_text(typescript(), encoding="utf-8")
