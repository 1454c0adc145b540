"""Many-to-many meetings of the programmes."""

from collections.abc import Iterator

from events.models import Event
from tests.benchmarks.region.steps import Step, in_languages, insert


def steps() -> Iterator[Step]:
    yield insert(
        Event,
        """FROM generate_series(1, %(events)s) n
        JOIN region.open_slot s ON s.number = region.pick(n, 90, (SELECT count(*)::int FROM region.open_slot))
        JOIN region.topic o ON o.number = region.zipf(n, 91, 60) JOIN region.town t ON t.number = region.zipf(n, 92, 50)
        CROSS JOIN LATERAL region.sentences(n, 93, 6) AS words
        CROSS JOIN LATERAL (SELECT n <= %(events)s * 0.12 AS is_ahead) AS a
        CROSS JOIN LATERAL (SELECT CASE WHEN is_ahead THEN %(today)s::date + 1 + region.pick(n, 94, 120)
            ELSE s.starts_on + region.pick(n, 94, %(today)s::date - s.starts_on) END AS day) AS b
        CROSS JOIN LATERAL (SELECT day + time '08:00' + interval '1 hour' * region.pick(n, 95, 10) AS at) AS c ORDER BY n""",
        id="n",
        programme_id="s.programme",
        host_id="CASE WHEN mod(n, 3) > 0 THEN 1 + region.pick(n, 96, %(organisations)s) END",
        format="region.of('{workshop,workshop,course,course,info,visit,dialogue,network,shadowing_day,matchmaking}', n, 97)",
        state="CASE WHEN is_ahead THEN region.of('{published,published,published,published,draft,cancelled}', n, 98)"
        " ELSE region.of('{done,done,done,done,done,cancelled}', n, 98) END",
        title=in_languages("'Treffen: ' || o.de", "'Meeting: ' || o.en", "'Srečanje: ' || o.sl"),
        description=in_languages("words.de", "words.en", "words.sl"),
        starts_at="c.at",
        ends_at="c.at + interval '90 minutes'",
        place="t.name",
        link="CASE WHEN mod(n, 5) = 0 THEN 'https://meeting.example/' || n ELSE '' END",
        created_at="c.at - interval '60 days'",
        updated_at="c.at - interval '30 days'",
    )
