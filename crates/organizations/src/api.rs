//! Organizations and their posts for programs.

mod duties;
mod moves;

use access::MembershipId;
use axum::{Json, http::StatusCode};
use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Day};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, Cursor, Need, PathId, Problem, Routes, Signed, api_routes};

use crate::{
    Details, NewUnit, Unit, close, detail, found_as,
    pages::{Wanted, area, change, end, find, give, holders, person, readable},
    posts::NewPost,
    regroup, rename,
};

const PAGE: usize = 50;
const PAGE_MAX: usize = 200;

/// The operations of this domain.
pub fn routes() -> Routes {
    use access::Action::{
        DutyKeep, MembershipGrant, ProfileRead, UnitManage, UnitRead, UnitTransfer,
    };
    Routes::new("organizations")
        .api(Need::May(UnitRead), api_routes!(units))
        .api(Need::May(UnitManage), api_routes!(found_unit))
        .api(Need::May(UnitRead), api_routes!(unit))
        .api(Need::May(UnitManage), api_routes!(rename_unit))
        .api(Need::May(UnitManage), api_routes!(move_unit))
        .api(Need::May(UnitManage), api_routes!(close_unit))
        .api(Need::May(UnitManage), api_routes!(detail_unit))
        .api(Need::May(UnitRead), api_routes!(moves::moves))
        .api(Need::May(UnitRead), api_routes!(moves::one_move))
        .api(Need::May(UnitTransfer), api_routes!(moves::plan_move))
        .api(Need::May(UnitRead), api_routes!(moves::preview_move))
        .api(Need::May(UnitTransfer), api_routes!(moves::decide_move))
        .api(Need::May(UnitRead), api_routes!(moves::tree))
        .api(Need::May(UnitRead), api_routes!(moves::gaps))
        .api(Need::May(UnitRead), api_routes!(duties::of_unit))
        .api(Need::May(DutyKeep), api_routes!(duties::give))
        .api(Need::May(DutyKeep), api_routes!(duties::step))
        .api(Need::May(DutyKeep), api_routes!(duties::gaps))
        .api(Need::May(DutyKeep), api_routes!(duties::seats))
        .api(Need::May(DutyKeep), api_routes!(duties::day_log))
        .api(Need::May(ProfileRead), api_routes!(duties::turn_to))
        .api(Need::May(MembershipGrant), api_routes!(memberships))
        .api(Need::May(MembershipGrant), api_routes!(give_post))
        .api(Need::May(MembershipGrant), api_routes!(end_post))
}

/// An organization.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Unit)]
struct UnitBody {
    #[schema(value_type = String, format = "uuid")]
    id: UnitId,
    /// Code of the catalogue's unit kind.
    #[schema(example = "street")]
    kind: String,
    /// Code of the area served: 2, 4, 6, 9, 12 or 15 digits.
    #[schema(value_type = String, example = "330102001")]
    area: AreaCode,
    name_zh: String,
    name_en: String,
    /// Unified social credit code (GB 32100) of a firm.
    uscc: Option<String>,
    /// Code of the catalogue's industry.
    industry: Option<String>,
    /// on-site, online or hybrid, when not as usual for its kind.
    meets: Option<String>,
    /// The organization it belongs to.
    #[schema(value_type = Option<String>, format = "uuid")]
    parent: Option<UnitId>,
    /// Answers for everything in its area at that area's level.
    in_charge: bool,
    /// Runs the deployment.
    operator: bool,
    /// The first day on which it exists (Asia/Shanghai).
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// The first day on which it exists no more.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
}

impl From<Unit> for UnitBody {
    fn from(unit: Unit) -> Self {
        Self {
            id: unit.id,
            kind: unit.kind,
            area: unit.area,
            name_zh: unit.name_zh,
            name_en: unit.name_en,
            uscc: unit.details.uscc,
            industry: unit.details.industry,
            meets: unit.details.meets,
            parent: unit.parent,
            in_charge: unit.in_charge,
            operator: unit.operator,
            from: unit.from,
            until: unit.until,
        }
    }
}

/// A page of organizations.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnitPage)]
struct PageBody {
    items: Vec<UnitBody>,
    /// Give it as `after` for the next page; absent on the last.
    next: Option<String>,
}

/// Organizations that the caller may read, by area.
#[utoipa::path(get, path = "/api/v1/units", tag = "units",
    params(
        ("kind" = Option<String>, Query, description = "Code of the catalogue's unit kind"),
        ("area" = Option<String>, Query, description = "Area code; areas inside it count too"),
        ("name" = Option<String>, Query, description = "Part of a name"),
        ("closed" = Option<bool>, Query, description = "Closed ones instead of existing ones"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "At most this many: 1 to 200, else 50"),
    ),
    responses((status = 200, body = PageBody)))]
