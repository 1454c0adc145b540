"""The tests stand where the code they prove stands: `tests/matching/services/test_seats.py` for the service on seats.

A module without functions has nothing to prove. Every other one has its test module, or stands below with the one that
proves it.
"""

import ast
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, files

APPS_OF_PORTAL = {"core", "users", "notifications", "privacy"}
"""Apps in `portal/` whose tests stand in a folder of their own; the rest of `portal/` is proven in `tests/portal/`."""

STARTS = "tests/architecture/test_apps.py"
"""Nothing runs where an app's wiring is wrong; this one looks at what each app is entered in."""

ON_THE_PAGES_OF_CONVERSATIONS = "tests/programmes/views/test_conversations.py"

PROVEN_BY = {
    # Conversations, which have a subject in matching only
    "matching/dashboard/conversations.py": "tests/programmes/notices/test_conversations.py",
    "matching/presentation/conversations.py": ON_THE_PAGES_OF_CONVERSATIONS,
    "matching/queries/conversations.py": ON_THE_PAGES_OF_CONVERSATIONS,
    "matching/services/conversations.py": "tests/programmes/services/conversations/test_writing.py",
    "matching/views/conversations.py": ON_THE_PAGES_OF_CONVERSATIONS,
    "programmes/models/conversation.py": "tests/programmes/services/conversations/test_writing.py",
    "programmes/presentation/conversations.py": ON_THE_PAGES_OF_CONVERSATIONS,
    "programmes/queries/conversations.py": ON_THE_PAGES_OF_CONVERSATIONS,
    "programmes/querysets/conversations.py": ON_THE_PAGES_OF_CONVERSATIONS,
    # Questionnaires, which have subjects in upper apps only
    "programmes/models/questionnaire.py": "tests/programmes/services/test_responses.py",
    "programmes/dashboard/questionnaires.py": "tests/programmes/services/test_responses.py",
    "programmes/querysets/questionnaires.py": "tests/programmes/services/test_responses.py",
    # Rooms
    "*/apps.py": STARTS,
    "programmes/views/pictures.py": "tests/programmes/views/test_programme.py",
    # the week, which is put together under the roof
    "*/queries/week.py": "tests/portal/admin_site/test_week.py",
    "matching/admin/applications.py": "tests/portal/admin_site/test_week.py",
    # hours
    "programmes/management/commands/rebuild_hours.py": "tests/programmes/services/test_hours.py",
    "programmes/models/hours.py": "tests/programmes/services/test_hours.py",
    "programmes/notices/hours.py": "tests/programmes/services/test_hours.py",
    "programmes/querysets/fundings.py": "tests/programmes/services/test_fundings.py",
    "programmes/querysets/hours.py": "tests/programmes/queries/test_hours.py",
    # evaluation
    "evaluation/forms.py": "tests/evaluation/views/test_questions.py",
    "evaluation/management/commands/load_catalogue.py": "tests/evaluation/services/test_catalogue.py",
    "evaluation/management/commands/write_facts.py": "tests/evaluation/services/test_facts.py",
    "evaluation/models/fact.py": "tests/evaluation/services/test_facts.py",
    "evaluation/models/indicator.py": "tests/evaluation/services/test_catalogue.py",
    "evaluation/models/record.py": "tests/evaluation/services/test_records.py",
    "evaluation/models/report.py": "tests/evaluation/services/test_reports.py",
    "evaluation/presentation/charts.py": "tests/evaluation/views/test_charts.py",
    "evaluation/presentation/records.py": "tests/evaluation/test_facts.py",
    "evaluation/queries/figures.py": "tests/evaluation/queries/test_contributions.py",
    "evaluation/queries/programmes.py": "tests/evaluation/views/test_home.py",
    "evaluation/queries/kept.py": "tests/privacy/services/test_erasures.py",
    "evaluation/services/rows_files.py": "tests/privacy/services/test_erasures.py",
    "evaluation/querysets.py": "tests/evaluation/queries/test_contributions.py",
    "evaluation/services/files.py": "tests/evaluation/services/test_reports.py",
    "evaluation/receivers.py": "tests/evaluation/services/test_records.py",
    # events
    "events/presentation/conflicts.py": "tests/events/queries/test_conflicts.py",
    "events/presentation/months.py": "tests/events/views/test_months.py",
    "events/admin/rooms.py": "tests/events/services/test_rooms.py",
    "events/models/room.py": "tests/events/services/test_rooms.py",
    "events/models/trainer.py": "tests/events/services/test_trainers.py",
    "events/notices/trainers.py": "tests/events/services/test_trainers.py",
    "programmes/querysets/school_holidays.py": "tests/programmes/admin/test_school_holidays.py",
    "programmes/models/school_holiday.py": "tests/programmes/admin/test_school_holidays.py",
    "events/admin/classes.py": "tests/events/views/test_classes.py",
    "events/dashboard/classes.py": "tests/events/views/test_classes.py",
    "events/forms/classes.py": "tests/events/views/test_classes.py",
    "events/models/classes.py": "tests/events/services/test_classes.py",
    "events/notices/classes.py": "tests/events/services/test_classes.py",
    "events/presentation/classes.py": "tests/events/views/test_classes.py",
    "events/queries/classes.py": "tests/events/views/test_classes.py",
    "events/services/class_consents.py": "tests/events/services/test_classes.py",
    "events/services/class_moves.py": "tests/events/services/test_classes.py",
    "events/views/class_consents.py": "tests/events/views/test_classes.py",
    "events/dashboard/matchmaking.py": "tests/events/views/test_matchmaking.py",
    "events/forms/matchmaking.py": "tests/events/views/test_matchmaking.py",
    "events/models/matchmaking.py": "tests/events/services/test_meeting_plans.py",
    "events/notices/matchmaking.py": "tests/events/services/test_meeting_plans.py",
    "events/presentation/matchmaking.py": "tests/events/views/test_matchmaking.py",
    "events/queries/matchmaking.py": "tests/events/services/test_meeting_plans.py",
    "events/services/matchmaking.py": "tests/events/services/test_meeting_plans.py",
    "events/services/wishes.py": "tests/events/services/test_meeting_plans.py",
    "events/models/session.py": "tests/events/services/test_sessions.py",
    "events/notices/sessions.py": "tests/events/services/test_sessions.py",
    "events/admin/planning.py": "tests/events/admin/test_sessions.py",
    "events/forms/planning.py": "tests/events/admin/test_sessions.py",
    "events/presentation/planning.py": "tests/events/admin/test_sessions.py",
    "events/queries/events.py": "tests/portal/test_visitors.py",
    "events/queries/registrations.py": "tests/events/services/test_guests.py",
    "events/dashboard/events.py": "tests/events/views/test_events.py",
    "events/dashboard/registrations.py": "tests/events/views/test_registrations.py",
    "events/forms/registrations.py": "tests/events/views/test_registrations.py",
    "events/forms/people.py": "tests/events/admin/test_registrations.py",
    "events/models/registration.py": "tests/events/services/test_registrations.py",
    "events/notices/entries.py": "tests/events/services/test_moves.py",
    "events/notices/registrations.py": "tests/events/services/test_registrations.py",
    "events/presentation/registrations.py": "tests/events/views/test_registrations.py",
    "events/receivers.py": "tests/events/services/test_guests.py",
    "events/services/admissions.py": "tests/events/services/test_registrations.py",
    "events/services/forgetting.py": "tests/architecture/test_retention_rules.py",
    "events/services/invitations.py": "tests/events/services/test_moves.py",
    "events/services/refusals.py": "tests/events/services/test_registrations.py",
    "events/services/locks.py": "tests/events/test_registration_races.py",
    "events/services/seats.py": "tests/events/services/test_registrations.py",
    "events/services/taking.py": "tests/events/services/test_registrations.py",
    "events/presentation/calendar.py": "tests/events/views/test_feeds.py",
    "events/forms/borrowing.py": "tests/events/views/test_borrowing.py",
    "events/admin/changes.py": "tests/events/services/test_changes.py",
    "events/dashboard/changes.py": "tests/events/services/test_changes.py",
    "events/dashboard/trainers.py": "tests/events/services/test_trainers.py",
    "events/notices/reminders.py": "tests/events/services/test_reminders.py",
    "events/notices/guests.py": "tests/events/services/test_guests.py",
    "events/services/excuses.py": "tests/events/services/test_changes.py",
    "events/dashboard/hosting.py": "tests/architecture/test_dashboards.py",
    "events/forms/hosting.py": "tests/events/views/test_hosting.py",
    "events/presentation/hosting.py": "tests/events/views/test_hosting.py",
    "events/services/hosting.py": "tests/events/views/test_hosting.py",
    "events/forms/equipment.py": "tests/events/views/test_equipment.py",
    "events/models/equipment.py": "tests/events/services/test_reservations.py",
    "events/notices/equipment.py": "tests/events/services/test_reservations.py",
    "events/presentation/equipment.py": "tests/events/views/test_equipment.py",
    "events/views/reservations.py": "tests/events/views/test_equipment.py",
    "events/admin/links.py": "tests/events/admin/test_events.py",
    "events/admin/attendance.py": "tests/events/views/test_attendance.py",
    "events/presentation/results.py": "tests/events/views/test_results.py",
    "events/queries/results.py": "tests/events/views/test_results.py",
    "events/admin/certificates.py": "tests/events/views/test_certificates.py",
    "events/forms/certificates.py": "tests/events/views/test_certificates.py",
    "events/models/certificate.py": "tests/events/views/test_certificates.py",
    "events/notices/certificates.py": "tests/events/views/test_certificates.py",
    "events/presentation/certificates.py": "tests/events/views/test_certificates.py",
    "events/queries/certificates.py": "tests/events/views/test_certificates.py",
    "events/querysets/certificates.py": "tests/events/views/test_certificates.py",
    "events/services/certificates.py": "tests/events/views/test_certificates.py",
    "events/dashboard/attendance.py": "tests/events/services/test_attendance.py",
    "events/forms/attendance.py": "tests/events/views/test_attendance.py",
    "events/models/attendance.py": "tests/events/services/test_attendance.py",
    "events/presentation/attendance.py": "tests/events/views/test_attendance.py",
    "events/queries/attendance.py": "tests/events/services/test_attendance.py",
    "events/services/presence.py": "tests/events/services/test_attendance.py",
    "events/views/tickets.py": "tests/events/views/test_attendance.py",
    "events/models/event.py": "tests/events/views/test_events.py",
    "events/models/review.py": "tests/events/services/test_states.py",
    "events/notices/events.py": "tests/events/services/test_states.py",
    "events/tasks.py": "tests/events/services/test_states.py",
    "events/querysets/attendance.py": "tests/events/services/test_attendance.py",
    "events/querysets/classes.py": "tests/events/services/test_classes.py",
    "events/querysets/equipment.py": "tests/events/views/test_equipment.py",
    "events/querysets/events.py": "tests/events/views/test_events.py",
    "events/querysets/matchmaking.py": "tests/events/services/test_meeting_plans.py",
    "events/querysets/registrations.py": "tests/events/services/test_registrations.py",
    # matching
    "matching/querysets/kept.py": "tests/matching/services/test_saved_searches.py",
    "matching/querysets/paths.py": "tests/matching/querysets/test_applications.py",
    "matching/querysets/placements.py": "tests/matching/queries/test_open_offers.py",
    "matching/querysets/talents.py": "tests/matching/querysets/test_applications.py",
    "matching/forms/applications.py": "tests/matching/views/test_applications.py",
    "matching/forms/placements.py": "tests/matching/views/test_placements.py",
    "matching/forms/talent.py": "tests/matching/views/test_profile.py",
    "matching/facts.py": "tests/matching/views/test_placement_writing.py",
    "matching/presentation/placement_patterns.py": "tests/matching/views/test_placement_writing.py",
    "matching/management/commands/*.py": "tests/matching/services/test_skills.py",
    "matching/models/interview.py": "tests/matching/services/test_interviews.py",
    "matching/dashboard/interviews.py": "tests/matching/dashboard/test_reminders.py",
    "matching/forms/interviews.py": "tests/matching/views/test_interviews.py",
    "matching/presentation/pupils.py": "tests/matching/services/test_pupils.py",
    "matching/notices/pupils.py": "tests/matching/services/test_pupils.py",
    "matching/presentation/interviews.py": "tests/matching/views/test_interviews.py",
    "matching/views/interview_part.py": "tests/matching/views/test_interviews.py",
    "matching/queries/interviews.py": "tests/matching/services/test_interviews.py",
    "matching/models/application.py": "tests/matching/services/test_applications.py",
    "matching/models/offer_words.py": "tests/matching/queries/test_offer_words.py",
    "matching/models/placement.py": "tests/matching/services/placements/test_writing.py",
    "matching/models/recommendation.py": "tests/matching/services/test_recommendations.py",
    "matching/scoring/assignment/choice.py": "tests/matching/scoring/assignment/test_meetings.py",
    "matching/scoring/assignment/seats.py": "tests/matching/scoring/assignment/test_meetings.py",
    "matching/scoring/assignment/timetable.py": "tests/matching/scoring/assignment/test_meetings.py",
    "matching/scoring/columns.py": "tests/matching/scoring/test_batch.py",
    "matching/models/skill.py": "tests/matching/services/test_skills.py",
    "matching/models/talent.py": "tests/matching/services/test_talents.py",
    "matching/notices/placements.py": "tests/matching/notices/test_applications.py",
    "matching/forms/arrivals.py": "tests/matching/views/test_arrivals.py",
    "matching/models/arrival.py": "tests/matching/services/test_first_days.py",
    "matching/notices/arrivals.py": "tests/matching/dashboard/test_arrivals.py",
    "matching/notices/first_days.py": "tests/matching/services/test_first_days.py",
    "matching/queries/contacts.py": "tests/matching/services/test_contacts.py",
    "matching/views/application_arrival.py": "tests/matching/views/test_arrivals.py",
    "matching/presentation/applicants.py": "tests/matching/views/test_placements.py",
    "matching/presentation/suggestions.py": "tests/matching/views/test_suggestions.py",
    "matching/presentation/talents.py": "tests/matching/views/test_applications.py",
    "matching/models/answer_figure.py": "tests/matching/services/test_answer_figures.py",
    "matching/presentation/answer_figures.py": "tests/matching/services/test_answer_figures.py",
    "matching/dashboard/answers.py": "tests/matching/services/test_answer_figures.py",
    "matching/dashboard/bookmarks.py": "tests/matching/services/test_bookmarks.py",
    "matching/models/bookmark.py": "tests/matching/services/test_bookmarks.py",
    "matching/presentation/bookmarks.py": "tests/matching/views/test_bookmarks.py",
    "matching/queries/bookmarks.py": "tests/matching/views/test_bookmarks.py",
    "matching/dashboard/searches.py": "tests/matching/services/test_saved_searches.py",
    "matching/models/saved_search.py": "tests/matching/services/test_saved_searches.py",
    "matching/notices/searches.py": "tests/matching/services/test_search_news.py",
    "matching/presentation/searches.py": "tests/matching/views/test_saved_searches.py",
    "matching/queries/saved_searches.py": "tests/matching/services/test_search_news.py",
    "matching/notices/search_words.py": "tests/matching/views/test_offer_chips.py",
    "matching/notices/reasons.py": "tests/matching/views/test_answers.py",
    "matching/forms/answers.py": "tests/matching/views/test_answers.py",
    "matching/queries/reminders.py": "tests/matching/services/test_answers.py",
    "matching/queries/expiry.py": "tests/portal/test_visitors.py",
    "matching/queries/placement_history.py": "tests/matching/presentation/test_placement_history.py",
    "matching/receivers.py": "tests/matching/services/placements/test_review.py",
    "matching/services/placements/states.py": "tests/matching/services/placements/test_review.py",
    "matching/views/application_parts.py": "tests/matching/views/test_applications.py",
    "matching/views/application_view.py": "tests/matching/views/test_applications.py",
    # mentoring
    "mentoring/models.py": "tests/architecture/test_scoping.py",
    "mentoring/services.py": "tests/mentoring/test_views.py",
    # portal
    "portal/unread.py": "tests/portal/test_navigation.py",
    "portal/admin_site/waiting.py": "tests/portal/admin_site/test_site.py",
    "portal/admin_site/operation.py": "tests/portal/admin_site/test_site.py",
    "portal/core/form_parts.py": "tests/core/templatetags/test_ui.py",
    "portal/core/links.py": "tests/notifications/test_queries.py",
    "portal/core/tasks.py": "tests/evaluation/test_tasks.py",
    "portal/core/management/commands/draw_map.py": "tests/core/regions/test_drawing.py",
    "portal/core/management/commands/sweep_unnamed_files.py": "tests/core/test_unnamed_files.py",
    "portal/core/management/commands/clean_stored_text.py": "tests/core/test_stored_text.py",
    "portal/core/regions/reading.py": "tests/core/regions/test_tree.py",
    "portal/core/management/commands/update_sort_keys.py": "tests/core/test_collation.py",
    "portal/core/admin_inlines.py": "tests/architecture/test_concurrent_edits.py",
    "portal/core/admin_forms.py": "tests/programmes/admin/test_base.py",
    "portal/core/admin_lists.py": "tests/programmes/admin/test_base.py",
    "portal/core/admin_row_list.py": "tests/core/test_admin_places.py",
    "portal/core/management/commands/rotate_field_keys.py": "tests/core/test_key_rotation.py",
    "portal/core/management/commands/write_workflows.py": "tests/core/test_workflow_page.py",
    "portal/core/made_files.py": "tests/programmes/services/test_export_work.py",
    "portal/core/secret_addresses.py": "tests/programmes/views/test_dates.py",
    "portal/core/models.py": "tests/architecture/test_dates.py",
    "portal/core/templatetags/markdown.py": "tests/core/test_markdown.py",
    "portal/database/base.py": "tests/portal/database/test_connection.py",
    "portal/demo/*.py": "tests/portal/demo/test_demonstration.py",
    "portal/notifications/admin.py": "tests/programmes/admin/test_base.py",
    "portal/notifications/backends.py": "tests/notifications/test_views.py",
    "portal/notifications/constants.py": "tests/notifications/services/test_delivery.py",
    "portal/notifications/extensions.py": "tests/notifications/services/test_notifications.py",
    "portal/notifications/services/claims.py": "tests/notifications/services/test_delivery.py",
    "portal/notifications/services/mail_sessions.py": "tests/notifications/services/test_delivery.py",
    "portal/notifications/forms.py": "tests/notifications/test_views.py",
    "portal/notifications/models.py": "tests/notifications/services/test_delivery.py",
    "portal/notifications/querysets.py": "tests/notifications/services/test_delivery.py",
    "portal/notifications/tasks.py": "tests/notifications/services/test_delivery.py",
    "portal/privacy/extensions.py": "tests/programmes/dashboard/test_programmes.py",
    "portal/privacy/models/*.py": "tests/privacy/services/test_guardians.py",
    "portal/privacy/presentation/erasures.py": "tests/privacy/views/test_erasures.py",
    "portal/privacy/presentation/operators.py": "tests/privacy/views/test_own.py",
    "portal/privacy/services/copy_files.py": "tests/privacy/services/test_copies.py",
    "portal/privacy/management/commands/reapply_erasures.py": "tests/privacy/test_backup.py",
    "portal/privacy/views/guardians.py": "tests/privacy/views/test_own.py",
    "portal/privacy/forms.py": "tests/privacy/views/test_retention.py",
    "portal/privacy/querysets.py": "tests/privacy/services/test_guardians.py",
    "portal/users/admin.py": "tests/privacy/test_admin.py",
    "portal/users/context_processors.py": "tests/users/test_preferences.py",
    "portal/users/management/commands/new_password.py": "tests/privacy/test_admin.py",
    "portal/users/models.py": "tests/users/test_adapters.py",
    "portal/users/receivers.py": "tests/programmes/services/test_invitations.py",
    # programmes
    "programmes/admin/filters.py": "tests/programmes/admin/test_base.py",
    "programmes/admin/questionnaire_forms.py": "tests/programmes/admin/test_questionnaires.py",
    "programmes/admin/steps.py": "tests/programmes/admin/test_questionnaires.py",
    "programmes/admin/enrolment_forms.py": "tests/programmes/admin/test_enrolment.py",
    "programmes/admin/actions.py": "tests/programmes/admin/test_organisation.py",
    "programmes/backends.py": "tests/programmes/test_access.py",
    "programmes/extensions.py": "tests/programmes/dashboard/test_programmes.py",
    "programmes/models/reminder.py": "tests/programmes/services/test_reminders.py",
    "programmes/presentation/reminders.py": "tests/programmes/admin/test_reminders.py",
    "programmes/querysets/reminders.py": "tests/programmes/admin/test_reminders.py",
    "programmes/filters.py": "tests/programmes/views/test_programme.py",
    "programmes/forms/appointments.py": "tests/programmes/views/test_appointments.py",
    "programmes/forms/conversations.py": "tests/programmes/views/test_conversations.py",
    "programmes/forms/programmes.py": "tests/programmes/views/test_organisation.py",
    "programmes/management/commands/write_permissions.py": "tests/programmes/presentation/test_permissions.py",
    "events/admin/embedding.py": "tests/events/views/test_embed.py",
    "portal/core/hosts.py": "tests/events/views/test_embed.py",
    "events/admin/fees.py": "tests/events/services/test_fees.py",
    "portal/core/pictures.py": "tests/events/views/test_pictures.py",
    "programmes/dashboard/week.py": "tests/programmes/services/test_bulk_acts.py",
    "programmes/dashboard/appointments.py": "tests/programmes/notices/test_appointments.py",
    "programmes/models/appointment_times.py": "tests/programmes/services/test_appointments.py",
    "programmes/models/appointment.py": "tests/programmes/services/test_appointments.py",
    "programmes/notices/appointment_entries.py": "tests/programmes/notices/test_appointments.py",
    "programmes/querysets/appointments.py": "tests/programmes/services/test_appointments.py",
    "programmes/presentation/appointments.py": "tests/programmes/views/test_appointments.py",
    "programmes/services/calendar_feeds.py": "tests/programmes/views/test_dates.py",
    "programmes/services/appointment_news.py": "tests/programmes/services/test_appointments.py",
    "programmes/models/enrolment.py": "tests/programmes/services/test_enrolments.py",
    "programmes/querysets/bulk_acts.py": "tests/programmes/services/test_bulk_acts.py",
    "programmes/models/bulk_acts.py": "tests/programmes/services/test_bulk_acts.py",
    "programmes/models/exports.py": "tests/programmes/services/test_exports.py",
    "programmes/models/imports.py": "tests/programmes/services/test_imports.py",
    "programmes/models/invitation.py": "tests/programmes/services/test_lapses.py",
    "programmes/models/membership.py": "tests/programmes/services/test_memberships.py",
    "programmes/models/organisation.py": "tests/programmes/services/test_organisations.py",
    "programmes/models/partnership.py": "tests/programmes/admin/test_base.py",
    "programmes/models/plan.py": "tests/programmes/admin/test_plan.py",
    "programmes/models/programme.py": "tests/programmes/views/test_programme.py",
    "programmes/presentation/organisations.py": "tests/programmes/views/test_organisation.py",
    "programmes/queries/programmes.py": "tests/programmes/views/test_me.py",
    "programmes/queries/kept.py": "tests/privacy/services/test_erasures.py",
    "programmes/querysets/programmes.py": "tests/programmes/views/test_programme.py",
    "programmes/receivers.py": "tests/programmes/services/test_enrolments.py",
    "programmes/notices/bulk_acts.py": "tests/programmes/services/test_bulk_acts.py",
    "programmes/notices/exports.py": "tests/programmes/notices/test_programmes.py",
    "programmes/notices/imports.py": "tests/programmes/notices/test_programmes.py",
    "programmes/presentation/exports.py": "tests/programmes/views/test_exports.py",
    "programmes/presentation/imports.py": "tests/programmes/views/test_imports.py",
    "programmes/resources/cells.py": "tests/programmes/resources/test_organisations.py",
    "programmes/resources/rows.py": "tests/programmes/resources/test_organisations.py",
    "programmes/resources/template_files.py": "tests/programmes/views/test_imports.py",
    "programmes/roles.py": "tests/programmes/presentation/test_permissions.py",
    "programmes/services/programmes.py": "tests/programmes/admin/test_programme.py",
    "programmes/services/export_files.py": "tests/programmes/services/test_export_work.py",
    "programmes/services/import_rows.py": "tests/programmes/services/test_import_work.py",
    "programmes/services/participation_days.py": "tests/programmes/services/test_enrolment_dates.py",
    "programmes/services/entering.py": "tests/programmes/services/test_people.py",
    "programmes/services/import_undo.py": "tests/programmes/services/test_import_work.py",
    "programmes/resources/lines.py": "tests/programmes/resources/test_organisations.py",
    "programmes/tasks.py": "tests/programmes/test_import_worker.py",
    "programmes/templatetags/extensions.py": "tests/programmes/dashboard/test_programmes.py",
}
"""Module, or several of a kind → the test module that proves it from another place."""

