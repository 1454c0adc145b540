"""What several journeys of a company do: come with a language, describe an organisation, and wait for coordinators."""

from tests.journeys.reader import Reader


def in_english(reader: Reader) -> None:
    reader.go("/me/settings/")
    reader.page.locator("input[name=language][value=en]").check()
    reader.send()


def fill_in_organisation(reader: Reader, name: str) -> None:
    """A company in Bentwisch, of the programme zumiro; sending the form is left to the journey."""
    page = reader.page
    page.locator("#id_programme").select_option("zumiro")
    page.locator("#id_name").fill(name)
    page.locator("#id_kind").select_option("company")
    page.locator("#id_city").fill("Bentwisch")
    page.locator("#id_country").fill("German")
    page.locator("[role=listbox]:visible [role=option]").first.click()


def verify(coordinator: Reader, organisation: str) -> None:
    in_english(coordinator)
    coordinator.go("/admin/programmes/organisation/?verification__exact=waiting")
    take_step(coordinator, organisation, "Verify", "is verified")


def publish(coordinator: Reader, title: str) -> None:
    coordinator.go("/admin/matching/posting/?review=waiting")
    take_step(coordinator, title, "Publish", "is published")


def take_step(coordinator: Reader, row: str, step: str, says: str) -> None:
    """On the page of one of the list's rows."""
    coordinator.page.get_by_role("link", name=row).click()
    coordinator.arrive()
    coordinator.page.locator(".row-steps button", has_text=step).click()
    coordinator.sees(says)
