"""Masking: what a list shows of a person (BR-V17, §7.4 of the field notes)."""

import re

from directory import folding

_IDENTITY_CARD = re.compile(r"\d{15}|\d{17}[\dXx]")


def mask_phone(number: str) -> str:
    """A telephone number with its middle hidden: 138****0001. A short number shows its tail at most."""
    main, _, _extension = folding.normalise_phone(number).partition("#")
    count = len(main)
    if count >= 10:
        return f"{main[:3]}****{main[-4:]}"
    if count >= 7:
        return f"****{main[-4:]}"
    return f"****{main[-2:]}" if count >= 5 else "*" * count


def mask_name(name: str) -> str:
    """A name of which the surname stays, or the first letter: 王**, 歐陽**, M*****."""
    plain = folding.clean(name)
    family = folding.surname(plain)
    shown = family if len(family) <= 2 and not family.isascii() else plain[:1]
    if len(plain) <= len(shown):
        return "*" * len(plain)
    return shown + "*" * (len(plain) - len(shown))


def mask_id(number: str) -> str:
    """A document number with its middle hidden: 110*************2X, E******78, *1."""
    plain = folding.clean(number).replace(" ", "")
    count = len(plain)
    if _IDENTITY_CARD.fullmatch(plain):
        return plain[:3] + "*" * (count - 5) + plain[-2:]
    if count >= 6:
        return plain[0] + "*" * (count - 3) + plain[-2:]
    return "*" * (count - 1) + plain[-1:] if count >= 2 else "*" * count
