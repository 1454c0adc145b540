"""What changes programmes, and who belongs to them. Import from the module of the noun."""
