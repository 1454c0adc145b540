"""What must be true of every kind of reminder."""

from datetime import UTC, datetime

from programmes.extensions import ReminderKind


def check_kind(kind: ReminderKind) -> None:
    """Its rows say from when they count, what is moved, whose they are, what goes together; its standards are whole."""
    rows = kind.occasions().filter(counts_from__lt=datetime(2026, 1, 1, tzinfo=UTC), of_programme__in=[1])
    list(
        rows.order_by("counts_from", "pk").values_list(
            "pk", "counts_from", "of_programme", "together", "moment"
        )
    )
    for condition in kind.conditions.values():
        list(rows.filter(condition.holds))
    assert kind.standards
    for name, standard in kind.standards.items():
        assert 0 < len(name) <= 30
        assert not standard.condition or standard.condition in kind.conditions
    assert kind.example("").title()
    assert kind.example("Own words.").paragraphs()[0] == "Own words."
