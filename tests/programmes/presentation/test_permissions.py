from pathlib import Path

from programmes.presentation.permissions import permissions_page
from programmes.roles import Role

PAGE = Path(__file__).resolve().parents[3] / "docs" / "permissions.md"


def test_the_page_in_docs_is_what_the_matrix_says():
    """Run `manage.py write_permissions` after a change of the matrix."""
    assert PAGE.read_text(encoding="utf-8") == permissions_page()


def test_every_role_has_its_chapter():
    assert [line for line in permissions_page().splitlines() if line.startswith("### ")] == [
        f"### {role.label}" for role in Role
    ]
