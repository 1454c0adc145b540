"""What the portal works out from its rows and keeps: here in statements for all rows at once."""

from collections.abc import Iterator

from matching.constants import SEARCH_CONFIGS
from tests.benchmarks.region.steps import Step


def steps() -> Iterator[Step]:
    yield Step("search", _search())


def _search() -> str:
    """As `matching.services.search.index_placement` writes it."""
    parts = ["setweight(to_tsvector('simple', concat_ws(' ', o.name, p.city, p.region)), 'B')"]
    for weight, texts in (
        ("A", "p.title::jsonb ->> '{}'"),
        ("B", "l.{}"),
        ("C", "p.description::jsonb ->> '{}'"),
    ):
        for language in ("de", "en", "sl"):
            text = f"coalesce({texts.format(language)}, '')"
            parts.append(f"setweight(to_tsvector('simple', {text}), '{weight}')")
            if config := SEARCH_CONFIGS.get(language):
                parts.append(f"setweight(to_tsvector('{config}', {text}), '{weight}')")
    labels = ", ".join(
        f"string_agg(b.text, ' · ' ORDER BY b.text) FILTER (WHERE b.language = '{language}') AS {language}"
        for language in ("de", "en", "sl")
    )
    return f"""
        UPDATE matching_placement p SET search_name = o.name, search = {" || ".join(parts)}
        FROM programmes_organisation o, (SELECT p.id, {labels} FROM matching_placement p
            LEFT JOIN matching_placementskill s ON s.placement_id = p.id LEFT JOIN matching_skilllabel b USING (skill_id)
            GROUP BY 1) AS l
        WHERE o.id = p.organisation_id AND l.id = p.id
    """.replace("%", "%%")
