"""What is held about those who accompany others."""

from django.utils.translation import gettext_lazy as _

from portal.core.personal_data import Holding, LegalBasis, register

register(
    Holding(
        model="mentoring.mentor",
        purpose=_("To bring mentors and mentees together."),
        basis=LegalBasis.CONTRACT,
        persons=("user",),
        about=("round", "topics", "languages", "capacity", "created_at", "updated_at"),
        plain=("id",),
    )
)
