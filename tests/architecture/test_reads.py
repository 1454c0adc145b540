"""Does the guard over what is read see what it should? What it guards is in test_scoping."""

import ast

import pytest

from tests.architecture.reads import Module, asks_for_reader, in_template, is_searched


def what_is_unscoped(code: str) -> list[str]:
    reads = Module(ast.parse(code), "somewhere").reads()
    return [read.key for read in reads if not read.is_scoped]


def without_class(key: str) -> str:
    return key.replace("page.Rows", "page")


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("rows = Application.objects.all()", "Application"),
        ("rows = models.Application.objects.filter(pk=1)", "Application"),
        ("rows = Application._default_manager.count()", "Application"),
        ("rows = Application._base_manager.count()", "Application"),
        ("rows = Application._meta.default_manager.all()", "_meta"),
        ("rows = type(row).objects.filter(pk=1)", "type(row)"),
        ("rows = Application.objects.public()", "Application"),
        ("rows = Application.objects.in_programmes(ids)", "Application"),
        ("show(Application.objects)", "Application"),
        ("manager = Application.objects", "Application"),
        ("rows = Application.objects.visible_to(user) | Application.objects.all()", "Application"),
        ("rows = Placement.objects.filter(pk__in=Posting.objects.visible_to(user))", "Placement"),
        ("rows = programme.enrolments.filter(left_on=None)", ".enrolments"),
        ("number = request.user.notifications.unread().count()", ".notifications"),
        ("rows = placement.programmes.all()", ".programmes"),
        ("rows = find(pk).organisation.placements.open()", ".placements"),
        ("rows = placement.history.order_by('pgh_id')", ".history"),
        ("manager = programme.enrolments", ".enrolments"),
        ("show(programme.enrolments)", ".enrolments"),
        ("show(rows=programme.enrolments)", ".enrolments"),
        ("if manager := programme.enrolments: pass", ".enrolments"),
        ("managers = [programme.enrolments]", ".enrolments"),
        ("managers = {'rows': programme.enrolments}", ".enrolments"),
        ("manager = programme.enrolments if programme else None", ".enrolments"),
        ("find = lambda: programme.enrolments", ".enrolments"),
        ("yield programme.enrolments", ".enrolments"),
        ("rows = getattr(programme, 'enrolments').all()", ".enrolments"),
        ("rows = getattr(Application, 'objects').all()", ".objects"),
        ("model = apps.get_model('matching', 'Application')", "get_model()"),
        ("model = get_model('matching.Application')", "get_model()"),
        ("rows = QuerySet(model=Application)", "QuerySet()"),
        ("rows = models.QuerySet(Application).all()", "QuerySet()"),
        ("rows = ApplicationQuerySet(Application)", "ApplicationQuerySet()"),
        ("row = get_object_or_404(Application, pk=1)", "Application"),
        ("row = get_object_or_404(models.Application, pk=1)", "Application"),
        ("from django.shortcuts import get_object_or_404 as find; find(Application, pk=1)", "Application"),
        ("from matching.models import Application as Skill; Skill.objects.all()", "Application"),
        ("page = ListView.as_view(model=Application)", "Application"),
        ("row = content_type.get_object_for_this_type(pk=1)", "get_object_for_this_type()"),
        ("rows = connection.cursor().execute('SELECT 1')", "cursor()"),
        ("people = participants(programme)", "participants()"),
        ("rows = RawSQL('SELECT 1', [])", "RawSQL()"),
        ("rows = attrgetter('objects')(Application).all()", ".objects"),
        ("rows = operator.attrgetter('programme.enrolments')(row).all()", ".enrolments"),
        ("class Rows(ListView): model = Application", "Application"),
        ("class Rows(generic.DetailView): model = Application", "Application"),
    ],
)
def test_what_asks_nobody_is_named(code, what):
    found = what_is_unscoped(f"def page(request):\n    {code}")
    assert [without_class(key) for key in found] == [f"somewhere:page {what}"]


@pytest.mark.parametrize(
    "code",
    [
        "rows = Application.objects.visible_to(user).filter(pk=1)",
        "rows = Application.objects.under_way().visible_to(user)",
        "rows = Application.objects.administered_by(user)",
        "rows = Application.objects.none()",
        "rows = Skill.objects.all()",
        "rows = programme.enrolments.visible_to(user).filter(left_on=None)",
        "people = participants(programme).visible_to(user, 'evaluate')",
        "row = get_visible_or_404(Application, user, pk=1)",
        "row = get_visible_or_404(Application.objects.select_related('talent'), user, pk=1)",
        "row = get_object_or_404(Application.objects.visible_to(user), pk=1)",
        "rows = Programme.objects.visible_to(user).prefetch_related('enrolments')",
        "for number, name in facts.languages.items(): pass",
        "codes = [code for code in programme.languages]",
        "organisations = access_of(user).organisation_ids(action, Application)",
        "def sort(rows: QuerySet[Application]) -> QuerySet[Application]: return rows",
        "placement = application.placement",
        "class Rows(View): rows = Application.objects.none()",
        "class Form(ModelForm):\n    class Meta: model = Application",
    ],
)
def test_what_asks_passes(code):
    assert what_is_unscoped(code) == []


def test_a_read_is_placed_in_its_function():
    code = "class Page:\n    def get(self):\n        def rows():\n            return Contact.objects.all()"
    assert what_is_unscoped(code) == ["somewhere:Page.get.rows Contact"]
    assert what_is_unscoped("rows = Contact.objects.all()") == ["somewhere:<module> Contact"]


def test_templates_are_read_too():
    text = "{{ programme.title }}\n{% for each in programme.enrolments.all %}{{ user.notifications.count }}{% endfor %}"
    found = [(read.what, read.line) for read in in_template(text, "page.html")]
    assert found == [(".enrolments", 2), (".notifications", 2)]
    handed_on = [read.what for read in in_template("{% with rows=programme.enrolments %}", "page.html")]
    assert handed_on == [".enrolments"]
    assert list(in_template("Ask programme.enrolments.all or {{ programme.languages.0 }}", "page.html")) == []


@pytest.mark.parametrize(
    ("signature", "is_right"),
    [
        ("user: User", True),
        ("by: User | AnonymousUser", True),
        ("programme: Programme, *, reader: User", True),
        ("people: EnrolmentQuerySet", True),
        ("rows: QuerySet[Talent]", True),
        ("user: Any", False),
        ("user", False),
        ("person: User", False),
        ("programme: Programme", False),
    ],
)
def test_a_query_is_told_who_reads(signature, is_right):
    function = ast.parse(f"def found({signature}) -> int: ...").body[0]
    assert asks_for_reader(function) is is_right


@pytest.mark.parametrize(
    "module",
    [
        "matching.dashboard.placements",
        "matching.presentation.applications",
        "matching.queries.profiles",
        "programmes.templatetags.extensions",
        "programmes.middleware",
        "portal.navigation",
        "portal.admin_site.site",
        "portal.users.context_processors",
        "evaluation.tasks",
        "evaluation.something_new",
        "matching.views.models",
        "portal.privacy.access",
        "portal.services",
    ],
)
def test_modules_are_searched_whatever_they_are_called(module):
    assert is_searched(module)
