"""Where skills come from."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from matching.constants import SkillType
from matching.models import Skill, SkillLabel
from portal.core.text import clean_line

STARTER_FILE = Path(__file__).resolve().parent.parent / "catalogue" / "skills.csv"
URI_START = "http://data.europa.eu/esco/skill/"
LABEL_LIMIT = 200
KEY_LIMIT = 80
BATCH = 500
ESCO_TYPES = {"skill/competence": SkillType.SKILL, "knowledge": SkillType.KNOWLEDGE}
"""How the official files call the types. What they mark as `transversal` in `reuseLevel` is of its own type here."""


@dataclass(frozen=True)
class Concept:
    """One skill of a file: what identifies it, and its names in one or more languages."""

    key: str
    uri: str | None
    type: str
    preferred: Mapping[str, str]
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class ImportResult:
    """How an import went. `errors` holds the number of each row left out, and why."""

    created: int = 0
    changed: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)


def load_starter_skills(*, path: Path = STARTER_FILE) -> int:
    """Make the portal's own list of skills present, in all its languages. Returns how many skills it has.

    Run again, it changes nothing but what the list says differently by then. Names that an ESCO release
    added stay.
    """
    with path.open(encoding="utf-8", newline="") as file:
        concepts = [
            Concept(
                key=row["key"],
                uri=row["esco_uri"] or None,
                type=row["type"],
                preferred={
                    language: row[language] for language in dict(settings.LANGUAGES) if row.get(language)
                },
            )
            for row in csv.DictReader(file)
        ]
    result = ImportResult()
    with transaction.atomic():
        _store(concepts, result)
    return len(concepts)


def import_esco(
    *, path: Path, language: str, progress: Callable[[Iterable[Concept]], Iterable[Concept]] = iter
) -> ImportResult:
    """Read one language's `skills_xx.csv` of an official ESCO release: new skills, new names.

    Skills are told apart by their URI, so the files of several languages and releases add to one another,
    and the same file read twice changes nothing. A row that can't be used is left out and named.
    Raises ValueError when the file is no such release.
    """
    result = ImportResult()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        missing = {"conceptUri", "skillType", "preferredLabel"} - set(rows.fieldnames or ())
        if missing:
            raise ValueError(
                _("This is no list of ESCO skills: the columns %(columns)s are missing.")
                % {"columns": ", ".join(sorted(missing))}
            )
        concepts = iter(progress(_concepts(rows, language, result)))
        while batch := list(islice(concepts, BATCH)):
            with transaction.atomic():
                _store(batch, result)
    return result


def _concepts(rows: csv.DictReader[str], language: str, result: ImportResult) -> Iterator[Concept]:
    """The usable rows of an ESCO file; the others go to `result.errors` by their line."""
    seen: set[str] = set()
    for row in rows:
        try:
            concept = _concept(row, language)
            if concept.uri in seen:
                raise ValueError(_("This address stands in the file twice."))
        except ValueError as error:
            result.errors.append((rows.line_num, str(error)))
            continue
        seen.add(concept.uri or "")
        yield concept


def _concept(row: Mapping[str, str | None], language: str) -> Concept:
    """One row of an ESCO file. Raises ValueError with a sentence that says what is wrong with it."""
    uri = (row["conceptUri"] or "").strip()
    label = clean_line(row["preferredLabel"] or "")
    kind = (row["skillType"] or "").strip()
    if not uri.startswith(URI_START) or len(uri) > LABEL_LIMIT:
        raise ValueError(_("The address of the concept is missing or not one of ESCO's."))
    if kind not in ESCO_TYPES:
        raise ValueError(_("The type “%(type)s” is not known.") % {"type": kind})
    if not label or len(label) > LABEL_LIMIT:
        raise ValueError(_("The preferred label is missing, too long or unreadable."))
    is_transversal = (row.get("reuseLevel") or "").strip() == "transversal"
    others = {clean_line(line) for line in (row.get("altLabels") or "").splitlines()}
    usable = sorted(name for name in others - {label} if name and len(name) <= LABEL_LIMIT)
    return Concept(
        key=f"esco-{slugify(uri.removeprefix(URI_START))}"[:KEY_LIMIT],
        uri=uri,
        type=SkillType.TRANSVERSAL if is_transversal else ESCO_TYPES[kind],
        preferred={language: label},
        alternatives={language: tuple(usable)},
    )


def _store(concepts: Collection[Concept], result: ImportResult) -> None:
    """Create and change skills and their names; a skill is known by its URI, else by its key."""
    by_uri = {
        skill.uri: skill
        for skill in Skill.objects.filter(uri__in=[each.uri for each in concepts if each.uri])
    }
    by_key = {skill.key: skill for skill in Skill.objects.filter(key__in=[each.key for each in concepts])}
    for concept in concepts:
        skill = by_uri.get(concept.uri) or by_key.get(concept.key) or Skill(key=concept.key)
        is_new = skill.pk is None
        is_changed = _set_skill(skill, concept) | _set_labels(skill, concept, is_new)
        result.created += is_new
        result.changed += is_changed and not is_new


def _set_skill(skill: Skill, concept: Concept) -> bool:
    wanted = {"uri": concept.uri or skill.uri, "type": concept.type}
    if skill.pk and all(getattr(skill, name) == value for name, value in wanted.items()):
        return False
    for name, value in wanted.items():
        setattr(skill, name, value)
    skill.save()
    return True


def _set_labels(skill: Skill, concept: Concept, is_new: bool) -> bool:  # noqa: FBT001
    """Write the names of the concept's languages; other languages, and alternatives not spoken of, stay."""
    wanted: dict[tuple[str, str], bool] = {}
    for language, texts in concept.alternatives.items():
        wanted |= dict.fromkeys(((language, text) for text in texts), False)
    wanted |= dict.fromkeys(concept.preferred.items(), True)
    labels = [] if is_new else list(SkillLabel.objects.filter(skill=skill, language__in=concept.preferred))
    present = {(label.language, label.text): label.is_preferred for label in labels}
    outdated = [
        label.pk
        for label in labels
        if (label.is_preferred or (label.language, label.text) in wanted)
        and wanted.get((label.language, label.text)) != label.is_preferred
    ]
    SkillLabel.objects.filter(pk__in=outdated).delete()
    missing = [
        SkillLabel(skill=skill, language=language, text=text, is_preferred=is_preferred)
        for (language, text), is_preferred in wanted.items()
        if present.get((language, text)) != is_preferred
    ]
    SkillLabel.objects.bulk_create(missing)
    return bool(outdated or missing)
