from datetime import timedelta
from enum import StrEnum

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SkillType(models.TextChoices):
    SKILL = "skill", _("Skill")
    KNOWLEDGE = "knowledge", _("Knowledge")
    TRANSVERSAL = "transversal", _("Transversal skill")


class SkillLevel(models.IntegerChoices):
    BASIC = 1, pgettext_lazy("skill level", "Basic")
    GOOD = 2, pgettext_lazy("skill level", "Good")
    ADVANCED = 3, pgettext_lazy("skill level", "Advanced")
    EXPERT = 4, pgettext_lazy("skill level", "Expert")


class Cefr(models.IntegerChoices):
    """Common European Framework of Reference for Languages (Council of Europe), with native speakers above C2."""

    A1 = 1, "A1"
    A2 = 2, "A2"
    B1 = 3, "B1"
    B2 = 4, "B2"
    C1 = 5, "C1"
    C2 = 6, "C2"
    NATIVE = 7, pgettext_lazy("language level", "Native")


class DegreeLevel(models.IntegerChoices):
    """ISCED 2011 levels. Each names what people hold, since nobody knows their level of ISCED.

    The mapping of German qualifications (Meister, Techniker and Fachwirt stand beside the bachelor) is that of the
    ISCED 2011 mappings; programmes confirm it with their authority.
    """

    NONE = 0, _("No school certificate")
    PRIMARY = 1, _("Primary school")
    LOWER_SECONDARY = 2, _("Lower secondary school")
    UPPER_SECONDARY = 3, _("Upper secondary school or vocational training")
    POST_SECONDARY = 4, _("Post-secondary training below university")
    SHORT_TERTIARY = 5, _("Short university course, or Meister by a short course (under 880 hours)")
    BACHELOR = 6, _("Bachelor, Meister, Techniker or Fachwirt")
    MASTER = 7, _("Master, Diplom or state examination")
    DOCTORATE = 8, _("Doctorate")


class Field(models.TextChoices):
    """Broad fields of ISCED-F 2013."""

    GENERIC = "00", _("Generic programmes")
    EDUCATION = "01", _("Education")
    ARTS = "02", _("Arts and humanities")
    SOCIAL = "03", _("Social sciences, journalism and information")
    BUSINESS = "04", _("Business, administration and law")
    SCIENCE = "05", _("Natural sciences, mathematics and statistics")
    ICT = "06", _("Information and communication technologies")
    ENGINEERING = "07", _("Engineering, manufacturing and construction")
    AGRICULTURE = "08", _("Agriculture, forestry, fisheries and veterinary")
    HEALTH = "09", _("Health and welfare")
    SERVICES = "10", _("Services")


class Wish(StrEnum):
    """Names of what offers look for in talents and talents in offers, beside skills and minima."""

    FIELD = "field"
    KIND = "kind"
    REGION = "region"


DEGREE = "degree"
"""The name of the minimum that is a `DegreeLevel`."""


class PlacementKind(models.TextChoices):
    JOB = "job", _("Job")
    INTERNSHIP = "internship", _("Internship")
    WORKING_STUDENT = "working_student", _("Working student")
    THESIS = "thesis", _("Thesis")
    TRAINEE = "trainee", _("Trainee")
    SHADOWING = "shadowing", _("Job shadowing")
    VISIT = "visit", _("Company visit")
    RESEARCH = "research", _("Research project")
    CHALLENGE = "challenge", _("Challenge")


KIND_LOOKS = {
    PlacementKind.JOB: "work",
    PlacementKind.TRAINEE: "work",
    PlacementKind.INTERNSHIP: "study",
    PlacementKind.WORKING_STUDENT: "study",
    PlacementKind.THESIS: "study",
    PlacementKind.SHADOWING: "visit",
    PlacementKind.VISIT: "visit",
    PlacementKind.RESEARCH: "project",
    PlacementKind.CHALLENGE: "project",
}
"""The colour of each kind's tag: to work, to learn, to look in, to solve something."""


PUPILS_KINDS = (PlacementKind.SHADOWING, PlacementKind.VISIT)
"""What is meant for school pupils: others see it last, unless they ask for it."""

