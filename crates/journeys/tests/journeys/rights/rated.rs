//! Requests about ratings of merchants.

use contracts::{PersonId, UnitId};
use serde_json::json;

use super::{
    city::City,
    requests::{Body, form},
};

/// Ratings of a merchant of the own street, where the firm's clerk of the own side serves too:
/// so that one may reply, and may not rate.
pub fn fill(city: &City, column: &str, path: &str, is_get: bool) -> (String, Body) {
    let shop = crate::ratings::merchant(city);
    if column == "firm-clerk-holding" {
        serve(city, shop);
    }
    let is_api = path.starts_with("/api/");
    let text = "午高峰加了两名后厨。";
    let rating = json!({ "minutes": 20, "reason": "slow-kitchen" });
    let id = match path {
        _ if path.contains("/withdraw") => rated(city, shop, city.people["worker-own"]).to_string(),
        _ if path.contains("/reply") => released(city, shop).to_string(),
        _ => shop.to_string(),
    };
    let body = match path.rsplit('/').next().unwrap_or_default() {
        _ if is_get => Body::None,
        "rate" => {
            let new = city.inside.moment().id::<ratings::rating::RatingName>();
            form([("id", &new.to_string()), ("minutes", "20"), ("reason", "slow-kitchen")])
        }
        "ratings" => Body::Json(rating),
        "reply" if is_api => Body::Json(json!({ "text": text })),
        "reply" => form([("text", text)]),
        _ if is_api => Body::None,
        _ => form([]),
    };
    let street = city.own.street;
    let path = path.replace("{id}", &id).replace("{release}", &id);
    let asked = path.ends_with("/public/merchants");
    (if asked { format!("{path}?area={street}") } else { path }, body)
}

fn rated(city: &City, shop: UnitId, rider: PersonId) -> ratings::RatingId {
    let deployment = &city.inside.deployment;
    let desk = ratings::Desk::of(&deployment.app).unwrap_or_else(|_| panic!("units"));
    let new = ratings::NewRating {
        id: city.inside.moment().id(),
        unit: shop,
        minutes: 20,
        reason: "slow-kitchen".into(),
        band: None,
        note: String::new(),
    };
    let id = new.id;
    let actor = access::Actor::new(rider, None, Vec::new(), city.day());
    let target = access::Target::of(rider);
    let permit = access::permit(&actor, access::Action::MerchantRate, &target).unwrap();
    city.inside.write(move |tx| ratings::rate(tx, &desk, &permit, &new));
    id
}

/// What is published of a merchant that five riders have rated.
fn released(city: &City, shop: UnitId) -> ratings::ReleaseId {
    let rate = |_| {
        let rider = city.person("worker", &city.own);
        let (rating, at) = (rated(city, shop, rider), city.inside.now());
        ratings::group::Voice { at, rider, rating }
    };
    let voices: Vec<_> = (0..5).map(rate).collect();
    let (area, ends_at) = (city.own.street, city.inside.now().plus_days(60));
    city.inside.write(move |tx| -> Result<_, storage::Error> {
        use ratings::store::{groups, releases};
        let groups = [groups::insert(tx, shop, &voices, ends_at)?].into();
        let figure = ratings::figure::figure([(20, "slow-kitchen"); 5], 5);
        releases::insert(tx, (shop, &area), 1, figure.as_ref(), &groups)
    })
}

/// The firm's clerk of the own side serves in the merchant too.
fn serve(city: &City, shop: UnitId) {
    let post = access::membership::NewMembership {
        person: city.people["firm-clerk-holding"],
        unit: shop,
        unit_kind: "merchant".into(),
        role: "firm-clerk".into(),
        area: city.own.street,
        from: city.day(),
        until: None,
    };
    city.inside
        .write(move |tx| access::membership::grant(tx, access::membership::Issuer::Program, &post));
}
