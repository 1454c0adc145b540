"""Which rows are read without `visible_to`, and why that is right. Everything that isn't named here must ask."""

UNSEARCHED_ROOMS = {
    "services": "They act on rows that a view found for the person, and check what the act itself needs.",
    "models": "A row's own parts, asked by whoever found the row.",
    "querysets": "They are what `visible_to` is asked of.",
    "scoring": "It knows no model: its skills and languages are plain numbers.",
}
"""Rooms of an app in which nothing is looked for; every other module is searched, whatever it is called."""

UNSEARCHED_MODULES = {
    "programmes.scoping": "It is `visible_to`.",
    "programmes.access": "Memberships and contacts are what `visible_to` is told.",
    "portal.core.personal_data": "It answers whose rows these are, to what services do for or with one person.",
    "portal.core.made_files": "It makes the file of a row that a service was told the key of.",
    "portal.core.regions": "It gives text from before there was the list its code, and shows nobody anything.",
    "portal.core.words.adding": "It is a step of migrations, and shows nobody anything.",
    "portal.demo": "It fills an empty database with the demonstration, and shows nobody anything.",
}

OF_NO_ROWS = "No rows: "
SIGNING_IN = "Whoever types an address in full; the answer is the same for one that nobody has."
OWN = "One's own, whatever one's roles are: "
OF_THE_ROW = "Part of a row that was found for the reader: "
TO_GO = "Deleted because it was kept long enough, or counted for that; shown to nobody."
RANKED = "What everybody may see, as numbers; whoever shows an offer asks `visible_to`."
OPEN_TO_ALL = "What everybody may see: `open_offers` asks who may, and a test holds it against `visible_to`."
TO_BE_TOLD = "Who is told, not who is shown: "

