"""What has changed in the rows that many pages show, so that what a process keeps of them is never stale.

A model says that it is followed, beside its fields; triggers then note each change, whoever made it, SQL included:

    @track_changes(programme="programme", exclude=["note"])
    class Posting(...): ...

    @track_changes(row="placement")  # a change of a placement's skill is a change of the placement
    class PlacementSkill(...): ...

Whoever keeps something made of these rows in the process derives a `Follower`:

    class OfferIndex(Follower[Index]):
        follows = (Placement, Organisation)

        def build(self) -> Index:  # from nothing
            ...

        def patch(self, thing: Index, changed: Changed) -> Index:  # a new one: others are reading the old one
            if changed.everything_of(Organisation):
                return self.build()
            return thing.with_rows_read_anew(changed.rows_of(Placement))

    OFFERS = OfferIndex()
    OFFERS.current()  # as of now; asks the database one cheap question

Rules for those two methods:

- They read the database and return a new thing, which nobody changes afterwards.
- `patch` reads the rows named anew. It may be told of a change twice, of one that `build` has seen already, and of
  rows that are gone. Where it can do no better, it returns `self.build()`, which is what it does unless overridden.
- Two threads may run them at the same time; neither waits for the other.

A transaction that has written something itself sees its own changes in what `current()` returns, and nobody else
does: that thing is never kept, since the transaction may be rolled back.

Within one request, all who ask share one question; where a task asks many times in a row, it wraps itself in
`looks.shared()`. How it works stands in docs/decisions/0024-changes-are-a-table.md.
"""
