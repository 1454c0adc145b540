"""Words for the administration's pages."""

from datetime import date
from typing import Any

from django import template
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, URLField
from django.template.defaultfilters import linebreaksbr
from django.utils.formats import localize
from i18nfield.fields import I18nCharField, I18nTextField

from portal.core.presentation import in_html, in_words

register = template.Library()


@register.filter
def readable(field: Any) -> Any:
    """What stands in a field that can't be changed here: of lists and codes the names, of texts all languages as they
    look.

    What an admin works out for a list, a state with its label or a day, stands in a form as the words alone.
    """
    model_field, _attribute, value = field.resolved_field or (None, None, None)
    if isinstance(model_field, ArrayField | I18nCharField | I18nTextField):
        return in_html(model_field, value)
    if (
        isinstance(model_field, CharField)
        and not isinstance(model_field, URLField)
        and isinstance(value, str)
    ):
        return in_words(model_field, value)
    if model_field is None and isinstance(value, tuple):
        return linebreaksbr(value[-1])
    if model_field is None and isinstance(value, date):
        return localize(value)
    return field.contents()
