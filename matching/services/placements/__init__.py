"""Placements from the first draft to the day they are filled or no longer shown.

Who reads what nobody has reviewed? Nobody: each programme a placement is posted to looks at it first, and looks again
when the published text changes. `expires_at` alone decides how long it is shown.
"""
