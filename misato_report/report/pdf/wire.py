"""What this program and its process for PDFs say to each other: one frame of JSON there, one of JSON and the PDF back."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from misato_report.diagnostics import Diagnostic, Severity

_LENGTH = 8  # bytes before each frame that say how long it is


@dataclass(frozen=True)
class AttachedFile:
    """A file inside the PDF: the figures for a machine."""

    name: str
    description: str
    content: bytes


@dataclass(frozen=True)
class Order:
    """A PDF to be made; see ``weasyprint.render_pdf``. ``megabytes`` is the memory that it may take."""

    html: str
    as_of: date
    variant: str
    attached: tuple[AttachedFile, ...]
    templates: Path | None
    seconds: int
    megabytes: int


@dataclass(frozen=True)
class Answer:
    """What came of an order: the PDF, or findings, or (``failed``) the name of what Python raised."""

    pdf: bytes = b""
    findings: tuple[Diagnostic, ...] = ()
    failed: str = ""


def write_order(stream: BinaryIO, order: Order) -> None:
    """Raises OSError where nobody reads any more."""
    attached = [[f.name, f.description, base64.b64encode(f.content).decode()] for f in order.attached]
    said = {
        "html": order.html,
        "as_of": order.as_of.isoformat(),
        "variant": order.variant,
        "attached": attached,
        "templates": None if order.templates is None else str(order.templates),
        "seconds": order.seconds,
        "megabytes": order.megabytes,
    }
    _write(stream, json.dumps(said).encode())


def read_order(stream: BinaryIO) -> Order | None:
    """The next order; None where there will be none."""
    frame = _read(stream)
    if frame is None:
        return None
    said = json.loads(frame)
    attached = (AttachedFile(name, words, base64.b64decode(text)) for name, words, text in said["attached"])
    return Order(
        said["html"],
        date.fromisoformat(said["as_of"]),
        said["variant"],
        tuple(attached),
        None if said["templates"] is None else Path(said["templates"]),
        said["seconds"],
        said["megabytes"],
    )


def write_answer(stream: BinaryIO, answer: Answer) -> None:
    """Raises OSError where nobody reads any more."""
    findings = [asdict(finding) for finding in answer.findings]
    _write(stream, json.dumps({"findings": findings, "failed": answer.failed}).encode(), answer.pdf)


def read_answer(stream: BinaryIO) -> Answer | None:
    """The answer to an order; None where the process ended without one."""
    frame = _read(stream)
    pdf = None if frame is None else _read(stream)
    if frame is None or pdf is None:
        return None
    said = json.loads(frame)
    findings = (Diagnostic(**{**f, "severity": Severity(f["severity"])}) for f in said["findings"])
    return Answer(pdf, tuple(findings), said["failed"])


def _write(stream: BinaryIO, *frames: bytes) -> None:
    stream.writelines(_framed(frames))
    stream.flush()


def _framed(frames: Iterable[bytes]) -> Iterable[bytes]:
    for frame in frames:
        yield len(frame).to_bytes(_LENGTH)
        yield frame


def _read(stream: BinaryIO) -> bytes | None:
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    length = int.from_bytes(head)
    frame = stream.read(length)
    return frame if len(frame) == length else None
