"""Events behind and ahead, a mentoring round with its mentors, and inboxes as they look after a while."""

from i18nfield.strings import LazyI18nString

from events.constants import EventFormat, EventState
from events.models import Event
from mentoring.models import Mentor, MentoringRound
from portal.demo.facts import PROGRAMMES, TEXTS
from portal.demo.people import MENTOR
from portal.demo.steps.base import i18n
from portal.demo.world import World
from portal.notifications.constants import Delivery
from portal.notifications.models import Notification
from portal.users.models import User

EVENTS = (
    (
        EventFormat.DIALOGUE,
        {"en": "Evening of arriving", "de": "Abend des Ankommens", "sl": "Večer prihoda"},
        9,
        18,
        3,
    ),
    (
        EventFormat.WORKSHOP,
        {
            "en": "A CV that is read here",
            "de": "Ein Lebenslauf, der hier gelesen wird",
            "sl": "Življenjepis, ki ga tu preberejo",
        },
        16,
        14,
        3,
    ),
    (
        EventFormat.INFO,
        {
            "en": "Companies tell how they work",
            "de": "Betriebe erzählen, wie sie arbeiten",
            "sl": "Podjetja povedo, kako delajo",
        },
        30,
        17,
        2,
    ),
    (
        EventFormat.NETWORK,
        {"en": "Breakfast for newcomers", "de": "Frühstück für Zugezogene", "sl": "Zajtrk za prišleke"},
        -20,
        9,
        2,
    ),
)
FOR_PUPILS = (
    EventFormat.SHADOWING_DAY,
    {
        "en": "Girls and boys build a robot",
        "de": "Mädchen und Jungen bauen einen Roboter",
        "sl": "Dekleta in fantje sestavijo robota",
    },
    12,
    9,
    5,
)
SQUARE = {"DE": "Marktplatz", "SI": "Titov trg"}
UNREAD = 3


def add_events(world: World) -> None:
    for number, facts in enumerate(PROGRAMMES):
        offered = [*EVENTS, FOR_PUPILS] if facts.slug == "zumiro" else EVENTS
        for kind, title, days, hour, hours in offered:
            day = days + 2 * number
            Event.objects.create(
                programme=world.programmes[facts.slug],
                host=world.organisations[facts.lead],
                format=kind,
                state=EventState.PUBLISHED if day > 0 else EventState.DONE,
                title=i18n(title),
                description=i18n(TEXTS["event"]),
                starts_at=world.moment(day, hour),
                ends_at=world.moment(day, hour + hours),
                place=f"{facts.place or world.organisations[facts.lead].city}, {SQUARE[facts.country]} 1",
            )


def add_mentoring(world: World) -> None:
    for facts in PROGRAMMES:
        mentoring_round = MentoringRound.objects.create(
            programme=world.programmes[facts.slug],
            title=LazyI18nString({"en": "Spring round", "de": "Frühjahrsrunde", "sl": "Pomladni krog"}),
            starts_on=world.day(-30),
            ends_on=world.day(150),
        )
        Mentor.objects.create(
            round=mentoring_round,
            user=world.person(MENTOR, facts.slug),
            topics="Applications, everyday life, working culture",
            languages=["de", "en"],
            capacity=2,
        )


def mark_inboxes_read(world: World) -> None:
    """Nothing of all this is mailed, and only the newest messages of each demo person are still unread."""
    Notification.objects.update(delivery=Delivery.SKIPPED, read_at=world.moment(0, 7))
    for person in User.objects.filter(pk__in=[user.pk for user in world.people.values()]):
        newest = list(person.notifications.order_by("-pk").values_list("pk", flat=True)[:UNREAD])
        Notification.objects.filter(pk__in=newest).update(read_at=None)
