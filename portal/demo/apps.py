from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "portal.demo"
    label = "demo"
    verbose_name = _("Demonstration")

    def ready(self) -> None:
        from portal.demo.people import listed_people
        from portal.users.extensions import demo_people

        demo_people.add("demo", listed_people)