ACROSS_MODULES = {
    "tests/privacy/test_backup.py": "erasures over a backup and its restore, with PostgreSQL's own tools",
    "tests/matching/test_catalogue.py": "the list of skills, which is data",
    "tests/programmes/services/test_appointment_races.py": "Two who act at once, on the whole service.",
    "tests/matching/test_pupils.py": "what pupils are shown, in all places alike",
    "tests/matching/test_unheard.py": "an application of which the company reads nothing, page and services",
    "tests/events/test_races.py": "two who want the same device at once, through the services and past them",
    "tests/events/test_class_races.py": "a guardian who agrees while the teacher drops the number",
    "tests/events/test_meeting_races.py": "two who plan a matchmaking day at once, and who leaves meanwhile",
    "tests/events/test_registration_races.py": "many people at once, through several services",
    "tests/events/test_reminder_worker.py": "a worker that is killed in the middle of 200 reminders",
    "tests/events/test_broker.py": "registering while the broker is away, through services and a real worker",
    "tests/events/views/test_questions.py": "what an event asks, from the form to the end of the answers",
    "tests/events/services/test_moves.py": "what those in an event's list are told, through several services",
    "tests/matching/test_races.py": "two people at once, through several services",
    "tests/matching/services/test_application_races.py": "two who act at once on one application",
    "tests/portal/demo/test_demonstration.py": "what all steps of the demonstration make together",
    "tests/portal/demo/test_plausible.py": "that what its steps make together could be real",
    "tests/notifications/test_mail_worker.py": "mails through a real worker, and one that is killed",
    "tests/programmes/test_export_worker.py": "an export through a real worker, and one that is killed",
    "tests/programmes/test_import_worker.py": "an import from file to undoing in a real worker, and one that is killed",
    "tests/programmes/test_import_size.py": "statements and memory of a long file, through each step of an import",
    "tests/programmes/test_forbidden.py": "what a forbidden act answers, in every app",
}
"""Test modules that belong to no module, and why."""


