//! Who looks after whom: a branch's contact members and their workers.

use access::vault::Masked;
use axum::response::{IntoResponse as _, Response};
use contracts::{PersonId, UnitId};
use storage::Tx;
use ui::{
    Density, Errors, Field, Form as UiForm, SafeHtml, Tone,
    form::Pick,
    list::{Cell, Column, Row, Table},
    panel::{Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed, input::Typed, see_other};

use super::submit::{Any, get};
use crate::{
    act::ActError,
    chain::{
        contacts::{self, Contact, ContactId, NAME_MAX, NewContact},
        store,
    },
    pages::shared::{Names, desk, refuse},
};

/// Where it is.
pub const PATH: &str = "/desk/contacts";
/// How many of a branch's contacts are listed.
const LISTED: usize = 500;

/// `GET /desk/contacts`
pub async fn show(signed: Signed) -> Answer {
    page(&signed, &Vec::new(), &Errors::new()).await
}

/// `POST /desk/contacts`
pub async fn arrange(signed: Signed, form: Form<Any>) -> Answer {
    let desk = desk(&signed.app)?;
    let typed = &form.raw;
    let mut errors = Errors::new();
    let Ok(phone) = refuse::phone(get(typed, "phone")) else {
        errors.add("phone", signed.t("chain-phone"));
        return page(&signed, typed, &errors).await;
    };
    // One field carries both: a member is chosen together with the branch.
    let (branch, member) = get(typed, "member").split_once(' ').unwrap_or_default();
    let (Ok(branch), Ok(member)) = (branch.parse(), member.parse()) else {
        errors.add("member", signed.t("chain-no-member"));
        return page(&signed, typed, &errors).await;
    };
    let new = NewContact { branch, member, name: get(typed, "name").to_owned(), phone };
    let (vault, actor) = (signed.app.vault().clone(), signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "contact-arrange");
    let work = move |tx: &mut Tx<'_>| contacts::arrange(tx, &desk, &vault, &actor, new);
    match signed.app.store().write(stamp, work).await {
        Ok(_) => Ok(see_other(PATH).flash(Tone::Good, "contacts-arranged").into_response()),
        Err(ActError::Invalid { field, code }) => {
            errors.add(field, signed.t(code));
            page(&signed, typed, &errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /desk/contacts/{id}/end`
pub async fn end(signed: Signed, PathId(id): PathId<ContactId>) -> Answer {
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "contact-arrange");
    let work = move |tx: &mut Tx<'_>| contacts::end(tx, &actor, id);
    signed.app.store().write(stamp, work).await?;
    Ok(see_other(PATH).flash(Tone::Good, "contacts-ended").into_response())
}

/// A branch with its members and those they look after; all masked.
struct Branch {
    unit: UnitId,
    members: Vec<(PersonId, Masked)>,
    contacts: Vec<(Contact, Masked)>,
}

async fn page(signed: &Signed, typed: &Typed, errors: &Errors) -> Answer<Response> {
    let desk = desk(&signed.app)?;
    let names = Names::new(signed, &desk);
    let units = contacts::branches_of(&desk, &signed.actor);
    if units.is_empty() {
        return Err(Problem::forbidden());
    }
    let (vault, today) = (signed.app.vault().clone(), signed.moment.now().day());
    let read = signed.app.store().read(move |db| {
        let mut branches = Vec::new();
        for unit in units {
            let mut members = Vec::new();
            for member in contacts::members_of(db, unit, today)? {
                members.push((member, vault.masked(db, member)?));
            }
            let mut tied = Vec::new();
            for contact in store::contacts_in(db, unit, LISTED)? {
                let worker = vault.masked(db, contact.worker)?;
                tied.push((contact, worker));
            }
            branches.push(Branch { unit, members, contacts: tied });
        }
        Ok::<_, access::vault::Error>(branches)
    });
    let branches = read.await?;
    let mut shell = signed
        .shell(Density::Desk, names.t("contacts-title"))
        .body(Text::new(names.t("contacts-explained")))
        .form(&form(names, &branches).keep(typed).errors(errors));
    for branch in &branches {
        let list = SafeHtml::from_safe(table(signed, names, branch));
        shell = shell.body(Panel::new(names.unit(branch.unit), list));
    }
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

fn form(names: Names<'_>, branches: &[Branch]) -> UiForm {
    let mut picks = vec![Pick::new("", names.t("desk-choose"))];
    for branch in branches {
        picks.extend(branch.members.iter().map(|(member, masked)| {
            Pick::new(format!("{} {member}", branch.unit), called(names, masked))
        }));
    }
    UiForm::post(names.lang(), PATH)
        .field(Field::phone("phone", names.t("contacts-phone")))
        .field(Field::select("member", names.t("holder-member"), picks))
        .field(
            Field::text("name", names.t("contacts-name"))
                .hint(names.t("contacts-name-hint"))
                .max_length(u32::try_from(NAME_MAX).unwrap_or(u32::MAX)),
        )
        .submit(names.t("contacts-arrange"))
}

fn table(signed: &Signed, names: Names<'_>, branch: &Branch) -> Table {
    let head = ["contacts-worker", "contacts-name", "member-since", "contacts-end"];
    let caption = names.t("contacts-title").to_owned();
    let table = Table::new(names.lang(), caption, signed.query.clone());
    let table = head.iter().fold(table, |table, key| table.column(Column::new(names.t(key))));
    branch.contacts.iter().fold(table, |table, (contact, worker)| {
        let end = UiForm::post(names.lang(), format!("{PATH}/{}/end", contact.id))
            .submit(names.t("contacts-end"))
            .inline();
        table.row(
            Row::new(contact.id.to_string(), contact.name.clone())
                .cell(Cell::from(called(names, worker)))
                .cell(Cell::from(contact.name.clone()))
                .cell(Cell::from(names.when(contact.from)))
                .cell(Cell::part(end)),
        )
    })
}

fn called(names: Names<'_>, masked: &Masked) -> String {
    let name = masked.name.clone().unwrap_or_else(|| names.t("desk-unknown").to_owned());
    format!("{name} {}", masked.phone.clone().unwrap_or_default()).trim().to_owned()
}
