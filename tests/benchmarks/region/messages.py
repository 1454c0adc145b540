"""What people were told, and how they want to be told; nothing waits to be mailed."""

from collections.abc import Iterator

from portal.notifications.models import Notification, Preference
from tests.benchmarks.region.steps import Step, insert

PAYLOAD = """json_build_object('placement', p.id, 'offer', p.title::json, 'organisation', c.name, 'application', a.id, 'state', step,
    'has_message', false)::jsonb"""


def steps() -> Iterator[Step]:
    yield insert(
        Notification,
        "FROM region.application a JOIN matching_talent t ON t.id = a.talent JOIN matching_placement p ON p.id = a.placement"
        " JOIN region.company c ON c.number = p.organisation_id CROSS JOIN unnest('{viewed,shortlisted}'::text[]) WITH ORDINALITY AS s (step, place)"
        " WHERE a.id <= %(inbox)s ORDER BY a.id, place",
        recipient_id="t.user_id",
        kind="'matching.application_moved'",
        dedupe_key="'matching.application_moved:' || t.user_id || ':' || a.id || ':' || step",
        payload=PAYLOAD,
        created_at="a.moved",
        read_at="CASE WHEN region.pick(a.id, 100, 3) > 0 THEN a.moved + interval '2 hours' END",
        delivery="'sent'",
        deliver_after="a.moved",
        sent_at="a.moved + interval '1 minute'",
        attempts="1",
    )
    yield insert(
        Preference,
        "FROM matching_talent WHERE mod(id, 10) = 0 ORDER BY id",
        user_id="user_id",
        kind="'matching.application_moved'",
        frequency="region.of('{daily,weekly,off}', id, 101)",
    )
