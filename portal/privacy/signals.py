"""What has happened on this floor, announced to those above."""

from django.dispatch import Signal

erasure_asked = Signal()
"""Sent with `person`, within the transaction, while their data may still be used: others are told what ends."""

erasure_taken_back = Signal()
"""Sent with `person`, within the transaction: their data is used again, and what was left undone is made up for."""

guardian_consent_withdrawn = Signal()
"""Sent with `pupil`, within the transaction: nothing about this person may be processed from now on."""
