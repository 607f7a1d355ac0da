//! What one agreed to, purpose by purpose, each taken back with one tap.

use axum::response::Response;
use ui::{
    Density, Field, Form as FormView,
    list::{Card, Cards, Empty},
    panel::Text,
    when::when,
};
use web::{Answer, Signed};

use crate::{
    own::{consents, purpose},
    port::Consent,
};

/// `GET /me/consents`
pub(super) async fn list(signed: Signed) -> Answer<Response> {
    let given = consents(&signed).await?;
    let shell = signed
        .shell(Density::Phone, signed.t("people-consents"))
        .back("/me")
        .body(Text::new(signed.t("people-consents-hint")));
    if given.is_empty() {
        let none =
            Empty::new(signed.t("people-consents-none"), signed.t("people-consents-none-why"));
        return Ok(signed.page(&shell.body(none)));
    }
    let cards = given.iter().map(|consent| card(&signed, consent));
    Ok(signed.page(&shell.body(Cards(cards.collect()))))
}

fn card(signed: &Signed, consent: &Consent) -> Card {
    let since = when(signed.lang, consent.since, signed.moment.now());
    let form = FormView::post(signed.lang, &consent.withdrawal.action);
    let fields = consent.withdrawal.fields.iter();
    let form = form.fields(fields.map(|(name, value)| Field::hidden(*name, value)));
    Card::new(purpose(signed, consent), "")
        .meta(signed.tf("people-consent-since", &[("when", since.into())]))
        .body(Text::meta(signed.t(&format!("people-consent-{}-end", consent.purpose))))
        .body(form.submit(signed.t("people-consent-withdraw")).inline())
}
