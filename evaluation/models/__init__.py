from evaluation.models.fact import FactCheck, MonthCount, ParticipantFact
from evaluation.models.indicator import Framework, Indicator, Target
from evaluation.models.record import ParticipantRecord
from evaluation.models.report import Report

__all__ = [
    "FactCheck",
    "Framework",
    "Indicator",
    "MonthCount",
    "ParticipantFact",
    "ParticipantRecord",
    "Report",
    "Target",
]
