//! `GET /desk/passes`: the street gives passes to those without an account, ends passes by the five
//! letters that a holder or a guard reads out, and sees which were in two places. There is no list
//! of holders and no search for a person.

use access::{Action, Target, policy::Columns, reach};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use ui::{
    Density, Field, Form as FormView, Shell, Tone,
    form::Pick,
    list::{Card as CardView, Cards, Tag},
    panel::{Notice, Panel, Text},
};
use web::{Answer, Form, Message, Problem, Signed, see_other};

use super::kind_name;
use crate::{
    Desk, bearer,
    card::CardName,
    issue::DETAIL_MAX,
    revoke, spoken,
    store::{
        cards,
        flags::{self, Flag},
    },
};

/// What the form sends.
#[derive(Debug, Clone, Deserialize)]
pub struct Typed {
    #[serde(default)]
    short: String,
    #[serde(default)]
    why: String,
}

const REASONS: [&str; 3] = ["lost", "misused", "wrong"];
/// Flags shown.
const FLAGS_MAX: usize = 100;

/// `GET /desk/passes?code=`: with the code of a pass that a desk gave out, that pass.
pub async fn show(signed: Signed) -> Answer<Response> {
    let short = signed.query.get("code").unwrap_or_default().to_owned();
    let found = if short.is_empty() { None } else { given(&signed, short.clone()).await? };
    if let Some(id) = found {
        return Ok(see_other(format!("/desk/passes/{id}")).into_response());
    }
    let is_unknown = !short.is_empty();
    Ok(signed.page(&page(&signed, is_unknown, |form| form).await?))
}

/// The pass of a desk in the asker's area whose short code this is.
async fn given(signed: &Signed, short: String) -> Answer<Option<crate::CardId>> {
    let read = move |db: &mut storage::Db<'_>| {
        let card = revoke::find(db, &short)?;
        card.map_or(Ok(None), |card| cards::of_desk(db, card.id))
    };
    let card = signed.app.store().read(read).await?;
    let may = |area| signed.permit(Action::PassIssue, &Target::area(area)).is_ok();
    Ok(card.filter(|card| may(card.area)).map(|card| card.id))
}

/// `POST /desk/passes/revoke`
pub async fn revoke(signed: Signed, sent: Form<Typed>) -> Answer<Response> {
    match try_revoke(&signed, &sent).await {
        Ok(()) => Ok(see_other("/desk/passes").flash(Tone::Good, "pass-revoked").into_response()),
        Err(problem) if problem.status() == 422 => {
            let errors = problem.errors(signed.app.words(), signed.lang);
            let shell = whole(&signed, |form| form, |form| form.keep(&sent.raw).errors(&errors));
            Ok(signed.page_again(&shell.await?))
        }
        Err(problem) => Err(problem),
    }
}

/// The reason that was chosen.
pub(super) fn reason(why: &str) -> Answer<&'static str> {
    let known = REASONS.into_iter().find(|known| *known == why);
    known.ok_or_else(|| Problem::invalid().field("why", Message::key("field-missing")))
}

async fn try_revoke(signed: &Signed, typed: &Typed) -> Answer<()> {
    let why = reason(&typed.why)?;
    let unknown = || Problem::invalid().field("short", Message::key("pass-short-unknown"));
    let short = typed.short.clone();
    let found = signed.app.store().read(move |db| revoke::find(db, &short)).await?;
    let area = found.ok_or_else(unknown)?.area;
    let permit = signed.permit(Action::PassIssue, &Target::area(area));
    let permit = permit.map_err(|_| unknown())?;
    let stamp = permit.stamp(signed.moment.clone(), "pass-revoke");
    let short = typed.short.clone();
    let work = move |tx: &mut storage::Tx<'_>| revoke::revoke(tx, &permit, &short, why);
    signed.app.store().write(stamp, work).await?;
    Ok(())
}

pub(super) fn reasons(signed: &Signed) -> Field {
    let reasons = REASONS.map(|why| Pick::new(why, signed.t(&format!("desk-why-{why}"))));
    Field::choice("why", signed.t("desk-why"), reasons.into())
}

