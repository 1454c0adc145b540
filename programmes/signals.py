"""What has happened on this floor, announced to those above."""

from django.dispatch import Signal

enrolment_reopened = Signal()
"""Sent with `enrolment`, within the transaction, when somebody who had left takes part again: the old exit is void."""

enrolments_joined = Signal()
"""Sent with `kept`, `gone` and `last`, within the transaction, before `gone` is deleted: two participations of one
person in a programme become `kept`; `last` is the one of the two whose exit is the later."""

people_entered = Signal()
"""Sent with `enrolments`, within the transaction, when staff has entered people, one or a whole portion of a file."""
