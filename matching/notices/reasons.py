"""What an applicant reads of the reason that a company has chosen: kind, true whoever reads it, and of no blame."""

from django.utils.translation import gettext as _

from matching.constants import DeclineReason


def reason_sentence(reason: str) -> str:
    """The reason in a whole sentence, in the reader's language; empty where none was chosen."""
    sentences = {
        DeclineReason.OTHERS_FIT: _(
            "The company has chosen people whose experience matches this place more closely. That says nothing "
            "against what you can do."
        ),
        DeclineReason.EXPERIENCE: _(
            "The company needs somebody with more experience in this field this time. A first step there, such as an "
            "internship, brings you closer to such a place."
        ),
        DeclineReason.LANGUAGE: _(
            "The company needs more of the language for this place than you have today. Once you have learned more, "
            "it may look different."
        ),
        DeclineReason.QUALIFICATION: _(
            "For this place the company must ask for a qualification that it has not found in your application. If you "
            "have it, add it to your profile; the programme helps you to have it recognised."
        ),
        DeclineReason.START: _(
            "The start or the working hours did not fit together. With what you can do, that has nothing to do."
        ),
        DeclineReason.MANY: _(
            "Very many people have applied, and the company could invite only a few of them. Please don't take it "
            "personally."
        ),
        DeclineReason.NOT_FILLED: _(
            "The company does not fill the place after all. That has nothing to do with your application."
        ),
    }
    return sentences[DeclineReason(reason)] if reason in DeclineReason.values else ""
