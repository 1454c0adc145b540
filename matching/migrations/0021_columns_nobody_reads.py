"""Drop what fits were kept in, which no release reads since 0016: that one only forgot the columns, for the release before."""

from django.db import migrations

DROP = """
    ALTER TABLE matching_recommendation DROP COLUMN is_eligible, DROP COLUMN computed_at;
    ALTER TABLE matching_talent DROP COLUMN matched_at, DROP COLUMN gap;
    ALTER TABLE matching_placement DROP COLUMN matched_at
"""
BRING_BACK = """
    ALTER TABLE matching_recommendation
        ADD COLUMN is_eligible boolean NOT NULL DEFAULT true, ADD COLUMN computed_at timestamptz NOT NULL DEFAULT now();
    ALTER TABLE matching_talent ADD COLUMN matched_at timestamptz, ADD COLUMN gap jsonb;
    ALTER TABLE matching_placement ADD COLUMN matched_at timestamptz
"""


class Migration(migrations.Migration):
    dependencies = [("matching", "0020_words_of_odd_titles")]

    operations = [migrations.RunSQL(DROP, BRING_BACK)]
