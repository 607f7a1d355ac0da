//! Offers of a merchant that takes the warm card: what, how often; how often it was taken.

use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use ui::{
    Field, Form as FormView, SafeHtml, Shell, Tone,
    form::Pick,
    panel::{Panel, Text},
};
use web::{Answer, Form, Message, PathId, Problem, Signed, see_other};

use super::gates::managed;
use crate::{
    GateId, OfferId,
    card::OfferName,
    gate::Gate,
    offer::{self, Offer, Period, TITLE_MAX},
    store::offers as store,
};

/// What the form sends.
#[derive(Debug, Clone, Deserialize)]
pub struct Typed {
    id: OfferId,
    #[serde(default)]
    title: String,
    #[serde(default)]
    times: String,
    #[serde(default)]
    period: String,
}

/// `POST /desk/gates/{id}/offers`
pub async fn open(
    signed: Signed,
    PathId(gate): PathId<GateId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let (_, permit) = managed(&signed, gate).await?;
    let wrong = |field: &str, key| Problem::invalid().field(field, Message::key(key));
    let times = sent.times.trim().parse();
    let new = Offer {
        id: sent.id,
        gate,
        title: sent.title.clone(),
        times: times.map_err(|_| wrong("times", "offer-times-wrong"))?,
        period: sent.period.parse().map_err(|_| wrong("period", "field-missing"))?,
        from: signed.moment.now().day(),
        until: None,
    };
    let stamp = permit.stamp(signed.moment.clone(), "offer-open");
    let work = move |tx: &mut storage::Tx<'_>| offer::open(tx, &permit, &new);
    signed.app.store().write(stamp, work).await?;
    Ok(see_other(format!("/desk/gates/{gate}")).flash(Tone::Good, "offer-opened").into_response())
}

/// `POST /desk/offers/{id}/end`
pub async fn end(signed: Signed, PathId(id): PathId<OfferId>) -> Answer<Response> {
    let found = signed.app.store().read(move |db| store::find(db, id)).await?;
    let gate = found.ok_or_else(Problem::not_found)?.gate;
    let (_, permit) = managed(&signed, gate).await?;
    let stamp = permit.stamp(signed.moment.clone(), "offer-end");
    let work = move |tx: &mut storage::Tx<'_>| offer::end(tx, &permit, id);
    signed.app.store().write(stamp, work).await?;
    Ok(see_other(format!("/desk/gates/{gate}")).flash(Tone::Good, "offer-ended").into_response())
}

/// A merchant's offers and the form for another, on the page of its counter.
pub(super) fn parts(signed: &Signed, gate: &Gate, offers: &[Offer], mut shell: Shell) -> Shell {
    for offer in offers {
        let end = FormView::post(signed.lang, format!("/desk/offers/{}/end", offer.id)).inline();
        let limit =
            signed.tf(&format!("offer-limit-{}", offer.period), &[("times", offer.times.into())]);
        let body = SafeHtml::from_safe(Text::new(limit));
        let end = end.submit(signed.t("offer-end"));
        shell = shell.body(Panel::new(offer.title.clone(), body.and(&end)));
    }
    let periods = Period::ALL
        .map(|period| Pick::new(period.as_str(), signed.t(&format!("offer-period-{period}"))));
    let longest = u32::try_from(TITLE_MAX).unwrap_or(u32::MAX);
    let form = FormView::post(signed.lang, format!("/desk/gates/{}/offers", gate.id))
        .field(Field::hidden("id", signed.moment.id::<OfferName>().to_string()))
        .field(Field::text("title", signed.t("offer-title")).max_length(longest))
        .field(Field::number("times", signed.t("offer-times")).value("1"))
        .field(Field::choice("period", signed.t("offer-period"), periods.into()).value("day"))
        .submit(signed.t("offer-open"));
    shell.form(&form)
}
