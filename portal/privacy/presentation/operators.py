"""Who runs the portal, as `privacy/operator.html` shows it."""

from django.conf import settings


def operator() -> dict[str, object]:
    return {
        "operator_name": settings.OPERATOR_NAME,
        "operator_address": [line.strip() for line in settings.OPERATOR_ADDRESS.split(",") if line.strip()],
        "operator_email": settings.OPERATOR_EMAIL,
    }