SHOWN_TO_PUPILS = frozenset({*PUPILS_KINDS, PlacementKind.RESEARCH})
"""What a pupil is shown, and nothing else: lists, search, counts, pages and recommendations alike ask this."""


SEARCH_LINES = ("q", "level", "language", "place", "around", "km", "programme", "degree", "starts")
SEARCH_LISTS = ("kind", "written", "spoken", "field")
SEARCH_FLAGS = ("remote", "paid", "fits")
"""What a search for offers may say: one value, several, or yes."""

USUAL_KILOMETRES = "25"

SEARCH_LEVELS = {
    "0": _("No knowledge yet"),
    "2": Cefr.A2.label,
    "3": Cefr.B1.label,
    "4": Cefr.B2.label,
    "5": Cefr.C1.label,
}
SEARCH_DEGREES = {
    "3": DegreeLevel.UPPER_SECONDARY.label,
    "6": DegreeLevel.BACHELOR.label,
    "7": DegreeLevel.MASTER.label,
}
SEARCH_FIELDS = {field.value: field.label for field in Field if field != Field.GENERIC}
SEARCH_STARTS = {"now": _("Now or any time"), "soon": _("Within three months"), "later": _("Later")}
SEARCH_YES = {"remote": _("Remote possible"), "paid": _("Pay is stated"), "fits": _("Fits me")}
"""What choices of a search are called."""

MOST_SEARCHES = 20
"""So many searches one person keeps."""
SEARCH_NAME_LENGTH = 80
SEARCH_KEPT = timedelta(days=1)
"""So long a search that was removed can be brought back."""
MOST_FOUND = 10
"""So many offers of one search one message names; it says how many more there are."""


MOST_BOOKMARKS = 200
"""So many offers one person keeps."""
BOOKMARK_KEPT = timedelta(days=1)
"""So long a bookmark that was removed can be brought back."""


