"""What changes the portal is called in one way: by keywords, for somebody, all or nothing, saying what it raises."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from matching.facts import PROFILE_FIELDS, WRITABLE
from matching.services.placements.writing import PlacementFields
from matching.services.talents import ProfileFields
from tests.architecture.source import files

PARTS = {
    "portal/privacy/services/erasing.py": "what becomes of each row, for the services that erase",
    "portal/privacy/services/copy_files.py": "the file of a copy that is being made",
    "portal/privacy/services/ledger.py": "the file that those services write and read",
    "portal/notifications/services/mails.py": "a mail as it is composed for delivery",
    "portal/notifications/services/frames.py": "its words in a template",
    "matching/services/placements/states.py": "steps that the services on placements take alike",
    "matching/services/placements/silence.py": "what pauses by itself, and what an answer shows again",
    "matching/services/placements/terms.py": "a rule that three of them check",
    "matching/services/interviews.py": "interviews of an application that its own services move",
    "programmes/services/appointment_news.py": "who is told of a step, and in which words",
    "events/services/locks.py": "the event's row, locked, for whatever changes it or hangs on it",
    "events/services/seats.py": "places taken and held, which whatever gives or takes one counts alike",
    "events/services/class_moves.py": "how classes move and who is told, which their services and the event's do alike",
    "events/services/presence.py": "who belongs to a date and was there, which doors, lists and meetings write alike",
    "events/services/taking.py": "taking a place, which registering with and without an account do alike",
    "matching/services/seats.py": "places taken, which placements and applications count alike",
    "programmes/services/export_files.py": "the file of an export that is being made",
    "programmes/services/import_rows.py": "from a file to rows, which the worker's services keep",
    "programmes/services/participation_days.py": "days that can be true, which entering, leaving and correcting check",
    "programmes/services/import_undo.py": "one row of an import that is taken back",
    "evaluation/services/files.py": "the files of a report that is being built",
}
"""Modules of what services share. Nobody else may call them: who acts has been asked, and the row is locked."""

WORKER = "Run by the clock or a worker; nobody acts."
COMMAND = "Run on the command line by whoever operates the machine."
FOLLOWS = "Follows from what somebody did, who was asked then."
LINK = "Whoever holds the secret link acts, and has no account."
SIGNING_IN = "Whoever comes to register or sign in, before anybody is."

NOBODY_ACTS = {
    "events/services/meeting_plans.py:follow_day": FOLLOWS,
    "events/services/meeting_plans.py:hand_on_meetings": FOLLOWS,
    "events/services/meeting_plans.py:tell_tables": FOLLOWS,
    "events/services/meeting_plans.py:make_plan": WORKER,
    "events/services/meeting_plans.py:sweep_plans": WORKER,
    "portal/notifications/services/delivery.py:deliver": WORKER,
    "portal/notifications/services/delivery.py:deliver_pending": WORKER,
    "portal/notifications/services/notifications.py:notify": FOLLOWS,
    "portal/notifications/services/notifications.py:notify_all": FOLLOWS,
    "portal/notifications/services/notifications.py:notify_each": FOLLOWS,
    "portal/notifications/services/notifications.py:notify_about_account": FOLLOWS,
    "portal/notifications/services/notifications.py:unsubscribe_from": LINK,
    "portal/privacy/services/consents.py:give_consent": "A step of joining, and of a guardian's.",
    "portal/privacy/services/consents.py:withdraw_consent": "A step of leaving, and of a guardian's.",
    "portal/privacy/services/consents.py:publish_purpose_text": "A step of writing a programme.",
    "portal/privacy/services/guardians.py:give_guardian_consent": LINK,
    "portal/privacy/services/guardians.py:withdraw_guardian_consent": LINK,
    "portal/privacy/services/guardians.py:mail_lost_links": "Whoever has lost the link, and has no account.",
    "portal/privacy/services/guardians.py:mail_guardian_link": FOLLOWS,
    "portal/users/services.py:claim_account": LINK,
    "portal/users/services.py:go_on_to": SIGNING_IN,
    "portal/users/services.py:keep_address": SIGNING_IN,
    "portal/users/services.py:release_address": LINK,
    "portal/users/services.py:take_destination": SIGNING_IN,
    "portal/users/services.py:forget_registration": LINK,
    "portal/privacy/services/retention.py:apply_retention": WORKER,
    "evaluation/services/facts.py:check_facts": WORKER,
    "evaluation/services/facts.py:fold_months": WORKER,
    "evaluation/services/facts.py:install_rule": "Part of a migration.",
    "evaluation/services/facts.py:mend_facts": WORKER,
    "evaluation/services/facts.py:write_facts_anew": COMMAND,
    "evaluation/services/rows_files.py:drop_old_files": WORKER,
    "portal/privacy/services/access_log.py:forget_searches": "Part of an erasure, which the portal carries out.",
    "portal/privacy/services/unused_accounts.py:warn_about_unused_accounts": WORKER,
    "portal/privacy/services/unused_accounts.py:end_unused_accounts": WORKER,
    "portal/privacy/services/copies.py:build_copy": WORKER,
    "portal/privacy/services/copies.py:sweep_copies": WORKER,
    "portal/privacy/services/erasures.py:execute_due_erasures": WORKER,
    "portal/privacy/services/erasures.py:execute_erasure": WORKER,
    "portal/privacy/services/erasures.py:reapply_erasures": COMMAND,
    "portal/users/services.py:renew_password": COMMAND,
    "portal/users/services.py:trust_address": COMMAND,
    "programmes/services/enrolments.py:end_participations": FOLLOWS,
    "programmes/services/hours.py:forget_unknown_sources": COMMAND,
    "programmes/services/hours.py:keep_hours": FOLLOWS,
    "programmes/services/hours.py:mend_standings": COMMAND,
    "programmes/services/hours.py:rebuild_hours": COMMAND,
    "programmes/services/hours.py:thresholds_told": FOLLOWS,
    "programmes/services/appointments.py:close_all_appointments": FOLLOWS,
    "programmes/services/appointments.py:release_host": FOLLOWS,
    "matching/services/interview_reminders.py:remind_of_interview": WORKER,
    "matching/services/pupils.py:tell_coordinators_of_pupil": FOLLOWS,
    "matching/services/pupils.py:end_applications_of_pupil": FOLLOWS,
    "programmes/services/invitations.py:notify_invited": WORKER,
    "programmes/services/invitations.py:notify_about_invitations": FOLLOWS,
    "programmes/services/invitations.py:sweep_invitations": WORKER,
    "programmes/services/membership_invitations.py:notify_invited_member": WORKER,
    "programmes/services/people.py:notify_entered": WORKER,
    "programmes/services/people.py:forget_invitation": FOLLOWS,
    "programmes/services/addresses.py:ask_at_address": FOLLOWS,
    "programmes/services/contacts.py:notify_if_last_manager": FOLLOWS,
    "programmes/services/contacts.py:notify_where_last_manager": FOLLOWS,
    "programmes/services/lapses.py:lapse_invitations": WORKER,
    "programmes/services/people.py:sweep_entered": WORKER,
    "programmes/services/responses.py:link_responses": FOLLOWS,
    "programmes/services/responses.py:delete_responses": FOLLOWS,
    "programmes/services/reminders.py:add_standard_reminders": FOLLOWS,
    "programmes/services/reminders.py:send_reminders": WORKER,
    "programmes/services/people.py:forget_entered": FOLLOWS,
    "programmes/services/people.py:notify_about_participations": FOLLOWS,
    "programmes/services/joining.py:join_enrolments": FOLLOWS,
    "matching/services/talents.py:join_talents": FOLLOWS,
    "evaluation/services/records.py:join_records": FOLLOWS,
    "portal/privacy/services/consents.py:join_consents": FOLLOWS,
    "portal/privacy/services/access_log.py:keep_lines": FOLLOWS,
    "programmes/services/membership_invitations.py:notify_about_membership_invitations": FOLLOWS,
    "programmes/services/membership_invitations.py:sweep_membership_invitations": WORKER,
    "programmes/services/bulk_acts.py:carry_out_bulk_act": WORKER,
    "programmes/services/bulk_acts.py:sweep_bulk_acts": WORKER,
    "programmes/services/export_work.py:build_export": WORKER,
    "programmes/services/export_work.py:sweep_exports": WORKER,
    "programmes/services/exports.py:drop_exports_with": FOLLOWS,
    "programmes/services/exports.py:drop_old_exports": WORKER,
    "programmes/services/import_work.py:read_import": WORKER,
    "programmes/services/import_work.py:carry_out_import": WORKER,
    "programmes/services/import_work.py:undo_import": WORKER,
    "programmes/services/import_work.py:resume_imports": WORKER,
    "programmes/services/import_turns.py:send_to_workers": FOLLOWS,
    "portal/privacy/services/consents.py:give_first_consents": FOLLOWS,
    "matching/services/answers.py:remind_recruiters": WORKER,
    "matching/services/arrivals.py:answer_arrival_by_link": LINK,
    "matching/services/arrivals.py:ask_about_arrival": WORKER,
    "matching/services/arrivals.py:remind_of_first_day": WORKER,
    "matching/services/answers.py:tell_coordinators": WORKER,
    "matching/services/answers.py:pause_silent": WORKER,
    "matching/services/answer_figures.py:reckon_answers": WORKER,
    "matching/services/search.py:index_placement": FOLLOWS,
    "matching/services/search.py:index_organisation": WORKER,
    "matching/services/search.py:index_all": COMMAND,
    "matching/services/talents.py:delete_file_after_commit": FOLLOWS,
    "matching/services/bookmarks.py:join_bookmarks": FOLLOWS,
    "matching/services/bookmarks.py:delete_removed_bookmarks": WORKER,
    "matching/services/saved_searches.py:join_searches": FOLLOWS,
    "matching/services/saved_searches.py:delete_removed_searches": WORKER,
    "matching/services/search_news.py:note_openings": WORKER,
    "matching/services/search_news.py:tell_of_searches": WORKER,
    "matching/services/search_news.py:tell_searches": WORKER,
    "matching/services/search.py:index_stale_among": FOLLOWS,
    "matching/services/recommendations.py:tell_of_offers": WORKER,
    "matching/services/recommendations.py:tell_block": WORKER,
    "matching/services/placements/review.py:hide_placements": FOLLOWS,
    "events/services/states.py:finish_events": WORKER,
    "events/services/changes.py:end_changes": WORKER,
    "events/services/admissions.py:settle_events": WORKER,
    "events/services/attendance.py:write_due_lists": WORKER,
    "events/services/admissions.py:settle_event": FOLLOWS,
    "events/services/admissions.py:release_places": FOLLOWS,
    "events/services/classes.py:release_classes": FOLLOWS,
    "events/services/class_consents.py:give_class_consent": LINK,
    "events/services/class_consents.py:refuse_class_consent": LINK,
    "events/services/class_consents.py:withdraw_class_consent": LINK,
    "events/services/class_consents.py:withdraw_photo_consent": LINK,
    "events/services/class_consents.py:remind_of_consents": WORKER,
    "events/services/class_consents.py:forget_class_needs": WORKER,
    "portal/privacy/services/consents.py:keep_wording": "A step of asking somebody to agree.",
    "events/services/forgetting.py:forget_unconfirmed": WORKER,
    "events/services/forgetting.py:forget_guests": WORKER,
    "events/services/forgetting.py:forget_needs": WORKER,
    "events/services/guests.py:register_guest": "Whoever has no account types an address, before anybody is known.",
    "events/services/guests.py:confirm_guest": LINK,
    "events/services/guests.py:confirm_walk_in": LINK,
    "events/services/guests.py:join_guests": FOLLOWS,
    "events/services/guests.py:join_registrations": FOLLOWS,
    "events/services/reminders.py:remind_of_event": WORKER,
    "portal/users/services.py:enter_guest": "Whoever has no account types an address, before anybody is known.",
    "portal/users/services.py:prove_contact_address": LINK,
    "matching/services/placements/listing.py:expire_placements": WORKER,
    "matching/services/placements/listing.py:ask_still_open": WORKER,
    "matching/services/search.py:index_stale": WORKER,
    "matching/services/skills.py:load_starter_skills": COMMAND,
    "matching/services/skills.py:import_esco": COMMAND,
    "portal/notifications/services/past.py:mail_as_of_their_day": COMMAND,
    "evaluation/services/records.py:create_record": FOLLOWS,
    "evaluation/services/records.py:create_records": FOLLOWS,
    "evaluation/services/records.py:clear_exit_answers": FOLLOWS,
    "evaluation/services/rows_files.py:drop_rows_files": FOLLOWS,
    "evaluation/services/reports.py:build_report": WORKER,
    "evaluation/services/reports.py:resume_reports": WORKER,
    "evaluation/services/reports.py:send_weekly_reports": WORKER,
    "evaluation/services/catalogue.py:load_indicators": COMMAND,
}
"""Services without `by`, and why nobody acts."""

OF_A_REMINDER = "Part of telling of one group, which is done or not done."
ONE_STATEMENT = "One statement, or one after which nothing can fail."
PORTIONS = "Each row or portion in a transaction of its own: what is done stays done when the next one fails."
NO_ROWS = "Files only."

NOT_ATOMIC = {
    "events/services/meeting_plans.py:make_plan": "Two transactions, and a search between them, which holds nobody up.",
    "events/services/meeting_plans.py:follow_day": "A part of another service's transaction.",
    "events/services/meeting_plans.py:hand_on_meetings": "A part of another service's transaction.",
    "events/services/meeting_plans.py:tell_tables": "A part of another service's transaction.",
    "events/services/trainers.py:tell_trainers": "A part of another service's transaction.",
    "events/services/meeting_plans.py:sweep_plans": "Changes nothing itself.",
    "evaluation/services/facts.py:check_facts": PORTIONS,
    "evaluation/services/facts.py:fold_months": ONE_STATEMENT,
    "evaluation/services/facts.py:mend_facts": PORTIONS,
    "evaluation/services/facts.py:write_facts_anew": PORTIONS,
    "programmes/services/hours.py:rebuild_hours": PORTIONS,
    "programmes/services/hours.py:thresholds_told": "Stands around a part of another service's transaction.",
    "portal/notifications/services/delivery.py:deliver": PORTIONS,
    "portal/notifications/services/delivery.py:deliver_pending": PORTIONS,
    "portal/notifications/services/notifications.py:notify_about_account": ONE_STATEMENT,
    "portal/notifications/services/notifications.py:unsubscribe_from": ONE_STATEMENT,
    "portal/privacy/services/access_log.py:log_access": ONE_STATEMENT,
    "programmes/services/responses.py:log_sensitive_answers": ONE_STATEMENT,
    "portal/privacy/services/access_log.py:log_looks": ONE_STATEMENT,
    "portal/privacy/services/retention.py:apply_retention": PORTIONS,
    "portal/privacy/services/unused_accounts.py:warn_about_unused_accounts": PORTIONS,
    "portal/privacy/services/copies.py:build_copy": "Takes a while: a claimed row guards it.",
    "portal/privacy/services/copies.py:sweep_copies": PORTIONS,
    "portal/privacy/services/erasures.py:execute_due_erasures": PORTIONS,
    "portal/privacy/services/erasures.py:execute_erasure": PORTIONS,
    "portal/privacy/services/erasures.py:reapply_erasures": PORTIONS,
    "programmes/services/lapses.py:lapse_invitations": PORTIONS,
    "programmes/services/reminders.py:send_reminders": PORTIONS,
    "matching/services/bulk_answers.py:answer_applications": PORTIONS,
    "events/services/reminders.py:remind_of_event": OF_A_REMINDER,
    "events/services/class_consents.py:remind_of_consents": OF_A_REMINDER,
    "events/services/admissions.py:settle_events": PORTIONS,
    "events/services/attendance.py:write_due_lists": PORTIONS,
    "matching/services/answers.py:remind_recruiters": OF_A_REMINDER,
    "matching/services/arrivals.py:ask_about_arrival": OF_A_REMINDER,
    "matching/services/arrivals.py:remind_of_first_day": OF_A_REMINDER,
    "matching/services/interview_reminders.py:remind_of_interview": OF_A_REMINDER,
    "matching/services/answers.py:tell_coordinators": OF_A_REMINDER,
    "matching/services/answers.py:pause_silent": OF_A_REMINDER,
    "programmes/services/invitations.py:notify_about_invitations": PORTIONS,
    "programmes/services/invitations.py:sweep_invitations": PORTIONS,
    "programmes/services/people.py:sweep_entered": PORTIONS,
    "programmes/services/people.py:notify_about_participations": PORTIONS,
    "portal/privacy/services/access_log.py:keep_lines": ONE_STATEMENT,
    "programmes/services/membership_invitations.py:notify_about_membership_invitations": PORTIONS,
    "programmes/services/membership_invitations.py:sweep_membership_invitations": PORTIONS,
    "programmes/services/bulk_acts.py:start_bulk_act": PORTIONS,
    "programmes/services/bulk_acts.py:carry_out_bulk_act": PORTIONS,
    "programmes/services/bulk_acts.py:sweep_bulk_acts": PORTIONS,
    "programmes/services/export_work.py:build_export": "Takes a while: a claimed row guards it.",
    "programmes/services/export_work.py:sweep_exports": PORTIONS,
    "programmes/services/import_work.py:read_import": PORTIONS,
    "programmes/services/import_work.py:carry_out_import": PORTIONS,
    "programmes/services/import_work.py:undo_import": PORTIONS,
    "programmes/services/import_work.py:resume_imports": ONE_STATEMENT,
    "matching/services/search.py:index_placement": ONE_STATEMENT,
    "matching/services/search.py:index_organisation": PORTIONS,
    "matching/services/search.py:index_all": PORTIONS,
    "matching/services/search.py:index_stale": PORTIONS,
    "programmes/services/conversations/writing.py:write_message": (
        "Files and rows: its docstring says how neither is left alone."
    ),
    "programmes/services/conversations/writing.py:write_first_message": (
        "As `write_message`: what begins the conversation is in the transaction that writes."
    ),
    "matching/services/talents.py:add_document": "A file and a row: its docstring says how neither is left alone.",
    "matching/services/talents.py:delete_file_after_commit": NO_ROWS,
    "matching/services/search_news.py:tell_of_searches": PORTIONS,
    "matching/services/search_news.py:tell_searches": PORTIONS,
    "matching/services/search.py:index_stale_among": PORTIONS,
    "matching/services/recommendations.py:tell_of_offers": PORTIONS,
    "matching/services/recommendations.py:tell_block": PORTIONS,
    "matching/services/placements/listing.py:expire_placements": PORTIONS,
    "matching/services/placements/listing.py:ask_still_open": PORTIONS,
    "matching/services/skills.py:load_starter_skills": PORTIONS,
    "matching/services/skills.py:import_esco": PORTIONS,
    "evaluation/services/records.py:create_record": ONE_STATEMENT,
    "evaluation/services/records.py:create_records": ONE_STATEMENT,
    "evaluation/services/reports.py:build_report": "Takes minutes: a lock that ends with the connection guards it.",
    "evaluation/services/reports.py:resume_reports": ONE_STATEMENT,
    "evaluation/services/reports.py:send_weekly_reports": PORTIONS,
}
"""Services that are no transaction of their own, and why."""

TAKES_WHAT_IT_IS_CALLED_AFTER = {
    "portal/notifications/services/notifications.py:notify": "`notify(person, notice)`: the house's own example",
    "portal/notifications/services/notifications.py:notify_all": "the same for several people",
    "portal/notifications/services/notifications.py:notify_each": "the same, each with their own",
}
"""Services that may be called without naming the arguments."""

READS = ("find_", "get_", "is_", "has_", "may_", "can_", "count_", "list_", "all_")


def is_of_services(path: Path) -> bool:
    return "services" in path.with_suffix("").parts


def services() -> Iterator[tuple[str, ast.FunctionDef]]:
    """`file:name` and function of everything public in services, their shared parts left out."""
    for path, tree in files().items():
        if is_of_services(path) and str(path) not in PARTS:
            for node in tree.body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield f"{path}:{node.name}", node


def decorators(node: ast.FunctionDef) -> set[str]:
    return {ast.unparse(each) for each in node.decorator_list}


def raised_by(node: ast.FunctionDef) -> set[str]:
    """Names of the errors that the function itself raises."""
    raised = [each.exc for each in ast.walk(node) if isinstance(each, ast.Raise) and each.exc is not None]
    return {ast.unparse(each.func if isinstance(each, ast.Call) else each) for each in raised}


def test_there_are_services():
    assert len(dict(services())) > 70


def test_a_service_takes_keywords():
    by_position = {
        name for name, node in services() if node.args.args or node.args.posonlyargs or node.args.vararg
    }
    assert by_position == TAKES_WHAT_IT_IS_CALLED_AFTER.keys()


def test_a_service_knows_who_acts():
    without = {name for name, node in services() if "by" not in {each.arg for each in node.args.kwonlyargs}}
    assert without - NOBODY_ACTS.keys() == set()
    assert NOBODY_ACTS.keys() - without == set(), "exemptions that nothing needs any more"


def test_a_service_is_done_or_not_done():
    loose = {name for name, node in services() if "transaction.atomic" not in decorators(node)}
    assert loose - NOT_ATOMIC.keys() == set()
    assert NOT_ATOMIC.keys() - loose == set(), "exemptions that nothing needs any more"


def test_a_service_says_what_it_does_and_what_it_raises():
    silent = {
        f"{name}: {', '.join(sorted(unsaid)) or 'no docstring'}"
        for name, node in services()
        if (unsaid := {each for each in raised_by(node) if each not in (ast.get_docstring(node) or "")})
        or not ast.get_docstring(node)
    }
    assert silent == set()


def test_a_service_is_typed():
    untyped = {
        name
        for name, node in services()
        if node.returns is None
        or any(each.annotation is None for each in [*node.args.args, *node.args.kwonlyargs])
    }
    assert untyped == set()


def test_a_bag_of_fields_has_names_and_types():
    """`**fields` is a TypedDict, never whatever comes."""
    bags = {
        name: ast.unparse(node.args.kwarg.annotation or ast.Constant("nothing"))
        for name, node in services()
        if node.args.kwarg
    }
    assert len(bags) > 3
    assert {name: kind for name, kind in bags.items() if not kind.startswith("Unpack[")} == {}


@pytest.mark.parametrize(
    ("bag", "known"),
    [(PlacementFields, WRITABLE), (ProfileFields, PROFILE_FIELDS)],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_bag_holds_what_the_facts_say_can_be_written(bag, known):
    assert set(bag.__annotations__) == set(known)


def test_reads_are_no_services():
    reads = {
        name
        for name, node in services()
        if node.name.startswith(READS) or node.name.endswith(("_of", "_for"))
    }
    assert reads == set()
    answers_with_rows = {name for name, node in services() if "QuerySet" in ast.unparse(node.returns or node)}
    assert answers_with_rows == set()


def test_what_services_share_is_called_by_services_alone():
    modules = {path.removesuffix(".py").replace("/", ".") for path in PARTS}
    callers = {
        f"{path} imports {node.module}"
        for path, tree in files().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in modules and not is_of_services(path)
    }
    assert callers == set()
    assert PARTS.keys() <= {str(path) for path in files()}


KEEPS_OTHERS_OUT = {
    "portal/users/services.py:release_address": "A registration that nobody has proven may go.",
    "portal/users/services.py:join_people": "All that points to the person moves, and nothing may be added meanwhile.",
}
"""Functions that hold a person's row so that nobody writes a row that points to it, and why."""


def locks_person(node: ast.AST) -> bool:
    """Is it `User.objects.….select_for_update(…)`?"""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    return node.func.attr == "select_for_update" and ast.unparse(node.func).startswith("User.objects")


def test_nobody_who_writes_about_a_person_waits_for_who_counts_their_rows():
    """`User.objects.locked()` is the one way to hold a person, but where the row itself is to go."""
    found = {
        f"{path}:{function.name}"
        for path, tree in files().items()
        if str(path) != "portal/users/querysets.py"
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and any(locks_person(node) for node in ast.walk(function))
    }
    assert found == KEEPS_OTHERS_OUT.keys()
