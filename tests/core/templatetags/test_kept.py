"""What every page says is kept, and nothing of any page with it."""

from django.contrib.auth.models import AnonymousUser
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils.translation import override


def test_what_is_kept_sees_nothing_of_a_page_or_of_who_reads_it() -> None:
    source = Template(
        "{% load kept %}{% kept %}[{{ name }}{{ user }}{{ request.path }}{% csrf_token %}]{% endkept %}{{ name }}"
    )
    for name in ("Amira", "Boris"):
        request = RequestFactory().get(f"/{name}/")
        request.user = AnonymousUser()
        assert source.render(RequestContext(request, {"name": name, "csrf_token": name})) == f"[]{name}"


def test_what_is_kept_is_rendered_once_in_each_language() -> None:
    source = Template("{% load i18n kept %}{% kept %}{% translate 'Language' %} {% now 'u' %}{% endkept %}")
    read = {}
    for language in ("en", "de", "en", "de"):
        with override(language):
            read.setdefault(language, set()).add(source.render(Context()))
    assert [len(texts) for texts in read.values()] == [1, 1]
    assert read["de"].pop().startswith("Sprache ")
