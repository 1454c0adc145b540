"""What has happened on this floor, announced to those above."""

from django.dispatch import Signal

guardian_consent_withdrawn = Signal()
"""Sent with `pupil`, within the transaction: nothing about this person may be processed from now on."""
