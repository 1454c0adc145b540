from django.utils.translation import override

from portal.privacy.notices import ErasureRequested, ErasureTakenBack


def test_the_last_mail_says_when_and_leads_to_the_certificate():
    notice = ErasureRequested(request=7, code="abc", due_at="2026-12-10T09:00:00+00:00")
    assert notice.title() == "You will be erased on 10 December 2026"
    assert "10 December 2026" in notice.paragraphs()[0]
    assert notice.action()[1] == "/erased/abc/"
    assert (notice.is_duty, notice.dedupe_key()) == (True, "7")
    with override("de"):
        assert "10. Dezember 2026" in notice.title()


def test_who_keeps_the_account_is_told():
    notice = ErasureTakenBack(request=7)
    assert (notice.title(), notice.dedupe_key()) == ("You keep your account", "7")
    assert "used as before" in notice.paragraphs()[0]
