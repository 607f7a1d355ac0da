//! `GET /passes`: what one holds, and what one may have at once.

use axum::response::{IntoResponse as _, Response};
use catalogue::PassKind;
use serde::Deserialize;
use ui::{
    Density, Field, Form as FormView, SafeHtml, Shell, Tone,
    list::{Card as CardView, Cards, Tag},
    panel::{Button, Notice, Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed, see_other};

use super::{kind_hint, kind_name};
use crate::{
    Desk,
    api::holder::{ask as ask_for, end, permit},
    card::{Card, CardId},
    issue::{Asked, DETAIL_MAX, askable},
    store::{cards, flags},
};

/// What the form sends.
#[derive(Debug, Clone, Deserialize)]
pub struct Typed {
    kind: String,
    #[serde(default)]
    detail: String,
}

/// `GET /passes`
pub async fn list(signed: Signed) -> Answer<Response> {
    permit(&signed)?;
    let shell = page(&signed, |_, form| form).await?;
    Ok(signed.page(&shell))
}

/// `POST /passes`: given at once; the next page shows it.
pub async fn ask(signed: Signed, sent: Form<Typed>) -> Answer<Response> {
    let asked = Asked {
        kind: sent.kind.clone(),
        area: None,
        detail: sent.detail.trim().to_owned(),
        firm: None,
    };
    match ask_for(&signed, asked).await {
        Ok(card) => Ok(see_other(format!("/passes/show#{}", card.kind)).into_response()),
        Err(problem) if problem.status() == 422 => {
            let errors = problem.errors(signed.app.words(), signed.lang);
            let fill = |kind: &PassKind, form: FormView| {
                if kind.code == sent.kind { form.keep(&sent.raw).errors(&errors) } else { form }
            };
            let shell = page(&signed, fill).await?;
            Ok(signed.page_again(&shell))
        }
        Err(problem) => Err(problem),
    }
}

/// `POST /passes/{id}/revoke`
pub async fn give_back(signed: Signed, PathId(id): PathId<CardId>) -> Answer<Response> {
    end(&signed, id).await?;
    Ok(see_other("/passes").flash(Tone::Good, "pass-revoked").into_response())
}

async fn page(signed: &Signed, fill: impl Fn(&PassKind, FormView) -> FormView) -> Answer<Shell> {
    let desk = Desk::of(&signed.app)?;
    let (person, now, asked) = (signed.actor.person, signed.moment.now(), desk.clone());
    let read = move |db: &mut storage::Db<'_>| {
        let kinds: Vec<String> =
            askable(db, &asked, person, now.day())?.into_iter().map(|it| it.code.clone()).collect();
        let mut held = Vec::new();
        for card in cards::live_of(db, person, now)? {
            let is_doubled = flags::of_card(db, card.id)?.is_some();
            held.push((card, is_doubled));
        }
        Ok::<_, storage::Error>((held, kinds, cards::photo(db, person)?))
    };
    let (held, kinds, photo) = signed.app.store().read(read).await?;
    let mut shell = signed
        .shell(Density::Phone, signed.t("pass-title"))
        .back("/")
        .body(Text::new(signed.t("pass-lead")));
    if !held.is_empty() {
        shell = shell.body(Button::new(signed.t("pass-show"), "/passes/show"));
    }
    let fresh = kinds.iter().filter(|code| !held.iter().any(|(card, _)| card.kind == **code));
    for kind in fresh.filter_map(|code| desk.kind(code)) {
        shell = shell.form(&fill(kind, form(signed, kind)));
    }
    if held.iter().any(|(_, is_doubled)| *is_doubled) {
        shell = shell.body(Notice::new(Tone::Warn, signed.t("pass-doubled")));
    }
    let shown =
        held.iter().filter_map(|(card, _)| Some(view(signed, desk.kind(&card.kind)?, card)));
    shell = shell.body(Cards(shown.collect()));
    if !held.is_empty() {
        shell = shell
            .body(Panel::new(signed.t("pass-photo"), super::photo::forms(signed, photo.is_some())));
    }
    Ok(shell.body(Text::meta(signed.t("pass-privacy"))))
}

/// One button, or one field and a button where the kind asks for something.
fn form(signed: &Signed, kind: &PassKind) -> FormView {
    let ask = signed.tf("pass-get", &[("kind", kind_name(signed, kind).into())]);
    let form = FormView::post(signed.lang, "/passes")
        .field(Field::hidden("kind", kind.code.clone()))
        .submit(ask);
    match &kind.detail {
        None => form,
        Some(words) => {
            let label = if signed.lang.is_zh() { &words.zh } else { &words.en };
            let longest = u32::try_from(DETAIL_MAX).unwrap_or(u32::MAX);
            form.field(
                Field::text("detail", label).hint(kind_hint(signed, kind)).max_length(longest),
            )
        }
    }
}

fn view(signed: &Signed, kind: &PassKind, card: &Card) -> CardView {
    let day = ui::when::day(signed.lang, card.until.day(), signed.moment.now().day());
    let mut actions = SafeHtml::default();
    if kind.paper.is_some() {
        let print = FormView::post(signed.lang, format!("/passes/{}/paper", card.id)).inline();
        actions = actions.and(print.submit(signed.t("pass-print")));
    }
    let lost = FormView::post(signed.lang, format!("/passes/{}/revoke", card.id)).inline();
    actions = actions.and(lost.submit(signed.t("pass-lost")));
    let mut view = CardView::new(kind_name(signed, kind), "")
        .tag(Tag::new(Tone::Good, signed.tf("pass-until", &[("day", day.into())])))
        .meta(kind_hint(signed, kind));
    if let Some(job) = for_job(signed, card) {
        view = view.meta(job);
    }
    view.body(Button::new(signed.t("pass-reads"), format!("/passes/{}/reads", card.id)).outline())
        .body(actions)
}

/// With which job it ends; nothing for one's own.
fn for_job(signed: &Signed, card: &Card) -> Option<String> {
    let firm = Desk::of(&signed.app).ok()?.units.unit(card.firm?)?;
    let name = firm.name(!signed.lang.is_zh());
    Some(signed.tf("pass-for-job", &[("firm", name.into())]))
}

/// Whoever has no such pass gets 404, as for one that does not exist.
pub(super) async fn own(signed: &Signed, id: CardId) -> Answer<Card> {
    let person = permit(signed)?.person();
    let read = move |db: &mut storage::Db<'_>| crate::issue::own_card(db, person, id);
    signed.app.store().read(read).await?.ok_or_else(Problem::not_found)
}
