"""Lists that leave the admin as files, and come into it from files."""

from programmes.admin.exports import ExportPages
from programmes.admin.imports import ImportPages


class ExchangeAdmin(ImportPages, ExportPages):
    """Mixin for admins whose list can be exported and imported. Stands before `ScopedModelAdmin`."""
