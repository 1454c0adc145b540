"""What has happened on this floor, announced to those above."""

from django.dispatch import Signal

enrolment_reopened = Signal()
"""Sent with `enrolment`, within the transaction, when somebody who had left takes part again: the old exit is void."""
