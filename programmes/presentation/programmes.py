"""Programmes as lists and pages show them."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.facts import Shown, shown_in
from portal.core.locales import country_name, own_language_name
from portal.core.presentation import Item, Rendering, items, renderings, sentence, spoken, spoken_note
from portal.core.regions.tree import region_name
from portal.core.share_pictures import SharePicture
from programmes.constants import ProgrammeStatus
from programmes.facts import PROGRAMME_FACTS
from programmes.models import Organisation, Programme
from programmes.workflows.programmes import PROGRAMME


def period(programme: Programme) -> str:
    """The funded time in the reader's language; empty when nothing is known."""
    begin = date_format(programme.starts_on, "DATE_FORMAT") if programme.starts_on else ""
    end = date_format(programme.ends_on, "DATE_FORMAT") if programme.ends_on else ""
    if begin and end:
        return f"{begin} – {end}"
    if begin:
        return _("since %(date)s") % {"date": begin}
    return _("until %(date)s") % {"date": end} if end else ""


def place(row: Programme | Organisation) -> str:
    """Town or region, and country, as the reader's language calls it."""
    town = row.city if isinstance(row, Organisation) else row.place or region_name(row.region)
    return ", ".join(part for part in (town, country_name(row.country)) if part)


def _region(programme: Programme) -> str:
    """Where that says more than the place."""
    return region_name(programme.region) if programme.place else ""


PROGRAMME_WORDS = renderings(
    Programme,
    PROGRAMME_FACTS,
    {
        "period": Rendering(label=gettext_lazy("Funded"), value=period),
        "place": Rendering(label=gettext_lazy("Place"), value=place),
        "region": Rendering(label=gettext_lazy("Region"), value=_region),
        "languages": Rendering(
            label=gettext_lazy("Languages"),
            value=lambda row: ", ".join(own_language_name(code) for code in row.languages),
        ),
        "contact_email": Rendering(
            label=gettext_lazy("Contact"),
            value=lambda row: row.contact_email,
            url=lambda row: f"mailto:{row.contact_email}",
        ),
    },
)
"""How each fact of a programme reads. What is not named here reads as its field does."""


def programme_share_picture(programme: Programme) -> SharePicture:
    """What is shown of the programme where its address is shared."""
    return SharePicture(
        kind=_("Programme"),
        title=str(programme.title),
        by="",
        place=place(programme),
        name=programme.acronym,
        colour=programme.colour,
    )


def programme_facts(programme: Programme, *, parent: Programme | None) -> list[Item]:
    """Items of components/facts.html. `parent` is what the reader may know that the programme is part of."""
    part_of: Rendering[Programme] = Rendering(
        label=gettext_lazy("Part of"),
        value=lambda _row: parent.acronym if parent else "",
        url=lambda _row: parent.get_absolute_url() if parent else "",
    )
    return items(programme, shown_in(PROGRAMME_FACTS, Shown.GLANCE), {**PROGRAMME_WORDS, "parent": part_of})


def programme_tag(programme: Programme) -> tuple[str, str]:
    """Words and kind of the one tag a card carries: what a reader must know first."""
    if programme.is_example:
        return _("Example"), "warn"
    if programme.status == ProgrammeStatus.RUNNING:
        return "", ""
    return str(programme.get_status_display()), PROGRAMME.badge(programme.status)


def programme_card(programme: Programme) -> dict[str, object]:
    """Parameters of components/link_card.html, and the slug whose colour the card takes."""
    meta = [place(programme), period(programme)]
    count = getattr(programme, "subprogramme_count", 0)
    if count:
        meta.append(ngettext("%(count)d subprogramme", "%(count)d subprogrammes", count) % {"count": count})
    tag, tag_kind = programme_tag(programme)
    return {
        "slug": programme.slug,
        "url": programme.get_absolute_url(),
        "kicker": programme.acronym,
        "title": sentence(
            _("%(acronym)s: %(title)s"), acronym=programme.acronym, title=spoken(programme.title)
        )
        if str(programme.title) != programme.acronym
        else programme.acronym,
        "text": spoken(programme.summary),
        "meta": [fact for fact in (*meta, spoken_note(programme.summary)) if fact],
        "tag": tag,
        "tag_kind": tag_kind,
    }
