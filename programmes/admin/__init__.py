"""The coordinators' workplace. Importing the modules registers their models."""

from programmes.admin import conversations, enrolment, organisation, people, plan, programme, reminders

__all__ = ["conversations", "enrolment", "organisation", "people", "plan", "programme", "reminders"]
