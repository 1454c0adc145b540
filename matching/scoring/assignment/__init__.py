"""Who meets whom, and when: two sides assigned to each other. Pure, like all scoring: knows no model.

OR-Tools is imported where it solves, as it costs memory that processes which only read a result should not pay
(`docs/decisions/0050-or-tools-assigns.md`).
"""
