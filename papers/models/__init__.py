"""What left the house: asked for, agreed to, fetched; and the file while it is being made."""

from papers.models.export import Export
from papers.models.job import Job, Part

__all__ = ["Export", "Job", "Part"]
