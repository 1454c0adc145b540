from django.urls import path

from programmes.views import contact, enrolment, exports, imports, invitation, me, organisation, programme

app_name = "programmes"

urlpatterns = [
    path("programmes/", programme.programme_list, name="list"),
    path("programmes/colours.css", programme.programme_colours, name="colours"),
    path("programmes/<slug:slug>/", programme.programme_detail, name="detail"),
    path("programmes/<slug:slug>/colour.css", programme.programme_colour, name="colour"),
    path("programmes/<slug:slug>/logo/", programme.programme_logo, name="logo"),
    path("programmes/<slug:slug>/funders/<int:pk>/logo/", programme.funding_logo, name="funding_logo"),
    path("programmes/<slug:slug>/join/", enrolment.join, name="join"),
    path("programmes/<slug:slug>/leave/", enrolment.leave, name="leave"),
    path("me/", me.me, name="me"),
    path("me/programmes/", enrolment.my_programmes, name="my_programmes"),
    path("me/invitations/", invitation.my_invitations, name="my_invitations"),
    path("me/invitations/<int:pk>/accept/", invitation.invitation_accept, name="invitation_accept"),
    path("me/invitations/<int:pk>/decline/", invitation.invitation_decline, name="invitation_decline"),
    path("me/invitations/staff/<int:pk>/accept/", invitation.membership_accept, name="membership_accept"),
    path("me/invitations/staff/<int:pk>/decline/", invitation.membership_decline, name="membership_decline"),
    path(
        "me/invitations/participation/<int:pk>/decline/",
        invitation.participation_decline,
        name="participation_decline",
    ),
    path("me/invitations/person/<int:pk>/claim/", invitation.person_claim, name="person_claim"),
    path("organisation/", organisation.organisation_home, name="organisation_home"),
    path("organisation/register/", organisation.organisation_register, name="organisation_register"),
    path("organisation/<int:pk>/edit/", organisation.organisation_edit, name="organisation_edit"),
    path("organisation/<int:pk>/contacts/", contact.organisation_contacts, name="organisation_contacts"),
    path(
        "organisation/<int:pk>/contacts/<int:contact_pk>/remove/",
        contact.contact_remove,
        name="contact_remove",
    ),
    path(
        "organisation/<int:pk>/contacts/<int:contact_pk>/approve/",
        contact.contact_approve,
        name="contact_approve",
    ),
    path(
        "organisation/<int:pk>/contacts/<int:contact_pk>/role/",
        contact.contact_role,
        name="contact_role",
    ),
    path(
        "organisation/<int:pk>/invitations/<int:invitation_pk>/again/",
        invitation.invitation_again,
        name="invitation_again",
    ),
    path(
        "organisation/<int:pk>/invitations/<int:invitation_pk>/withdraw/",
        invitation.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("organisations/<int:pk>/", organisation.organisation_detail, name="organisation_detail"),
    path("exports/", exports.export_list, name="export_list"),
    path("exports/<int:pk>/", exports.export_detail, name="export_detail"),
    path("exports/<int:pk>/file/", exports.export_fetch, name="export_fetch"),
    path("exports/<int:pk>/retry/", exports.export_retry, name="export_retry"),
    path("exports/<int:pk>/discard/", exports.export_discard, name="export_discard"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/templates/<slug:name>/", imports.import_template, name="import_template"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/confirm/", imports.import_confirm, name="import_confirm"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<int:pk>/discard/", imports.import_discard, name="import_discard"),
]
