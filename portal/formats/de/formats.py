"""Days with a time as German writes them in a sentence: 1. März 2027, 14:30 Uhr. The rest is Django's own."""

DATETIME_FORMAT = r"j. F Y, H:i \U\h\r"
SHORT_DATETIME_FORMAT = "d.m.Y, H:i"
