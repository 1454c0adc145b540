from celery import shared_task

from evaluation.services import reports


@shared_task(name="evaluation.build_report", swept_by="evaluation.resume_reports")
def build_report(report_id: int) -> None:
    reports.build_report(report_id=report_id)


@shared_task(name="evaluation.resume_reports")
def resume_reports() -> None:
    reports.resume_reports()


@shared_task(name="evaluation.send_weekly_reports")
def send_weekly_reports() -> None:
    reports.send_weekly_reports()
