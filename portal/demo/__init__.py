"""The demonstration: five real programmes with their true facts, and people and companies that don't exist."""
