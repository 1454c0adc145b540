from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MentoringConfig(AppConfig):
    name = "mentoring"
    verbose_name = _("Mentoring")

    def ready(self) -> None:
        from django.db.models import Exists, OuterRef

        from mentoring import personal_data  # noqa: F401  it registers itself
        from mentoring.models import Mentor
        from portal.privacy.extensions import accounts_in_use
        from programmes.roles import Role, extra_roles

        accounts_in_use.add("mentoring", Mentor.objects.people_of_running_rounds)
        extra_roles.add(Role.MENTOR.value, Exists(Mentor.objects.filter(user=OuterRef("pk"))))
