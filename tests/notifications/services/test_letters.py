"""A mail written without detours reads as the one that Django and Python's library would have written."""

from email import message_from_bytes, policy

import pytest
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.notifications.services.letters import Letter

lines = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200)
texts = (
    st.lists(lines | st.sampled_from([".", "..", "From x", "x" * 1200, "--", ""]), max_size=6)
    .map("\n".join)
    .filter(bool)
)
subjects = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Zs"]), min_size=1, max_size=120
)
addresses = st.sampled_from(["ada@example.org", "o'brien+x@example.org", "zoë@bücher.example"])
HEADERS = {"Message-ID": "<1@portal.example>", "List-Unsubscribe": f"<https://portal.example/{'x' * 200}/>"}


def written(kind, subject, text, html, to, **more):
    mail = kind(
        subject=subject,
        body=text,
        from_email="Bleibe <noreply@example.org>",
        to=[to],
        headers=HEADERS,
        **more,
    )
    mail.attach_alternative(html, "text/html")
    return message_from_bytes(mail.message().as_bytes(linesep="\r\n"), policy=policy.default)


def told(message):
    headers = {
        name: str(value).strip() for name, value in message.items() if name not in {"Content-Type", "Date"}
    }
    parts = [(part.get_content_type(), part.get_content().rstrip("\n")) for part in message.iter_parts()]
    return message.get_content_type(), headers, parts


@given(subjects, texts, texts, addresses)
@settings(max_examples=150, deadline=None)
def test_a_letter_reads_as_djangos_mail(subject, text, html, to):
    assert told(written(Letter, subject, text, html, to)) == told(
        written(EmailMultiAlternatives, subject, text, html, to)
    )


def test_no_line_of_a_letter_is_longer_than_mail_servers_take():
    mail = Letter("Subject", "word " * 400, "a@example.org", ["b@example.org"])
    mail.attach_alternative(f"<p>{'word ' * 400}</p>", "text/html")
    assert max(map(len, mail.message().as_bytes().split(b"\n"))) <= 998


def test_a_letter_with_more_than_a_text_and_html_is_written_by_django():
    message = written(Letter, "Subject", "text", "<p>html</p>", "b@example.org", cc=["c@example.org"])
    assert message["Cc"] == "c@example.org"


@pytest.mark.parametrize("header", ["a\nBcc: all@example.org", "a\r\nBcc: all@example.org"])
def test_no_header_of_a_letter_takes_a_line_break(header):
    with pytest.raises(BadHeaderError):
        written(Letter, header, "text", "<p>html</p>", "b@example.org")


def test_what_else_is_asked_about_a_letter_is_what_django_says():
    mail = Letter("Subject", "text", "a@example.org", ["b@example.org"], headers=HEADERS)
    mail.attach_alternative("<p>html</p>", "text/html")
    assert mail.message()["Message-ID"] == HEADERS["Message-ID"]
    assert mail.message().get_content_type() == "multipart/alternative"
