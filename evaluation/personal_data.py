"""What funders ask about those who take part."""

from django.utils.translation import gettext_lazy as _

from portal.core.personal_data import Erasure, Holding, LegalBasis, register

_STAMPS = ("created_at", "updated_at")

register(
    Holding(
        model="evaluation.participantrecord",
        purpose=_("To report to the funder, Regulation (EU) 2021/1057, Annex I."),
        basis=LegalBasis.LEGAL_DUTY,
        persons=("enrolment__person",),
        about=(
            *("gender", "birth_date", "status_entry", "isced_entry", "entry_answered_at", "status_exit"),
            *("is_job_searching_exit", "is_in_education_exit", "has_qualification_exit", "exit_checked_on"),
            *("exit_answered_at", *_STAMPS),
        ),
        plain=("id",),
        kept=_("The funder's figures rest on it; stays with the participation, under its pseudonym."),
    ),
    Holding(
        model="evaluation.participantfact",
        purpose=_("To count for the funder's figures, from the answers."),
        basis=LegalBasis.LEGAL_DUTY,
        persons=("enrolment__person",),
        about=("gender", "entered_on", "left_on", "pseudonym"),
        plain=("programme", "counted"),
        kept=_("Comes and goes with the participation and the answers about it."),
    ),
    Holding(
        model="evaluation.report",
        purpose=_("To know who asked for a report."),
        basis=LegalBasis.LEGITIMATE_INTEREST,
        traces=("requested_by",),
        plain=(
            *("id", "programme", "kind", "language", "state", "progress", "figures", "checksum", "xlsx"),
            *("csv", "microdata", "failure", "attempts", "week", "starts_on", "ends_on", "started_at"),
            *("finished_at", *_STAMPS),
        ),
        erasure=Erasure.DETACH,
    ),
)
