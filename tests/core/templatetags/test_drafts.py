"""Under which letters a browser keeps what is typed."""

from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser
from django.template import Context

from portal.core.templatetags.drafts import draft, draft_days, draft_over, ticked_draft


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
    assert (
        draft(context(AnonymousUser()), "apply", 7)
        == ' data-draft="apply-7" data-draft-owner="" data-draft-days="3"'
    )


def test_a_form_says_for_how_long_it_is_kept_and_whether_with_what_is_ticked():
    page = context(AnonymousUser())
    assert draft(page, "ask", 7).endswith(f' data-draft-days="{draft_days()}"')
    assert ticked_draft(page, 30, "ask", 7).endswith(' data-draft-days="30" data-draft-ticked')
