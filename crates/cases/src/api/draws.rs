//! Draws of closed cases, for auditors: announced, drawn, found, and drawn again.

use axum::{Json, http::StatusCode, response::IntoResponse as _};
use base16ct::lower::encode_string as hex;
use kernel::{AreaCode, Day, Timestamp};
use serde::{Deserialize, Serialize};
use storage::Tx;
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, Message, PathId, Problem, Signed};

use super::once::{kept, write};
use crate::{
    checks::{
        self, DrawId, NewDraw,
        store::{self, Draw},
        view::Drawn,
    },
    pages::desk::draws::{Seen, areas, look},
    pages::shared::desk,
};

/// A draw as it was announced.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Draw)]
pub(super) struct DrawOut {
    id: String,
    area: String,
    /// Cases closed from here
    from: String,
    /// to here.
    to: String,
    /// `2026-11` for the program's own monthly draw.
    month: Option<String>,
    size: i64,
    /// What an auditor added to the seed.
    words: String,
    /// Hexadecimal, like the seed: SHA-256 of `yilu draw 1`, words and nonce, one a line.
    nonce: String,
    seed: String,
    announced_at: String,
    drawn_at: Option<String>,
    population: Option<i64>,
    drawn: Option<i64>,
    close_at: Option<String>,
    closed_at: Option<String>,
}

impl From<&Draw> for DrawOut {
    fn from(draw: &Draw) -> Self {
        Self {
            id: draw.id.to_string(),
            area: draw.area.to_string(),
            from: draw.from.rfc3339(),
            to: draw.to.rfc3339(),
            month: draw.month.clone(),
            size: draw.size,
            words: draw.words.clone(),
            nonce: hex(&draw.nonce),
            seed: hex(&draw.seed),
            announced_at: draw.announced_at.rfc3339(),
            drawn_at: draw.drawn_at.map(Timestamp::rfc3339),
            population: draw.population,
            drawn: draw.drawn,
            close_at: draw.close_at.map(Timestamp::rfc3339),
            closed_at: draw.closed_at.map(Timestamp::rfc3339),
        }
    }
}

/// Draws, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Draws {
    items: Vec<DrawOut>,
}

/// The draws in the areas that the caller answers for.
#[utoipa::path(get, path = "/api/v1/draws", operation_id = "draws_list", tag = "checks",
    responses((status = 200, body = Draws)))]
pub(super) async fn list(signed: Signed) -> Answer {
    const LIMIT: usize = 200;
    let within = areas(&signed);
    let draws = signed.app.store().read(move |db| store::draws(db, &within, LIMIT)).await?;
    Ok(Json(Draws { items: draws.iter().map(Into::into).collect() }).into_response())
}

/// A draw to be announced.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DrawIn {
    /// A UUIDv7 of the sender's making; sent twice, it is announced once.
    #[schema(value_type = Option<String>)]
    id: Option<DrawId>,
    area: String,
    /// Days; both count.
    from: String,
    until: String,
    size: i64,
    /// Letters and figures added to the seed.
    #[serde(default)]
    words: String,
}

/// Announce a draw. It is drawn once its announcement has a place in the log.
#[utoipa::path(post, path = "/api/v1/draws", tag = "checks", request_body = DrawIn,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = DrawOut)))]
pub(super) async fn announce(signed: Signed, key: IdempotencyKey, body: ApiJson<DrawIn>) -> Answer {
    let wrong = |field: &'static str, code: &'static str| {
        Problem::invalid().field(field, Message::key(code))
    };
    let sent = body.value;
    let day = |field, text: &str| text.parse::<Day>().map_err(|_| wrong(field, "draw-day-wrong"));
    let new = NewDraw {
        id: sent.id.unwrap_or_else(|| signed.moment.id()),
        area: AreaCode::parse(&sent.area).map_err(|_| wrong("area", "area-unknown"))?,
        from: day("from", &sent.from)?,
        until: day("until", &sent.until)?,
        size: sent.size,
        words: sent.words,
    };
    let (desk, actor) = (desk(&signed.app)?, signed.actor.clone());
    let work = move |tx: &mut Tx<'_>| {
        let draw = checks::announce(tx, &desk, &actor, new)?;
        kept(StatusCode::CREATED, &DrawOut::from(&draw))
    };
    write(&signed, key, body.digest, "draw", work).await
}

/// What was found, with the 95 % interval of the share of false closings.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FoundOut {
    solved: i64,
    unsolved: i64,
    undecided: i64,
    /// Decided, but not by all checkers alike.
    split: i64,
    false_share: f64,
    low: f64,
    high: f64,
}

/// Whether drawing again gives the same.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each says a thing of its own to programs")]
pub(super) struct RepeatedOut {
    holds: bool,
    /// Where the announcement stands in the log.
    leaf: Option<i64>,
    seed: bool,
    frame: bool,
    sample: bool,
}

/// A drawn case, by the number that auditors know it by.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DrawnOut {
    lot: i64,
    number: String,
    matter: String,
    area: String,
    verdict: String,
    solved: i64,
    unsolved: i64,
    unsure: i64,
}

impl From<&Drawn> for DrawnOut {
    fn from(one: &Drawn) -> Self {
        Self {
            lot: one.lot,
            number: one.number.clone(),
            matter: one.matter.clone(),
            area: one.area.to_string(),
            verdict: one.verdict.clone(),
            solved: one.solved,
            unsolved: one.unsolved,
            unsure: one.unsure,
        }
    }
}

/// A draw with all that is known of it. What was found is told when it is closed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DrawDetail {
    draw: DrawOut,
    open: i64,
    found: Option<FoundOut>,
    repeated: Option<RepeatedOut>,
    cases: Vec<DrawnOut>,
}

impl DrawDetail {
    fn of(seen: &Seen) -> Self {
        let tally = seen.tally;
        let found = seen.share().map(|share| FoundOut {
            solved: tally.solved,
            unsolved: tally.unsolved,
            undecided: tally.undecided,
            split: tally.split,
            false_share: share.share,
            low: share.low,
            high: share.high,
        });
        let repeated = seen.repeated.map(|one| RepeatedOut {
            holds: one.holds(),
            leaf: one.leaf,
            seed: one.seed,
            frame: one.frame,
            sample: one.sample,
        });
        let cases = seen.drawn.iter().filter(|_| seen.is_over()).map(Into::into).collect();
        Self { draw: (&seen.draw).into(), open: tally.open, found, repeated, cases }
    }
}

/// One draw, drawn again to compare.
#[utoipa::path(get, path = "/api/v1/draws/{id}", operation_id = "draws_show", tag = "checks",
    params(("id" = String, Path)), responses((status = 200, body = DrawDetail)))]
pub(super) async fn show(signed: Signed, PathId(id): PathId<DrawId>) -> Answer {
    Ok(Json(DrawDetail::of(&look(&signed, id).await?)).into_response())
}
