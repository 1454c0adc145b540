"""Dates and times as English is written on this side of the Atlantic: 1 March 2027, 14:30.

A day keeps with its month, here and in the other languages; on a narrow screen the year may stand in the next line.
"""

DATE_FORMAT = "j\xa0F Y"
SHORT_DATE_FORMAT = "d/m/Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j\xa0F Y, H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
MONTH_DAY_FORMAT = "j\xa0F"
FULL_HOUR_FORMAT = "H:i"
HOUR_FORMAT = "H:i"
YEAR_MONTH_FORMAT = "F Y"
FIRST_DAY_OF_WEEK = 1
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"]