/// The page; `is_unknown` when no pass of a desk has the code that was asked for, `fill` fills the
/// form by which a pass is given.
pub(super) async fn page(
    signed: &Signed,
    is_unknown: bool,
    fill: impl FnOnce(FormView) -> FormView,
) -> Answer<Shell> {
    let shell = whole(signed, fill, |form| form).await?;
    if !is_unknown {
        return Ok(shell);
    }
    Ok(shell.body(Notice::new(Tone::Warn, signed.t("bearer-short-unknown"))))
}

async fn whole(
    signed: &Signed,
    give: impl FnOnce(FormView) -> FormView,
    end: impl FnOnce(FormView) -> FormView,
) -> Answer<Shell> {
    let columns = Columns { area: Some("area"), ..Columns::default() };
    let condition = reach(&signed.actor, Action::PassIssue).sql(&columns, 1);
    let flags = signed.app.store().read(move |db| flags::list(db, condition, FLAGS_MAX)).await?;
    let lost = FormView::post(signed.lang, "/desk/passes/revoke")
        .field(short(signed))
        .field(reasons(signed))
        .submit(signed.t("desk-revoke"))
        .dangerous();
    let find = FormView::get(signed.lang, "/desk/passes")
        .field(Field::text("code", signed.t("desk-short")).hint(signed.t("bearer-find-hint")))
        .submit(signed.t("bearer-find"));
    let mut shell = signed
        .shell(Density::Desk, signed.t("desk-passes"))
        .body(Text::new(signed.t("desk-passes-lead")));
    if !flags.is_empty() {
        let shown = flags.iter().map(|flag| view(signed, flag));
        let lead = ui::SafeHtml::from_safe(Text::new(signed.t("desk-flags-lead")));
        let cards = Cards(shown.collect());
        shell = shell.body(Panel::new(signed.t("desk-flags"), lead.and(&cards)));
    }
    Ok(shell
        .body(Panel::new(signed.t("bearer-title"), give(form(signed)?)))
        .body(Panel::new(signed.t("bearer-find"), find))
        .body(Panel::new(signed.t("desk-lost"), end(lost))))
}

fn short(signed: &Signed) -> Field {
    Field::text("short", signed.t("desk-short")).hint(signed.t("desk-short-hint"))
}

fn view(signed: &Signed, flag: &Flag) -> CardView {
    let day = ui::when::day(signed.lang, flag.day, signed.moment.now().day());
    let own = flag.card.is_some();
    let title = spoken::short(flag.slot);
    let view = CardView::new(title, "")
        .tag(Tag::new(Tone::Warn, signed.t(&format!("desk-flag-{}", flag.why))))
        .meta(signed.tf("desk-flag-day", &[("day", day.into())]));
    if own {
        return view;
    }
    view.meta(signed.tf("desk-flag-city", &[("city", flag.issuer.as_str().into())]))
}

/// The form by which a pass is given to somebody without an account.
fn form(signed: &Signed) -> Answer<FormView> {
    let desk = Desk::of(&signed.app)?;
    let kinds = bearer::kinds(&desk);
    let picks = kinds.iter().map(|kind| Pick::new(kind.code.clone(), kind_name(signed, kind)));
    let stated = kinds.iter().filter_map(|kind| {
        let words = kind.detail.as_ref()?;
        let label = if signed.lang.is_zh() { &words.zh } else { &words.en };
        Some(signed.tf(
            "bearer-detail-of",
            &[("kind", kind_name(signed, kind).into()), ("what", label.as_str().into())],
        ))
    });
    let hint = stated.collect::<Vec<_>>().join(signed.t("bearer-detail-and"));
    let longest = u32::try_from(DETAIL_MAX).unwrap_or(u32::MAX);
    let area = signed.actor.memberships.first().map_or_else(String::new, |it| it.area.to_string());
    Ok(FormView::post(signed.lang, "/desk/passes")
        .field(Field::hidden("id", signed.moment.id::<CardName>().to_string()))
        .field(Field::choice("kind", signed.t("bearer-kind"), picks.collect()))
        .field(Field::text("area", signed.t("bearer-area")).value(area))
        .field(
            Field::text("detail", signed.t("bearer-detail"))
                .hint(hint)
                .max_length(longest)
                .optional(),
        )
        .submit(signed.t("bearer-give")))
}
