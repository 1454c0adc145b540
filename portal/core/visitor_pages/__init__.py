"""Pages that are the same for everybody who isn't signed in, kept ready in the process.

A view says so, and which models its page shows; the page is then made once, and again when one of their rows changes:

    @for_visitors(shows=(Event, Programme), knows=(*EventFilter.base_filters, "page"))
    @require_safe
    def event_list(request): ...

`shows` names every followed model whose rows the page shows or counts, of the readers it asks as well as of what it
names; `knows` the parameters of the address that it reads: what else stands there is left out, for visitors, before the
view is asked. A page of a single row says so in the view, and when time alone makes it another:

    shown = shown_to_visitors(request)
    shown.only(Event, rows=[event.pk])
    shown.until(lambda: event.ends_at)

Such a page sets no cookie, carries no token and looks at nothing of the request but its address, its language, the
reader's text size and contrast, and whether htmx asks. `portal.visitors` is the middleware; docs/decisions/
0028-pages-for-visitors-are-kept-ready.md says why it is so.
"""
