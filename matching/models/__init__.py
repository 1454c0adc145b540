from matching.models.answer_figure import AnswerFigure
from matching.models.application import Application, ApplicationEvent
from matching.models.arrival import ArrivalAnswer, ArrivalItem, ArrivalTick, FirstDay
from matching.models.bookmark import Bookmark
from matching.models.interview import Interview
from matching.models.offer_words import OfferWords
from matching.models.placement import Placement, PlacementLanguage, PlacementSkill, Posting
from matching.models.recommendation import Recommendation
from matching.models.saved_search import OfferOpening, SavedSearch
from matching.models.skill import Skill, SkillLabel
from matching.models.talent import Document, Talent, TalentLanguage, TalentSkill

__all__ = [
    "AnswerFigure",
    "Application",
    "ApplicationEvent",
    "ArrivalAnswer",
    "ArrivalItem",
    "ArrivalTick",
    "Bookmark",
    "Document",
    "FirstDay",
    "Interview",
    "OfferOpening",
    "OfferWords",
    "Placement",
    "PlacementLanguage",
    "PlacementSkill",
    "Posting",
    "Recommendation",
    "SavedSearch",
    "Skill",
    "SkillLabel",
    "Talent",
    "TalentLanguage",
    "TalentSkill",
]
