"""`python -m tests.benchmarks.region [FACTOR]`: fills the migrated, otherwise empty database of `DATABASE_URL`."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.local")
django.setup()

from tests.benchmarks.region.load import timed  # noqa: E402
from tests.benchmarks.region.sizes import Sizes  # noqa: E402

times = timed(Sizes(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))
for seconds, label in sorted(times, reverse=True)[:20]:
    sys.stdout.write(f"{seconds:8.1f} s  {label}\n")
sys.stdout.write(f"{sum(seconds for seconds, _label in times):8.1f} s\n")
