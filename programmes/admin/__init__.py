"""The coordinators' workplace. Importing the modules registers their models."""

from programmes.admin import organisation, people, plan, programme

__all__ = ["organisation", "people", "plan", "programme"]
