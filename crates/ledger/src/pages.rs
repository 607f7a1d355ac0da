//! A worker's own points, on a phone.

use access::{Action, Permit, Target};
use axum::response::Response;
use kernel::Timestamp;
use storage::Db;
use ui::{
    Density, Tone, Value,
    list::{Card, Cards, Empty, Kpi, Kpis, Pager, Tag},
    panel::{Notice, Text},
    when::when,
};
use web::{Answer, Cursor, Signed};

use crate::statement::{self, Balance, Line, Mark, Reason, Waiting};

/// Lines on one page.
const PAGE: usize = 20;
/// Awards that wait, shown above the lines.
const WAITING_MAX: usize = 50;

/// A page of a person's own books.
pub(crate) struct Own {
    pub balance: Balance,
    pub waiting: Vec<Waiting>,
    pub lines: Vec<Line>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// How a place in the statement travels in an address.
type Place = Cursor<(i64, crate::post::TransferId)>;

/// What `signed` has: the permit names nobody but themselves.
pub(crate) async fn own(signed: &Signed, limit: usize) -> Answer<Own> {
    let permit = signed.permit(Action::PointsRead, &Target::of(signed.actor.person))?;
    let after = signed.cursor("after")?.map(|(at, id)| Mark { at: Timestamp::from_micros(at), id });
    Ok(signed.app.store().read(move |db| read(db, &permit, after, limit)).await?)
}

fn read(
    db: &mut Db<'_>,
    permit: &Permit,
    after: Option<Mark>,
    limit: usize,
) -> Result<Own, storage::Error> {
    let mut lines = statement::statement(db, permit, after, limit + 1)?;
    let more = lines.len() > limit;
    lines.truncate(limit);
    let last = lines.last().filter(|_| more).map(|line| line.mark);
    Ok(Own {
        balance: statement::balance(db, permit)?,
        waiting: statement::waiting(db, permit, WAITING_MAX)?,
        next: last.map(|mark| -> String { Place::encode(&Cursor((mark.at.micros(), mark.id))) }),
        lines,
    })
}

/// `GET /points`
pub async fn points(signed: Signed) -> Answer<Response> {
    let own = own(&signed, PAGE).await?;
    let figure = Kpi::new(signed.t("points-balance"), own.balance.available());
    let mut shell = signed
        .shell(Density::Phone, signed.t("points-title"))
        .body(Kpis(vec![figure]))
        .body(Text::meta(signed.t("points-explained")));
    if own.balance.debt() > 0 {
        let debt = signed.tf("points-debt", &[("points", own.balance.debt().into())]);
        shell = shell.body(Notice::new(Tone::Warn, debt));
    }
    let first = signed.query.get("after").is_none();
    let mut cards: Vec<Card> = Vec::new();
    if first {
        cards.extend(own.waiting.iter().map(|award| waiting_card(&signed, award)));
    }
    cards.extend(own.lines.iter().map(|line| line_card(&signed, line)));
    shell = if cards.is_empty() {
        let empty = Empty::new(signed.t("points-none"), signed.t("points-none-remedy"));
        shell.body(empty.action(signed.t("points-report"), "/report"))
    } else {
        let previous = (!first).then(|| signed.query.without("after").href());
        let next = own.next.map(|cursor| signed.query.with("after", cursor).href());
        let pager = Pager { lang: signed.lang, note: String::new(), previous, next };
        shell.body(Cards(cards)).body(pager)
    };
    Ok(signed.page(&shell))
}

fn line_card(signed: &Signed, line: &Line) -> Card {
    let (title, tone) = match line.reason {
        Reason::CaseReopened => (signed.t("points-taken-back").to_owned(), Tone::Warn),
        Reason::CaseConfirmed | Reason::CheckAnswered | Reason::Funded => {
            (rule_name(signed, line.rule.as_deref()), Tone::Good)
        }
    };
    let sign = if line.amount < 0 { "−" } else { "+" };
    let amount = format!("{sign}{}", line.amount.unsigned_abs());
    // What a look was about stays unsaid: the request's case is nobody's to look up.
    let href = match line.reason {
        Reason::CheckAnswered => "/checks".to_owned(),
        _ => format!("/cases/{}", line.case),
    };
    card(signed, title, Tag::new(tone, amount), href, line.number.as_deref(), line.mark.at)
}

fn waiting_card(signed: &Signed, award: &Waiting) -> Card {
    let title = rule_name(signed, Some(&award.rule));
    let told = signed.tf("points-waiting", &[("points", Value::from(award.amount))]);
    let tag = Tag::new(Tone::Plain, told);
    let href = format!("/cases/{}", award.case);
    card(signed, title, tag, href, Some(&award.number), award.at)
}

fn card(
    signed: &Signed,
    title: String,
    tag: Tag,
    href: String,
    number: Option<&str>,
    at: Timestamp,
) -> Card {
    let card = Card::new(title, href).tag(tag);
    number.map_or(card.clone(), |number| card.meta(number)).meta(when(
        signed.lang,
        at,
        signed.moment.now(),
    ))
}

/// The rule in the reader's words; a general one when today's catalogue no longer has it.
fn rule_name(signed: &Signed, code: Option<&str>) -> String {
    let catalogue = signed.app.catalogue();
    match code.and_then(|code| catalogue.point_rule(code)) {
        Some(rule) if signed.lang.is_zh() => rule.name.zh.clone(),
        Some(rule) => rule.name.en.clone(),
        None => signed.t("points-earned").to_owned(),
    }
}
