from celery import shared_task

from evaluation.services import facts, reports


@shared_task(name="evaluation.build_report", swept_by="evaluation.resume_reports")
def build_report(report_id: int) -> None:
    reports.build_report(report_id=report_id)


@shared_task(name="evaluation.resume_reports")
def resume_reports() -> None:
    reports.resume_reports()


@shared_task(name="evaluation.send_weekly_reports")
def send_weekly_reports() -> None:
    reports.send_weekly_reports()


@shared_task(name="evaluation.check_facts")
def check_facts() -> None:
    facts.check_facts()


@shared_task(name="evaluation.fold_months")
def fold_months() -> None:
    facts.fold_months()
