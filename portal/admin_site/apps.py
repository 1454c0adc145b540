from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Django's admin with the portal's own site. `programmes.admin` registers on it, so the site lives outside.

    Loaded after all apps, it tells their pages, too, where each role begins (`portal.first_pages`).
    """

    default_site = "portal.admin_site.site.BleibeAdminSite"

    def ready(self) -> None:
        super().ready()
        from portal.first_pages import role_pages as provider
        from programmes.extensions import role_pages

        role_pages.add("first pages", provider)
