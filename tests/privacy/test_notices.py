from django.utils.translation import override

from portal.privacy.notices import CopyFailed, CopyReady, ErasureRequested, ErasureTakenBack


def test_the_last_mail_says_when_and_leads_to_the_certificate():
    notice = ErasureRequested(request=7, code="abc", due_at="2026-12-10T09:00:00+00:00")
    assert notice.title() == "You will be erased on 10\xa0December 2026"
    assert "10\xa0December 2026" in notice.paragraphs()[0]
    assert notice.action()[1] == "/erased/abc/"
    assert (notice.is_duty, notice.dedupe_key()) == (True, "7")
    with override("de"):
        assert "10.\xa0Dezember 2026" in notice.title()


def test_who_keeps_the_account_is_told():
    notice = ErasureTakenBack(request=7)
    assert (notice.title(), notice.dedupe_key()) == ("You keep your account", "7")
    assert "used as before" in notice.paragraphs()[0]


def test_a_copy_says_until_when_it_can_be_fetched():
    notice = CopyReady(copy=7, expires_at="2026-12-10T09:00:00+00:00")
    assert notice.title() == "The copy of your data is ready"
    assert "until 10\xa0December 2026" in notice.paragraphs()[0]


def test_a_copy_that_failed_can_be_asked_for_again():
    notice = CopyFailed(copy=7)
    assert (notice.title(), notice.dedupe_key()) == ("The copy of your data could not be made", "7")
    assert "ask again" in notice.paragraphs()[0]
    assert notice.action()[1] == "/me/privacy/copy/"