EXEMPT = {
    "portal.core.together:_answers cursor()": "Rows of the querysets that it is given, or how many they are.",
    "portal.core.admin_totals:total cursor()": "How many rows the querysets have that it is given.",
    "portal.core.admin_filters:_values_in_index cursor()": "Kinds of messages, in lists of the operator's.",
    "portal.core.admin_search:_having model": "Keys that have a word, of which a scoped list takes its own.",
    "programmes.admin.filters:worked_with model": "Scoped in the next line; what isn't scoped is the operator's lists.",
    "matching.admin.placements:PlacementAdmin.get_changelist_rows Application": "How many, of a scoped list's rows.",
    # --- No rows ---
    "portal.core.locales:language_name .languages": OF_NO_ROWS + "the library's names of languages.",
    "portal.core.locales:own_language_name .languages": OF_NO_ROWS + "the library's names of languages.",
    "portal.core.workflow:Step.target .targets": OF_NO_ROWS + "the states a step leads to.",
    "portal.core.workflow_page:_step_row .targets": OF_NO_ROWS + "the states a step leads to.",
    "portal.core.workflow_page:_chapter get_model()": OF_NO_ROWS + "a model's name for the documentation.",
    "programmes.presentation.permissions:_grants get_model()": OF_NO_ROWS
    + "a model's name for the documentation.",
    "portal.admin_site.sidebar:navigation get_model()": OF_NO_ROWS + "the model an entry of the menu names.",
    "programmes.backends:RoleBackend.has_perm get_model()": OF_NO_ROWS
    + "the model a permission of Django's names.",
    "evaluation.receivers:add_catalogue get_model()": OF_NO_ROWS + "the models as a migration knows them.",
    "programmes.admin.reminders:ReminderAdmin.preview .languages": OF_NO_ROWS
    + "codes of a visible programme.",
    "programmes.notices.reminders:Reminding.dedupe_key .occasions": OF_NO_ROWS + "a message's own words.",
    "matching.notices.answers:ApplicationsWaiting.action .placements": OF_NO_ROWS + "a message's own words.",
    "matching.notices.answers:CompaniesSilent.words .organisations": OF_NO_ROWS + "a message's own words.",
    "matching.presentation.applications:way_back .targets": OF_NO_ROWS + "the states a step leads to.",
    "evaluation.queries.arrivals:arrivals Application": "Of people whose participation the reader may evaluate: "
    "when they began and whether they were there, under their pseudonym.",
    "matching.queries.week:funnel ApplicationEvent": OF_THE_ROW + "how far a visible one has come.",
    "matching.queries.reminders:last_reminded ReminderOccasion": OF_THE_ROW
    + "listed applications: a day each.",
    "matching.queries.reminders:_asked_by_staff BulkAct": OF_THE_ROW + "listed applications: a day each.",
    "matching.queries.reminders:_asked_by_staff Application": OF_THE_ROW + "listed ones, by their keys.",
    "matching.queries.reminders:_waiting Application": TO_BE_TOLD + "each company of its own applications.",
    "matching.queries.reminders:_waiting Posting": TO_BE_TOLD + "which programme's coordinators.",
    "matching.filters:OfferFilter.__init__ .programmes": OF_NO_ROWS + "the visible programmes, read before.",
    "matching.filters:OfferFilter._programmes_by_name .programmes": OF_NO_ROWS
    + "the visible programmes, read before.",
    "matching.queries.offer_words:_close cursor()": OPEN_TO_ALL
    + " Ids that only an index of open offers resolves.",
    "matching.queries.offer_words:_close_again cursor()": OPEN_TO_ALL
    + " Ids that only an index of open offers resolves.",
    "matching.queries.offer_rows:_with_mark Bookmark": OWN + "whether the reader keeps each offer.",
    "matching.queries.offer_rows:_with_ids Placement": OF_THE_ROW
    + "the offers whose ids were found for the reader.",
    "matching.queries.skills:_asked PlacementSkill": OF_THE_ROW
    + "offers whose ids were found for the reader; only how often each skill is asked for is told.",
    "matching.queries.fits:ShownPlacements.replaced Placement": RANKED,
    "matching.queries.interviews:interview_is_readable Application": "A condition, of which `visible_to` is made.",
    "programmes.notices.appointments:_taken_out Appointment": OF_THE_ROW
    + "what the reader was told is off for them, and nothing of it but when and where it was.",
    "matching.queries.interviews:interview_is_readable Interview": "A condition, of which `visible_to` is made.",
    "matching.queries.interviews:about_interviews Interview": OF_THE_ROW + "appointments, by their keys.",
    "matching.queries.interviews:interview_occasions Appointment": TO_BE_TOLD
    + "interviews, to who will be there.",
    "matching.queries.interviews:interview_occasions Interview": TO_BE_TOLD
    + "interviews, to who will be there.",
    "matching.queries.interviews:interview_occasions Posting": TO_BE_TOLD + "in which programme's words.",
    "matching.views.interviews:interview_invite User": OF_THE_ROW + "who recruits for its organisation.",
    "programmes.receivers:miss_recruiter Contact": "Whether a contact that was saved still recruits; shown to nobody.",
    "programmes.views.appointments:hosts_of User": OF_THE_ROW + "who recruits for its organisation.",
    "programmes.views.dates:my_dates CalendarFeed": OWN + "the address of one's own calendar.",
    "programmes.views.dates:_owner CalendarFeed": "Whoever holds the secret address; it opens what its owner sees.",
    "matching.queries.interviews:interview_zone Posting": OF_THE_ROW + "whose clocks are meant.",
    "matching.queries.fits:_ShownPlacements.build Placement": RANKED,
    "matching.queries.fits:_shown_pks Placement": RANKED,
    "matching.queries.profiles:_rows_of model": "Parts of talents or placements that were found before.",
    "matching.queries.open_offers:_Following.patch .programmes": OPEN_TO_ALL,
    "matching.queries.open_offers:_offered_by Placement": OPEN_TO_ALL,
    "matching.queries.offer_names:_named Placement": OPEN_TO_ALL,
    "matching.queries.offer_names:_offered_by Placement": OPEN_TO_ALL,
    "matching.queries.offer_names:_named PlacementSkill": OPEN_TO_ALL,
    "matching.queries.open_offers:_offers Placement": OPEN_TO_ALL,
    "matching.queries.open_offers:_offers PlacementLanguage": OPEN_TO_ALL,
    "matching.queries.open_offers:_offers Posting": OPEN_TO_ALL,
    "matching.queries.open_offers:<module> Placement": OPEN_TO_ALL,
    "matching.queries.open_offers:<module> PlacementLanguage": OPEN_TO_ALL,
    "matching.queries.open_offers:<module> Posting": OPEN_TO_ALL,
    "matching.queries.open_offers:<module> Programme": OPEN_TO_ALL,
    "matching.queries.offer_names:<module> Placement": OPEN_TO_ALL,
    "matching.queries.offer_names:<module> PlacementSkill": OPEN_TO_ALL,
    "matching.filters:OfferFilter.languages .programmes": OF_NO_ROWS + "the visible programmes, read before.",
    "matching.queries.searches:usual_language .programmes": OF_NO_ROWS
    + "the visible programmes, read before.",
    "matching.queries.searches:usual_language .languages": OF_NO_ROWS + "codes of a visible programme.",
    "matching.queries.offer_words:found_among cursor()": OPEN_TO_ALL + " Says which words they have.",
    "matching.queries.bookmarks:bookmarks_of Placement": OF_THE_ROW
    + "one's own bookmarks: whether what was shown reads as it did then.",
    "matching.dashboard.bookmarks:_bookmarks_of_people_who_stay_away Bookmark": TO_GO,
    # --- Saved searches ---
    "matching.queries.saved_searches:last_opening OfferOpening": OF_NO_ROWS + "the highest number.",
    "matching.queries.saved_searches:next_opening SavedSearch": OF_NO_ROWS + "the highest number seen.",
    "matching.queries.saved_searches:people_to_tell User": TO_BE_TOLD + "each of what they may see.",
    "matching.queries.saved_searches:people_to_tell GuardianConsent": TO_BE_TOLD
    + "pupils with consent alone.",
    "matching.queries.saved_searches:pupils_among GuardianConsent": TO_BE_TOLD
    + "pupils, of their kinds alone.",
    "matching.queries.saved_searches:search_at SavedSearch": "Whoever holds the secret address.",
    "matching.queries.saved_searches:search_at people_to_tell()": TO_BE_TOLD + "the owner of that search.",
    "matching.views.saved_searches:_gets_no_mails Preference": OWN + "wish for mails.",
    "matching.dashboard.searches:_searches_of_people_who_stay_away SavedSearch": TO_GO,
    # --- Conversations ---
    "programmes.presentation.conversations:standing .participants": OF_THE_ROW + "its sides.",
    "programmes.presentation.conversations:can_write .participants": OF_THE_ROW + "its sides.",
    "programmes.presentation.conversations:_quote .files": OF_THE_ROW + "names of its files.",
    "programmes.presentation.conversations:message_lines .files": OF_THE_ROW + "its files.",
    "programmes.admin.conversations:MessageReportAdmin.log_look .participants": OF_THE_ROW
    + "who is told who looked.",
    "programmes.views.conversations:with_sides ConversationParticipant": "Sides of the visible one.",
    "programmes.views.conversations:talk_about .participants": OF_THE_ROW + "its sides.",
    "programmes.views.conversations:message_report .participants": OF_THE_ROW + "its sides.",
    "programmes.dashboard.conversations:kept_for_reports Conversation": OWN
    + "conversations, to tell what must stay.",
    "programmes.dashboard.conversations:kept_for_reports ConversationParticipant": OWN
    + "conversations' sides.",
    "programmes.dashboard.conversations:kept_for_reports Message": OWN + "conversations' messages.",
    "programmes.dashboard.conversations:kept_for_reports MessageFile": OWN + "conversations' files.",
    "programmes.dashboard.conversations:kept_for_reports MessageReport": OWN + "conversations' reports.",
    "programmes.dashboard.conversations:_about_nothing_any_more Conversation": TO_GO,
    "programmes.queries.conversations:around Message": OF_THE_ROW
    + "the message and six around it, once reported.",
    "programmes.queries.conversations:unread_by_side Message": OF_THE_ROW + "whether one is unread.",
    "programmes.queries.conversations:with_unread Message": OF_THE_ROW + "how many.",
    "programmes.queries.conversations:with_unread ConversationParticipant": OF_THE_ROW + "the reader's side.",
    "programmes.queries.conversations:side_of .participants": OF_THE_ROW + "the reader's side.",
    "programmes.queries.conversations:people_of User": TO_BE_TOLD + "whoever stands on the side.",
    "programmes.queries.conversations:page_of MessageReport": OF_THE_ROW + "reports of the reader's side.",
    "programmes.queries.conversations:page_of Message": OF_THE_ROW
    + "messages of a conversation found for the reader.",
    "matching.queries.conversations:with_conversation Application": OF_NO_ROWS
    + "a condition of conversations.",
    "matching.queries.conversations:programmes_of_reports Application": OF_THE_ROW
    + "whose coordinators are told.",
    "matching.dashboard.conversations:<module> Application": OF_NO_ROWS + "a condition of conversations.",
    "matching.queries.conversations:programmes_behind .postings": OF_THE_ROW + "whose coordinators are told.",
    "evaluation.notices:WeeklyReport.paragraphs .participants": OF_NO_ROWS
    + "a number that the message holds.",
    # --- Questionnaires ---
    "programmes.admin.questionnaires:QuestionnaireVersionAdmin.preview .languages": OF_NO_ROWS
    + "codes of a visible programme.",
    "programmes.admin.questionnaires:QuestionnaireAdmin.get_urls .answers": OF_NO_ROWS + "a page's own name.",
    "programmes.admin.questionnaires:QuestionnaireAdmin.all_versions .questionnaire_versions": OF_THE_ROW
    + "its versions.",
    "programmes.admin.questionnaires:QuestionnaireAdmin.answers .questionnaire_versions": OF_THE_ROW
    + "its versions.",
    "programmes.admin.questionnaires:QuestionnaireVersionAdmin.state .questionnaire_versions": OF_THE_ROW
    + "how often it was answered.",
    "programmes.admin.questionnaire_forms:QuestionForm._taken Question": OF_THE_ROW
    + "keys of its answers in each version.",
    "programmes.admin.questionnaire_forms:QuestionForm._take_choices Question": OF_THE_ROW
    + "its answers as they are saved.",
    "programmes.dashboard.questionnaires:_sensitive_of_what_ended Answer": TO_GO,
    "programmes.dashboard.questionnaires:_about_nothing_any_more Response": TO_GO,
    "programmes.presentation.questionnaires:said_in .answers": OF_THE_ROW + "what it says.",
    "programmes.queries.questionnaires:responses_about Response": OF_THE_ROW + "what was answered about it.",
    "programmes.queries.questionnaires:response_about Response": OF_THE_ROW + "what was answered about it.",
    # --- Before anybody is signed in, or for nobody ---
    "portal.run:_prepare_database User": "Is the database empty? Asked when the portal starts.",
    "portal.health:_database_answers cursor()": "Does the database answer at all?",
    "portal.core.unnamed_files:_named model": "Names of everybody's files, to delete those that stand in no row.",
    "portal.core.key_rotation:SealedColumn.rows model": "Everybody's, to seal it anew; nobody reads it.",
    "portal.core.changes.looks:_ask cursor()": "Which rows have changed, by their keys alone.",
    "portal.core.changes.looks:sweep Change": "Keys of rows that changed long ago, to be deleted.",
    "matching.queries.expiry:<module> Placement": "A moment: when the next of all offers is over.",
    "events.queries.registrations:registration_of_link Registration": "For the holder of the secret link.",
    "events.queries.registrations:registrations_there Registration": "Yes or no, for holders of secret links.",
    "events.views.registrations:_register .answers": OF_NO_ROWS + "what a form holds.",
    "events.dashboard.registrations:_over Registration": "What the daily run deletes answers about; nobody reads it.",
    "events.dashboard.registrations:<module> Registration": OF_NO_ROWS + "what answers may be about.",
    "events.queries.registrations:registration_of Registration": OWN + "for the calendar of their mails.",
    "events.queries.registrations:_joined_with history": "For the holder of the secret link: where it leads to now.",
    "events.admin.registrations:_enter .admissions": OF_THE_ROW + "how people register for it.",
    "events.dashboard.registrations:guests_to_prove Registration": "Keys of people whose account stays.",
    "events.queries.registrations:place_in_line Registration": OF_THE_ROW + "a number, to whom it belongs.",
    "events.queries.registrations:guests_to_forget Registration": "Whom the daily run deletes; nobody reads it.",
    "events.queries.registrations:guests_to_forget User": "Whom the daily run deletes; nobody reads it.",
    "events.queries.registrations:registration_occasions Registration": TO_BE_TOLD + "whoever is registered.",
    "events.admin.registrations:_people User": "Participants whom the reader administers.",
    "events.admin.registrations:people_of_event .admissions": OF_THE_ROW + "how people register for it.",
    "events.notices.registrations:ConfirmAddress.mail_address Registration": TO_BE_TOLD + "the guest.",
    "events.notices.registrations:PlaceOffered.is_still_true Registration": TO_BE_TOLD + "whose it is.",
    "events.notices.registrations:EventSoon.is_still_true Registration": TO_BE_TOLD + "whose it is.",
    "events.dashboard.registrations:_unconfirmed Registration": "What the daily run deletes; nobody reads it.",
    "events.dashboard.registrations:_with_needs Registration": "What the daily run deletes; nobody reads it.",
    "events.dashboard.registrations:people_registered Registration": "Keys of people whom nothing deletes.",
    "events.dashboard.registrations:people_who_come Registration": "Keys of people whose account stays.",
    "programmes.queries.kept:programmes_checked_on Programme": "Keys of programmes, for what is kept how long.",
    "events.presentation.planning:planned .sessions": OF_THE_ROW + "when it is.",
    "events.notices.entries:calendar_part .sessions": OF_THE_ROW + "when it is.",
    "events.queries.events:<module> Event": "A moment: when the next of all events is over.",
    "events.queries.events:next_turn_of_all Admission": "A moment: when registration for any event turns next.",
    "portal.core.time_zones:known_zones cursor()": "The database's list of time zones; no row of anybody.",
    "portal.core.replica:_asked cursor()": "How far the database and its replica are; no row of anybody.",
    "portal.core.day_rules:refusals type(row)": "The row that is being saved, as it was; told are the days just typed.",
    "portal.core.checks:role_is_ordinary cursor()": "The role the portal connects as; no row of anybody.",
    "portal.users.context_processors:_by_group User": "The demonstration's listed people, on its sign-in page.",
    "portal.users.backends:AuthenticationBackend.authenticate user_model": "Whoever signs in types a login in full.",
    "portal.users.adapters:AccountAdapter.mail_registration User": SIGNING_IN,
    "portal.users.adapters:AccountAdapter.send_confirmation_mail User": SIGNING_IN
    + " The owner is told, nobody else.",
    "portal.users.forms:ResetPasswordForm.clean_email User": SIGNING_IN,
    "portal.users.forms:SignupForm.validate_unique_email User": SIGNING_IN,
    "portal.core.transactions:kept_if cursor()": "A mark in the database's log; no row of anybody.",
    "portal.users.queries:find_demo_person User": "The demonstration's listed people, and nobody else.",
    "portal.notifications.queries:find_unsubscription User": "Whoever holds the signed link of a mail to the person.",
    "mentoring.apps:MentoringConfig.ready Mentor": "Who is a mentor: what somebody's access is made of.",
    # --- One's own ---
    "programmes.queries.countries:_Following.build Programme": "In which countries public programmes are, and no more.",
    "portal.core.collation:update_sort_keys model": "Every name's place in the alphabet; the operator's command.",
    "portal.core.management.commands.clean_stored_text:Command.handle model": "How many rows there are to clean.",
    "portal.core.stored_text:clean_stored_text model": "Everybody's text, to clean it; nobody reads it.",
    "portal.core.stored_text:_clean_row model": "The same row, held.",
    "portal.core.concurrent_edits:lock type(row)": "A row that the caller has reached, read again to hold it.",
    "portal.users.adapters:AccountAdapter.can_delete_email EmailAddress": OWN + "addresses.",
    "portal.users.adapters:AccountAdapter.send_password_reset_mail EmailAddress": OWN + "addresses.",
    "portal.users.queries:is_proven EmailAddress": OWN + "addresses.",
    "portal.admin_site.operation:action_counts Notification": "How many, for the operator; no message is read.",
    "portal.notifications.forms:PreferencesForm.__init__ .notification_preferences": OWN + "wishes.",
    "programmes.dashboard.programmes:_old_exports Export": TO_GO,
    "programmes.dashboard.programmes:_old_bulk_acts BulkAct": TO_GO,
    "portal.privacy.notices:GuardianLink._asked GuardianConsent": TO_BE_TOLD + "the guardian, by a mail.",
    "portal.privacy.queries:_found_by_mailed_link GuardianConsent": "Whoever holds the link that was mailed.",
    "portal.privacy.views.guardians:_guardian_page GuardianConsent": OF_THE_ROW + "whether it still counts.",
    "portal.privacy.queries:is_of_age User": OF_THE_ROW + "whether the person is of age, their own matter.",
    "portal.privacy.queries:prospects_of GuardianConsent": "What names an address of the reader's own; only counted.",
    "portal.privacy.queries:retention_report RetentionResult": TO_GO,
    "portal.privacy.queries:retention_report .results": TO_GO,
    "portal.privacy.queries:retention_report due_rows()": TO_GO,
    "portal.privacy.queries:days_of RetentionPeriod": TO_GO,
    "portal.privacy.queries:periods_in_force RetentionPeriod": TO_GO,
    "portal.privacy.queries:period_changes versions": "Who decided about a rule, for the operator's page.",
    "portal.privacy.queries:period_changes User": "Who decided about a rule, for the operator's page.",
    "portal.privacy.queries:held_keys User": TO_GO,
    "portal.privacy.queries:unused_accounts User": TO_GO,
    "portal.privacy.queries:accounts_to_end unused_accounts()": TO_GO,
    "portal.privacy.views.erasures:certificate UnusedAccount": "Whoever holds the secret address of the certificate.",
    "programmes.dashboard.programmes:people_who_work Membership": TO_GO,
    "programmes.dashboard.programmes:people_who_take_part Enrolment": TO_GO,
    "portal.privacy.queries:without_held_people held_keys()": TO_GO,
    "portal.privacy.queries:_addresses_of_several User": TO_GO,
    "portal.privacy.queries:_addresses_of_several EmailAddress": TO_GO,
    "portal.privacy.dashboard:people_who_may_change_their_mind User": TO_GO,
    "portal.privacy.dashboard:_old_lines_of_the_log AccessLog": TO_GO,
    "portal.privacy.dashboard:_old_sessions Session": TO_GO,
    "portal.privacy.dashboard:_old_notifications Notification": TO_GO,
    "portal.privacy.dashboard:_old_certificates ErasureRequest": TO_GO,
    "portal.privacy.dashboard:_old_copies DataCopy": TO_GO,
    "portal.privacy.views.retention:report RetentionRun": "Numbers, for whoever may read the report.",
    "programmes.queries.kept:programmes_closed_before Programme": TO_GO,
    "programmes.dashboard.hours:_hours_beyond_the_funders_time Enrolment": TO_GO,
    "programmes.dashboard.hours:_hours_beyond_the_funders_time Hours": TO_GO,
    "programmes.queries.programmes:_takes_part_in Hours": OF_THE_ROW + "how many minutes an enrolment has.",
    "programmes.queries.kept:_hours_kept Hours": OWN + "what of it must stay, for an erasure.",
    "programmes.queries.kept:_ends .fundings": TO_GO,
    "programmes.dashboard.programmes:_beyond_the_funders_time Enrolment": TO_GO,
    "programmes.dashboard.programmes:_left_without_a_funder Enrolment": TO_GO,
    "programmes.dashboard.programmes:_emptied_accounts User": TO_GO,
    "programmes.dashboard.programmes:_unconfirmed_imports Import": TO_GO,
    "programmes.dashboard.programmes:_rows_of_old_imports ImportRow": TO_GO,
    "programmes.dashboard.programmes:people_whom_an_audit_needs Funding": TO_GO,
    "programmes.dashboard.programmes:people_whom_an_audit_needs Enrolment": TO_GO,
    "programmes.dashboard.programmes:_never_answered User": TO_GO,
    "matching.dashboard.placements:_applications_of_people_who_left Application": TO_GO,
    "matching.dashboard.placements:_documents_of_people_who_left Document": TO_GO,
    "matching.dashboard.placements:_documents_of_people_who_left Application": TO_GO,
    "matching.dashboard.placements:_applications_of_people_who_left Enrolment": TO_GO,
    "matching.dashboard.placements:_documents_of_people_who_left Enrolment": TO_GO,
    "evaluation.dashboard:_old_rows_files Funding": TO_GO,
    "evaluation.dashboard:_old_rows_files Report": TO_GO,
    "portal.privacy.queries:addresses_of EmailAddress": OWN + "addresses, to find what names them.",
    "programmes.queries.kept:kept_for_funders Enrolment": OWN
    + "participations, to tell what must stay of them.",
    "programmes.queries.kept:funders_time Funding": "Days on which funders may check; no row is shown.",
    "evaluation.queries.kept:kept_records ParticipantRecord": OWN
    + "answers, to tell what must stay of them.",
    "portal.privacy.views.copies:copy .data_copies": OWN + "copies of one's data.",
    "portal.privacy.views.copies:fetch .data_copies": OWN + "copies of one's data.",
    "portal.privacy.views.erasures:erase .erasures": OWN + "request for erasure.",
    "portal.privacy.dashboard:_own_certificates .erasures": OWN + "request for erasure.",
    "portal.privacy.views.erasures:take_back .erasures": OWN + "request for erasure.",
    "portal.privacy.views.erasures:certificate ErasureRequest": "Whoever holds the secret address of the certificate.",
    "portal.admin_site.site:BleibeAdminSite.view_on_site ContentType": "Which table; its admin finds the row.",
    "portal.privacy.views.erasures:letters ErasureRequest": "Those that the reader has entered.",
    "portal.privacy.views.erasures:by_letter User": "Asked afterwards whether the reader may; else there is nobody.",
    "portal.privacy.views.own:mine AccessLog": OWN + "who looked at one's data.",
    "portal.privacy.views.own:mine .consents": OWN + "consents.",
    "portal.privacy.views.own:withdraw .consents": OWN + "consents.",
    "portal.privacy.views.guardians:_text_agreed_to .consents": "The child's, for the holder of the secret link.",
    "programmes.dashboard.programmes:leave_pages Enrolment": OWN + "taking a consent back needs no role.",
    "matching.dashboard.applications:_numbers_of User": "The reader, as the row in which numbers of scoped rows stand.",
    "matching.dashboard.placements:_moved Application": OWN
    + "applications, found by visible_to among the latest.",
    "programmes.queries.programmes:people_working_for Membership": TO_BE_TOLD
    + "who may be named by whom it asks.",
    "programmes.queries.programmes:people_working_for User": TO_BE_TOLD + "who may be named by whom it asks.",
    "events.admin.rooms:EventTrainerInline.get_field_queryset people_working_for()": "Colleagues.",
    "events.admin.rooms:EventTrainerInline.get_field_queryset User": "Colleagues, and whoever is named already.",
    "programmes.queries.programmes:_awaited Organisation": "Visible ones, and those that invite the person.",
    "programmes.queries.programmes:_awaited invitations_for()": OWN + "by an address that was confirmed.",
    "programmes.views.invitation:my_invitations invitations_for()": OWN + "by an address that was confirmed.",
    "programmes.views.invitation:invitation_accept invitations_for()": OWN
    + "by an address that was confirmed.",
    "programmes.views.invitation:invitation_decline invitations_for()": OWN
    + "by an address that was confirmed.",
    # --- Part of a row that was found for the reader ---
    "programmes.views.organisation:organisation_edit .programmes": OF_THE_ROW
    + "whose staff it is; none is shown.",
    "programmes.admin.history:steps_of .history": OF_THE_ROW + "its history.",
    "matching.queries.placement_history:placement_versions .history": OF_THE_ROW + "its history.",
    "matching.queries.placement_history:_part history": OF_THE_ROW + "its history.",
    "programmes.admin.organisation:OrganisationAdmin.get_form .programmes": "Taken away from the visible choices.",
    "programmes.resources.organisations:OrganisationResource.dehydrate_programme .programmes": OF_THE_ROW
    + "those the reader works in.",
    "programmes.resources.organisations:OrganisationResource.stored .programmes": OF_THE_ROW
    + "what an import changes, kept to be put back.",
    "programmes.resources.organisations:OrganisationResource._new_programmes .programmes": OF_THE_ROW
    + "compared with those of the file alone.",
    "matching.queries.profiles:skill_rows .skills": OF_THE_ROW + "what it asks for, or says of itself.",
    "matching.queries.profiles:language_rows .languages": OF_THE_ROW + "what it asks for, or says of itself.",
    "matching.queries.profiles:_rows_of_talent TalentSkill": OF_THE_ROW + "joined to the rows given.",
    "matching.queries.profiles:_rows_of_talent TalentLanguage": OF_THE_ROW + "joined to the rows given.",
    "matching.queries.profiles:_rows_of_placement PlacementSkill": OF_THE_ROW + "joined to the rows given.",
    "matching.queries.profiles:_rows_of_placement PlacementLanguage": OF_THE_ROW
    + "joined to the rows given.",
    "matching.queries.profiles:_own Document": OF_THE_ROW + "whether there is a file.",
    "events.presentation.equipment:<module> .programmes": OF_THE_ROW
    + "a visible device: to whom it is lent.",
    "events.notices.equipment:about_reservation .equipment": OF_NO_ROWS + "the one device of a reservation.",
    "events.forms.equipment:EquipmentForm.__init__ .programmes": OF_THE_ROW
    + "one's own organisation: its programmes, to which it can lend.",
    "matching.views.offer:_postings Posting": OF_THE_ROW + "the programmes that show it to everybody.",
    "matching.queries.steps:with_applied Application": OF_THE_ROW + "how many have applied.",
    "matching.queries.applicants:_most Application": "Where to look first; what is counted is asked for the reader.",
    "matching.views.arrivals:arriving_tick ArrivalItem": "What everybody has to do on arriving.",
    "matching.queries.arrivals:checklist ArrivalItem": "What everybody has to do on arriving.",
    "matching.queries.arrivals:starts_to_ask_about Application": TO_BE_TOLD + "whoever has taken a place.",
    "matching.queries.arrivals:first_days_to_come FirstDay": TO_BE_TOLD + "whoever starts to work.",
    "matching.queries.arrivals:_counted Posting": "In which programme's words somebody is reminded.",
    "matching.queries.arrivals:applications_of_link Application": "For the holder of the secret link.",
    "matching.queries.arrivals:application_of_link applications_of_link()": "For the holder of the secret link.",
    "matching.queries.contacts:recruiters_of User": OF_THE_ROW + "who answers for it at the company.",
    "matching.queries.steps:seats_taken .applications": OF_THE_ROW + "how many were accepted.",
    "matching.views.apply:_programmes_that_read .postings": "Whoever sends something is told who will read it.",
    "matching.views.placement_writing:placement_preview .programmes": OF_THE_ROW
    + "where its own contacts have posted it.",
    "matching.views.placements:placement_extend .programmes": OF_THE_ROW
    + "the time zones in which a day ends.",
    "matching.forms.placements:PlacementForm.__init__ programmes_for()": OF_THE_ROW
    + "where its contacts may post.",
    "matching.forms.placements:PlacementForm._suggest programmes_for()": OF_THE_ROW
    + "where its contacts may post.",
    "matching.forms.placements:PlacementForm.__init__ .programmes": OF_THE_ROW
    + "where its own contacts have posted it.",
    # --- Who is told ---
    "matching.views.apply:_page User": TO_BE_TOLD + "and only their number is said.",
    # --- What a read itself narrows ---
    "programmes.queries.programmes:people_known_to User": "Narrowed to people of rows that the reader administers.",
    "programmes.queries.programmes:choices_for related": (
        "Narrowed to what the reader administers, where programmes own it."
    ),
    "programmes.queries.programmes:with_kept model": "Adds what stands in the row already.",
    "programmes.queries.programmes:values_below model": OF_THE_ROW + "keys of what hangs on it.",
    "programmes.queries.programmes:names_of User": "Names of those whom the row found for the reader names.",
    "programmes.views.invitation:my_invitations membership_invitations_for()": OWN
    + "by an address that was confirmed.",
    "programmes.views.invitation:membership_accept membership_invitations_for()": OWN
    + "by an address that was confirmed.",
    "programmes.views.invitation:membership_decline membership_invitations_for()": OWN
    + "by an address that was confirmed.",
    "programmes.queries.programmes:_awaited membership_invitations_for()": OWN
    + "by an address that was confirmed.",
    "programmes.queries.programmes:membership_invitations_for MembershipInvitation": OWN
    + "by an address that was confirmed.",
    "programmes.queries.programmes:membership_invitations_for confirmed_owner()": OWN
    + "by an address that was confirmed.",
    "programmes.queries.programmes:_awaited participations_offered()": OWN
    + "by an address that was confirmed.",
    "programmes.queries.programmes:asked_of Enrolment": OWN + "by an address that was confirmed.",
    "programmes.queries.programmes:asked_of people_to_claim()": OWN + "by an address that was confirmed.",
    "programmes.queries.programmes:participations_offered asked_of()": OWN
    + "by an address that was confirmed.",
    "programmes.queries.programmes:_entered_with_address_of User": OWN + "by an address that was confirmed.",
    "programmes.queries.programmes:_entered_with_address_of confirmed_owner()": OWN
    + "by an address that was confirmed.",
    "programmes.queries.programmes:_people_like User": (
        "Keys alone, to narrow the enrolments that the reader administers."
    ),
    "programmes.queries.programmes:look_alikes Programme": (
        "Relatives of one that was found for the reader, to narrow theirs."
    ),
    "programmes.queries.programmes:lapsed_for EmailAddress": OWN + "their confirmed addresses.",
    "programmes.queries.programmes:lapsed_for Programme": "Those that have asked the person.",
    "programmes.queries.programmes:lapsed_for Organisation": "Those that have asked the person.",
    "programmes.queries.programmes:lapsed_for MembershipInvitation": OWN
    + "by an address that was confirmed.",
    "programmes.queries.programmes:lapsed_for ContactInvitation": OWN + "by an address that was confirmed.",
    "programmes.views.invitation:my_invitations asked_of()": OWN + "by an address that was confirmed.",
    "programmes.views.invitation:participation_decline participations_offered()": OWN
    + "by an address that was confirmed.",
    "programmes.views.invitation:person_claim people_to_claim()": OWN + "by an address that was confirmed.",
    "programmes.admin.enrolment:EnrolmentAdmin.papers .paper_consents": OF_THE_ROW + "its papers.",
    "programmes.resources.enrolments:EnrolmentResource.dehydrate_consent_received_on .paper_consents": OF_THE_ROW
    + "its papers.",
    "programmes.resources.exports:EnrolmentExporter.worked_out PaperConsent": OF_THE_ROW + "its papers.",
    "portal.core.transactions:one_moment cursor()": "Reads no rows: it says of which moment those are.",
    "portal.core.copied_rows:copy_rows cursor()": "Runs the query that it is given.",
    "programmes.queries.programmes:listed_with Enrolment": "Of programmes that were found for the reader.",
    "programmes.queries.programmes:listed_with User": "Of programmes that were found for the reader: their keys only.",
    "programmes.queries.programmes:addresses_listed listed_with()": "Of programmes that were found for the reader.",
    "programmes.resources.enrolments:EnrolmentResource.find_all listed_with()": "Narrowed to visible rows.",
    "programmes.queries.programmes:invitations_for ContactInvitation": OWN
    + "by an address that was confirmed.",
    "programmes.queries.programmes:invitations_for confirmed_owner()": OWN
    + "by an address that was confirmed.",
    "programmes.queries.programmes:confirmed_owner User": TO_BE_TOLD
    + "whoever has shown that the address is theirs.",
    "portal.users.queries:find_person User": "The operator and the command line, who type a login in full.",
    "portal.privacy.queries:find_guardian_consent GuardianConsent": "What the holder of the secret link was asked.",
    "matching.queries.terms:programmes_for .programmes": OF_THE_ROW
    + "those that are public and show offers.",
    "evaluation.queries.contributions:all_participants Programme": "For reports, which their page shows.",
    "evaluation.queries.contributions:all_participants ParticipantFact": "For reports, which their page shows.",
    "evaluation.queries.contributions:all_participants MonthCount": "For reports, which their page shows.",
    "evaluation.queries.contributions:participants Programme": "A report has nobody who asks; pages ask `visible_to`.",
    "evaluation.queries.contributions:participants Enrolment": "A report has nobody who asks; pages ask `visible_to`.",
}
"""`module:function what` → why it needs no `visible_to`. One entry a place and kind of row."""

