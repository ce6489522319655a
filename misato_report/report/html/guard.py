"""What a page may hold, whatever its template wrote: nothing that is fetched, nothing that sends, no script but ours.

The Content-Security-Policy is set here, after rendering, as the first thing in the page that it can be; what a policy
cannot hold back (a redirection, a link that carries the report's words) is looked for in the tree that a browser
would make of the page, and refused.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from markupsafe import escape

_POLICY = "content-security-policy"
_TAG = '<meta http-equiv="Content-Security-Policy" content="{}">'
_ELEMENTS = frozenset(
    [
        "base",
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "portal",
        "fencedframe",
        "form",
        "audio",
        "video",
        "source",
        "track",
    ]
)
_ADDRESSES = frozenset(
    [
        "href",
        "src",
        "srcset",
        "imagesrcset",
        "poster",
        "data",
        "background",
        "longdesc",
        "cite",
        "manifest",
        "profile",
        "codebase",
        "lowsrc",
        "dynsrc",
    ]
)
_SENDING = frozenset(["action", "formaction", "ping", "srcdoc", "attributionsrc"])
_HARMLESS = frozenset(["content-type", "content-language", "x-ua-compatible"])
_PICTURES_AND_FONTS = ("data:image/", "data:font/", "data:application/octet-stream")
_RUNNING = ("javascript:", "vbscript:")


def source_hash(text: str) -> str:
    """What a policy names a script or a style by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy_of(scripts: list[str], styles: list[str]) -> str:
    """A Content-Security-Policy: these scripts and styles by their hashes, pictures inside the page, no more."""
    allowed = " ".join(map(source_hash, scripts)) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src {' '.join(map(source_hash, styles))}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def with_policy(html: str, policy: str) -> str:
    """The page with the policy before all that it is about: after the heading's beginning and the charset."""
    # Templates of earlier versions leave a place for it, which stays empty.
    html = html.replace(f"{_TAG.format('')}\n", "").replace(_TAG.format(""), "")
    at = _Beginning.end_in(html)
    return f"{html[:at]}\n{_TAG.format(escape(policy))}{html[at:]}"


class _Beginning(HTMLParser):
    """Where a page's first words end: document type, ``<html>``, ``<head>`` and the charset."""

    longest = 2000

    def __init__(self) -> None:
        super().__init__()
        self.end = 0
        self._done = False
        self._left = ["html", "head", "meta"]

    @classmethod
    def end_in(cls, html: str) -> int:
        """The offset of their end."""
        parser = cls()
        parser.feed(html[: cls.longest])
        return parser.end

    def _passed(self, text: str | None) -> None:
        if not self._done:
            lines = self.rawdata.split("\n")
            line, column = self.getpos()
            self.end = sum(len(before) + 1 for before in lines[: line - 1]) + column + len(text or "")

    def handle_decl(self, decl: str) -> None:
        self._passed(f"<!{decl}>")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        plain = tag != "meta" or [name for name, _ in attrs] == ["charset"]
        if tag in self._left and plain:
            self._left = self._left[self._left.index(tag) + 1 :]
            self._passed(self.get_starttag_text())
        else:
            self._done = True

    def handle_data(self, data: str) -> None:
        self._done = self._done or bool(data.strip())

    def handle_comment(self, data: str) -> None:
        self._done = True

    def handle_endtag(self, tag: str) -> None:
        self._done = True

    def unknown_decl(self, data: str) -> None:
        self._done = True

    def handle_pi(self, data: str) -> None:
        self._done = True


class TooDeepError(ValueError):
    """Elements within elements beyond ``DEEPEST``."""


DEEPEST = 5_000
_TAGS = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)([^<>]*)>")
_NOT_COUNTED = frozenset((
    "html", "head", "body",
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",  # never closed
    "p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup",  # need not be
    "rt", "rp",
))  # fmt: skip


def tree_of(html: str) -> Any:
    """The page as a browser understands it. Raises TooDeepError for one that its parser would take minutes for: its
    time grows with the square of the depth."""
    import tinyhtml5

    if _depth(html) > DEEPEST:
        raise TooDeepError
    return tinyhtml5.parse(io.StringIO(html), namespace_html_elements=False)


def _depth(html: str) -> int:
    """How deep elements lie in one another, by their tags alone; ``<circle/>`` of a chart holds nothing."""
    depth = deepest = 0
    for closing, name, rest in _TAGS.findall(html):
        if not rest.endswith("/") and name.lower() not in _NOT_COUNTED:
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return deepest


def scripts_in(tree: Any) -> list[str]:
    """The text of each script inside the page; one from elsewhere is refused for where it comes from."""
    return [
        "".join(element.itertext())
        for element in tree.iter()
        if _name(element.tag) == "script" and not any(_is_refused("script", k, "") for k in element.attrib)
    ]


def refused_in(tree: Any) -> list[str]:
    """What the page holds and must not, as a clerk finds it in the template, each once."""
    return list(dict.fromkeys(_refused(tree)))


def _refused(tree: Any) -> Iterator[str]:
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue  # a comment
        name = _name(element.tag)
        attributes = {_name(key).lower(): value or "" for key, value in element.attrib.items()}
        if name in _ELEMENTS:
            yield f"<{name}>"
            continue
        if name == "meta" and not _is_harmless(attributes):
            yield f"<meta http-equiv={attributes['http-equiv']}>"
        for key, value in attributes.items():
            if _is_refused(name, key, value):
                yield f"<{name} {key}=…>"


def _is_harmless(attributes: dict[str, str]) -> bool:
    kind = attributes.get("http-equiv", "content-type").strip().lower()
    return kind in _HARMLESS or (kind == _POLICY and not attributes.get("content", "").strip())


def _is_refused(element: str, key: str, value: str) -> bool:
    if key.startswith("on") or key in _SENDING or _squeezed(value).startswith(_RUNNING):
        return True
    if element == "script" and key in ("src", "href"):
        return True
    if key in ("srcset", "imagesrcset"):
        return any(_leads_out(part) for part in value.replace(",", " ").split())
    return key in _ADDRESSES and _leads_out(value)


def _squeezed(address: str) -> str:
    """An address as a browser reads it: without white space and control characters, which hide a scheme."""
    return "".join(letter for letter in address if letter > " ").lower()


def _leads_out(address: str) -> bool:
    address = _squeezed(address).replace("\\", "/")
    if address.startswith(_PICTURES_AND_FONTS):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    return bool(parts.scheme or parts.netloc) or address.startswith("//")


def _name(tag: Any) -> str:
    """A name without its namespace."""
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""
