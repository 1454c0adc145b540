"""What is held about those who look for something, and of their applications."""

from django.utils.translation import gettext_lazy as _

from portal.core.personal_data import Erasure, Holding, LegalBasis, not_personal, register

_FITTING = _("To find offers that fit you, and to show organisations what you bring when you apply.")
_SEARCHING = _("To tell you of new offers that you look for, as you asked.")
_KEEPING = _("To show you again the offers that you have bookmarked.")
_APPLYING = _("To apply at your request, and to answer you.")
_STARTING = _("To agree on your first day of work, and to help you to arrive.")
_FOLLOWING = _("To know whether a place that was taken became work, and to help where it did not.")
_OFFERING = _("To know who entered or checked an offer.")
_STAMPS = ("created_at", "updated_at")

register(
    Holding(
        model="matching.talent",
        purpose=_FITTING,
        basis=LegalBasis.CONTRACT,
        persons=("user",),
        about=(
            *("headline", "degree", "field", "graduation_on", "available_from", "kinds", "regions"),
            *("is_mobile", "hours", "changed_at", "told_at", *_STAMPS),
        ),
        plain=("id", "words"),
    ),
    Holding(
        model="matching.talentskill",
        purpose=_FITTING,
        basis=LegalBasis.CONTRACT,
        persons=("talent__user",),
        about=("skill", "level"),
        plain=("id",),
    ),
    Holding(
        model="matching.talentlanguage",
        purpose=_FITTING,
        basis=LegalBasis.CONTRACT,
        persons=("talent__user",),
        about=("language", "level"),
        plain=("id",),
    ),
    Holding(
        model="matching.document",
        purpose=_FITTING,
        basis=LegalBasis.CONTRACT,
        persons=("talent__user",),
        about=("kind", "title", "file", "size", *_STAMPS),
        plain=("id",),
        files=("file",),
    ),
    Holding(
        model="matching.application",
        purpose=_APPLYING,
        basis=LegalBasis.CONTRACT,
        persons=("talent__user",),
        traces=("in_charge",),
        about=(
            *("placement", "state", "message", "set_words", "cv", "is_of_minor", "name_shown_at"),
            *("profile_until", "words_until", *_STAMPS),
        ),
        plain=(
            "id",
            "conversation",
            "last_step_at",
            "waits_since",
            "answered_at",
            "terms_zone",
        ),  # the days of the steps, and where these days end
    ),
    Holding(
        model="matching.applicationevent",
        purpose=_APPLYING,
        basis=LegalBasis.CONTRACT,
        persons=("application__talent__user",),
        traces=("actor",),
        about=("state", "at", "message", "reason", "is_automatic"),
        plain=("id",),
    ),
    Holding(
        model="matching.interview",
        purpose=_APPLYING,
        basis=LegalBasis.CONTRACT,
        persons=("application__talent__user",),
        about=("appointment",),
        plain=("id",),
    ),
    Holding(
        model="matching.firstday",
        purpose=_STARTING,
        basis=LegalBasis.CONTRACT,
        persons=("application__talent__user",),
        about=("state", "starts_on", "starts_at", "place", "receiver", "bring", *_STAMPS),
        plain=("id", "application"),
    ),
    Holding(
        model="matching.arrivaltick",
        purpose=_STARTING,
        basis=LegalBasis.CONTRACT,
        persons=("person",),
        about=("item", "done_at"),
        plain=("id",),
    ),
    Holding(
        model="matching.arrivalanswer",
        purpose=_FOLLOWING,
        basis=LegalBasis.PUBLIC_TASK,
        persons=("application__talent__user",),
        about=("outcome", "rating", "words", *_STAMPS),
        plain=("id", "application"),
    ),
    Holding(
        model="matching.recommendation",
        purpose=_FITTING,
        basis=LegalBasis.CONTRACT,
        persons=("talent__user",),
        about=("placement", "score", "told_at"),
        plain=("id",),
    ),
    Holding(
        model="matching.savedsearch",
        purpose=_SEARCHING,
        basis=LegalBasis.CONTRACT,
        persons=("person",),
        about=("name", "query", "frequency", "looked_at", "removed_at", *_STAMPS),
        secret=("token_hash", "token"),
        plain=("id", "known", "seen"),  # which offers are no news
    ),
    Holding(
        model="matching.bookmark",
        purpose=_KEEPING,
        basis=LegalBasis.CONTRACT,
        persons=("person",),
        about=("placement", "removed_at", *_STAMPS),
        plain=("id",),
    ),
    Holding(
        model="matching.placement",
        purpose=_OFFERING,
        basis=LegalBasis.LEGITIMATE_INTEREST,
        traces=("created_by",),
        plain=(
            *(
                "id",
                "organisation",
                "programmes",
                "kind",
                "title",
                "description",
                "fields",
                "degree",
                "seats",
            ),
            *("city", "region", "country", "is_remote", "hours", "pay_min", "pay_max", "pay_period", "state"),
            *("starts_on", "ends_on", "expires_at", "published_at", "still_open_asked_at"),
            "paused_unanswered_at",
            "seats_of_gone",
            *("changed_at", "search", "search_name", "words", *_STAMPS),
        ),
        erasure=Erasure.DETACH,
    ),
    Holding(
        model="matching.posting",
        purpose=_OFFERING,
        basis=LegalBasis.LEGITIMATE_INTEREST,
        traces=("reviewed_by",),
        plain=("id", "placement", "programme", "state", "note", "reviewed_at", *_STAMPS),
        erasure=Erasure.DETACH,
    ),
)

not_personal(
    matching__answerfigure=_("How reliably and how soon an organisation answers, in numbers."),
    matching__offeropening=_("When an offer was found open, by all searches alike."),
    matching__offerwords=_("What an offer is found by."),
    matching__placementskill=_("What an offer asks for."),
    matching__placementlanguage=_("What an offer asks for."),
)
