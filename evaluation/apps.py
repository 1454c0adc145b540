from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        from evaluation import dashboard, notices, personal_data  # noqa: F401  they register themselves
        from evaluation.receivers import (
            add_catalogue,
            clear_exit_of,
            create_record_of,
            create_records_of,
            join_records_of,
            put_rule_into_database,
        )
        from programmes.models import Enrolment
        from programmes.signals import enrolment_reopened, enrolments_joined, people_entered

        post_save.connect(create_record_of, sender=Enrolment, dispatch_uid="evaluation.create_record_of")
        people_entered.connect(create_records_of, dispatch_uid="evaluation.create_records_of")
        enrolment_reopened.connect(clear_exit_of, dispatch_uid="evaluation.clear_exit_of")
        enrolments_joined.connect(join_records_of, dispatch_uid="evaluation.join_records_of")
        post_migrate.connect(add_catalogue, sender=self, dispatch_uid="evaluation.add_catalogue")
        post_migrate.connect(
            put_rule_into_database, sender=self, dispatch_uid="evaluation.put_rule_into_database"
        )
