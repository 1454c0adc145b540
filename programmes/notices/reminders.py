"""What all reminders have in common: the programme's own words where it has any, with what they name filled in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from i18nfield.strings import LazyI18nString

from portal.notifications.extensions import Notice
from programmes.extensions import StoredText

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""What a programme's text names, as in "{offer}"."""


@dataclass(frozen=True, kw_only=True)
class Reminding(Notice):
    """A reminder. `occasions` are the keys of what it is about, `text` what the programme says in place of `words`."""

    occasions: str
    text: StoredText = ""

    def dedupe_key(self) -> str:
        return self.occasions

    def names(self) -> Mapping[str, object]:
        """What the text may name."""
        return {}

    def words(self) -> list[str]:
        """What is said where the programme says nothing of its own."""
        raise NotImplementedError

    def facts(self) -> list[str]:
        """What is said whatever the words are."""
        return []

    def paragraphs(self) -> list[str]:
        own = str(LazyI18nString(dict(self.text) if isinstance(self.text, Mapping) else self.text)).strip()
        return [*(in_paragraphs(filled(own, self.names())) if own else self.words()), *self.facts()]


def filled(text: str, names: Mapping[str, object]) -> str:
    """The text with what it names; what nobody knows stays as it was written."""
    return PLACEHOLDER.sub(lambda found: str(names.get(found[1].strip(), found[0])), text)


def in_paragraphs(text: str) -> list[str]:
    """Empty lines part one from the next."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def unknown_names(text: str, known: Iterable[str]) -> list[str]:
    """What the text names and nobody knows, each once."""
    return list(dict.fromkeys(name for name in PLACEHOLDER.findall(text) if name.strip() not in set(known)))
