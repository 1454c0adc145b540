from evaluation.models.indicator import Framework, Indicator, Target
from evaluation.models.record import ParticipantRecord
from evaluation.models.report import Report

__all__ = ["Framework", "Indicator", "ParticipantRecord", "Report", "Target"]
