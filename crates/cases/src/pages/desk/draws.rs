//! Draws by lot of closed cases: announced, drawn, looked at, found; and drawn again to see that
//! nobody chose.

use access::{Action, policy};
use axum::response::IntoResponse as _;
use base16ct::lower::encode_string as hex;
use kernel::{AreaCode, Day, Level, sample};
use serde::Deserialize;
use storage::Tx;
use ui::{
    Density, Errors, Field, Form as FormView, SafeHtml, Tone,
    form::{CheckAnswers, Pick},
    list::{Cell, Column, Row, Table, Tag},
    panel::{Panel, Text},
    query::Query,
};
use web::{Answer, Form, PathId, Problem, Signed, see_other};

use crate::{
    act::ActError,
    checks::{
        self, DrawId, NewDraw,
        announce::SIZE_MAX,
        lot::WORDS_MAX,
        repeat::{self, Repeated},
        store::{self, Draw, Tally},
        view::{self, Drawn},
    },
    pages::shared::{self, Names},
};

const HERE: &str = "/draws";
const LIMIT: usize = 60;

/// `GET /draws`
pub async fn list(signed: Signed) -> Answer {
    page(&signed, &Typed::default(), &Errors::new()).await
}

/// The areas in which the reader may draw.
pub fn areas(signed: &Signed) -> Vec<AreaCode> {
    policy::reach(&signed.actor, Action::CheckDraw).areas
}

async fn page(signed: &Signed, typed: &Typed, errors: &Errors) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let names = Names::new(signed, &desk);
    let within = areas(signed);
    let read = signed.app.store().read(move |db| store::draws(db, &within, LIMIT));
    let draws = read.await?;
    let mut table =
        Table::new(names.lang(), names.t("draws-title").to_owned(), Query::new(HERE, ""));
    for column in ["draws-announced", "draws-period", "draws-area", "draws-size", "draws-state"] {
        table = table.column(Column::new(names.t(column)));
    }
    let rows = draws.iter().map(|draw| {
        let at = names.when(draw.announced_at);
        Row::new(draw.id.to_string(), at.clone())
            .cell(Cell::link(at, format!("{HERE}/{}", draw.id)))
            .cell(period(draw))
            .cell(names.area(&draw.area))
            .cell(draw.size)
            .cell(state(names, draw))
    });
    let table = table.rows(rows);
    let shell = signed
        .shell(Density::Desk, names.t("draws-title"))
        .body(Text::new(names.t("draws-lead")))
        .body(SafeHtml::from_safe(table))
        .body(Panel::new(names.t("draws-new"), Text::meta(names.t("draws-new-text"))))
        .form(&form(signed, names, typed).errors(errors));
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

fn period(draw: &Draw) -> String {
    format!("{} – {}", draw.from.day(), draw.to.day().plus(-1))
}

fn state(names: Names<'_>, draw: &Draw) -> Tag {
    let (tone, key) = match (draw.drawn_at, draw.closed_at) {
        (None, _) => (Tone::Plain, "draws-announced-only"),
        (Some(_), None) => (Tone::Warn, "draws-running"),
        (Some(_), Some(_)) => (Tone::Good, "draws-closed"),
    };
    Tag::new(tone, names.t(key))
}

fn form(signed: &Signed, names: Names<'_>, typed: &Typed) -> FormView {
    let book = &names.desk.areas;
    let mut picks = Vec::new();
    for area in areas(signed) {
        picks.push(Pick::new(area.to_string(), names.area(&area)));
        let below = book.iter().map(|(code, _)| code);
        let below = below
            .filter(|code| area.contains(code) && *code != area && code.level() <= Level::Street);
        picks.extend(below.map(|code| Pick::new(code.to_string(), names.area(&code))));
    }
    let words = u32::try_from(WORDS_MAX).unwrap_or(u32::MAX);
    FormView::post(names.lang(), HERE)
        .field(Field::hidden("id", signed.moment.id::<checks::DrawName>().to_string()))
        .field(Field::select("area", names.t("draws-area"), picks))
        .field(Field::date("from", names.t("draws-from")))
        .field(Field::date("until", names.t("draws-until")))
        .field(
            Field::number("size", names.t("draws-size"))
                .hint(names.tf("draws-size-hint", &[("max", SIZE_MAX.into())])),
        )
        .field(
            Field::text("words", names.t("draws-words"))
                .hint(names.t("draws-words-hint"))
                .max_length(words)
                .optional(),
        )
        .keep(&typed.pairs())
        .submit(names.t("draws-announce"))
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    id: String,
    #[serde(default)]
    area: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    size: String,
    #[serde(default)]
    words: String,
}

