//! A rider's own ratings, seen by nobody else.

use axum::response::{IntoResponse as _, Response};
use ui::{
    Density, Form as FormView, Tone,
    list::{Card, Cards, Empty, Tag},
    panel::{Button, Text},
};
use web::{Answer, PathId, Signed, see_other};

use super::{permit, reason, unit_name};
use crate::{Desk, Rating, RatingId, rate, store};

/// Ratings shown.
pub(crate) const MINE_MAX: usize = 50;

/// `GET /ratings/mine`
pub async fn list(signed: Signed) -> Answer<Response> {
    let own = own(&signed).await?;
    let desk = Desk::of(&signed.app)?;
    let shell = signed
        .shell(Density::Phone, signed.t("rating-mine"))
        .back("/merchants")
        .body(Text::meta(signed.t("rating-mine-lead")));
    let shell = if own.is_empty() {
        let empty = Empty::new(signed.t("rating-mine-none"), signed.t("rating-mine-none-remedy"));
        shell.body(empty.action(signed.t("rating-choose"), "/merchants"))
    } else {
        shell
            .body(Cards(own.iter().map(|rating| card(&signed, &desk, rating)).collect()))
            .body(Button::new(signed.t("rating-choose"), "/merchants").outline())
    };
    Ok(signed.page(&shell))
}

/// `POST /ratings/{id}/withdraw`
pub async fn withdraw(signed: Signed, PathId(id): PathId<RatingId>) -> Answer<Response> {
    take_back(&signed, id).await?;
    Ok(see_other("/ratings/mine").flash(Tone::Good, "rating-withdrawn").into_response())
}

pub(crate) async fn take_back(signed: &Signed, id: RatingId) -> Answer<Rating> {
    let permit = permit(signed)?;
    let stamp = permit.stamp(signed.moment.clone(), "rating-withdraw");
    Ok(signed.app.store().write(stamp, move |tx| rate::withdraw(tx, &permit, id)).await?)
}

/// What the asker has rated, newest first.
pub(crate) async fn own(signed: &Signed) -> Answer<Vec<Rating>> {
    let person = permit(signed)?.person();
    Ok(signed.app.store().read(move |db| store::mine(db, person, MINE_MAX)).await?)
}

fn card(signed: &Signed, desk: &Desk, rating: &Rating) -> Card {
    let minutes = signed.tf("rating-minutes-n", &[("n", rating.minutes.into())]);
    let card = Card::new(unit_name(signed, desk, rating.unit), "")
        .tag(Tag::new(Tone::Plain, minutes))
        .meta(reason(signed, desk, &rating.reason))
        .meta(ui::when::when(signed.lang, rating.at, signed.moment.now()));
    if rating.live {
        let action = format!("/ratings/{}/withdraw", rating.id);
        let form = FormView::post(signed.lang, action).inline();
        card.body(form.submit(signed.t("rating-withdraw")))
    } else {
        card.tag(Tag::new(Tone::Warn, signed.t("rating-is-withdrawn")))
    }
}
