"""What stands above both books: views and tallies of the board, and the supervisor's signature under a log."""

from oversight.models.board import DayTally, SavedView, StaleDay
from oversight.models.countersigned import LogReading

__all__ = ["DayTally", "LogReading", "SavedView", "StaleDay"]
