"""What the database does with the dates of an event when the event is written; `events.models.Session` says why."""

FIRST_SESSION = """
INSERT INTO events_session
    (event_id, is_first, state, title, starts_at, ends_at, place, link, cancel_reason, created_at, updated_at)
VALUES (NEW.id, true, 'standing', '', NEW.starts_at, NEW.ends_at, '', '', '', NEW.created_at, NEW.updated_at);
RETURN NULL;
"""
ONLY_SESSION_FOLLOWS = """
UPDATE events_session SET starts_at = NEW.starts_at, ends_at = NEW.ends_at, updated_at = NEW.updated_at
WHERE event_id = NEW.id
    AND (starts_at, ends_at) IS DISTINCT FROM (NEW.starts_at, NEW.ends_at)
    AND NOT EXISTS (
        SELECT FROM events_session AS other WHERE other.event_id = NEW.id AND other.id <> events_session.id
    );
RETURN NULL;
"""
