"""What mentors say about themselves."""

from django import forms

from mentoring.models import Mentor
from portal.core.concurrent_edits import ConcurrentEditForm


class MentorForm(ConcurrentEditForm, forms.ModelForm):
    class Meta:
        model = Mentor
        fields = ("topics", "capacity")
