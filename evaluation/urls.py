from django.urls import path

from evaluation.views import charts, home, programme, questions, reports

app_name = "evaluation"

urlpatterns = [
    path("me/programmes/<slug:slug>/entry/", questions.EntryQuestions.as_view(), name="entry_questions"),
    path("me/programmes/<slug:slug>/exit/", questions.ExitQuestions.as_view(), name="exit_questions"),
    path("evaluation/", home.Home.as_view(), name="home"),
    path("evaluation/enrolments.svg", charts.EnrolmentsChart.as_view(), name="enrolments_chart"),
    path("evaluation/reports/<int:pk>/", reports.ReportDetail.as_view(), name="report_detail"),
    path("evaluation/reports/<int:pk>/retry/", reports.ReportRetry.as_view(), name="report_retry"),
    path("evaluation/reports/<int:pk>/<str:kind>/", reports.ReportDownload.as_view(), name="report_download"),
    path("evaluation/<slug:slug>/", programme.Dashboard.as_view(), name="programme"),
    path("evaluation/<slug:slug>/reports/", reports.ReportList.as_view(), name="reports"),
    path("evaluation/<slug:slug>/<slug:code>/", programme.Rows.as_view(), name="indicator"),
    path("evaluation/<slug:slug>/<slug:code>/trend.svg", charts.TrendChart.as_view(), name="trend_chart"),
]
