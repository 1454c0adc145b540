"""Every domain model is scoped, or stands here with the reason why not; a new one fails until it is."""

import inspect
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib import admin
from django.forms import BaseForm, ModelChoiceField

from programmes.roles import GRANTS, REACH, Reach
from programmes.scoping import Scoped, ScopedQuerySet
from tests.architecture.read_rules import EXEMPT as MAY_BE_READ
from tests.architecture.read_rules import QUERIES_WITHOUT_READER, UNSEARCHED_MODULES, UNSEARCHED_ROOMS
from tests.architecture.reads import asks_for_reader, dotted, reading_queries, unscoped_reads
from tests.architecture.source import PACKAGES, files, our_models

EXEMPT = {
    "matching.answerfigure": "Numbers on an organisation's public page; asked for with the organisation.",
    "matching.offeropening": "Numbers beside keys of offers, resolved by what is open; no page shows one.",
    "matching.offerwords": "Answers words with keys of what is published; no page shows one.",
    "core.change": "Names keys of rows that have changed and nothing about them; no page shows one.",
    "users.user": "People are reached through memberships, contacts and enrolments; the list is the operator's.",
    "notifications.notification": "A message is its recipient's alone: its own visible_to knows nobody else.",
    "notifications.preference": "Belongs to one person and is only ever read for that person.",
    "programmes.calendarfeed": "Its owner's alone, and found by its secret address.",
    "privacy.purpose": "Why data is processed is public.",
    "privacy.purposeversion": "The wording people agree to is public.",
    "privacy.consent": "Reached through the person who gave it, and through the enrolment it belongs to.",
    "privacy.guardianconsent": "Reached by a secret link, and by the operator.",
    "privacy.accesslog": "The operator's alone.",
    "privacy.retentionperiod": "Days for which rows are kept; the operator's.",
    "privacy.retentionrun": "Numbers of what was deleted; nobody is in them.",
    "privacy.retentionresult": "Numbers of what was deleted; nobody is in them.",
    "privacy.datacopy": "Its owner's alone.",
    "privacy.unusedaccount": "Its owner's, told by mail; numbers alone in the operator's report.",
    "privacy.erasurerequest": "One's own, the operator's, and whoever holds the secret address of a certificate.",
    "matching.arrivalitem": "What everybody has to do on arriving.",
    "programmes.schoolholiday": "Published days, the same for everybody.",
    "matching.skill": "A vocabulary that everybody shares.",
    "matching.skilllabel": "A vocabulary that everybody shares.",
    "evaluation.factcheck": "Numbers of what was mended; nobody is in them.",
    "evaluation.framework": "A funder's published list.",
    "evaluation.indicator": "A funder's published list.",
}


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label_lower)
def test_every_domain_model_is_scoped_or_exempt_with_a_reason(model):
    is_exempt = model._meta.label_lower in EXEMPT
    assert issubclass(model, Scoped) != is_exempt


def test_no_exemption_outlives_its_model():
    assert set(EXEMPT) <= {model._meta.label_lower for model in our_models()}


@pytest.mark.parametrize(
    "model",
    [m for m in our_models() if issubclass(m, Scoped)],
    ids=lambda m: m._meta.label_lower,
)
def test_a_scoped_model_declares_the_path_of_every_role_that_reaches_it(model):
    assert isinstance(model._default_manager.all(), ScopedQuerySet)
    needed = {
        REACH[role] for role, grants in GRANTS.items() if grants.get(model._meta.label_lower, set()) - {"add"}
    }
    declared = {
        Reach.PROGRAMME: bool(model.programme_path),
        Reach.ORGANISATION: bool(model.organisation_path),
        Reach.OWN: bool(model.owner_path),
        Reach.PUBLIC: type(model._default_manager.all())._is_public is not ScopedQuerySet._is_public,
    }
    assert {reach.name for reach in needed if not declared[reach]} == set()


