"""An Office document as its parts: looked at before anything reads it, and written the same for the same parts.

A form comes from elsewhere. What would run, reach out or fill memory is refused before a library sees it.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers.expat import ExpatError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from lxml import etree

from misato_report.plan.limits import Limits
from misato_report.report.papers.problems import Place, bad_form

_AT = (1980, 1, 1, 0, 0, 0)
_MOST_XML = 30_000_000  # bytes of all XML within a form; the largest that a ministry sends has two million
_MOST_PARTS = 2_000
_RUNNING = re.compile(
    r"(?i)(^|/)(vbaProject|vbaData|activeX\d|ctrlProps/|oleObject|macrosheets/|dialogsheets/)|\.(bin|exe|js|vbs)$"
)
_HARMLESS_BINARY = re.compile(r"(?i)printerSettings\d*\.bin$")
_REACHING = re.compile(
    r"(?i)(^|/)(externalLinks/|queryTables/|connections\.xml|webExtension|afchunk|embeddings/)"
)
_LINKS = ("http://", "https://", "mailto:")
_SAVE_AGAIN = "Excel か Word で開き、マクロや外部へのリンクのない形（.xlsx、.docx）で保存し直してください。"
_MACRO_TYPES = ("macroEnabled", "macrosheet")


@dataclass
class Package:
    """The parts of a document by name, in the order of the file."""

    place: Place
    parts: dict[str, bytes] = field(default_factory=dict)

    def xml(self, name: str) -> Any:
        """The root of a part's tree (lxml). Raises WorkspaceError where it is no XML."""
        try:
            return etree.fromstring(self.parts[name], _parser())
        except (etree.XMLSyntaxError, KeyError, ValueError) as error:
            raise _broken(self.place) from error

    def put(self, name: str, root: Any) -> None:
        """Put a part's tree in its place."""
        self.parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id of each relation of a part → its kind and the part that it leads to; links to elsewhere are left out."""
        name = relations_of(part)
        if name not in self.parts:
            return {}
        folder = posixpath.dirname(part)
        return {
            one.get("Id", ""): (
                one.get("Type", "").rpartition("/")[2],
                _target(folder, one.get("Target", "")),
            )
            for one in self.xml(name)
            if one.get("TargetMode") != "External"
        }

    def content(self) -> bytes:
        """The document, the same bytes for the same parts."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                entry = zipfile.ZipInfo(name, _AT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 0
                archive.writestr(entry, content, compresslevel=6)
        return out.getvalue()


def relations_of(part: str) -> str:
    """The name of the part with another's relations."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _target(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)


def open_package(place: Place, raw: bytes, limits: Limits) -> Package:
    """The parts of an .xlsx or .docx. Raises WorkspaceError for what is none, is too large, or holds what none may."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            package = Package(place, dict(_read(place, archive, limits)))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise _broken(place) from error
    except Exception as error:  # zipfile's decompressors raise many kinds
        if type(error).__module__.startswith("misato_report"):
            raise
        raise _broken(place) from error
    _refuse_harm(package)
    return package


def _read(place: Place, archive: zipfile.ZipFile, limits: Limits) -> Iterator[tuple[str, bytes]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    names = {entry.filename for entry in entries}
    if len(entries) > _MOST_PARTS or len(names) < len(entries):
        raise _broken(place)
    left = limits.unpacked_megabytes * 10**6
    for entry in entries:
        with archive.open(entry) as stream:
            content = stream.read(left + 1)
        left -= len(content)
        if left < 0:
            raise bad_form(
                place,
                f"中身が大きすぎます（開いた大きさの上限は{limits.unpacked_megabytes}MB）。",
                "要らないシートや絵を除いてください。正しいファイルなら、plan/limits.yaml に unpacked_megabytes: を大きく書くと読めます。",
            )
        yield entry.filename, content


def _refuse_harm(package: Package) -> None:
    place = package.place
    if "[Content_Types].xml" not in package.parts:
        raise _broken(place)
    harmful = [name for name in package.parts if _RUNNING.search(name) and not _HARMLESS_BINARY.search(name)]
    if harmful or any(kind.encode() in package.parts["[Content_Types].xml"] for kind in _MACRO_TYPES):
        raise bad_form(place, "マクロか、動く部品が入っています。読みませんでした。", _SAVE_AGAIN)
    if any(_REACHING.search(name) for name in package.parts):
        raise bad_form(
            place,
            "ほかのファイルへのリンクか、埋め込まれたファイルがあります。読みませんでした。",
            _SAVE_AGAIN,
        )
    _refuse_bad_xml(package)
    for name in package.parts:
        if name.endswith(".rels"):
            _refuse_links(package, name)


def _refuse_bad_xml(package: Package) -> None:
    """No part defines entities, and all of them together stay small."""
    texts = [name for name in package.parts if name.endswith((".xml", ".rels", ".vml"))]
    if sum(len(package.parts[name]) for name in texts) > _MOST_XML:
        most = _MOST_XML // 10**6
        raise bad_form(
            package.place, f"中身が大きすぎます（XMLの上限は{most}MB）。", "要らないシートを除いてください。"
        )
    for name in texts:
        try:
            fromstring(package.parts[name], forbid_dtd=True)
        except DefusedXmlException as error:
            message = "中に、実体の定義（DTD）があります。読みませんでした。"
            raise bad_form(package.place, message, _SAVE_AGAIN) from error
        except (ExpatError, SyntaxError, ValueError, LookupError) as error:
            if not name.endswith(".vml"):  # Excel's own old drawings are not always XML
                raise _broken(package.place) from error


def _refuse_links(package: Package, name: str) -> None:
    for one in package.xml(name):
        target = one.get("Target", "")
        if one.get("TargetMode") != "External":
            continue
        kind = one.get("Type", "").rpartition("/")[2]
        if kind != "hyperlink" or not target.lower().startswith(_LINKS):
            message = f"外のファイルを読むつなぎ（{kind}）があります。読みませんでした。"
            raise bad_form(package.place, message, _SAVE_AGAIN)


def _broken(place: Place) -> Exception:
    hint = "Excel か Word で開いて、.xlsx か .docx として保存し直してください（パスワードは外します）。"
    return bad_form(
        place, "Excel や Word のファイルとして読めません（壊れているか、パスワードが付いています）。", hint
    )
