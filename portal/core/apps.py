from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.core import temporary
from portal.core.addresses import keep_addresses_of_forms_plain
from portal.core.choices import choose_once_in_forms, look_labels_up
from portal.core.parsers import guard_json_of_forms
from portal.core.text import clean_texts_of_forms
from portal.core.viruses import scan_files_of_forms


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"
    verbose_name = _("Core")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        look_labels_up()  # before there are models, which take the method along when they are made

    def ready(self) -> None:
        from portal.core import checks  # noqa: F401  registers them
        from portal.core.changes.looks import share_in_requests
        from portal.core.fields import read_whole_numbers_of_forms
        from portal.core.library_lists import do_once_for_all_rows
        from portal.core.required import name_what_is_missing_in_forms

        clean_texts_of_forms()
        keep_addresses_of_forms_plain()
        read_whole_numbers_of_forms()
        scan_files_of_forms()
        guard_json_of_forms()
        choose_once_in_forms()
        name_what_is_missing_in_forms()
        share_in_requests()
        do_once_for_all_rows()
        temporary.prepare()
