"""Words of libraries that they don't translate themselves, so that no page of the portal mixes languages.

The theme of the admin brings no languages at all, import-export and django-filter no Slovenian. The portal's catalogues
come before theirs, so a text that stands here is translated with the portal's own. Nobody imports this.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext

ADMIN_THEME = [
    _("Add new item"),
    _("Add row"),
    _("After you've created a user, you’ll be able to edit more user options."),
    _("Choose file to upload"),
    _("Click to download"),
    _("Date from"),
    _("Date to"),
    _("False"),
    _("Filters"),
    _("Forgotten your password or username?"),
    _("General"),
    _("Image preview"),
    _("Loading more results..."),
    _("More actions"),
    _("Next"),
    _("Popup closing…"),
    _("No data"),
    _("No results found"),
    _("No results matching your query"),
    _("Not enough data."),
    _(
        "Raw passwords are not stored, so there is no way to see this user’s password, but you can change the password "
        'using <a href="{}" class="text-primary-600 dark:text-primary-500">this form</a>.'
    ),
    _("Record picture"),
    _("Reset filters"),
    _("Return to site"),
    _("Run"),
    _("Save and add another"),
    _("Save and continue editing"),
    _("Save and view"),
    _("Select action"),
    _("Select action to run"),
    _("Select all objects on this page for an action"),
    _("Select all rows"),
    _("Select format"),
    _("Select record"),
    _("Select value"),
    _("Show all"),
    _("System"),
    _("This object doesn’t have a change history. It probably wasn’t added via this admin site."),
    _("To"),
    _("Toggle password visibility"),
    _("True"),
    _("Type to search"),
    _("Value"),
    _("Welcome back to"),
    _("You have been successfully logged out from the administration"),
]


def found(count: int) -> str:
    return ngettext(
        "\n                Found %(counter)s result in %(time)s seconds\n            ",
        "\n                Found %(counter)s results in %(time)s seconds\n            ",
        count,
    )


def entries(count: int) -> str:
    """What a row's history counts."""
    return ngettext("entry", "entries", count)


def chosen_for_export(count: int) -> str:
    return ngettext(
        "\n                    Export %(len)s selected item.\n                ",
        "\n                    Export %(len)s selected items.\n                ",
        count,
    )


ADMIN = [
    # Django's own translations put names of models where a language would have to inflect them.
    _("Add %s"),
    _("Add %(name)s"),
    _("Add another %(model)s"),
    _("Add another %(verbose_name)s"),
    _("Change %s"),
    _("Change selected %(model)s"),
    _("Delete selected %(model)s"),
    _("Delete selected %(verbose_name_plural)s"),
    _("View %s"),
    _("View selected %(model)s"),
]

EXCHANGE = [
    _("Confirm import"),
    _("Export"),
    _("Import"),
    _("Line number"),
    _("New"),
    _("No valid data to import. Ensure your file has the correct headers or data for import."),
    _("Select all"),
    _("Skipped"),
    _("Submit"),
    _("This exporter will export the following fields"),
    _("This exporter will export the following fields: "),
    _("This importer will import the following fields: "),
    _("Update"),
    _("View traceback"),
]

FILTERS = [
    _("%s (descending)"),
    _("Multiple values may be separated by commas."),
    _("Ordering"),
    _("Range query expects two values."),
    _("Select a lookup."),
    _("Yesterday"),
]

SIGN_IN = [_("Browser"), _("Passkey")]
