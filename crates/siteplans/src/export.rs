//! A plan as GeoJSON and as a table.

use serde_json::{Value, json};
use sheets::Sheet;

use crate::{
    input::{Input, Origin, Spot},
    run::Run,
    solve::{Answer, Reason},
};

/// What became of a spot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fate {
    Stands,
    Chosen { marginal: f64, busiest: f64 },
    Refused(Reason),
}

/// Every spot with what became of it, the chosen ones first, then by what they are worth.
pub(crate) fn fates<'i>(input: &'i Input, answer: &Answer) -> Vec<(&'i Spot, Fate)> {
    let chosen = answer.sites.iter().filter_map(|site| {
        let spot = input.spots.get(site.spot)?;
        let (marginal, busiest) = (site.marginal, site.busiest);
        let stands = spot.origin == Origin::Stands;
        Some((spot, if stands { Fate::Stands } else { Fate::Chosen { marginal, busiest } }))
    });
    let refused = answer.refused.iter();
    let refused =
        refused.filter_map(|(spot, why)| Some((input.spots.get(*spot)?, Fate::Refused(*why))));
    let mut all: Vec<(&Spot, Fate)> = chosen.chain(refused).collect();
    let rank = |fate: &Fate| match fate {
        Fate::Chosen { marginal, .. } => (0, -marginal),
        Fate::Stands => (1, 0.0),
        Fate::Refused(Reason::Weaker { gain, .. }) => (2, -gain),
        Fate::Refused(_) => (3, 0.0),
    };
    all.sort_by(|(_, one), (_, other)| {
        let ((a, x), (b, y)) = (rank(one), rank(other));
        a.cmp(&b).then(x.total_cmp(&y))
    });
    all
}

/// A FeatureCollection (RFC 7946): every spot, and every cell with its covered share. `told` says
/// a fate in words.
pub(crate) fn geojson(
    run: &Run,
    input: &Input,
    answer: &Answer,
    told: impl Fn(&Fate) -> String,
) -> Value {
    let spots = fates(input, answer).into_iter().map(|(spot, fate)| {
        let about = &spot.about;
        let state = match fate {
            Fate::Stands => "stands",
            Fate::Chosen { .. } => "chosen",
            Fate::Refused(_) => "refused",
        };
        json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": [about.lon, about.lat] },
            "properties": {
                "id": about.id, "name": about.name, "kind": about.kind, "state": state,
                "area": spot.street, "price": about.price, "reason": told(&fate),
            },
        })
    });
    let cells = answer.cells.iter().filter_map(|(index, share)| {
        let corners = heat::hexagon(index)?.corners;
        let ring: Vec<[f64; 2]> =
            corners.iter().chain(corners.first()).map(|at| [at.0, at.1]).collect();
        Some(json!({
            "type": "Feature",
            "geometry": { "type": "Polygon", "coordinates": [ring] },
            "properties": {
                "cell": index, "served": share.served, "total": share.total,
            },
        }))
    });
    let features: Vec<Value> = spots.chain(cells).collect();
    json!({
        "type": "FeatureCollection",
        "about": {
            "run": run.number, "input": run.digest, "answer": run.answer_digest,
            "engine": run.engine, "asked": run.asked,
            "served": answer.all.served, "total": answer.all.total, "at_most": answer.at_most,
            "proved": answer.proved, "gap": answer.gap(),
        },
        "features": features,
    })
}

/// A table of every spot; `header` names the columns, `told` says a fate in words.
pub(crate) fn sheet(
    input: &Input,
    answer: &Answer,
    header: Vec<String>,
    told: impl Fn(&Fate) -> (String, String),
) -> Sheet {
    let rows = fates(input, answer).into_iter().map(|(spot, fate)| {
        let about = &spot.about;
        let (state, reason) = told(&fate);
        let worth = match fate {
            Fate::Chosen { marginal, .. } => format!("{marginal:.0}"),
            _ => String::new(),
        };
        vec![
            about.id.clone(),
            about.name.clone(),
            about.kind.clone(),
            about.lon.to_string(),
            about.lat.to_string(),
            spot.street.to_string(),
            about.price.to_string(),
            state,
            worth,
            reason,
        ]
    });
    Sheet { header, rows: rows.collect() }
}
