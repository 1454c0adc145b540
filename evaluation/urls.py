from django.urls import path

from evaluation.views import arrivals, charts, home, programme, questions, reports

app_name = "evaluation"

urlpatterns = [
    path("me/programmes/<slug:slug>/entry/", questions.entry_questions, name="entry_questions"),
    path("me/programmes/<slug:slug>/exit/", questions.exit_questions, name="exit_questions"),
    path("evaluation/", home.home, name="home"),
    path("evaluation/enrolments.svg", charts.enrolments_chart, name="enrolments_chart"),
    path("evaluation/reports/<int:pk>/", reports.report_detail, name="report_detail"),
    path("evaluation/reports/<int:pk>/retry/", reports.report_retry, name="report_retry"),
    path("evaluation/reports/<int:pk>/<str:kind>/", reports.report_download, name="report_download"),
    path("evaluation/<slug:slug>/", programme.programme_detail, name="programme"),
    path("evaluation/<slug:slug>/reports/", reports.report_list, name="reports"),
    path("evaluation/<slug:slug>/four-weeks/", arrivals.four_weeks_after, name="four_weeks"),
    path("evaluation/<slug:slug>/<slug:code>/", programme.indicator_rows, name="indicator"),
    path("evaluation/<slug:slug>/<slug:code>/trend.svg", charts.trend_chart, name="trend_chart"),
]
