from __future__ import annotations

from typing import TYPE_CHECKING, Self

from events.constants import CertificateState
from programmes.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from events.models import Certificate


class CertificateQuerySet(ScopedQuerySet["Certificate"]):
    def valid(self) -> Self:
        return self.filter(state=CertificateState.ISSUED)
