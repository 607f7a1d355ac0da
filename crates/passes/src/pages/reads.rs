//! `GET /passes/{id}/reads`: who read my pass. Nobody else can open this list.

use axum::response::Response;
use ui::{
    Density, Tone,
    list::{Card as CardView, Cards, Empty, Tag},
    panel::Text,
};
use web::{Answer, PathId, Signed};

use crate::{api::holder::own_reads, card::CardId, read::What};

/// `GET /passes/{id}/reads`
pub async fn list(signed: Signed, PathId(id): PathId<CardId>) -> Answer<Response> {
    let reads = own_reads(&signed, id).await?;
    let shell = signed
        .shell(Density::Phone, signed.t("reads-title"))
        .back("/passes")
        .body(Text::meta(signed.t("reads-lead")));
    if reads.is_empty() {
        let none = Empty::new(signed.t("reads-none"), signed.t("reads-none-text"));
        return Ok(signed.page(&shell.body(none)));
    }
    let now = signed.moment.now();
    let cards = reads.into_iter().map(|(read, gate)| {
        let key = match read.what {
            What::Checked => "reads-checked",
            What::Looked => "reads-looked",
        };
        let gate = if gate.is_empty() { signed.t("reads-gate-gone").to_owned() } else { gate };
        CardView::new(gate, "").tag(Tag::new(Tone::Plain, signed.t(key))).meta(ui::when::when(
            signed.lang,
            read.at(),
            now,
        ))
    });
    Ok(signed.page(&shell.body(Cards(cards.collect()))))
}
