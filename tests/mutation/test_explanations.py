"""What is explained can be met: a mistake that is no longer made needs no explanation."""

from tests.mutation.explanations import explained
from tests.mutation.laboratory import ROOT
from tests.mutation.mistakes import named


def test_each_explained_mistake_is_still_made():
    modules = {name.split(": ")[0] for name in explained()}
    made = {f"{module}: {name}" for module in modules for name in named((ROOT / module).read_text())}
    assert explained() - made == set()
