from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Django's admin with the portal's own site. `programmes.admin` registers on it, so the site lives outside."""

    default_site = "portal.admin_site.site.BleibeAdminSite"
