from collections import defaultdict
from collections.abc import Mapping

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from portal.core.collation import in_order
from portal.core.concurrent_edits import ConcurrentEditForm
from portal.notifications.constants import DIGESTS, Frequency
from portal.notifications.extensions import KINDS
from portal.users.models import User


class PreferencesForm(ConcurrentEditForm, forms.Form):
    """One choice for each label; kinds that share a label are set together. Duties are not among them.

    Kinds that have reached the person stand first: most others are for somebody else's part.
    """

    def __init__(self, data: Mapping[str, object] | None = None, *, user: User) -> None:
        super().__init__(data)
        wishes = dict(user.notification_preferences.values_list("kind", "frequency"))
        known = {
            *wishes,
            *user.notifications.visible_to(user).order_by().values_list("kind", flat=True).distinct(),
        }
        self.known: list[str] = []
        self.kinds: dict[str, list[str]] = {}
        for label, kinds in _kinds_by_label().items():
            name = kinds[0]
            self.kinds[name] = kinds
            if known & set(kinds):
                self.known.append(name)
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=choices_of(name),
                initial=_initial(name, wishes.get(name)),
                help_text=_("You are told only if you choose so here.") if KINDS[name].is_asked_for else "",
            )

    def known_fields(self) -> list[BoundField]:
        return [self[name] for name in self.known]

    def other_fields(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name not in self.known]

    def choices(self) -> dict[str, str]:
        """Kind → frequency."""
        return {kind: self.cleaned_data[name] for name, kinds in self.kinds.items() for kind in kinds}


def choices_of(kind: str) -> list[tuple[str, StrOrPromise]]:
    """How often mails of this kind may come; what holds for who has chosen nothing comes first."""
    if KINDS[kind].has_its_own_rhythm:
        return [(Frequency.AT_ONCE, _("As chosen for each of them")), (Frequency.OFF, Frequency.OFF.label)]
    if KINDS[kind].is_asked_for:
        return [(Frequency.OFF, _("Not at all")), *((each, each.label) for each in DIGESTS)]
    return list(Frequency.choices)


def _initial(kind: str, wish: str | None) -> str:
    """What somebody has chosen, as long as it can be."""
    possible = [value for value, _label in choices_of(kind)]
    return wish if wish in possible else possible[0]


def _kinds_by_label() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for kind in KINDS:
        if not kind.is_duty:
            found[str(kind.label)].append(kind.name)
    return dict(sorted(found.items(), key=lambda item: in_order(item[0])))


def duty_labels() -> list[str]:
    """What is always mailed at once, for the reader to know."""
    return sorted({str(kind.label) for kind in KINDS if kind.is_duty}, key=in_order)
