//! One place, and many as GeoJSON.

use access::policy::Reach;
use axum::{Json, extract::Path, http::header, response::IntoResponse as _};
use kernel::AreaCode;
use nearby::Set;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, Message, Problem, Visit};

use crate::{
    Desk, Shelf,
    export::collection as geojson,
    import::Crs,
    pages::{around::MEMBERS_MAX, photos::public_hrefs},
    place::Place,
    store::{self, Wanted},
};

/// Places in one answer.
const PLACES_MAX: usize = 20_000;

/// An amenity of a place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AmenityOut {
    code: String,
    /// Pieces, where they are counted.
    count: Option<u32>,
    /// Whether it works, as far as anybody knows.
    works: bool,
}

/// A place of a street.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MemberOut {
    id: String,
    name: String,
    /// `certain`, `likely`, `uncertain` or `closed`, now and for everybody.
    state: &'static str,
}

/// A place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlaceOut {
    id: String,
    kind: String,
    brand: String,
    name: String,
    area: String,
    address: String,
    /// Degrees in `crs`.
    lon: f64,
    lat: f64,
    crs: &'static str,
    /// In the opening_hours syntax of OpenStreetMap; Asia/Shanghai.
    opening_hours: String,
    amenities: Vec<AmenityOut>,
    voltages: Vec<u16>,
    capacity: Option<u32>,
    square_metres: Option<u32>,
    /// A GeoJSON Polygon in `crs`: the ground that an area covers.
    #[schema(value_type = Option<Object>)]
    outline: Option<serde_json::Value>,
    /// Codes of vehicles that may stop there, and for how many minutes.
    vehicles: Vec<String>,
    stay_minutes: Option<u32>,
    /// The street that it is part of.
    part_of: Option<String>,
    /// Places of a street; left out of the answer to a tap.
    members: Vec<MemberOut>,
    /// `certain`, `likely`, `uncertain` or `closed`, now and for everybody.
    state: &'static str,
    /// RFC 3339; when that changes by the hours.
    changes_at: Option<String>,
    /// RFC 3339; when somebody last said that it is open.
    confirmed_at: Option<String>,
    /// Addresses of photos on this site; left out of the answer to a tap.
    photos: Vec<String>,
}

/// The datum that a query names; WGS-84 without one.
pub(super) fn crs_of(visit: &Visit) -> Answer<Crs> {
    visit.query.get("crs").map_or(Ok(Crs::Wgs84), |text| {
        text.parse().map_err(|_| Problem::invalid().field("crs", "places-crs-wrong"))
    })
}

/// One place.
#[utoipa::path(get, path = "/api/v1/places/{id}", operation_id = "places_show", tag = "places",
    params(("id" = String, Path), ("crs" = Option<String>, Query)),
    responses((status = 200, body = PlaceOut)))]
pub(crate) async fn show(visit: Visit, Path(code): Path<String>) -> Answer<Json<PlaceOut>> {
    let crs = crs_of(&visit)?;
    let found = visit.app.store().read(move |db| store::of_code(db, &code)).await?;
    let kept = found.filter(|kept| kept.place.is_kept()).ok_or_else(Problem::not_found)?;
    let id = kept.place.id;
    let seen = crate::pages::show::Seen::of(&visit, kept, Set::EMPTY)?;
    let street = Desk::of(&visit.app)?.is_street(&seen.kept.place);
    let code = seen.kept.place.code.clone();
    let read = visit.app.store().read(move |db| {
        let members = if street { store::members(db, &code, MEMBERS_MAX)? } else { Vec::new() };
        Ok::<_, storage::Error>((store::photos::of_place(db, id)?, members))
    });
    let (photos, members) = read.await?;
    let member = |kept| {
        let seen = crate::pages::show::Seen::of(&visit, kept, Set::EMPTY)?;
        let (place, state) = (seen.kept.place, seen.word.name());
        Ok(MemberOut { id: place.code, name: place.name, state })
    };
    let members = members.into_iter().map(member).collect::<Answer<Vec<_>>>()?;
    let mut out = PlaceOut::of(&seen, crs, visit.moment.now());
    out.members = members;
    out.photos = public_hrefs(&seen.kept.place, &photos);
    Ok(Json(out))
}

impl PlaceOut {
    pub(super) fn of(seen: &crate::pages::show::Seen, crs: Crs, now: kernel::Timestamp) -> Self {
        let (place, belief) = (&seen.kept.place, &seen.kept.belief);
        let (lat, lon) = crs.write(place.at);
        let works = |code: &str| belief.works(code, now);
        let amenities = place.amenities.iter().map(|one| AmenityOut {
            code: one.code.clone(),
            count: one.count,
            works: works(&one.code),
        });
        Self {
            id: place.code.clone(),
            kind: place.kind.clone(),
            brand: place.brand.clone(),
            name: place.name.clone(),
            area: place.area.to_string(),
            address: place.address.clone(),
            lon,
            lat,
            crs: crs.as_str(),
            opening_hours: place.hours.clone(),
            amenities: amenities.collect(),
            voltages: place.detail.voltages.clone(),
            capacity: place.detail.capacity,
            square_metres: place.detail.square_metres,
            outline: place.detail.outline.as_ref().map(|outline| outline.geometry(crs)),
            vehicles: place.detail.vehicles.clone(),
            stay_minutes: place.detail.stay_minutes,
            part_of: Some(place.detail.part_of.clone()).filter(|code| !code.is_empty()),
            members: Vec::new(),
            state: seen.word.name(),
            changes_at: seen.changes_at.map(kernel::Timestamp::rfc3339),
            confirmed_at: belief.confirmed_at().map(kernel::Timestamp::rfc3339),
            photos: Vec::new(),
        }
    }
}

/// Every place of an area that is open to everybody, as a GeoJSON FeatureCollection (RFC 7946).
#[utoipa::path(get, path = "/api/v1/places", operation_id = "places_collection", tag = "places",
    params(
        ("area" = Option<String>, Query, description = "Area code; the whole city by default"),
        ("kind" = Option<String>, Query, description = "Code of a kind"),
        ("crs" = Option<String>, Query, description = "`wgs84`, `gcj02` or `bd09`"),
    ),
    responses((status = 200, content_type = "application/geo+json")))]
pub(crate) async fn collection(visit: Visit) -> Answer {
    let (desk, crs) = (Desk::of(&visit.app)?, crs_of(&visit)?);
    Shelf::of(&visit.app)?;
    let reach = match visit.query.get("area") {
        None => Reach { everything: true, ..Reach::default() },
        Some(code) => {
            let area = AreaCode::parse(code)
                .map_err(|_| Problem::invalid().field("area", "places-area-unknown"))?;
            Reach { areas: vec![area], ..Reach::default() }
        }
    };
    let kind = visit.query.get("kind").map(|kind| {
        let known = desk.rules().kind_named(kind).and_then(|at| desk.rules().kinds.get(at));
        known.map(|kind| kind.code.clone()).ok_or_else(|| {
            Problem::invalid().field("kind", Message::key("places-kind-unknown").arg("about", kind))
        })
    });
    let wanted = Wanted { kind: kind.transpose()?, ..Wanted::default() };
    let read = move |db: &mut storage::Db<'_>| store::within(db, &reach, &wanted, PLACES_MAX);
    let found = visit.app.store().read(read).await?;
    let public = |place: &&Place| !place.hours.is_empty() || place.detail.shared.is_empty();
    let body = geojson(found.iter().map(|kept| &kept.place).filter(public), crs).to_string();
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], body).into_response())
}
