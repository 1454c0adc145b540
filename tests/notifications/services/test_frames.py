"""A template with words filled in afterwards reads as if it had been rendered with them."""

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.notifications.services.frames import render

AWKWARD = ["", "<b>", "a & b", "„Übung“", "{{ name }}", "%(name)s", "\ue0000\ue001"]
words = st.text(max_size=20) | st.sampled_from(AWKWARD)
items = st.fixed_dictionaries(
    {"title": words, "paragraphs": st.lists(words, max_size=3), "label": words, "url": words}
)
frame = {
    "name": words,
    "subject": words,
    "site_url": st.just("https://portal.example"),
    "preferences_url": words,
    "stop_url": words,
}
contexts = {
    "message": st.fixed_dictionaries({**frame, "item": items}),
    "digest": st.fixed_dictionaries({**frame, "items": st.lists(items, min_size=2, max_size=4)}),
}


@pytest.mark.parametrize("kind", ["txt", "html"])
@pytest.mark.parametrize("name", contexts)
@given(data=st.data(), language=st.sampled_from(["en", "de", "sl"]))
@settings(max_examples=60, deadline=None)
def test_a_mail_is_what_its_template_makes_of_it(name, kind, data, language):
    context = data.draw(contexts[name])
    with override(language):
        assert render(f"emails/{name}.{kind}", context) == render_to_string(f"emails/{name}.{kind}", context)
