//! Why each candidate is in a plan or not: in words, and as JSON.

use serde_json::{Value, json};
use siting::{Explanation, Kept, Reason, Refused, SiteWorth};

use super::{candidates::Sites, report::tidy};

/// Every site of the plan and every other one.
pub fn json(sites: &Sites, told: &Explanation) -> Vec<(&'static str, Value)> {
    let kept = |kept: &Kept| {
        json!({
            "id": sites.id(kept.site), "stands": kept.stands, "marginal": tidy(kept.marginal),
            "repair": kept.repair.and_then(|site| sites.id(site)),
            "repaired": tidy(kept.repaired),
        })
    };
    let refused = |refused: &Refused| {
        let mut value = json!({
            "id": sites.id(refused.site), "gain": tidy(refused.gain), "reason": name(refused.reason),
        });
        if let Some(swap) = refused.swap {
            value["instead_of"] = json!(sites.id(swap.out));
            value["loses"] = json!(tidy(swap.loses));
        }
        match refused.reason {
            Reason::Replaced { by } => value["by"] = json!(sites.id(by)),
            Reason::TooDear { price, budget } => {
                value["price"] = json!(tidy(price));
                value["left"] = json!(tidy(budget));
            }
            _ => {}
        }
        value
    };
    vec![
        ("sites", told.kept.iter().map(kept).collect()),
        ("refused", told.refused.iter().map(refused).collect()),
    ]
}

const fn name(reason: Reason) -> &'static str {
    match reason {
        Reason::Barred => "barred",
        Reason::TooDear { .. } => "too-dear",
        Reason::NobodyNear => "nobody-near",
        Reason::Replaced { .. } => "replaced",
        Reason::Served => "served",
        Reason::Weaker => "weaker",
        Reason::Fits => "fits",
    }
}

/// For each candidate a sentence.
pub fn sentences(sites: &Sites, told: &Explanation) -> Vec<String> {
    let mut all = vec![String::new(); sites.ids.len()];
    let id = |site: u32| sites.id(site).unwrap_or_default();
    let mut say = |site: u32, text: String| {
        if let Some(place) = usize::try_from(site).ok().and_then(|place| all.get_mut(place)) {
            *place = text;
        }
    };
    for kept in &told.kept {
        let without = format!("without it {} less is covered", tidy(kept.marginal));
        say(
            kept.site,
            match kept.repair {
                Some(other) => {
                    format!("{without}, {} with {} instead", tidy(kept.repaired), id(other))
                }
                None => without,
            },
        );
    }
    for refused in &told.refused {
        let gain = tidy(refused.gain);
        let swap = refused.swap.map_or_else(String::new, |swap| {
            let (out, loses) = (id(swap.out), tidy(swap.loses));
            format!("; instead of {out} {loses} less would be covered")
        });
        say(
            refused.site,
            match refused.reason {
                Reason::Barred => "it may not be used".to_owned(),
                Reason::TooDear { price, budget } => {
                    format!("it costs {}, more than the {} there are", tidy(price), tidy(budget))
                }
                Reason::NobodyNear => "no demand is in its reach".to_owned(),
                Reason::Replaced { by } => {
                    format!("{} covers all that it covers and costs no more", id(by))
                }
                Reason::Served => format!("the plan covers all that it reaches{swap}"),
                Reason::Weaker => format!("it would add {gain}{swap}"),
                Reason::Fits => format!("it would add {gain} and there is room for it"),
            },
        );
    }
    all
}

/// A sentence from what a site is worth alone.
pub fn short(worth: &SiteWorth, least: f64) -> String {
    let SiteWorth { open, alone, marginal } = *worth;
    match () {
        () if open => format!("without it {} less is covered", tidy(marginal)),
        () if alone <= 0.0 => "no demand is in its reach".to_owned(),
        () if marginal <= 0.0 => "the plan covers all that it reaches".to_owned(),
        () => format!("it would add {}, the least of the plan {}", tidy(marginal), tidy(least)),
    }
}
