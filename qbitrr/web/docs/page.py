"""
The pages that show the OpenAPI document to people: Swagger UI where its files are there, else a plain list. Nothing comes from
another host, and no script stands in a page.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

__all__ = ["START", "plain_page", "swagger_page"]

START = b"""\
"use strict";
window.ui = SwaggerUIBundle({
  url: document.getElementById("docs").dataset.document,
  dom_id: "#docs",
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});
"""
"""The script that starts Swagger UI."""

_HEAD = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>qbitrr API</title>
<link rel="icon" href="data:,">
"""
_STYLE = """\
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  summary { cursor: pointer; }
  code { font-size: .95em; overflow-wrap: anywhere; }
  dd { margin-left: 1.5rem; }
</style>
"""


def swagger_page(base: str, document: str) -> bytes:
    """The page of Swagger UI over the *document* at that address; everything is served below the path *base*."""
    below = escape(f"{base}/static/swagger")
    return f"""{_HEAD}<link rel="stylesheet" href="{below}/swagger-ui.css">
</head>
<body>
<div id="docs" data-document="{escape(document)}"></div>
<script src="{below}/swagger-ui-bundle.js"></script>
<script src="{below}/start.js"></script>
<noscript><p>This page needs JavaScript; <a href="{escape(document)}">the document</a> does not.</p></noscript>
</body>
</html>
""".encode()


def plain_page(content: Mapping[str, Any], document: str) -> bytes:
    """The list of all operations of the document *content*, which is at the address *document*."""
    parts = [_HEAD, _STYLE, "</head>\n<body>\n<main>\n<h1>qbitrr API</h1>\n"]
    parts.append(f'<p>{escape(content["info"]["description"])} <a href="{escape(document)}">OpenAPI document</a></p>\n')
    for tag in content["tags"]:
        parts.append(f"<h2>{escape(tag['name'])}</h2>\n<p>{escape(tag['description'])}</p>\n")
        for path, methods in content["paths"].items():
            parts += [_operation(path, method, each) for method, each in methods.items() if tag["name"] in each["tags"]]
    parts.append("</main>\n</body>\n</html>\n")
    return "".join(parts).encode()


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> str:
    """One operation: closed a line, open all about it."""
    lines = [
        f"<details><summary><code>{method.upper()} {escape(path)}</code> {escape(operation['summary'])}</summary>\n<dl>\n"
    ]
    for each in operation.get("parameters", ()):
        schema = each["schema"]
        usual = f", else {schema['default']}" if "default" in schema else ""
        lines.append(_entry(f"{each['name']} ({each['in']}, {schema['type']}{usual})", each["description"]))
    for media, each in operation.get("requestBody", {}).get("content", {}).items():
        lines.append(_entry("body", f"{media}: {_named(each['schema'])}"))
    for status, each in operation["responses"].items():
        media = ", ".join(f"{kind}: {_named(of['schema'])}" for kind, of in each.get("content", {}).items())
        lines.append(_entry(status, " ".join(filter(None, [each.get("description", _named(each)), media]))))
    return "".join([*lines, "</dl>\n</details>\n"])


def _entry(term: str, meaning: str) -> str:
    return f"<dt><code>{escape(term)}</code></dt><dd>{escape(meaning)}</dd>\n"


def _named(schema: Mapping[str, Any]) -> str:
    """What a schema is called."""
    if "anyOf" in schema:
        return " or ".join(_named(each) for each in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    return str(schema.get("type", "anything"))
