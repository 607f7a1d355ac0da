//! The same for programs. What is published is for everybody, a rating for its rider alone.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use contracts::{CaseId, UnitId};
use kernel::AreaCode;
use serde::{Deserialize, Serialize};
use storage::idempotency::Answer as Kept;
use utoipa::ToSchema;
use web::{
    Answer, ApiJson, IdempotencyKey, Message, PathId, Problem, Signed, Visit,
    input::{KeyReused, once},
};

use crate::{
    Desk, NewRating, RateError, Rating, RatingId, ReleaseId,
    pages::{desk, mine as own, permit, shown},
    rate::rate as take,
    rating::RatingName,
};

/// A merchant and what riders measured there.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Merchant)]
pub struct MerchantOut {
    #[schema(value_type = String, format = "uuid")]
    id: UnitId,
    name_zh: String,
    name_en: String,
    #[schema(value_type = String)]
    area: AreaCode,
    /// Null where too few riders have rated.
    published: Option<PublishedOut>,
}

/// What is published of a merchant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PublishedRatings)]
pub struct PublishedOut {
    #[schema(value_type = String, format = "uuid")]
    release: ReleaseId,
    /// RFC 3339.
    at: String,
    /// Median minutes that riders waited.
    minutes_median: i64,
    /// At least so many riders.
    riders_min: i64,
    /// Codes of the reasons that most gave.
    reasons: Vec<String>,
    /// The merchant's public reply.
    reply: Option<String>,
}

/// The merchants of an area by name, never by figure.
#[utoipa::path(get, path = "/api/v1/public/merchants", tag = "ratings",
    params(
        ("area" = String, Query, description = "Code of a street or community"),
        ("q" = Option<String>, Query, description = "Part of the name"),
    ),
    responses((status = 200, body = Vec<MerchantOut>)))]
pub async fn merchants(visit: Visit) -> Answer<Json<Vec<MerchantOut>>> {
    let city = visit.app.catalogue().city().area;
    let area = visit.query.get("area").and_then(|code| AreaCode::parse(code).ok());
    let area = area
        .filter(|area| city.contains(area))
        .ok_or_else(|| Problem::invalid().field("area", Message::key("rating-area-unknown")))?;
    let found = shown(&visit, area, visit.query.get("q").unwrap_or_default()).await?;
    let merchants = found.into_iter().map(|one| MerchantOut {
        id: one.card.id,
        name_zh: one.card.name_zh,
        name_en: one.card.name_en,
        area: one.card.area,
        published: one.release.and_then(|release| {
            let figure = release.figure?;
            Some(PublishedOut {
                release: release.id,
                at: release.at.rfc3339(),
                minutes_median: figure.minutes,
                riders_min: figure.riders,
                reasons: figure.reasons,
                reply: release.reply.map(|(text, _)| text),
            })
        }),
    });
    Ok(Json(merchants.collect()))
}

/// What a rider says.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewRating)]
#[serde(deny_unknown_fields)]
pub struct RatingIn {
    /// Minutes waited, 0 to 180.
    minutes: i64,
    /// A code of the catalogue's reasons.
    #[schema(example = "slow-kitchen")]
    reason: String,
    /// Time of day: morning, lunch, afternoon, dinner, night; now's when left out.
    band: Option<String>,
    /// For the street, never for the merchant.
    #[serde(default)]
    note: String,
}

/// One's own rating.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rating)]
pub struct RatingOut {
    #[schema(value_type = String, format = "uuid")]
    id: RatingId,
    #[schema(value_type = String, format = "uuid")]
    merchant: UnitId,
    minutes: i64,
    reason: String,
    band: &'static str,
    /// RFC 3339.
    at: String,
    withdrawn: bool,
    /// Until then another rating of the same merchant stands in this one's place.
    window_ends_at: String,
}

impl From<Rating> for RatingOut {
    fn from(rating: Rating) -> Self {
        Self {
            id: rating.id,
            merchant: rating.unit,
            minutes: rating.minutes,
            reason: rating.reason,
            band: rating.band.as_str(),
            at: rating.at.rfc3339(),
            withdrawn: !rating.live,
            window_ends_at: rating.window_ends_at.rfc3339(),
        }
    }
}

/// Why a rating was not taken.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Rate(#[from] RateError),
    #[error(transparent)]
    Reused(#[from] KeyReused),
    #[error(transparent)]
    Store(#[from] storage::Error),
}

impl From<Failed> for Problem {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Rate(error) => error.into(),
            Failed::Reused(error) => error.into(),
            Failed::Store(error) => error.into(),
        }
    }
}

