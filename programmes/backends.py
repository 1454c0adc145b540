from django.apps import apps
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from programmes.access import may


class RoleBackend(BaseBackend):
    """Answers Django's `has_perm("app.action_model", obj)` from the roles. Signs nobody in.

    It stands after allauth's backend in the settings, so that sign-in and its rate limits stay allauth's.
    """

    def has_perm(
        self, user_obj: AbstractBaseUser | AnonymousUser, perm: str, obj: Model | None = None
    ) -> bool:
        app_label, _, codename = perm.partition(".")
        action, _, model_name = codename.partition("_")
        try:
            model = apps.get_model(app_label, model_name)
        except (LookupError, ValueError):
            return False
        return may(user_obj, action, model if obj is None else obj)

    def has_module_perms(self, user_obj: AbstractBaseUser | AnonymousUser, app_label: str) -> bool:
        try:
            config = apps.get_app_config(app_label)
        except LookupError:
            return False
        return any(may(user_obj, "view", model) for model in config.get_models())