impl Typed {
    fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("id", &self.id),
            ("area", &self.area),
            ("from", &self.from),
            ("until", &self.until),
            ("size", &self.size),
            ("words", &self.words),
        ]
        .map(|(name, value): (_, &String)| (name, value.as_str()))
    }

    fn read(&self, signed: &Signed) -> Result<NewDraw, (&'static str, &'static str)> {
        Ok(NewDraw {
            id: self.id.parse().unwrap_or_else(|_| signed.moment.id()),
            area: AreaCode::parse(&self.area).map_err(|_| ("area", "area-unknown"))?,
            from: self.from.trim().parse::<Day>().map_err(|_| ("from", "draw-day-wrong"))?,
            until: self.until.trim().parse::<Day>().map_err(|_| ("until", "draw-day-wrong"))?,
            size: self.size.trim().parse().map_err(|_| ("size", "draw-size-wrong"))?,
            words: self.words.clone(),
        })
    }
}

/// `POST /draws`
pub async fn announce(signed: Signed, typed: Form<Typed>) -> Answer {
    let again = async |field: &str, code: &str| {
        let mut errors = Errors::new();
        errors.add(field, signed.t(code));
        page(&signed, &typed.value, &errors).await
    };
    let new = match typed.read(&signed) {
        Ok(new) => new,
        Err((field, code)) => return again(field, code).await,
    };
    let desk = shared::desk(&signed.app)?;
    let stamp = signed.actor.stamp(signed.moment.clone(), "draw");
    let actor = signed.actor.clone();
    let write = move |tx: &mut Tx<'_>| checks::announce(tx, &desk, &actor, new);
    match signed.app.store().write(stamp, write).await {
        Ok(draw) => Ok(see_other(format!("{HERE}/{}", draw.id))
            .flash(Tone::Good, "draws-announced-done")
            .into_response()),
        Err(ActError::Invalid { field, code }) => again(field, code).await,
        Err(error) => Err(error.into()),
    }
}

/// A draw with all that is known of it.
pub struct Seen {
    pub draw: Draw,
    pub tally: Tally,
    pub drawn: Vec<Drawn>,
    pub repeated: Option<Repeated>,
}

impl Seen {
    /// What was found of each case is told when the draw is closed, to auditors too.
    pub const fn is_over(&self) -> bool {
        self.draw.closed_at.is_some()
    }
    /// The share of false closings; `None` while the draw runs.
    pub fn share(&self) -> Option<sample::Share> {
        let Tally { solved, unsolved, .. } = self.tally;
        self.draw.closed_at?;
        sample::share(self.draw.population?, solved + unsolved, unsolved)
    }
}

/// Reads a draw; one outside the reader's areas is not there.
pub async fn look(signed: &Signed, id: DrawId) -> Answer<Seen> {
    let within = areas(signed);
    let read = signed.app.store().read(move |db| {
        let Some(draw) = store::draw(db, id)? else { return Ok(None) };
        if !within.iter().any(|area| area.contains(&draw.area)) {
            return Ok(None);
        }
        Ok::<_, storage::Error>(Some(Seen {
            tally: store::tally(db, id)?,
            drawn: view::drawn(db, id)?,
            repeated: repeat::repeat(db, &draw)?,
            draw,
        }))
    });
    read.await?.ok_or_else(Problem::not_found)
}

/// `GET /draws/{id}`
pub async fn show(signed: Signed, PathId(id): PathId<DrawId>) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let names = Names::new(&signed, &desk);
    let seen = look(&signed, id).await?;
    let mut shell = signed
        .shell(Density::Desk, names.tf("draws-one", &[("period", period(&seen.draw).into())]))
        .back(HERE)
        .body(SafeHtml::from_safe(state(names, &seen.draw)))
        .body(facts(names, &seen.draw))
        .body(Panel::new(names.t("draws-progress"), progress(names, &seen)));
    if let Some(repeated) = seen.repeated {
        let told = if repeated.holds() { "draws-repeat-holds" } else { "draws-repeat-fails" };
        let tone = if repeated.holds() { Tone::Good } else { Tone::Bad };
        let list = SafeHtml::from_safe(Tag::new(tone, names.t(told)))
            .and(Text::meta(names.t("draws-repeat-how")))
            .and(repeated_facts(names, repeated));
        shell = shell.body(Panel::new(names.t("draws-repeat"), list));
    }
    if seen.is_over() {
        shell = shell.body(SafeHtml::from_safe(table(names, &seen.drawn)));
    }
    Ok(signed.page(&shell))
}