/// Rate a merchant. Within seven days of an earlier rating of the same merchant it replaces it.
#[utoipa::path(post, path = "/api/v1/merchants/{id}/ratings", tag = "ratings",
    request_body = RatingIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = RatingOut)))]
pub async fn rate(
    signed: Signed,
    PathId(unit): PathId<UnitId>,
    key: IdempotencyKey,
    body: ApiJson<RatingIn>,
) -> Answer<Response> {
    let (desk, permit) = (Desk::of(&signed.app)?, permit(&signed)?);
    let wrong = |_| Problem::invalid().field("band", Message::key("rating-band-unknown"));
    let band = body.value.band.as_deref().map(str::parse).transpose().map_err(wrong)?;
    let new = NewRating {
        id: signed.moment.id::<RatingName>(),
        unit,
        minutes: body.value.minutes,
        reason: body.value.reason,
        band,
        note: body.value.note,
    };
    let (sender, digest) = (signed.actor.person.to_string(), body.digest);
    let stamp = permit.stamp(signed.moment.clone(), "merchant-rate");
    let write = signed.app.store().write(stamp, move |tx| {
        once::<Failed>(tx, &sender, &key, digest, |tx| {
            let taken: RatingOut = take(tx, &desk, &permit, &new)?.into();
            let body = serde_json::to_string(&taken)
                .map_err(|error| storage::Error::Refused(error.to_string()))?;
            Ok(Kept { status: StatusCode::CREATED.as_u16().into(), body })
        })
    });
    let kept = write.await?;
    let kind = [(header::CONTENT_TYPE, "application/json")];
    Ok((StatusCode::CREATED, kind, kept.body).into_response())
}

/// One's own ratings, newest first.
#[utoipa::path(get, path = "/api/v1/ratings/mine", operation_id = "ratings_mine", tag = "ratings",
    responses((status = 200, body = Vec<RatingOut>)))]
pub async fn mine(signed: Signed) -> Answer<Json<Vec<RatingOut>>> {
    Ok(Json(own::own(&signed).await?.into_iter().map(Into::into).collect()))
}

/// Take a rating back: later publications do without it. Doing it twice changes nothing.
#[utoipa::path(post, path = "/api/v1/ratings/{id}/withdraw", operation_id = "ratings_withdraw", tag = "ratings",
    params(("id" = String, Path)), responses((status = 200, body = RatingOut)))]
pub async fn withdraw(signed: Signed, PathId(id): PathId<RatingId>) -> Answer<Json<RatingOut>> {
    Ok(Json(own::take_back(&signed, id).await?.into()))
}

/// A reply.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = RatingsReply)]
#[serde(deny_unknown_fields)]
pub struct ReplyIn {
    /// 5 to 300 characters, without numbers by which somebody can be found.
    text: String,
}

/// Reply in public to what is published of one's merchant; once to each release.
#[utoipa::path(post, path = "/api/v1/merchant-releases/{id}/reply", tag = "ratings",
    request_body = ReplyIn, params(("id" = String, Path)), responses((status = 204)))]
pub async fn reply(
    signed: Signed,
    PathId(id): PathId<ReleaseId>,
    body: ApiJson<ReplyIn>,
) -> Answer<StatusCode> {
    desk::publish(&signed, id, body.value.text).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A case that riders' figures opened.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MerchantImprovement)]
pub struct ImprovementOut {
    #[schema(value_type = String, format = "uuid")]
    case: CaseId,
    #[schema(value_type = String, format = "uuid")]
    merchant: UnitId,
    /// RFC 3339.
    opened_at: String,
    /// Null while the case is open.
    closed_at: Option<String>,
}

/// Cases for improvement in the areas of one's posts, newest first.
#[utoipa::path(get, path = "/api/v1/merchants/improvements", tag = "ratings",
    responses((status = 200, body = Vec<ImprovementOut>)))]
pub async fn improvements(signed: Signed) -> Answer<Json<Vec<ImprovementOut>>> {
    let found = desk::improvements(&signed).await?.into_iter();
    let out = found.map(|it| ImprovementOut {
        case: it.case,
        merchant: it.unit,
        opened_at: it.opened_at.rfc3339(),
        closed_at: it.closed_at.map(kernel::Timestamp::rfc3339),
    });
    Ok(Json(out.collect()))
}
