"""Where coordinators work on what is offered and applied for. Importing the modules registers their models."""

from matching.admin import arrivals, placements

__all__ = ["arrivals", "placements"]
