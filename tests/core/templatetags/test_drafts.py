"""Under which letters a browser keeps what is typed."""

from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser
from django.template import Context

from portal.core.templatetags.drafts import draft, draft_over


def context(user):
    return Context({"request": SimpleNamespace(user=user)})


def person(pk):
    return SimpleNamespace(pk=pk, is_authenticated=True)


def test_letters_stand_for_one_person_and_tell_nobody_who():
    first, second = (draft(context(person(pk)), "apply", 7) for pk in (1, 2))
    assert first != second
    assert first.startswith(' data-draft="apply-7" data-draft-owner="')
    owner = first.split('"')[3]
    assert draft_over(context(person(1)), "apply", 7) == f' data-draft-over="{owner}:apply-7"'


def test_a_visitor_has_none():
    assert draft(context(AnonymousUser()), "apply", 7) == ' data-draft="apply-7" data-draft-owner=""'