async fn units(signed: Signed) -> Answer<Json<PageBody>> {
    let query = &signed.query;
    let text = |name: &str| query.get(name).map(ToOwned::to_owned);
    let area = query.get("area").map(|code| area(&signed.app.areas(), code)).transpose()?;
    let wanted = Wanted {
        kind: text("kind"),
        areas: area.map(|area| vec![area]),
        name: text("name"),
        closed: query.get("closed") == Some("true"),
        after: signed.cursor("after")?,
    };
    let limit = query.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(PAGE);
    let (units, more) = find(&signed, &wanted, limit.clamp(1, PAGE_MAX))?;
    let last = units.last().filter(|_| more);
    let next = last.map(|unit| Cursor((unit.area, unit.id)).encode());
    Ok(Json(PageBody { items: units.into_iter().map(Into::into).collect(), next }))
}

/// One organization; a closed one too.
#[utoipa::path(get, path = "/api/v1/units/{id}", tag = "units",
    params(("id" = String, Path)), responses((status = 200, body = UnitBody)))]
async fn unit(signed: Signed, PathId(id): PathId<UnitId>) -> Answer<Json<UnitBody>> {
    Ok(Json(readable(&signed, id)?.into()))
}

/// A new organization.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewUnit)]
struct NewBody {
    /// A UUID made by the caller: sending it twice founds one organization. Made here when absent.
    #[schema(value_type = Option<String>, format = "uuid")]
    id: Option<UnitId>,
    kind: String,
    /// Area code, or a name that only one area has.
    area: String,
    name_zh: String,
    name_en: String,
    #[serde(flatten)]
    details: DetailsBody,
    #[schema(value_type = Option<String>, format = "uuid")]
    parent: Option<UnitId>,
    #[serde(default)]
    in_charge: bool,
    /// Today unless told; never later.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Day>,
}

/// Founds an organization.
#[utoipa::path(post, path = "/api/v1/units", tag = "units", request_body = NewBody,
    responses((status = 201, body = UnitBody)))]
async fn found_unit(
    signed: Signed,
    body: ApiJson<NewBody>,
) -> Answer<(StatusCode, Json<UnitBody>)> {
    let body = body.value;
    let area = area(&signed.app.areas(), &body.area)?;
    let details = Details::from(body.details);
    let new = NewUnit {
        id: body.id.unwrap_or_else(|| signed.moment.id()),
        kind: body.kind,
        area,
        name_zh: body.name_zh,
        name_en: body.name_en,
        parent: body.parent,
        in_charge: body.in_charge,
        from: body.from.unwrap_or_else(|| signed.moment.now().day()),
    };
    let unit = change(&signed, area, move |tx, desk, by| found_as(tx, desk, by, &new, &details));
    let unit = unit.await?;
    Ok((StatusCode::CREATED, Json(unit.into())))
}

/// What a kind may ask for besides names and place.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = UnitDetails)]
struct DetailsBody {
    /// Unified social credit code (GB 32100).
    uscc: Option<String>,
    /// Code or name of an industry of the catalogue.
    industry: Option<String>,
    /// on-site, online or hybrid; as usual for its kind when absent.
    meets: Option<String>,
}

impl From<DetailsBody> for Details {
    fn from(body: DetailsBody) -> Self {
        Self { uscc: body.uscc, industry: body.industry, meets: body.meets }
    }
}

/// Other details, all of them.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewUnitDetails)]
struct NewDetailsBody {
    #[serde(flatten)]
    details: DetailsBody,
    /// Today unless told; never later.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Day>,
}

/// Changes credit code, industry and way to meet; the old ones stay in the history.
#[utoipa::path(post, path = "/api/v1/units/{id}/detail", tag = "units",
    request_body = NewDetailsBody, params(("id" = String, Path)),
    responses((status = 200, body = UnitBody)))]
async fn detail_unit(
    signed: Signed,
    PathId(id): PathId<UnitId>,
    body: ApiJson<NewDetailsBody>,
) -> Answer<Json<UnitBody>> {
    let (known, body) = (readable(&signed, id)?, body.value);
    let from = body.from.unwrap_or_else(|| signed.moment.now().day());
    let details = Details::from(body.details);
    let changed =
        change(&signed, known.area, move |tx, desk, by| detail(tx, desk, by, id, &details, from));
    Ok(Json(changed.await?.into()))
}

/// Another name.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = UnitName)]
struct NameBody {
    name_zh: String,
    name_en: String,
    /// Today unless told; never later.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Day>,
}

/// Renames an organization; the old name stays in its history.
#[utoipa::path(post, path = "/api/v1/units/{id}/rename", tag = "units", request_body = NameBody,
    params(("id" = String, Path)), responses((status = 200, body = UnitBody)))]
async fn rename_unit(
    signed: Signed,
    PathId(id): PathId<UnitId>,
    body: ApiJson<NameBody>,
) -> Answer<Json<UnitBody>> {
    let (known, body) = (readable(&signed, id)?, body.value);
    let from = body.from.unwrap_or_else(|| signed.moment.now().day());
    let renamed = change(&signed, known.area, move |tx, _, by| {
        rename(tx, by, id, &body.name_zh, &body.name_en, from)
    });
    Ok(Json(renamed.await?.into()))
}

