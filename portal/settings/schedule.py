"""What comes round by itself: each hour or oftener, in UTC; what is due is found in the rows."""

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    "clear away what killed processes left behind": {
        "task": "core.sweep_temporary_files",
        "schedule": crontab(minute="*/10"),
    },
    "delete files that no row names any more": {
        "task": "core.sweep_unnamed_files",
        "schedule": crontab(minute="40"),
    },
    "forget changes that everybody has seen": {
        "task": "core.sweep_changes",
        "schedule": crontab(minute="45"),
    },
    "deliver what is in the outbox": {"task": "notifications.deliver_pending", "schedule": crontab()},
    "expire placements whose time is up": {
        "task": "matching.expire_placements",
        "schedule": crontab(minute="0"),
    },
    "let places lapse that nobody has taken, and ask the next": {
        "task": "events.settle_events",
        "schedule": crontab(),
    },
    "write down who belongs to dates that have begun": {
        "task": "events.list_sessions",
        "schedule": crontab(),
    },
    "take up plans of matchmaking days that stand still": {
        "task": "events.sweep_meeting_plans",
        "schedule": crontab(),
    },
    "finish events that are over": {"task": "events.finish_events", "schedule": crontab(minute="5")},
    "reckon how reliably and how soon companies answer": {
        "task": "matching.reckon_answers",
        "schedule": crontab(minute="*/30"),
    },
    "ask in the morning, a week before, whether a placement is still open": {
        "task": "matching.ask_still_open",
        "schedule": crontab(minute="10"),
    },
    "take up reports that stand still": {"task": "evaluation.resume_reports", "schedule": crontab()},
    "hold each programme's figures against its participants' answers once a day": {
        "task": "evaluation.check_facts",
        "schedule": crontab(minute="30"),
    },
    "make one count of a month of many": {
        "task": "evaluation.fold_months",
        "schedule": crontab(minute="*/10"),
    },
    "tell who asked for it which offers fit": {
        "task": "matching.tell_of_offers",
        "schedule": crontab(minute="*/10"),
    },
    "tell who asked for it what saved searches find anew": {
        "task": "matching.tell_of_searches",
        "schedule": crontab(),
    },
    "delete searches that nobody brings back": {
        "task": "matching.delete_removed_searches",
        "schedule": crontab(minute="55"),
    },
    "delete bookmarks that nobody brings back": {
        "task": "matching.delete_removed_bookmarks",
        "schedule": crontab(minute="56"),
    },
    "find offers by the name their organisation has by now": {
        "task": "matching.index_stale",
        "schedule": crontab(minute="*/10"),
    },
    "take up copies of people's data, and delete old ones": {
        "task": "privacy.sweep_copies",
        "schedule": crontab(minute="*/2"),
    },
    "tell whose account ends because nobody uses it": {
        "task": "privacy.warn_about_unused_accounts",
        "schedule": crontab(minute="35"),
    },
    "delete what was kept long enough": {"task": "privacy.apply_retention", "schedule": crontab(minute="50")},
    "carry out due erasures": {"task": "privacy.execute_due_erasures", "schedule": crontab(minute="20")},
    "take up exports, and delete old ones": {"task": "programmes.sweep_exports", "schedule": crontab()},
    "take up acts on many rows that stand still": {
        "task": "programmes.sweep_bulk_acts",
        "schedule": crontab(),
    },
    "take up imports that stand still": {"task": "programmes.resume_imports", "schedule": crontab()},
    "remind people of what has fallen due": {
        "task": "programmes.send_reminders",
        "schedule": crontab(minute="*/15"),
    },
    "ask contacts": {"task": "programmes.sweep_invitations", "schedule": crontab(minute="15")},
    "end invitations that nobody answers": {
        "task": "programmes.lapse_invitations",
        "schedule": crontab(minute="35"),
    },
    "tell whom staff asks": {"task": "programmes.sweep_entered", "schedule": crontab(minute="25")},
    "ask staff": {"task": "programmes.sweep_membership_invitations", "schedule": crontab(minute="20")},
    "send the indicator report of the week, once its Monday has come where the programme is": {
        "task": "evaluation.send_weekly_reports",
        "schedule": crontab(minute="5"),
    },
}
