"""What has happened on this floor, announced to those above."""

from django.dispatch import Signal

address_confirmed = Signal()
"""Sent with `user` and `address`, within the transaction: from now on this address is known to be the person's."""
