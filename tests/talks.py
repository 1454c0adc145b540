"""Two sides of an application who write to each other."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from matching.constants import ApplicationState
from matching.models import Application
from matching.services.conversations import begin_conversation
from portal.users.models import User
from programmes.models import Conversation, Message, Organisation, Programme
from programmes.services.conversations.writing import write_message
from tests.factories import (
    i18n,
    make_application,
    make_confirmed_user,
    make_contact,
    make_enrolment,
    make_organisation,
    make_placement,
    make_programme,
    make_pupil,
    make_talent,
)


@dataclass
class Pair:
    """An applicant, a company with a manager and a recruiter, and the application between them."""

    programme: Programme = field(default_factory=make_programme)
    applicant: User = field(default_factory=lambda: make_confirmed_user("Amira Haddad"))
    state: str = ApplicationState.VIEWED
    organisation: Organisation = field(init=False)
    manager: User = field(init=False)
    recruiter: User = field(init=False)
    application: Application = field(init=False)

    def __post_init__(self) -> None:
        self.organisation = make_organisation(self.programme, name="Haselgrund Sensorik")
        self.manager = make_contact(self.organisation, user=make_confirmed_user("Marta Manager"))
        self.recruiter = make_contact(
            self.organisation, user=make_confirmed_user("Rolf Recruiter"), role="recruiter"
        )
        make_enrolment(self.programme, self.applicant)
        placement = make_placement(self.organisation, title=i18n("Engineer"))
        self.application = make_application(placement, make_talent(self.applicant), state=self.state)

    @property
    def conversation(self) -> Conversation:
        return begin_conversation(application=self.application, by=self.applicant)

    def say(self, by: User, text: str = "", **said: Any) -> Message:
        said.setdefault("key", uuid4())
        return write_message(conversation=self.conversation, text=text, by=by, **said)


def pair_with_minor() -> Pair:
    return Pair(applicant=make_pupil(has_consent=True))


def pdf(name: str = "letter.pdf", text: str = "Hello") -> SimpleUploadedFile:
    """A PDF with a page that says something."""
    stream = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"xref\n0 6\n0000000000 65535 f \n" + table
    content += b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return SimpleUploadedFile(name, content, "application/pdf")
