"""Placements from the first draft to the day they are filled or no longer shown.

Each programme that a placement is posted to reviews it before anybody reads it, and again when the published text
changes. `expires_at` alone decides how long it is shown.
"""
