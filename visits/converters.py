"""Parts of an address that mean something at the desk."""

from datetime import date


class DutyDate:
    """A duty date in an address: 2026-11-16. Any other text is no address at all."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """The date; a ValueError makes it a 404."""
        day = date.fromisoformat(value)
        if not 2000 <= day.year <= 2100:
            raise ValueError(value)
        return day

    def to_url(self, value: date) -> str:
        """The date as the address has it."""
        return value.isoformat()
