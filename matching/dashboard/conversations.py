"""What conversations about applications are about: told to the pages of conversations."""

from matching.models import Application
from matching.presentation.conversations import about_applications
from matching.queries.conversations import KIND, programmes_of_reports, with_conversation
from programmes.extensions import conversation_subjects
from programmes.workflows.conversations import ConversationSubject

conversation_subjects.add(
    KIND,
    ConversationSubject(
        rows=with_conversation,
        read_by_organisations=Application.objects.readable,
        about=about_applications,
        programmes=programmes_of_reports,
    ),
)
