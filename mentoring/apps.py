from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MentoringConfig(AppConfig):
    name = "mentoring"
    verbose_name = _("Mentoring")

    def ready(self) -> None:
        from django.db.models import Exists, OuterRef

        from mentoring import personal_data  # noqa: F401  it registers itself
        from mentoring.models import Mentor
        from programmes.roles import Role, extra_roles

        extra_roles.add(Role.MENTOR.value, Exists(Mentor.objects.filter(user=OuterRef("pk"))))
