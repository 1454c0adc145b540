from __future__ import annotations

from dataclasses import replace
from functools import partial, update_wrapper
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from unfold.sites import UnfoldAdminSite

from portal.admin_site import operation, week
from portal.admin_site.autocomplete import FieldChoices
from portal.admin_site.calendar import calendar_context
from portal.admin_site.switcher import (
    OwnProgramme,
    choose_programme,
    chosen_programme,
    own_programmes_by_name,
    programme_choices,
    programmes_in_view,
)
from portal.admin_site.waiting import waiting_line
from portal.core.admin_lists import PortalAdmin
from portal.core.admin_sentences import AdminSentences, say_how_many_are_deleted
from portal.core.admin_totals import counted_together
from portal.core.http import asked, sent
from portal.core.presence import check_presence
from portal.core.together import InParts
from portal.settings.house import OUR_APPS
from programmes.access import access_of
from programmes.extensions import ActionCount, action_counts, pictures, role_pages_of
from programmes.models import BulkAct, Programme
from programmes.querysets.programmes import ProgrammeQuerySet


def _has_a_page(model: type[Model]) -> bool:
    return model._meta.app_config.name in OUR_APPS or model._meta.label == "socialaccount.SocialApp"


def _own_page(row: Model) -> str:
    return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""


def _counted(counts: list[ActionCount], steps: list[InParts]) -> tuple[list[ActionCount], list[int]]:
    """What waits, and how many came to each step, counted by one statement for all of it."""
    rows = [count.waiting for count in counts if isinstance(count.waiting, QuerySet)]
    numbers = iter(counted_together([*rows, *steps]))
    counted = [
        replace(count, waiting=next(numbers)) if isinstance(count.waiting, QuerySet) else count
        for count in counts
    ]
    return counted, [*numbers]


class OfLibrary(AdminSentences):
    """What libraries keep of sign-in, for the operator: addresses, second steps, providers. Changes ask who it is."""

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm[Model], change: bool) -> None:  # noqa: FBT001
        check_presence()
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        check_presence()
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        check_presence()
        say_how_many_are_deleted(request, len(queryset))
        super().delete_queryset(request, queryset)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Model]) -> HttpResponse | None:
        if {*request.POST.getlist("action")} - {"", "delete_selected"}:
            check_presence()
        return super().response_action(request, queryset)


