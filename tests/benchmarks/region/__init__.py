"""A region as large as the portal is made for, written by the database itself, the same rows on the same day.

`python -m tests.benchmarks.region` fills the migrated, otherwise empty database of `DATABASE_URL`. One room of the
portal is one file here; each says in steps what it writes (`steps.Step`), in the order of `load.ROOMS`.
"""
