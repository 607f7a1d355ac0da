//! Who has it and since when.

use ui::{
    SafeHtml, Tone,
    panel::Text,
    timeline::{Holders, Holding},
    when::span,
};

use super::{Audience, Names};
use crate::{
    case::Case,
    holder::{Held, Holder, held},
};

/// Who has the case now, in a word or two.
pub fn holder(names: Names<'_>, audience: Audience, case: &Case, holder: Holder) -> String {
    match (holder, audience) {
        (Holder::Unit(unit), _) => names.unit(unit),
        (Holder::Member(_), _) => names.member(case),
        (Holder::Worker, Audience::Worker) => names.t("holder-you").to_owned(),
        (Holder::Worker, Audience::Staff) => names.t("holder-worker").to_owned(),
        (Holder::Nobody, _) => names.t("holder-nobody").to_owned(),
    }
}

/// The bar of intervals with a line that adds them up.
pub fn bar(names: Names<'_>, audience: Audience, case: &Case) -> SafeHtml {
    let now = names.now();
    let held = held(&case.holdings, now);
    // Whoever stands last holds it now, unless nobody does any more.
    let present = if case.holder() == Holder::Nobody { None } else { held.len().checked_sub(1) };
    let holdings: Vec<Holding> = held
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let is_now = present == Some(at);
            // The worker is asked, not charged with it: no "now held by you".
            let runs = is_now && matches!(one.holder, Holder::Unit(_) | Holder::Member(_));
            Holding {
                who: holder(names, audience, case, one.holder),
                from: one.since,
                until: (!runs).then(|| one.since.plus_seconds(one.seconds)),
                tone: tone(one, is_now && case.overdue),
            }
        })
        .collect();
    let bar = SafeHtml::from_safe(Holders::new(names.lang(), now, &holdings));
    bar.and(Text::meta(sum(names, audience, &held)))
}

fn tone(held: &Held, overdue: bool) -> Tone {
    match held.holder {
        Holder::Worker => Tone::Warn,
        _ if overdue => Tone::Bad,
        _ => Tone::Plain,
    }
}

/// The intervals added up: with units, and with the worker.
fn sum(names: Names<'_>, audience: Audience, held: &[Held]) -> String {
    let total = |of_worker: bool| -> i64 {
        let wanted = held.iter().filter(|one| (one.holder == Holder::Worker) == of_worker);
        wanted.map(|one| one.seconds).sum()
    };
    let (units, worker) = (total(false), total(true));
    let said = |seconds: i64| span(names.lang(), seconds);
    if worker == 0 {
        return names.tf("holding-sum-units", &[("units", said(units).into())]);
    }
    let parts = [("all", units + worker), ("units", units), ("worker", worker)];
    let parts: Vec<_> = parts.map(|(name, seconds)| (name, said(seconds).into())).into();
    let key = if audience == Audience::Staff { "holding-sum-staff" } else { "holding-sum" };
    names.tf(key, &parts)
}
