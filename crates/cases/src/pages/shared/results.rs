//! What a case left on the ground, as its readers see it.

use catalogue::Catalogue;
use ui::{
    SafeHtml, Tone,
    list::{Card, Cards, Tag},
    panel::Panel,
};

use super::{Names, gallery::gallery};
use crate::{
    case::Case,
    results::{Deliverable, ResultId},
};

/// Kind and quantity: `停车区、卸货区 400 平方米`.
pub fn title(names: Names<'_>, kind: &str, quantity: i64) -> String {
    match names.desk.catalogue.result_kind(kind) {
        Some(known) => {
            let quantity = quantity.to_string();
            names.tf(
                "result-title",
                &[
                    ("kind", names.of(&known.name).into()),
                    ("quantity", quantity.as_str().into()),
                    ("unit", names.of(&known.unit).into()),
                ],
            )
        }
        None => format!("{kind} {quantity}"),
    }
}

/// Verified, or how many riders have seen it so far.
pub fn tag(names: Names<'_>, result: &Deliverable) -> Tag {
    let from = verified_from(&names.desk.catalogue);
    if result.struck {
        return Tag::new(Tone::Plain, names.t("result-struck"));
    }
    let counts = [("n", result.there().into()), ("from", from.into())];
    if result.is_verified(from) {
        Tag::new(Tone::Good, names.tf("result-verified", &counts))
    } else {
        Tag::new(Tone::Plain, names.tf("result-seen", &counts))
    }
}

pub fn verified_from(catalogue: &Catalogue) -> u32 {
    catalogue.results().verified_from
}

/// One result as a card; `href` may be empty.
pub fn card(names: Names<'_>, base: &str, result: &Deliverable, href: String) -> Card {
    let what = &result.what;
    let card = Card::new(title(names, &what.kind, what.quantity), href)
        .tag(tag(names, result))
        .meta(what.address.as_str())
        .meta(names.when(result.at));
    let card = match result.missing() {
        0 => card,
        n => card.meta(names.tf("result-missing", &[("n", n.into())])),
    };
    let photos: Vec<_> = what.photo.iter().cloned().collect();
    card.body(gallery(names, base, &photos))
}

/// All that counts, in a box of its own; nothing where there is nothing.
pub fn panel(
    names: Names<'_>,
    id: contracts::CaseId,
    case: &Case,
    href: impl Fn(ResultId) -> String,
) -> SafeHtml {
    let base = format!("/cases/{id}/photos");
    let counted = case.results.iter().filter(|one| !one.struck);
    let cards: Vec<Card> = counted.map(|one| card(names, &base, one, href(one.what.id))).collect();
    if cards.is_empty() {
        return SafeHtml::default();
    }
    SafeHtml::from_safe(Panel::new(names.t("results-title"), Cards(cards)))
}
