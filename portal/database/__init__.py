"""Django's PostgreSQL backend, with an end to every wait that the server has no part in."""
