"""Pages of this floor, one module a noun."""