SHOWN_WHILE_RESTRICTED = {
    "programmes.enrolment": "A funder's proof: figures and lists of participants are a duty.",
    "programmes.hours": "Make the participation that is a funder's proof.",
    "programmes.paperconsent": "Proves the participation that is a funder's proof.",
    "evaluation.participantrecord": "A funder's questions: figures rest on them.",
    "programmes.membership": "Who answers for a programme must be known as long as they do.",
    "programmes.messagereport": "Protects who has reported: Article 18(2) GDPR.",
    "programmes.contact": "Who speaks for an organisation must be known to it as long as they do.",
    "events.event": "The programme's own; that somebody is in its list shows it to them.",
    "events.session": "The programme's own; that somebody is in the event's list shows it to them.",
    "events.admission": "The programme's own; that somebody is in the event's list shows it to them.",
    "events.classoffer": "The programme's own; that somebody is in the event's list shows it to them.",
    "matching.placement": "The organisation's own; that somebody applied shows it to them.",
    "mentoring.mentoringround": "The programme's own; that somebody is a mentor shows it to them.",
}


def test_what_people_own_is_hidden_from_the_day_they_ask_to_be_erased():
    """`is_hidden_while_restricted`; an exemption says which duty needs the rows."""
    shown = {
        model._meta.label_lower
        for model in our_models()
        if issubclass(model, Scoped) and model.owner_path and not model.is_hidden_while_restricted
    }
    assert shown == SHOWN_WHILE_RESTRICTED.keys()


def test_the_matrix_speaks_of_models_that_exist():
    labels = {label for grants in GRANTS.values() for label in grants}
    assert labels <= {model._meta.label_lower for model in our_models()}


NUMBERS_ALONE = {"privacy.retentionrun"}
"""In the matrix, though no row of theirs is anybody's: whoever may see one sees all."""


def test_every_scoped_model_is_reached_by_somebody():
    reached = {label for grants in GRANTS.values() for label in grants}
    assert {m._meta.label_lower for m in our_models() if issubclass(m, Scoped)} == reached - NUMBERS_ALONE


def registered_admins():
    return [model_admin for model, model_admin in admin.site._registry.items() if issubclass(model, Scoped)]


def test_every_admin_of_a_scoped_model_derives_from_the_scoped_one():
    from programmes.admin.base import ScopedInline, ScopedModelAdmin

    admins = registered_admins()
    assert len(admins) > 0
    assert [type(a).__name__ for a in admins if not isinstance(a, ScopedModelAdmin)] == []
    inlines = [inline for a in admins for inline in a.inlines if issubclass(inline.model, Scoped)]
    assert [inline.__name__ for inline in inlines if not issubclass(inline, ScopedInline)] == []


def subclasses(base):
    for each in base.__subclasses__():
        yield each
        yield from subclasses(each)


def test_the_choices_of_every_form_are_narrowed_to_the_reader():
    """Django offers all rows to a form's foreign keys. Ours offer nothing, or what `__init__` puts there."""
    import_module(settings.ROOT_URLCONF)
    offences = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in subclasses(BaseForm)
        if form.__module__.split(".")[0] in PACKAGES
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, ModelChoiceField) and field.queryset is not None
        if not field.queryset.query.is_empty()
        and f'self.fields["{name}"].queryset = ' not in inspect.getsource(form)
    ]
    assert offences == []


# --- Reads: tests/architecture/reads.py finds them, read_rules.py has the exemptions --------------------------------


def test_rows_are_reached_only_through_visible_to():
    """In every module and template; an exemption names the place, what is read there, and why."""
    offences = [f"{read.key} (line {read.line})" for read in unscoped_reads() if read.key not in MAY_BE_READ]
    assert offences == []


def test_no_exemption_outlives_its_place():
    assert set(MAY_BE_READ) - {read.key for read in unscoped_reads()} == set()
    modules = {dotted(path) for path in files()}
    packages = {".".join(module.split(".")[:length]) for module in modules for length in (1, 2, 3, 4)}
    assert set(UNSEARCHED_MODULES) <= packages
    assert set(UNSEARCHED_ROOMS) <= {package.rpartition(".")[2] for package in packages}


def test_queries_are_told_who_reads_or_given_rows_that_were_found_for_somebody():
    functions = dict(reading_queries())
    offences = [name for name, function in functions.items() if not asks_for_reader(function)]
    assert set(offences) - set(QUERIES_WITHOUT_READER) == set()
    assert set(QUERIES_WITHOUT_READER) - set(offences) == set()
