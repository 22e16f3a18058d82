"""What stands above both books: views and tallies of the board, and what supervisors read, record and ask again."""

from oversight.models.board import DayTally, SavedView, StaleDay
from oversight.models.breach import Breach
from oversight.models.countersigned import LogReading
from oversight.models.recheck import Recheck

__all__ = ["Breach", "DayTally", "LogReading", "Recheck", "SavedView", "StaleDay"]