class BleibeAdminSite(UnfoldAdminSite):
    """The admin for everybody whose membership leads here; who enters is decided by memberships alone."""

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """The house's own pages, and the one for a university's sign-in.

        Libraries bring pages of their own, with second factors and tokens as they are stored, and addresses that one
        could declare proven by hand: nobody works with those.
        """
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        if kept := [model for model in models if _has_a_page(model)]:
            admin_class = admin_class or ModelAdmin
            if not issubclass(admin_class, PortalAdmin):
                admin_class = type(admin_class.__name__, (OfLibrary, admin_class), {})
            super().register(kept, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(access_of(request.user).works_in_admin)

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Sign-in is allauth's, with its rate limits and second factor; who has no place here is refused."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        target = asked(request, "next")
        if not url_has_allowed_host_and_scheme(
            target, {request.get_host()}, require_https=request.is_secure()
        ):
            target = reverse("admin:index", current_app=self.name)
        if request.user.is_authenticated:
            return HttpResponseRedirect(target)
        return redirect_to_login(target)

    def chosen_programme(self, request: HttpRequest) -> Programme | None:
        """The programme chosen in the switcher, for lists that it narrows."""
        return chosen_programme(request)

    def own_programmes(self, request: HttpRequest) -> list[OwnProgramme]:
        """Those the person works in, by name; read once a request."""
        return own_programmes_by_name(request)

    def programmes_in_view(self, request: HttpRequest) -> ProgrammeQuerySet:
        return programmes_in_view(request)

    def extra_urls(self) -> list[URLPattern]:
        return [
            path("switch/", self.admin_view(require_POST(self.switch)), name="switch_programme"),
            path("calendar/", self.admin_view(self.calendar), name="calendar"),
            path(
                "filter/<str:label>/<str:path>/",
                self.admin_view(self.filter_choices),
                name="filter_choices",
            ),
            path(
                "r/<path:content_type_id>/<path:object_id>/",
                self.admin_view(self.view_on_site),
                name="view_on_site",
            ),
        ]

    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Everything that has a day in the programmes in view."""
        programmes = list(programmes_in_view(request).order_by("pk"))
        context = {**self.each_context(request), "title": _("Calendar")}
        context |= calendar_context(request, request.user, programmes)
        return TemplateResponse(request, "admin/calendar.html", context)

    def filter_choices(self, request: HttpRequest, label: str, path: str) -> HttpResponse:
        """Suggestions for a filter of the list of `label`, such as "matching.application"."""
        from programmes.admin.filters import suggest  # which registers with this site

        listed = next(
            (each for model, each in self._registry.items() if model._meta.label_lower == label), None
        )
        if listed is None:
            raise Http404
        return JsonResponse(suggest(listed, request, path))

    def view_on_site(self, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
        """Where a row stands on the site, for who sees the row here and a row that has such a page.

        Django's own leads to any row of any table: addresses hold titles, and those of certificates let everybody in.
        """
        kind = ContentType.objects.filter(pk=content_type_id).first() if content_type_id.isdecimal() else None
        listed = self._registry.get(kind.model_class()) if kind else None
        row = listed.get_object(request, object_id) if listed else None
        if row is None or not listed.has_view_permission(request, row):
            raise Http404
        page = listed.view_on_site if callable(listed.view_on_site) else _own_page
        address = page(row)
        if not address:
            raise Http404
        return redirect(address)

    def switch(self, request: HttpRequest) -> HttpResponse:
        """Choose the programme to work on, and come back to where one was."""
        choose_programme(request, sent(request, "programme"))
        target = sent(request, "next")
        if not url_has_allowed_host_and_scheme(
            target, {request.get_host()}, require_https=request.is_secure()
        ):
            target = "admin:index"
        return redirect(target)

    def extra_context(self, context: dict[str, object], request: HttpRequest) -> dict[str, object]:
        """The theme would write its colours into each page; `admin-colours.css` makes them of the portal's tokens."""
        context = context | {"colors": None}
        if not self.has_permission(request):
            return context
        return context | {
            "programme_choices": partial(programme_choices, request),
            "chosen_programme": chosen_programme(request),
        }

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """All places of all apps, when they are asked for: Django puts them on every page, and ours shows its own."""
        places = super().get_app_list
        return (
            SimpleLazyObject(lambda: places(request, app_label))
            if app_label is None
            else places(request, app_label)
        )

    def index(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """The home page: numbers that need action, each a link to its list."""
        in_view = programmes_in_view(request).only("parent", "modules")  # read once for all who ask
        counts = [count for provider in action_counts for count in provider(request.user, in_view)]
        counts += operation.action_counts(request.user)
        happened = list(week.happened(request.user, in_view))
        steps = week.steps_to_a_place(request.user, in_view)
        counted, came_to_steps = _counted([*counts, *happened], steps)
        waiting = [count for count in counted[: len(counts)] if count.number]
        chosen = chosen_programme(request)
        drawn = [picture for provider in pictures for picture in provider(request.user, in_view, chosen)]
        last = BulkAct.objects.administered_by(request.user).last_of_each_kind(in_view)
        shown = [waiting_line(count, last, chosen) for count in waiting]
        context = {"title": _("Today"), "action_counts": shown, "pictures": drawn, **(extra_context or {})}
        context |= {
            "happened": [each for each in counted[len(counts) :] if each.number],
            "shows_happened": bool(happened),
            "funnel": week.drawn_funnel(came_to_steps),
            "shows_funnel": bool(steps),
            "coming_dates": week.coming_dates(request.user, in_view),
            **week.targets(request.user, in_view, chosen),
        }
        context["role_pages"] = role_pages_of(request, at=request.path)
        return super().index(request, context)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return FieldChoices.as_view(admin_site=self)(request)

    def search(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """The theme's search over model names; nothing here links to it, and it takes no page but the first."""
        raise Http404

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def password_change_done(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001
        """Addresses with a NUL in them, which no text in the database can hold, are answered as bad requests."""

        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if "\0" in request.path or any(
                "\0" in text for values in request.GET.lists() for text in (values[0], *values[1])
            ):
                raise BadRequest("NUL")
            return view(request, *args, **kwargs)

        return super().admin_view(update_wrapper(checked, view), cacheable)