def mirror_of(path: Path) -> Path:
    parts = path.parts
    if parts[0] == "portal" and parts[1] in APPS_OF_PORTAL:
        parts = parts[1:]
    return Path("tests", *parts[:-1], f"test_{parts[-1]}")


def has_functions(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(tree))


def unproven() -> set[str]:
    return {
        str(path)
        for path, tree in files().items()
        if has_functions(tree) and not (ROOT / mirror_of(path)).exists()
    }


def test_every_module_has_its_test_module():
    forgotten = {path for path in unproven() if not any(fnmatch(path, pattern) for pattern in PROVEN_BY)}
    assert forgotten == set()


@pytest.mark.parametrize("pattern", PROVEN_BY)
def test_what_proves_a_module_from_elsewhere_exists_and_is_needed(pattern):
    assert (ROOT / PROVEN_BY[pattern]).exists()
    assert [path for path in unproven() if fnmatch(path, pattern)] != []


def test_every_test_module_has_its_module():
    expected = {str(mirror_of(path)) for path in files()}
    found = {
        str(path.relative_to(ROOT))
        for folder in (ROOT / "tests").iterdir()
        if folder.name not in {"architecture", "benchmarks", "journeys", "mutation"}
        for path in folder.rglob("test_*.py")
    }
    assert found - expected == set(ACROSS_MODULES)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("matching/services/seats.py", "tests/matching/services/test_seats.py"),
        ("portal/core/jobs.py", "tests/core/test_jobs.py"),
        ("portal/admin_site/site.py", "tests/portal/admin_site/test_site.py"),
        ("portal/health.py", "tests/portal/test_health.py"),
    ],
)
def test_a_test_module_stands_where_its_module_stands(path, expected):
    assert str(mirror_of(Path(path))) == expected
