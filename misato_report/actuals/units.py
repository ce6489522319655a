"""Units of published tables, and the exact factors between them (千円 → 百万円)."""

from __future__ import annotations

from decimal import Context, Decimal

from misato_report.notation import squeeze

# Each family: unit → how many of the family's smallest unit it is.
_FAMILIES: tuple[dict[str, Decimal], ...] = (
    {
        "円": Decimal(1),
        "千円": Decimal(10**3),
        "万円": Decimal(10**4),
        "百万円": Decimal(10**6),
        "億円": Decimal(10**8),
        "十億円": Decimal(10**9),
        "兆円": Decimal(10**12),
    },
    {"人": Decimal(1), "百人": Decimal(100), "千人": Decimal(1000), "万人": Decimal(10000)},
    {"%": Decimal(1), "割合": Decimal(100), "‰": Decimal("0.1")},
    {"世帯": Decimal(1), "千世帯": Decimal(1000)},
    {"件": Decimal(1), "千件": Decimal(1000)},
)
_SPELLINGS = {"パーセント": "%", "百分率": "%", "名": "人", "比率": "割合", "構成比": "割合"}
_EXACT = Context(prec=60)


def canonical(unit: str) -> str:
    """A unit as this module writes it (squeezed, one spelling)."""
    text = squeeze(unit)
    return _SPELLINGS.get(text, text)


def factor(given: str, wanted: str) -> Decimal | None:
    """What a figure in ``given`` is multiplied by to be in ``wanted``; None where there is no such number."""
    a, b = canonical(given), canonical(wanted)
    if a == b:
        return Decimal(1)
    for family in _FAMILIES:
        if a in family and b in family:
            return _EXACT.divide(family[a], family[b])
    return None


def convert(value: Decimal, by: Decimal) -> Decimal:
    """The figure in the other unit, exactly, with no more decimals than it needs."""
    product = _EXACT.multiply(value, by)
    if by == 1:
        return value
    plain = product.normalize(_EXACT)
    return plain.quantize(Decimal(1), context=_EXACT) if plain == plain.to_integral_value() else plain
