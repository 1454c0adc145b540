from typing import Any

from django.apps import AppConfig
from django.apps import apps as global_apps
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        from evaluation import dashboard, notices  # noqa: F401
        from programmes.models import Enrolment
        from programmes.signals import enrolment_reopened

        post_save.connect(keep_record, sender=Enrolment, dispatch_uid="evaluation.keep_record")
        enrolment_reopened.connect(void_exit, dispatch_uid="evaluation.void_exit")
        post_migrate.connect(add_catalogue, sender=self, dispatch_uid="evaluation.add_catalogue")


def keep_record(instance: Any, *, raw: bool = False, **_kwargs: Any) -> None:
    """An enrolment was saved: its record follows it."""
    from evaluation.services.records import open_record

    if not raw:
        open_record(instance)


def void_exit(enrolment: Any, **_kwargs: Any) -> None:
    """Somebody takes part again: what they said on leaving is void."""
    from evaluation.services.records import forget_exit

    forget_exit(enrolment)


def add_catalogue(apps: Any = global_apps, **_kwargs: Any) -> None:
    """The database was migrated, or emptied by a test: the catalogue's indicators belong into it."""
    from evaluation.services.catalogue import load_indicators

    try:
        models = apps.get_model("evaluation", "Framework"), apps.get_model("evaluation", "Indicator")
    except LookupError:  # migrated back to before they existed
        return
    load_indicators(*models)