QUERIES_WITHOUT_READER = {
    "matching.queries.arrivals:applications_of_link": "The link says whose question it answers.",
    "matching.queries.arrivals:application_of_link": "The link says whose question it answers.",
    "events.queries.events:next_turn_of_all": "A moment: when registration for any event opens or closes next.",
    "events.queries.registrations:registration_of_link": "The link says whose registration it is.",
    "events.queries.registrations:registrations_there": "The links say whose registrations they are.",
    "events.queries.registrations:place_in_line": "Told a row that was found for the reader.",
    "events.queries.registrations:registration_occasions": "What reminders are about; each tells the person alone.",
    "events.queries.registrations:guests_to_forget": "Whom the daily run deletes; nobody reads it.",
    "programmes.queries.programmes:people_working_for": "Told a programme that was found for the reader.",
    "programmes.queries.kept:programmes_checked_on": "Keys of programmes, for what is kept how long.",
    "matching.queries.arrivals:first_days_to_come": "What reminders are about; each tells the person alone.",
    "matching.queries.arrivals:starts_to_ask_about": "What reminders are about; each tells the person alone.",
    "matching.queries.contacts:recruiters_of": "Told a row that was found for the reader.",
    "programmes.queries.questionnaires:responses_about": "Told rows that were found for the reader.",
    "programmes.queries.questionnaires:response_about": "Told a row that was found for the reader.",
    "programmes.queries.conversations:people_of": TO_BE_TOLD + "whoever stands on the side.",
    "programmes.queries.conversations:around": "Told a report that was found for the reader.",
    "programmes.queries.conversations:page_of": "Told a conversation that was found for the reader.",
    "matching.queries.conversations:programmes_behind": "Told an application that was found for the reader.",
    "matching.queries.conversations:with_conversation": OF_NO_ROWS + "a condition of conversations.",
    "matching.queries.conversations:programmes_of_reports": "Told a conversation that was found for the reader.",
    "matching.queries.conversations:sides_of": "Told an application that was found for the reader.",
    "matching.queries.offer_words:found_among": "Told keys of open offers; answers with words that they have.",
    "matching.queries.saved_searches:last_opening": "Answers with a number, for everybody the same.",
    "matching.queries.saved_searches:next_opening": "Answers with a number, for everybody the same.",
    "matching.queries.saved_searches:people_to_tell": TO_BE_TOLD + "each of what they may see.",
    "matching.queries.saved_searches:pupils_among": TO_BE_TOLD + "of their kinds alone.",
    "matching.queries.saved_searches:search_at": "The secret address says whose search it is.",
    "matching.queries.searches:usual_language": OF_NO_ROWS + "codes of a visible programme.",
    "matching.queries.offer_words:close_to_words": "Answers with ids, of which a list shows those that are open.",
    "matching.queries.interviews:interview_is_readable": "Answers with a condition, of which `visible_to` is made.",
    "matching.queries.interviews:about_interviews": "Told keys of rows that were found for the reader.",
    "matching.queries.interviews:interview_occasions": TO_BE_TOLD + "interviews, to those who will be there.",
    "matching.queries.interviews:interview_zone": "Told a row that was found for the reader.",
    "portal.privacy.queries:may_agree": "Told a consent that was found by its link.",
    "portal.users.queries:find_demo_person": "Asked before anybody is signed in.",
    "portal.notifications.queries:find_unsubscription": "The link says whom it speaks for.",
    "matching.queries.reminders:unanswered_occasions": TO_BE_TOLD + "applications, each to its company.",
    "matching.queries.reminders:unanswered_for_staff": TO_BE_TOLD + "applications, each to its programme.",
    "matching.queries.reminders:unanswered_on_show": TO_BE_TOLD + "applications, each to its company.",
    "matching.queries.reminders:is_silent": "Answers yes or no, to the service that shows a placement again.",
    "matching.queries.reminders:waiting_by_placement": TO_BE_TOLD + "numbers, to the organisation itself.",
    "matching.queries.reminders:waiting_by_organisation": TO_BE_TOLD + "numbers, to the coordinators.",
    "programmes.queries.kept:programmes_closed_before": TO_GO,
    "portal.privacy.queries:days_of": "Told a rule; answers with days.",
    "portal.privacy.queries:periods_in_force": "Answers with days, which everybody is told.",
    "portal.privacy.queries:due_rows": TO_GO,
    "portal.privacy.queries:held_keys": TO_GO,
    "portal.privacy.queries:unused_accounts": TO_GO,
    "portal.privacy.queries:accounts_to_end": TO_GO,
    "portal.privacy.queries:unused_period": "Answers with days.",
    "portal.privacy.queries:period_changes": "Told a rule; answers with who decided about it, on the operator's page.",
    "portal.privacy.queries:retention_report": "Answers with numbers, of nobody.",
    "programmes.queries.kept:funders_time": "Told a programme of which one's own participation is asked.",
    "programmes.queries.programmes:values_below": "Told a row that was found for the reader.",
    "programmes.queries.programmes:names_of": "Told keys that stand in a row found for the reader.",
    "programmes.queries.programmes:participations_offered": "Told the person whose invitations they are.",
    "programmes.queries.programmes:people_to_claim": "Told the person whose addresses they have.",
    "programmes.queries.programmes:lapsed_for": "Told the person whose addresses they have.",
    "programmes.queries.programmes:asked_of": "Told the person whose addresses they have.",
    "programmes.queries.programmes:listed_with": "Told programmes that were found for the reader.",
    "programmes.queries.programmes:addresses_listed": "Told programmes that were found for the reader.",
    "programmes.queries.programmes:membership_invitations_for": "Told the person whose invitations they are.",
    "programmes.queries.programmes:invitations_for": "Told the person whose invitations they are.",
    "programmes.queries.programmes:confirmed_owner": (
        "Told the address in full; whoever has it is told, and nobody else."
    ),
    "portal.users.queries:find_person": "Told the login in full.",
    "portal.privacy.queries:find_guardian_consent": "Told the secret link.",
    "portal.privacy.queries:has_run_out": "Told the secret link; answers with yes or no.",
    "matching.queries.terms:programmes_for": "Told an organisation that was found for the reader.",
    "matching.queries.profiles:talent_profile": "Told a row that was found for the reader.",
    "matching.queries.profiles:placement_profile": "Told a row that was found for the reader.",
    "matching.queries.profiles:skill_rows": "Told a row that was found for the reader.",
    "matching.queries.profiles:language_rows": "Told a row that was found for the reader.",
    "matching.queries.reminders:last_reminded": "Told applications that were found for the reader.",
    "matching.queries.steps:seats_taken": "Told a row that was found for the reader.",
    "matching.queries.placement_history:placement_versions": "Told a row that was found for the reader.",
    "matching.queries.profiles:has_content": "Told a row that was found for the reader.",
    "matching.queries.profiles:filled_parts": "Told a row that was found for the reader.",
    "matching.queries.profiles:missing_steps": "Told a row that was found for the reader.",
    "evaluation.queries.contributions:all_participants": "A report has nobody who asks; pages ask `visible_to`.",
    "evaluation.queries.contributions:participants": "A report has nobody who asks; pages ask `visible_to`.",
}
"""Functions of `queries` that read and take neither a reader nor rows found for one."""