fn facts(names: Names<'_>, draw: &Draw) -> CheckAnswers {
    let none = || names.t("draws-not-yet").to_owned();
    let words = if draw.words.is_empty() { names.t("draws-no-words") } else { &draw.words };
    CheckAnswers::new(names.lang())
        .row(names.t("draws-area"), names.area(&draw.area))
        .row(names.t("draws-period"), period(draw))
        .row(names.t("draws-size"), draw.size.to_string())
        .row(names.t("draws-announced"), draw.announced_at.display_minute())
        .row(names.t("draws-words"), words)
        .row(names.t("draws-nonce"), hex(&draw.nonce))
        .row(names.t("draws-seed"), hex(&draw.seed))
        .row(
            names.t("draws-drawn-at"),
            draw.drawn_at.map_or_else(none, kernel::Timestamp::display_minute),
        )
        .row(
            names.t("draws-close-at"),
            draw.close_at.map_or_else(none, kernel::Timestamp::display_minute),
        )
}

fn progress(names: Names<'_>, seen: &Seen) -> CheckAnswers {
    let Tally { open, solved, unsolved, undecided, split } = seen.tally;
    let list = CheckAnswers::new(names.lang())
        .row(names.t("draws-population"), number(seen.draw.population))
        .row(names.t("draws-drawn"), number(seen.draw.drawn))
        .row(names.t("draws-decided"), (solved + unsolved + undecided).to_string())
        .row(names.t("draws-open"), open.to_string());
    let Some(share) = seen.share() else {
        return list.row(names.t("draws-false"), names.t("draws-when-closed"));
    };
    list.row(names.t("draws-solved"), solved.to_string())
        .row(names.t("draws-unsolved"), unsolved.to_string())
        .row(names.t("draws-undecided"), undecided.to_string())
        .row(names.t("draws-split"), split.to_string())
        .row(
            names.t("draws-false"),
            names.tf(
                "draws-interval",
                &[
                    ("share", percent(share.share).into()),
                    ("low", percent(share.low).into()),
                    ("high", percent(share.high).into()),
                ],
            ),
        )
}

fn repeated_facts(names: Names<'_>, repeated: Repeated) -> CheckAnswers {
    let said = |holds: bool| names.t(if holds { "draws-holds" } else { "draws-fails" });
    CheckAnswers::new(names.lang())
        .row(names.t("draws-leaf"), number(repeated.leaf))
        .row(names.t("draws-same-seed"), said(repeated.seed))
        .row(names.t("draws-same-frame"), said(repeated.frame))
        .row(names.t("draws-same-sample"), said(repeated.sample))
}

fn number(count: Option<i64>) -> String {
    count.map_or_else(|| "–".to_owned(), |count| count.to_string())
}

/// `9.3 %`
fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn table(names: Names<'_>, drawn: &[Drawn]) -> Table {
    let query = Query::new(HERE, "");
    let mut table = Table::new(names.lang(), names.t("draws-cases").to_owned(), query);
    for column in ["draws-lot", "fact-number", "fact-matter", "draws-area", "draws-verdict"] {
        table = table.column(Column::new(names.t(column)));
    }
    table.rows(drawn.iter().map(|one| {
        let counts = [("solved", one.solved), ("unsolved", one.unsolved), ("unsure", one.unsure)];
        let counts = counts.map(|(name, count)| (name, count.into()));
        Row::new(one.case.to_string(), one.number.clone())
            .cell(one.lot)
            .cell(one.number.as_str())
            .cell(names.matter(&one.matter))
            .cell(names.area(&one.area))
            .cell(format!(
                "{}（{}）",
                names.t(verdict(&one.verdict)),
                names.tf("draws-counts", &counts)
            ))
    }))
}

/// The key of what was found.
fn verdict(verdict: &str) -> &'static str {
    match verdict {
        "solved" => "draws-solved",
        "unsolved" => "draws-unsolved",
        "undecided" => "draws-undecided",
        _ => "draws-open",
    }
}
