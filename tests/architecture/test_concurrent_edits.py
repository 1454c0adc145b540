"""Nobody overwrites another unawares, on whichever page: each form that changes a row compares first."""

import importlib
import pkgutil
from types import ModuleType

import pytest
from django.contrib import admin
from django.forms import BaseForm, ModelForm

from portal.core.concurrent_edits import ConcurrentEditForm
from portal.settings.house import OUR_APPS

SITE_ADMINS = [
    each for model, each in admin.site._registry.items() if model._meta.label != "socialaccount.SocialApp"
]
"""All but the library's own page, which is the operator's alone."""


def form_modules() -> list[ModuleType]:
    found = []
    for app in OUR_APPS:
        package = importlib.import_module(app)
        names = [name for _finder, name, _is_package in pkgutil.walk_packages(package.__path__, f"{app}.")]
        found += [
            importlib.import_module(name)
            for name in names
            if name.split(".")[-2:-1] == ["forms"] or name.endswith(".forms")
        ]
    return found


def model_forms() -> list[type[ModelForm]]:
    return [
        each
        for module in form_modules()
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, ModelForm) and each.__module__ == module.__name__
    ]


OVERWRITES_NOTHING: dict[str, list[str]] = {
    "Says what it was drawn from; the service refuses it where the other side has said something else since.": [
        "matching.forms.arrivals.SuggestForm",
        "matching.forms.arrivals.WishForm",
    ],
    "Who is in charge is chosen anew each time; nobody else's choice is a text that could be lost.": [
        "matching.forms.arrivals.InChargeForm",
    ],
    "Numbers that are chosen anew each time, and whoever saves sees all of them.": [
        "events.forms.matchmaking.PersonWishesForm",
        "events.forms.matchmaking.SlotsForm",
        "events.forms.matchmaking.WishesForm",
    ],
    "One's own answer, which only oneself can give.": [
        "events.forms.registrations.ChangeForm",
        "events.forms.registrations.PartyForm",
        "matching.forms.arrivals.ArrivalForm",
    ],
    "Says that somebody is here; said twice, it is the same.": [
        "events.forms.attendance.MeetingCodeForm",
        "events.forms.attendance.TicketForm",
    ],
    "What was noted last of somebody counts, and what was noted before stands in the history.": [
        "events.forms.attendance.PresenceForm",
        "events.forms.certificates.AssessmentsForm",
    ],
    "Asks what is free at a time; nothing is changed.": [
        "events.forms.borrowing.WhenNeeded",
    ],
    "Asks for figures; nothing is changed.": [
        "events.forms.people.NameForm",
        "evaluation.forms.PeriodForm",
    ],
    "Makes something new.": [
        "events.forms.attendance.SignedListForm",
        "events.forms.certificates.ReissueForm",
        "events.forms.attendance.WalkInForm",
        "events.forms.borrowing.BorrowForm",
        "events.forms.classes.ClassForm",
        "events.forms.matchmaking.TablesForm",
        "events.forms.people.PeopleForm",
        "events.forms.planning.CopyForm",
        "events.forms.planning.SeriesForm",
        "events.forms.registrations.GuestForm",
        "events.forms.registrations.RegisterForm",
        "evaluation.forms.ReportForm",
        "matching.forms.applications.ApplyForm",
        "matching.forms.applications.AskForm",
        "matching.forms.saved_searches.SearchForm",
        "matching.forms.talent.DocumentForm",
        "portal.privacy.forms.ErasureForm",
        "portal.privacy.forms.LetterForm",
        "programmes.forms.programmes.JoinForm",
        "programmes.forms.conversations.MessageForm",
        "programmes.forms.conversations.ReportForm",
        "portal.users.forms.AddEmailForm",
        "portal.users.forms.AddPasskeyForm",
        "portal.users.forms.SignupForm",
    ],
    "A step with a message; the workflow refuses it where another was first.": [
        "events.forms.equipment.StepForm",
        "events.forms.classes.ConsentForm",
        "events.forms.classes.SizeForm",
        "matching.forms.answers.DeclineForm",
        "matching.forms.answers.DeclineStepForm",
        "matching.forms.applications.MessageForm",
        "matching.forms.applications.StepForm",
        "matching.forms.interviews.InvitationForm",
        "programmes.forms.appointments.PlaceForm",
        "programmes.forms.appointments.ReasonForm",
        "programmes.forms.appointments.TimesForm",
        "programmes.forms.programmes.LeaveForm",
    ],
    "Says anew that an offer is open; the answer names the day that counts.": [
        "matching.forms.placements.ExtendForm",
    ],
    "What somebody answers about their own, each time as a whole.": [
        "programmes.forms.questionnaire.QuestionnaireForm",
    ],
    "A line; the formset compares them as a whole.": [
        "matching.forms.placements.LanguageRow",
        "matching.forms.placements.SkillRow",
        "matching.forms.talent.LanguageRow",
        "matching.forms.talent.SkillRow",
    ],
    "A link that is answered once.": [
        "portal.privacy.forms.GuardianForm",
        "portal.users.forms.ClaimForm",
    ],
    "How the portal looks in one's own browser.": [
        "portal.users.forms.DisplayForm",
    ],
    "What one calls one's own key.": [
        "portal.users.forms.EditPasskeyForm",
    ],
    "Shows who it is, or asks for a mail.": [
        "portal.privacy.forms.LostLinkForm",
        "portal.users.forms.LoginForm",
        "portal.users.forms.PasskeyLoginForm",
        "portal.users.forms.PasskeyProof",
        "portal.users.forms.PasskeyReauthenticationForm",
        "portal.users.forms.ResetPasswordForm",
    ],
}
"""Why a form changes nothing that another could have written meanwhile."""


def plain_forms() -> dict[str, type[BaseForm]]:
    return {
        f"{module.__name__}.{name}": each
        for module in form_modules()
        for name, each in vars(module).items()
        if isinstance(each, type) and issubclass(each, BaseForm) and each.__module__ == module.__name__
        if not issubclass(each, ModelForm | ConcurrentEditForm)
    }


def test_each_other_form_overwrites_nothing_and_says_why():
    assert set(plain_forms()) ^ {name for names in OVERWRITES_NOTHING.values() for name in names} == set()


def test_there_are_forms_to_look_at():
    assert {"OrganisationForm", "PlacementForm"} <= {form.__name__ for form in model_forms()}


def test_each_form_of_a_page_that_changes_a_row_compares():
    assert [form for form in model_forms() if not issubclass(form, ConcurrentEditForm)] == []


@pytest.mark.parametrize("model_admin", SITE_ADMINS, ids=lambda each: each.opts.label)
def test_each_form_of_the_admin_compares(model_admin):
    inlines = [inline(model_admin.model, admin.site).form for inline in model_admin.inlines]
    assert [form for form in [model_admin.form, *inlines] if not issubclass(form, ConcurrentEditForm)] == []
    assert model_admin.change_form_before_template == "components/made_from_admin.html"