/// Another organization to belong to.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = UnitParent)]
struct ParentBody {
    /// Absent for none.
    #[schema(value_type = Option<String>, format = "uuid")]
    parent: Option<UnitId>,
    /// Today unless told; never later.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Day>,
}

/// Moves an organization under another one, or under none.
#[utoipa::path(post, path = "/api/v1/units/{id}/move", tag = "units", request_body = ParentBody,
    params(("id" = String, Path)), responses((status = 200, body = UnitBody)))]
async fn move_unit(
    signed: Signed,
    PathId(id): PathId<UnitId>,
    body: ApiJson<ParentBody>,
) -> Answer<Json<UnitBody>> {
    let (known, body) = (readable(&signed, id)?, body.value);
    let from = body.from.unwrap_or_else(|| signed.moment.now().day());
    let moved = change(&signed, known.area, move |tx, desk, by| {
        regroup(tx, desk, by, id, body.parent, from)
    });
    Ok(Json(moved.await?.into()))
}

/// Why and from when something ends.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = Ending)]
struct EndBody {
    /// The first day on which it no longer counts; today unless told.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
    reason: String,
}

/// Closes an organization in which nobody serves any more.
#[utoipa::path(post, path = "/api/v1/units/{id}/close", tag = "units", request_body = EndBody,
    params(("id" = String, Path)), responses((status = 200, body = UnitBody)))]
async fn close_unit(
    signed: Signed,
    PathId(id): PathId<UnitId>,
    body: ApiJson<EndBody>,
) -> Answer<Json<UnitBody>> {
    let (known, body) = (readable(&signed, id)?, body.value);
    let until = body.until.unwrap_or_else(|| signed.moment.now().day());
    let closed =
        change(&signed, known.area, move |tx, _, by| close(tx, by, id, &body.reason, until));
    Ok(Json(closed.await?.into()))
}

/// A post held in an organization, under a masked name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Membership)]
struct PostBody {
    #[schema(value_type = String, format = "uuid")]
    id: MembershipId,
    #[schema(value_type = String, format = "uuid")]
    person: PersonId,
    /// The first character and a star.
    #[schema(example = "张*")]
    name: String,
    /// Code of the catalogue's role.
    role: String,
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// The first day on which it counts no more.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
}

/// Who serves in an organization today.
#[utoipa::path(get, path = "/api/v1/units/{id}/memberships", tag = "units",
    params(("id" = String, Path)), responses((status = 200, body = Vec<PostBody>)))]
async fn memberships(signed: Signed, PathId(id): PathId<UnitId>) -> Answer<Json<Vec<PostBody>>> {
    readable(&signed, id)?;
    let found = holders(&signed, id, signed.moment.now().day()).await?;
    let posts = found.into_iter().map(|one| PostBody {
        id: one.post.id,
        person: one.person,
        name: one.name,
        role: one.post.role,
        from: one.post.from,
        until: one.post.until,
    });
    Ok(Json(posts.collect()))
}

/// A post to be given.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewMembership)]
struct NewPostBody {
    /// A person's id, login name or mobile number.
    who: String,
    role: String,
    /// Today unless told.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
}

/// The id of what was made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MadeMembership)]
struct MadeBody {
    #[schema(value_type = String, format = "uuid")]
    id: MembershipId,
}

/// Gives somebody a post in an organization.
#[utoipa::path(post, path = "/api/v1/units/{id}/memberships", tag = "units",
    request_body = NewPostBody, params(("id" = String, Path)),
    responses((status = 201, body = MadeBody)))]
async fn give_post(
    signed: Signed,
    PathId(id): PathId<UnitId>,
    body: ApiJson<NewPostBody>,
) -> Answer<(StatusCode, Json<MadeBody>)> {
    let (unit, body) = (readable(&signed, id)?, body.value);
    let new = NewPost {
        unit: id,
        person: person(&signed, &body.who).await?,
        role: body.role,
        from: body.from.unwrap_or_else(|| signed.moment.now().day()),
        until: body.until,
    };
    let id = give(&signed, &unit, new).await?;
    Ok((StatusCode::CREATED, Json(MadeBody { id })))
}

/// Ends somebody's post in an organization.
#[utoipa::path(post, path = "/api/v1/units/{id}/memberships/{post}/end", tag = "units",
    request_body = EndBody, params(("id" = String, Path), ("post" = String, Path)),
    responses((status = 204)))]
async fn end_post(
    signed: Signed,
    PathId((id, post)): PathId<(UnitId, MembershipId)>,
    body: ApiJson<EndBody>,
) -> Answer<StatusCode> {
    let (unit, body) = (readable(&signed, id)?, body.value);
    let today = signed.moment.now().day();
    let found = holders(&signed, id, today).await?;
    let holder =
        found.into_iter().find(|one| one.post.id == post).ok_or_else(Problem::not_found)?;
    let until = body.until.unwrap_or(today);
    end(&signed, &unit, (holder.person, post), until, body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