class SearchFrequency(models.TextChoices):
    """How soon somebody is told of what a saved search finds."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    NEVER = "never", pgettext_lazy("mails of a saved search", "Never")


class AskingYear(models.TextChoices):
    """Where a pupil stands who asks for a place, as roughly as a company has to know."""

    YEARS_7_8 = "years_7_8", _("I am in year 7 or 8.")
    YEARS_9_10 = "years_9_10", _("I am in year 9 or 10.")
    YEARS_11_13 = "years_11_13", _("I am in year 11, 12 or 13.")
    VOCATIONAL = "vocational", _("I am at a vocational school.")


class AskingTime(models.TextChoices):
    """When a pupil could come."""

    MORNINGS = "mornings", _("I can come on a school day if my school agrees.")
    AFTERNOONS = "afternoons", _("I can come in the afternoon.")
    HOLIDAYS = "holidays", _("I can come in the school holidays.")
    CLASS = "class", _("I come together with my class.")


class AskingReason(models.TextChoices):
    """Why a pupil would like to come."""

    LOOK = "look", _("I would like to see what people do there.")
    TRY = "try", _("I would like to try something out.")
    CAREER = "career", _("I am looking for an idea of what to learn after school.")
    PROJECT = "project", _("I need it for school.")


ASKING_WORDS: dict[str, str | Promise] = {
    str(value): label for words in (AskingYear, AskingTime, AskingReason) for value, label in words.choices
}
"""All that a pupil tells a company when asking for a place: chosen sentences, and nothing typed."""


class PlacementState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for review")
    PUBLISHED = "published", _("Published")
    PAUSED = "paused", _("Paused")
    FILLED = "filled", _("Filled")
    EXPIRED = "expired", _("Expired")
    REJECTED = "rejected", _("Rejected")


class PostingState(models.TextChoices):
    """Where the review by one programme stands."""

    WAITING = "waiting", _("Waiting for review")
    PUBLISHED = "published", _("Published")
    REJECTED = "rejected", _("Rejected")


class SkillNeedKind(models.TextChoices):
    REQUIRED = "required", _("Required")
    WELCOME = "welcome", _("Welcome")


class PayPeriod(models.TextChoices):
    HOUR = "hour", _("an hour")
    MONTH = "month", _("a month")
    YEAR = "year", _("a year")


class DocumentKind(models.TextChoices):
    CV = "cv", _("CV")


class ApplicationState(models.TextChoices):
    RECEIVED = "received", _("Received")
    VIEWED = "viewed", _("Viewed")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    INTERVIEW = "interview", _("Invited to an interview")
    OFFERED = "offered", _("Place offered")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    NOT_TAKEN = "not_taken", _("Place not taken")
    WITHDRAWN = "withdrawn", _("Withdrawn")


INTERVIEWED = (ApplicationState.INTERVIEW, ApplicationState.OFFERED)
"""States in which interviews go on."""


class DeclineReason(models.TextChoices):
    """Why a company declines, to be chosen. `matching.notices.reasons` says what the applicant reads then."""

    OTHERS_FIT = "others_fit", _("Others fit this place better")
    EXPERIENCE = "experience", _("More experience is needed")
    LANGUAGE = "language", _("More of a language is needed")
    QUALIFICATION = "qualification", _("A qualification is missing that we must ask for")
    START = "start", _("Start or working hours do not match")
    MANY = "many", _("Very many people have applied")
    NOT_FILLED = "not_filled", _("We do not fill the place after all")


REMINDS = "matching.unanswered"
"""The kind of reminder that tells a company of applications that wait for it."""
PAUSES = "matching.pause_unanswered"
"""The kind of reminder that says after how long a placement is paused for which nobody answers."""
AT_ONCE = 100
"""So many applications a company answers at once, while it waits for the page."""


class FirstDayState(models.TextChoices):
    """Where agreeing on the first day of work stands."""

    SUGGESTED = "suggested", pgettext_lazy("first day", "Suggested by the company")
    WISHED = "wished", pgettext_lazy("first day", "Another day wished for")
    AGREED = "agreed", pgettext_lazy("first day", "Agreed")


class ArrivalOutcome(models.TextChoices):
    """What became of a place that was taken, four weeks after the start."""

    STARTED = "started", _("I have started, and I am there")
    NOT_STARTED = "not_started", _("I have not started")
    LEFT = "left", _("I had started, and have left again")


class ArrivalRating(models.TextChoices):
    GOOD = "good", pgettext_lazy("how it is at work", "Good")
    MIXED = "mixed", pgettext_lazy("how it is at work", "So-so")
    BAD = "bad", pgettext_lazy("how it is at work", "Not good")


MAX_SKILLS = 40
MAX_LANGUAGES = 15
MAX_SEATS = 500
WEEKLY_HOURS = (MinValueValidator(1), MaxValueValidator(60))
FULL_TIME = 35
"""Hours a week from which work is called full time."""
MESSAGE_LIMIT = 4000
MAX_REOPENINGS = 1
"""So often an applicant takes up again what they have ended: a mind may change, and companies rely on the next one."""
UNANSWERED_DAYS = 7
"""A coordinator is told of applications that nobody has answered for this many days."""
STILL_OPEN_NOTICE_DAYS = 7
STILL_OPEN_HOUR = 6  # of the portal's time zone; from then on until midnight companies are asked
"""A company is asked "still open?" this many days before its placement expires."""
LONGEST_LISTING_DAYS = 180
"""A placement is shown for at most half a year before the company says again that it is open."""

PROFILE_DAYS = 28
"""After a place was accepted, the company reads profile and CV until so many days past the start of the work."""
WORDS_DAYS = 30
"""So many days after any end of an application, the company reads what was written with it; then nothing."""
UNDECIDED_DAYS = 90
"""An application that nobody has moved for so many days after its offer ended is over, decided or not."""

MAX_REGIONS = 10
MAX_DOCUMENTS = 10

LEAST_TOLD = 60
"""Of what fits less than this, in per cent, nobody is told; they find it in the list."""
MOST_TOLD = 5
"""So many offers one message names at most, the best-fitting first."""
PREPARED = timedelta(hours=12)
"""So long before a digest leaves, it is gathered what there is to tell."""
TOLD_DAYS = 90
"""So long after an offer ended it is still known who was told of it, should it be offered again."""

ARRIVAL_ASKED_DAYS = 28
"""So long after the start of the work somebody is asked whether they are there, and how it is."""
ARRIVAL_LINK_DAYS = 42
"""So long the link in that mail answers without signing in."""
ARRIVAL_WORDS = 1000
"""Characters that somebody may add to their answer."""
