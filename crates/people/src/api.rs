//! Signing in and one's own data, for programs such as a mini program on a phone.

mod rights;

use access::{
    Action, SessionKind, Target,
    code::{Requested, Verified},
    password::SignIn,
    session::{self, NewSession},
    vault::{LookId, looks_of},
};
use axum::{Json, http::StatusCode};
use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Day};
use serde::{Deserialize, Serialize};
use storage::Db;
use utoipa::ToSchema;
use web::{Answer, ApiJson, Cursor, Need, Problem, Routes, Signed, Visit, api_routes};

use crate::{
    device::Device,
    flow::{self, Credentials},
    pages::{phone, too_soon},
};

const PAGE: usize = 50;

/// The operations of this domain.
pub fn routes() -> Routes {
    Routes::new("people")
        .api(Need::Public, api_routes!(ask_code))
        .api(Need::Public, api_routes!(verify_code))
        .api(Need::Public, api_routes!(sign_in_staff))
        .api(Need::SignedIn, api_routes!(end_session))
        .api(Need::May(Action::ProfileRead), api_routes!(me))
        .api(Need::May(Action::LooksRead), api_routes!(my_looks))
        .api(Need::May(Action::ProfileRead), api_routes!(rights::consents))
        .api(Need::May(Action::ProfileEdit), api_routes!(rights::before))
        .api(Need::May(Action::ProfileEdit), api_routes!(rights::code))
        .api(Need::May(Action::ProfileEdit), api_routes!(rights::erase))
}

/// A mobile number to send a code to.
#[derive(Deserialize, ToSchema)]
#[schema(as = CodeRequest)]
struct PhoneBody {
    #[schema(example = "13800002231")]
    phone: String,
}

/// The code is on its way, if the number can receive messages.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CodeSent)]
struct SentBody {
    /// Seconds for which the code works.
    life_seconds: i64,
}

/// Sends a one-time code; answers the same whether or not the number is known.
#[utoipa::path(post, path = "/api/v1/sign-in/code", tag = "people", request_body = PhoneBody,
    responses((status = 202, body = SentBody)))]
async fn ask_code(visit: Visit, body: ApiJson<PhoneBody>) -> Answer<(StatusCode, Json<SentBody>)> {
    match flow::request_code(&visit, phone(&body.value.phone)?).await? {
        Requested::Sent { life_seconds } => {
            Ok((StatusCode::ACCEPTED, Json(SentBody { life_seconds })))
        }
        Requested::RetryAfter(seconds) => Err(too_soon(seconds)),
    }
}

/// A mobile number and the code sent to it.
#[derive(Deserialize, ToSchema)]
#[schema(as = CodeGiven)]
struct CodeBody {
    phone: String,
    #[schema(example = "482913")]
    code: String,
}

/// A session. Send the token as `Authorization: Bearer …`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
struct SessionBody {
    token: String,
    #[schema(value_type = String, format = "uuid")]
    person: PersonId,
    /// Seconds after which it ends when it is not used.
    idle_seconds: i64,
    /// Seconds after which it ends in any case.
    absolute_seconds: i64,
}

impl From<NewSession> for SessionBody {
    fn from(session: NewSession) -> Self {
        Self {
            token: session.token.cookie(),
            person: session.person,
            idle_seconds: session.kind.idle_seconds(),
            absolute_seconds: session.kind.absolute_seconds(),
        }
    }
}

/// Signs a worker in; the first time, this makes the person.
#[utoipa::path(post, path = "/api/v1/sign-in/verify", tag = "people", request_body = CodeBody,
    responses((status = 200, body = SessionBody)))]
async fn verify_code(
    visit: Visit,
    Device(device): Device,
    body: ApiJson<CodeBody>,
) -> Answer<Json<SessionBody>> {
    let CodeBody { phone: typed, code } = body.value;
    match flow::verify_code(&visit, phone(&typed)?, code, device).await? {
        Verified::SignedIn(session) => Ok(Json(session.into())),
        Verified::Refused => Err(Problem::invalid().field("code", "people-code-wrong")),
    }
}

/// What staff give at the door.
#[derive(Deserialize, ToSchema)]
#[schema(as = StaffSignIn)]
struct StaffBody {
    login: String,
    password: String,
    /// A code of the authenticator or a recovery code.
    second: Option<String>,
}

/// Signs staff in. Problem codes: `second-factor` when `second` is missing, `second-factor-missing`
/// when an authenticator must first be enrolled on the pages.
#[utoipa::path(post, path = "/api/v1/staff/sign-in", tag = "people", request_body = StaffBody,
    responses((status = 200, body = SessionBody)))]
