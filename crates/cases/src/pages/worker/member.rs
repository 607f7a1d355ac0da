//! Who looks after me: my contact member, by the public name of service, and no more about them.

use axum::response::IntoResponse as _;
use ui::{Tone, form::CheckAnswers, panel::Text};
use web::{Answer, Problem, Signed, see_other};

use super::shell;
use crate::{
    chain::contacts,
    pages::shared::{Names, desk},
};

/// `GET /contact-member`
pub(super) async fn show(signed: Signed) -> Answer {
    let desk = desk(&signed.app)?;
    let names = Names::new(&signed, &desk);
    let person = signed.actor.person;
    let contact = signed.app.store().read(move |db| contacts::contact_of(db, person)).await?;
    let shell = shell(&signed, names.t("holder-member")).back("/cases/mine");
    let Some(contact) = contact else {
        return Ok(signed.page(&shell.body(Text::new(names.t("member-none")))));
    };
    let list = CheckAnswers::new(names.lang())
        .row(names.t("member-name"), &contact.name)
        .row(names.t("member-branch"), names.unit(contact.branch))
        .row(names.t("member-since"), names.when(contact.from));
    let refuse = ui::Form::post(signed.lang, "/contact-member/refuse")
        .submit(names.t("member-refuse"))
        .dangerous();
    let shell = shell
        .body(Text::new(names.t("member-explained")))
        .body(list)
        .body(ui::SafeHtml::from_safe(refuse));
    Ok(signed.page(&shell))
}

/// `POST /contact-member/refuse`
pub(super) async fn refuse(signed: Signed) -> Answer {
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "contact-refuse");
    let work = move |tx: &mut storage::Tx<'_>| {
        let Some(contact) = contacts::contact_of(tx, actor.person)? else { return Ok(()) };
        contacts::refuse(tx, &actor, contact.id).map_err(Problem::from)
    };
    signed.app.store().write(stamp, work).await?;
    Ok(see_other("/contact-member").flash(Tone::Good, "member-refused").into_response())
}
