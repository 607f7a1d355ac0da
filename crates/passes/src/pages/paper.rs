//! `POST /passes/{id}/paper`: today's pass for printing, or for a phone that runs no scripts. It
//! never changes, so a guard compares the photo or the plate, and it ends with the day.

use askama::Template;
use axum::response::Response;
use qrcode::{EcLevel, QrCode, render::svg};
use ui::{
    Density, SafeHtml, Shell, Tone,
    assets::asset_url,
    panel::{Notice, Text},
};
use web::{Answer, PathId, Problem, Signed, Visit};

use super::kind_name;
use crate::{
    Desk,
    card::{Card, CardId, Mode, Token},
    issue::{self, DETAIL},
    keyring, spoken,
    store::cards,
};

#[derive(Template)]
#[template(
    source = r#"<link rel="stylesheet" href="{{ css }}"><figure class="paper">{{ code }}<figcaption>{{ short }}</figcaption></figure>{% if !photo.is_empty() %}<p><img src="{{ photo }}" alt="{{ alt }}" width="180"></p>{% endif %}"#,
    ext = "html"
)]
struct Part<'v> {
    css: &'static str,
    code: SafeHtml,
    short: String,
    photo: &'static str,
    alt: &'v str,
}

/// What is printed.
pub(crate) struct Printed {
    pub token: Token,
    pub detail: Option<String>,
    pub photo: bool,
}

/// `POST /passes/{id}/paper`
pub async fn paper(signed: Signed, PathId(id): PathId<CardId>) -> Answer<Response> {
    let card = super::mine::own(&signed, id).await?;
    let desk = Desk::of(&signed.app)?;
    let permit = crate::api::holder::permit(&signed)?;
    let stamp = permit.stamp(signed.moment.clone(), "pass-print");
    let asked = card.clone();
    let work = move |tx: &mut storage::Tx<'_>| print(tx, &desk, &asked);
    let printed = signed.app.store().write(stamp, work).await?;
    show(&signed, &card, printed.ok_or_else(Problem::not_found)?)
}

/// The token of today's printed form, with what stands beside it.
pub(crate) fn print(
    tx: &mut storage::Tx<'_>,
    desk: &Desk,
    card: &Card,
) -> Result<Option<Printed>, storage::Error> {
    let ring = keyring::ready(tx, desk)?;
    let today = tx.now().day();
    let Some(token) = issue::token_for(tx, desk, &ring, card, today, Mode::Paper)? else {
        return Ok(None);
    };
    let Some(person) = card.person else {
        return Ok(Some(Printed { token, detail: None, photo: false }));
    };
    let sealed = cards::detail(tx, card.id)?;
    let detail = sealed.and_then(|sealed| {
        let text = desk.vault.open_bytes(tx, person, DETAIL, &sealed).ok()?;
        String::from_utf8(text.to_vec()).ok()
    });
    let photo = cards::photo(tx, person)?.is_some();
    Ok(Some(Printed { token, detail, photo }))
}

/// The page with the code.
pub(super) fn show(visit: &Visit, card: &Card, printed: Printed) -> Answer<Response> {
    Ok(visit.page(&sheet(visit, card, printed, Density::Phone)?.back("/passes")))
}

/// What is printed: the code, until when, where, what a guard compares.
pub(super) fn sheet(
    visit: &Visit,
    card: &Card,
    printed: Printed,
    density: Density,
) -> Answer<Shell> {
    let desk = Desk::of(&visit.app)?;
    let name = desk.kind(&card.kind).map_or_else(String::new, |kind| kind_name(visit, kind));
    let part = Part {
        css: asset_url("pass.css"),
        code: svg_of(&printed.token.text)?,
        short: spoken::short(printed.token.slot),
        photo: if printed.photo { "/passes/photo/own" } else { "" },
        alt: visit.t("pass-photo"),
    };
    let until = ui::when::when(visit.lang, printed.token.expires_at, visit.moment.now());
    let area = visit.app.areas().full_name(&card.area);
    let mut shell = visit
        .shell(density, name)
        .body(SafeHtml::of(&part))
        .body(Text::new(visit.tf("paper-until", &[("time", until.into())])))
        .body(Text::new(visit.tf("paper-area", &[("area", area.into())])));
    if let Some(detail) = printed.detail {
        shell = shell.body(Text::new(detail));
    }
    Ok(shell.body(Notice::new(Tone::Warn, visit.t("paper-compare"))))
}

/// The code as a picture that scales (ISO/IEC 18004, level M).
pub(super) fn svg_of(text: &str) -> Answer<SafeHtml> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(Problem::internal)?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(280, 280).build();
    let picture = picture.split_once("?>").map_or(picture.as_str(), |(_, svg)| svg).to_owned();
    Ok(SafeHtml::trusted(picture))
}
