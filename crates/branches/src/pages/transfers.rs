//! Open transfers of the branches within reach, with what each side can do.

use access::Action;
use ui::{
    Density, Field, Form as Shown, SafeHtml, Tone,
    list::{Card, Empty, Tag},
    panel::{Panel, Text},
};
use web::{Answer, Form, Problem, Signed, Visit};

use super::{Any, act, day, link_name, unit_name, within};
use crate::{
    Desk,
    pairing::service_number,
    transfer::{State, Transfer, TransferId, step, store},
};

/// `GET /desk/transfers`
pub async fn list(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let own: Vec<_> =
        within(&signed, &desk, Action::BranchManage).into_iter().map(|card| card.id).collect();
    let asked = own.clone();
    let read = signed.app.store().read(move |db| {
        let mut found = Vec::new();
        for branch in asked {
            found.extend(store::open_at(db, branch)?);
        }
        found.sort_by_key(|transfer| transfer.id);
        found.dedup_by_key(|transfer| transfer.id);
        Ok::<_, storage::Error>(found)
    });
    let found = read.await?;
    let mut shell = signed
        .shell(Density::Desk, signed.t("branches-transfers"))
        .back("/desk/branches")
        .body(Text::meta(signed.t("branches-transfers-lead")));
    if found.is_empty() {
        let none = Empty::new(
            signed.t("branches-transfers-none"),
            signed.t("branches-transfers-none-text"),
        );
        return Ok(signed.page(&shell.body(none)));
    }
    for transfer in &found {
        let card = card(&signed, &desk, transfer);
        let acts = acts(&signed, transfer, &own);
        shell = shell.body(Panel::new("", SafeHtml::from_safe(card).and(acts)));
    }
    Ok(signed.page(&shell))
}

fn card(visit: &Visit, desk: &Desk, transfer: &Transfer) -> Card {
    let (tone, key) = match transfer.state {
        State::Asked => (Tone::Plain, "branches-asked"),
        State::Transit => (Tone::Warn, "branches-transit"),
        _ => (Tone::Good, "branches-accepted"),
    };
    let way = format!(
        "{} → {}",
        unit_name(visit, desk, transfer.sender),
        unit_name(visit, desk, transfer.receiver)
    );
    let number = format!("#{}", service_number(transfer.member));
    Card::new(way, format!("/desk/members/{}", transfer.member))
        .tag(Tag::new(tone, visit.t(key)))
        .meta(number)
        .meta(link_name(visit, transfer.link))
        .meta(visit.tf("branches-effective-on", &[("day", day(visit, transfer.effective).into())]))
        .meta(visit.tf("branches-due-by", &[("day", day(visit, transfer.due_on).into())]))
}

fn acts(visit: &Visit, transfer: &Transfer, own: &[contracts::UnitId]) -> SafeHtml {
    let at = |step: &str| format!("/desk/transfers/{}/{step}", transfer.id);
    let plain =
        |step: &str, key: &str| Shown::post(visit.lang, at(step)).submit(visit.t(key)).inline();
    let reasoned = |step: &str, key: &str| {
        Shown::post(visit.lang, at(step))
            .field(Field::text(
                format!("reason-{step}-{}", transfer.id),
                visit.t("branches-reason"),
            ))
            .submit(visit.t(key))
            .inline()
    };
    let mut acts = SafeHtml::default();
    if own.contains(&transfer.sender) && transfer.state == State::Asked {
        acts = acts.and(plain("release", "branches-release"));
    }
    if own.contains(&transfer.sender) && transfer.state != State::Accepted {
        acts = acts.and(reasoned("refuse", "branches-refuse"));
    }
    if own.contains(&transfer.receiver) && transfer.state == State::Transit {
        acts = acts.and(plain("receive", "branches-receive"));
    }
    if own.contains(&transfer.receiver) && transfer.state.is_in_transit() {
        acts = acts.and(reasoned("return", "branches-return"));
    }
    acts
}

/// `POST /desk/transfers/{id}/{step}`
pub async fn go(
    signed: Signed,
    path: axum::extract::Path<(String, String)>,
    form: Form<Any>,
) -> Answer {
    let axum::extract::Path((id, step)) = path;
    let id: TransferId = id.parse().map_err(|_| Problem::not_found())?;
    let reason = form.raw.iter().find(|(name, _)| name.starts_with("reason"));
    let reason = reason.map(|(_, text)| text.clone()).unwrap_or_default();
    if !["release", "refuse", "receive", "return"].contains(&step.as_str()) {
        return Err(Problem::not_found());
    }
    act(
        &signed,
        "transfer-step",
        "/desk/transfers".into(),
        "branches-transfer-gone",
        move |tx, desk, actor| match step.as_str() {
            "release" => step::release(tx, desk, actor, id),
            "refuse" => step::refuse(tx, desk, actor, id, &reason),
            "receive" => step::receive(tx, desk, actor, id),
            _ => step::give_back(tx, desk, actor, id, &reason),
        },
    )
    .await
}
