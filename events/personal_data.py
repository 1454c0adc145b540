"""What is held about people at events: nothing yet."""

from django.utils.translation import gettext_lazy as _

from portal.core.personal_data import not_personal

not_personal(events__event=_("A date in public; its host is an organisation."))
