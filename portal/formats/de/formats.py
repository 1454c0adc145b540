"""Days with a time as German writes them in a sentence: 1. März 2027, 14:30 Uhr. The rest is Django's own."""

TIME_FORMAT = r"H:i \U\h\r"
DATETIME_FORMAT = r"j. F Y, H:i \U\h\r"
SHORT_DATETIME_FORMAT = r"d.m.Y, H:i \U\h\r"
FULL_HOUR_FORMAT = "G"
HOUR_FORMAT = "G:i"
