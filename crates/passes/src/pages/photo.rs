//! The photo that a holder agrees to show to guards, and may take back at any time.

use access::Permit;
use axum::response::{IntoResponse as _, Response};
use ui::{Field, Form as FormView, SafeHtml, Tone, panel::Text};
use web::{Answer, Message, MultipartForm, Problem, Signed, photos, see_other};

use crate::{api::holder::permit, store::cards};

/// The form to give a photo, or to take it back.
pub(super) fn forms(signed: &Signed, given: bool) -> SafeHtml {
    if given {
        let remove = FormView::post(signed.lang, "/passes/photo/remove").inline();
        return SafeHtml::trusted(
            "<p><img src=\"/passes/photo/own\" alt=\"\" width=\"120\" height=\"120\"></p>",
        )
        .and(remove.submit(signed.t("pass-photo-remove")));
    }
    let form = FormView::post(signed.lang, "/passes/photo")
        .field(Field::photos("photo", signed.t("pass-photo-label"), 1))
        .field(Field::agree("agree", signed.t("pass-photo-agree")))
        .submit(signed.t("pass-photo-send"));
    SafeHtml::from_safe(Text::meta(signed.t("pass-photo-hint"))).and(&form)
}

/// `POST /passes/photo`
pub async fn send(signed: Signed, sent: MultipartForm) -> Answer<Response> {
    let permit = permit(&signed)?;
    sent.check()?;
    if sent.get("agree") != Some("1") {
        return Err(Problem::invalid().field("agree", Message::key("pass-photo-agree-missing")));
    }
    let file = sent.files_of("photo").next();
    let missing = || Problem::invalid().field("photo", Message::key("field-missing"));
    let bytes = file.ok_or_else(missing)?.bytes.clone();
    let kept = photos::keep(&signed.app, "photo", bytes).await?;
    let person = permit.person();
    change(&signed, &permit, move |tx| cards::set_photo(tx, person, &kept.name)).await?;
    Ok(see_other("/passes").flash(Tone::Good, "pass-photo-kept").into_response())
}

/// `POST /passes/photo/remove`
pub async fn remove(signed: Signed) -> Answer<Response> {
    let permit = permit(&signed)?;
    let person = permit.person();
    change(&signed, &permit, move |tx| cards::remove_photo(tx, person)).await?;
    Ok(see_other("/passes").flash(Tone::Good, "pass-photo-gone").into_response())
}

/// `GET /passes/photo/own`
pub async fn own(signed: Signed) -> Answer<Response> {
    let person = permit(&signed)?.person();
    let name = signed.app.store().read(move |db| cards::photo(db, person)).await?;
    photos::serve(&signed.app, &name.ok_or_else(Problem::not_found)?).await
}

async fn change(
    signed: &Signed,
    permit: &Permit,
    work: impl FnOnce(&mut storage::Tx<'_>) -> Result<(), storage::Error> + Send + 'static,
) -> Answer<()> {
    let stamp = permit.stamp(signed.moment.clone(), "pass-photo");
    let subject = *permit.person().as_bytes();
    let work = move |tx: &mut storage::Tx<'_>| {
        work(tx)?;
        tx.record(storage::Record {
            action: "pass.photo",
            subject_kind: "person",
            subject,
            area: "",
            detail: serde_json::json!({}),
        })
    };
    Ok(signed.app.store().write(stamp, work).await?)
}
