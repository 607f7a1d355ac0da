//! Who reported it: masked until somebody says why they must know, then shown once and written
//! down where the worker can read it.

use access::{Field as Secret, Permit, vault};
use askama::Template;
use contracts::{CaseId, PersonId};
use serde::Deserialize;
use storage::Tx;
use ui::{Field, Form as UiForm, Lang, SafeHtml, form::Pick, panel::Panel, panel::Text};
use web::{Answer, Form, PathId, Problem, Signed};

use super::{
    case::{Revealed, With, page},
    path, sight,
    sight::Sight,
};
use crate::{
    contact,
    pages::shared::{self, Names},
};

/// The purposes that are accepted, with the key of their words.
const PURPOSES: [(&str, &str); 3] = [
    ("verify", "desk-purpose-verify"),
    ("call-back", "desk-purpose-call-back"),
    ("emergency", "desk-purpose-emergency"),
];

#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default, rename = "contact-purpose")]
    purpose: String,
}

#[derive(Template)]
#[template(
    source = r#"<dl class="sum"><div><dt>{{ name_label }}</dt><dd><b>{{ name }}</b></dd></div><div><dt>{{ phone_label }}</dt><dd><b>{{ phone }}</b></dd></div></dl>"#,
    ext = "html"
)]
struct Shown<'a> {
    name_label: &'a str,
    name: &'a str,
    phone_label: &'a str,
    phone: &'a str,
}

/// `POST /desk/cases/{id}/contact`: the page with name and telephone number, this once.
pub async fn show(signed: Signed, PathId(id): PathId<CaseId>, asked: Form<Asked>) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let sight = sight::look(&signed, &desk, id).await?;
    let (Some(person), Ok(permit)) =
        (sight.case.reporter, contact::permit(&desk, &signed.actor, &sight.case))
    else {
        return Err(Problem::forbidden());
    };
    let Some((_, key)) = PURPOSES.iter().find(|(value, _)| *value == asked.purpose) else {
        let purpose = Some(signed.t("desk-choose-purpose").to_owned());
        return Ok(page(&signed, &desk, &sight, &With { purpose, ..With::default() }));
    };
    // The worker reads it, so it is in Chinese whoever looks.
    let words = signed.app.words();
    let why =
        [("why", words.get(Lang::Zh, key).into()), ("number", sight.case.number.as_str().into())];
    let purpose = words.with(Lang::Zh, "desk-look-purpose", &why);
    let revealed = reveal(&signed, permit, person, purpose).await?;
    let with = With { revealed: Some(&revealed), ..With::default() };
    Ok(page(&signed, &desk, &sight, &with))
}

async fn reveal(
    signed: &Signed,
    permit: Permit,
    person: PersonId,
    purpose: String,
) -> Answer<Revealed> {
    let vault = signed.app.vault().clone();
    let stamp = permit.stamp(signed.moment.clone(), "person-read-contact");
    let look = move |tx: &mut Tx<'_>| -> Result<Revealed, vault::Error> {
        let mut one = |field| {
            let value = vault.reveal(tx, &permit, person, field, &purpose)?;
            Ok::<_, vault::Error>(value.map(|value| value.to_string()))
        };
        Ok(Revealed { name: one(Secret::NAME)?, phone: one(Secret::PHONE)? })
    };
    Ok(signed.app.store().write(stamp, look).await?)
}

/// What is known of the reporter, and the button to know more.
pub fn panel(signed: &Signed, names: Names<'_>, sight: &Sight, with: &With<'_>) -> SafeHtml {
    let title = names.t("desk-reporter");
    let body = match (&sight.reporter, with.revealed) {
        (Some(_), Some(revealed)) => shown(names, revealed),
        (Some(masked), None) => {
            let unknown = || names.t("desk-unknown").to_owned();
            let name = masked.name.clone().unwrap_or_else(unknown);
            let phone = masked.phone.clone().unwrap_or_default();
            SafeHtml::from_safe(Text::new(format!("{name} {phone}")))
                .and(SafeHtml::trusted(r#"<div class="noprint">"#))
                .and(form(signed, names, sight, with))
                .and(SafeHtml::trusted("</div>"))
        }
        (None, _) if sight.case.reporter.is_none() => {
            SafeHtml::from_safe(Text::meta(names.t("desk-no-reporter")))
        }
        (None, _) => SafeHtml::from_safe(Text::meta(names.t("desk-reporter-hidden"))),
    };
    SafeHtml::from_safe(Panel::new(title, body))
}

fn shown(names: Names<'_>, revealed: &Revealed) -> SafeHtml {
    let unknown = names.t("desk-unknown");
    let shown = Shown {
        name_label: names.t("desk-name"),
        name: revealed.name.as_deref().unwrap_or(unknown),
        phone_label: names.t("desk-phone"),
        phone: revealed.phone.as_deref().unwrap_or(unknown),
    };
    SafeHtml::of(&shown).and(Text::meta(names.t("desk-looked")))
}

fn form(signed: &Signed, names: Names<'_>, sight: &Sight, with: &With<'_>) -> UiForm {
    let then = if super::case::goes_on(signed) { "?then=next" } else { "" };
    let picks = PURPOSES.map(|(value, key)| Pick::new(value, names.t(key)));
    let mut all = vec![Pick::new("", names.t("desk-choose"))];
    all.extend(picks);
    let mut purpose = Field::select("contact-purpose", names.t("desk-purpose"), all)
        .hint(names.t("desk-purpose-hint"));
    if let Some(why) = &with.purpose {
        purpose = purpose.error(why);
    }
    UiForm::post(names.lang(), format!("{}/contact{then}", path(sight.id)))
        .field(purpose)
        .submit(names.t("desk-reveal"))
}
