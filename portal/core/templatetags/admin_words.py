"""Words for the administration's pages."""

from typing import Any

from django import template
from django.contrib.postgres.fields import ArrayField
from i18nfield.fields import I18nCharField, I18nTextField

from portal.core.presentation import in_html

register = template.Library()


@register.filter
def readable(field: Any) -> Any:
    """What stands in a field that can't be changed here: of lists the names, of texts all languages as they look."""
    model_field, _attribute, value = field.resolved_field or (None, None, None)
    if isinstance(model_field, ArrayField | I18nCharField | I18nTextField):
        return in_html(model_field, value)
    return field.contents()
