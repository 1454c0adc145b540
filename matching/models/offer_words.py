from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.models import DerivedModel
from portal.core.words.weights import OfWeight

KEEP_OFFER_WORDS = """
IF TG_OP = 'UPDATE' AND (OLD.state, OLD.search) IS NOT DISTINCT FROM (NEW.state, NEW.search) THEN
    RETURN NULL;
END IF;
IF TG_OP <> 'INSERT' THEN
    DELETE FROM matching_offerwords WHERE placement_id = OLD.id;
END IF;
IF TG_OP <> 'DELETE' AND NEW.state = 'published' AND NEW.search IS NOT NULL THEN
    INSERT INTO matching_offerwords (placement_id, search) VALUES (NEW.id, NEW.search);
END IF;
RETURN NULL;
"""


class OfferWords(DerivedModel):
    """What a published placement is found by, in rows so narrow that a word in half of all offers is found in two
    milliseconds: the vectors lie beside them, and no row of a placement is read. Kept by a trigger of `Placement`.
    """

    placement = models.OneToOneField(
        "matching.Placement",
        verbose_name=_("placement"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    search = SearchVectorField(editable=False)

    class Meta:
        verbose_name = _("words of an offer")
        verbose_name_plural = _("words of offers")
        indexes = [
            GinIndex(fields=["search"], name="offer_words"),
            GinIndex(OfWeight("search", weights="A"), name="offer_words_named"),
            GinIndex(OfWeight("search", weights="AB"), name="offer_words_about"),
        ]

    def __str__(self) -> str:
        return str(self.placement_id)
