"""A pupil as others read them."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from matching.constants import ASKING_WORDS
from matching.models import Application


def name_for_company(application: Application) -> str:
    """The applicant as companies read them. A pupil stands under a number, another for each offer, until it is shown.

    `application` was read with its talent's user.
    """
    if application.is_of_minor and application.name_shown_at is None:
        return _("Pupil %(number)d") % {"number": application.pk}
    return application.talent.user.get_full_name()


def chosen_sentences(application: Application) -> list[str | Promise]:
    """What a pupil has chosen to say, in the reader's language."""
    return [ASKING_WORDS[word] for word in application.set_words if word in ASKING_WORDS]