async fn sign_in_staff(
    visit: Visit,
    Device(device): Device,
    body: ApiJson<StaffBody>,
) -> Answer<Json<SessionBody>> {
    let StaffBody { login, password, second } = body.value;
    let given = Credentials { login, password, second: second.unwrap_or_default() };
    match flow::sign_in_staff(&visit, given, device).await? {
        SignIn::SignedIn(session) => Ok(Json(session.into())),
        SignIn::SecondFactorNeeded => Err(Problem::new(StatusCode::UNAUTHORIZED, "second-factor")),
        SignIn::MustEnrol(_) => Err(Problem::new(StatusCode::FORBIDDEN, "second-factor-missing")),
        SignIn::Refused => {
            Err(Problem::new(StatusCode::UNAUTHORIZED, "sign-in").detail("people-staff-wrong"))
        }
        SignIn::RetryAfter(seconds) => Err(too_soon(seconds)),
    }
}

/// Ends the session that sends this.
#[utoipa::path(delete, path = "/api/v1/session", tag = "people", responses((status = 204)))]
async fn end_session(signed: Signed) -> Answer<StatusCode> {
    if let Some(active) = signed.actor.session {
        let person = signed.actor.person;
        let stamp = signed.actor.stamp(signed.moment.clone(), "sign-out");
        signed.app.store().write(stamp, move |tx| session::revoke(tx, person, active.id)).await?;
        signed.app.sessions().forget(active.id);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Me)]
struct MeBody {
    #[schema(value_type = String, format = "uuid")]
    person: PersonId,
    /// Masked: the first character and a star.
    name: Option<String>,
    /// Masked: `138****2231`.
    phone: Option<String>,
    /// Whether the session carries posts of staff.
    staff: bool,
    posts: Vec<MyPost>,
}

/// A post that counts today.
#[derive(Debug, Serialize, ToSchema)]
struct MyPost {
    #[schema(value_type = String, format = "uuid")]
    unit: UnitId,
    role: String,
    #[schema(value_type = String)]
    area: AreaCode,
    #[schema(value_type = String, format = Date)]
    from: Day,
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
}

/// Whoever is signed in, masked.
#[utoipa::path(get, path = "/api/v1/me", tag = "people",
    responses((status = 200, body = MeBody)))]
async fn me(signed: Signed) -> Answer<Json<MeBody>> {
    let (vault, person) = (signed.app.vault().clone(), signed.actor.person);
    let read = move |db: &mut Db<'_>| vault.masked(db, person).map_err(Problem::from);
    let masked = signed.app.store().read(read).await?;
    let kind = signed.actor.session.map(|session| session.kind);
    let posts = signed.actor.memberships.iter().map(|post| MyPost {
        unit: post.unit,
        role: post.role.clone(),
        area: post.area,
        from: post.from,
        until: post.until,
    });
    Ok(Json(MeBody {
        person,
        name: masked.name,
        phone: masked.phone,
        staff: kind != Some(SessionKind::Worker) && signed.actor.is_staff(),
        posts: posts.collect(),
    }))
}

/// That somebody saw one of my data, and why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Look)]
struct LookBody {
    /// RFC 3339, Asia/Shanghai.
    #[schema(format = DateTime)]
    at: String,
    /// `name`, `phone` or `identity`.
    field: String,
    /// Code of the catalogue's role that the looker used.
    role: String,
    #[schema(value_type = Option<String>, format = "uuid")]
    unit: Option<UnitId>,
    purpose: String,
}

/// A page of looks, latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LookPage)]
struct LooksBody {
    items: Vec<LookBody>,
    /// Give it as `after` for the next page; absent on the last.
    next: Option<String>,
}

/// Who looked at my data: the post, never the person.
#[utoipa::path(get, path = "/api/v1/me/looks", tag = "people",
    params(("after" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, body = LooksBody)))]
async fn my_looks(signed: Signed) -> Answer<Json<LooksBody>> {
    let permit = signed.permit(Action::LooksRead, &Target::of(signed.actor.person))?;
    let after = signed.cursor::<LookId>("after")?;
    let read = move |db: &mut Db<'_>| looks_of(db, &permit, after, PAGE + 1).map_err(Problem::from);
    let mut looks = signed.app.store().read(read).await?;
    let more = looks.len() > PAGE;
    looks.truncate(PAGE);
    let next = looks.last().filter(|_| more).map(|look| Cursor(look.id).encode());
    let items = looks.into_iter().map(|look| LookBody {
        at: look.at.rfc3339(),
        field: look.field,
        role: look.role,
        unit: look.unit,
        purpose: look.purpose,
    });
    Ok(Json(LooksBody { items: items.collect(), next }))
}
