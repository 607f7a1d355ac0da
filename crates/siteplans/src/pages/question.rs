//! The fields of a question, and the question in words.

use ui::{Field, form::Pick};
use web::{Signed, Visit, input::Typed};

use super::{get, ticked};
use crate::{
    Fault,
    ask::{Asked, Days, Goal},
};

/// The fields with what an earlier question said, or the usual.
pub(super) fn fields(signed: &Signed, asked: &Asked) -> Vec<Field> {
    let t = |key: &'static str| signed.t(key);
    let (goal, amount) = match asked.goal {
        Goal::Count(count) => ("count", count.to_string()),
        Goal::Budget(budget) => ("budget", budget.to_string()),
        Goal::Percent(percent) => ("percent", percent.to_string()),
    };
    let goals = ["count", "budget", "percent"].map(|one| {
        let key = format!("siteplans-goal-{one}");
        Pick::new(one, signed.t(&key).to_owned())
    });
    let days = Days::ALL.map(|days| Pick::new(days.as_str(), days_name(signed, days)));
    let hours = || (0..24).map(|hour| Pick::new(hour.to_string(), format!("{hour:02}:00")));
    let catalogue = signed.app.catalogue();
    let occupations = catalogue.industries().occupations.iter();
    let occupations = occupations.map(|one| {
        let name = if signed.lang.is_zh() { &one.name.zh } else { &one.name.en };
        Pick::new(one.code.clone(), name.clone())
    });
    let occupation = Field::checks("occupation", t("siteplans-occupation"), occupations.collect())
        .hint(t("siteplans-occupation-hint"))
        .optional();
    let occupation = asked.occupations.iter().fold(occupation, Field::value);
    let parking = Field::agree("parking", t("siteplans-parking")).optional();
    vec![
        Field::choice("goal", t("siteplans-goal"), goals.into()).value(goal),
        Field::number("amount", t("siteplans-amount"))
            .hint(t("siteplans-amount-hint"))
            .value(amount),
        Field::number("radius", t("siteplans-radius"))
            .hint(t("siteplans-radius-hint"))
            .value(asked.radius_metres.to_string()),
        Field::choice("days", t("siteplans-days"), days.into()).value(asked.days.as_str()),
        Field::select("from", t("siteplans-from"), hours().collect()).value(asked.from.to_string()),
        Field::select("until", t("siteplans-until"), hours().collect())
            .hint(t("siteplans-until-hint"))
            .value(asked.until.to_string()),
        occupation,
        if asked.parking { parking.value("1") } else { parking },
        Field::number("floor", t("siteplans-floor"))
            .hint(t("siteplans-floor-hint"))
            .value(asked.floor_percent.to_string()),
        Field::number("seconds", t("siteplans-seconds"))
            .hint(t("siteplans-seconds-hint"))
            .value(asked.seconds.to_string()),
        Field::number("seed", t("siteplans-seed"))
            .hint(t("siteplans-seed-hint"))
            .value(asked.seed.to_string()),
    ]
}

/// Reads a question from a form.
pub(super) fn read(typed: &Typed) -> Result<Asked, Fault> {
    let amount = get(typed, "amount");
    let wrong = || Fault::invalid("amount", "siteplans-amount-wrong");
    let whole = || amount.parse::<u32>().map_err(|_| wrong());
    let goal = match get(typed, "goal") {
        "count" => Goal::Count(whole()?),
        "budget" => Goal::Budget(amount.parse().map_err(|_| wrong())?),
        "percent" => Goal::Percent(whole()?),
        _ => return Err(Fault::invalid("goal", "siteplans-goal-wrong")),
    };
    let number = |field: &'static str, code: &'static str| {
        get(typed, field).parse::<u32>().map_err(|_| Fault::invalid(field, code))
    };
    let hour = |field: &'static str| {
        get(typed, field).parse::<u8>().map_err(|_| Fault::invalid(field, "siteplans-hours-wrong"))
    };
    let days = Days::ALL.into_iter().find(|days| days.as_str() == get(typed, "days"));
    let asked = Asked {
        goal,
        radius_metres: number("radius", "siteplans-radius-wrong")?,
        from: hour("from")?,
        until: hour("until")?,
        days: days.ok_or(Fault::invalid("days", "siteplans-days-wrong"))?,
        occupations: ticked(typed, "occupation"),
        parking: get(typed, "parking") == "1",
        floor_percent: number("floor", "siteplans-floor-wrong")?,
        seconds: number("seconds", "siteplans-seconds-wrong")?,
        seed: number("seed", "siteplans-seed-wrong")?,
    };
    asked.check()?;
    Ok(asked)
}

fn days_name(visit: &Visit, days: Days) -> String {
    visit.t(&format!("siteplans-days-{}", days.as_str())).to_owned()
}

/// A question in one line: `新设 10 处，半径 500 米，每天 22:00–06:00，骑手`.
pub(super) fn line(visit: &Visit, asked: &Asked) -> String {
    let goal = match asked.goal {
        Goal::Count(count) => visit.tf("siteplans-line-count", &[("n", i64::from(count).into())]),
        Goal::Budget(budget) => {
            visit.tf("siteplans-line-budget", &[("n", budget.to_string().into())])
        }
        Goal::Percent(percent) => {
            visit.tf("siteplans-line-percent", &[("n", i64::from(percent).into())])
        }
    };
    let radius = [("metres", i64::from(asked.radius_metres).into())];
    let mut parts = vec![goal, visit.tf("siteplans-line-radius", &radius)];
    parts.push(days_name(visit, asked.days));
    parts.push(if asked.from == asked.until {
        visit.t("siteplans-all-hours").to_owned()
    } else {
        format!("{:02}:00–{:02}:00", asked.from, asked.until)
    });
    let catalogue = visit.app.catalogue();
    parts.extend(asked.occupations.iter().map(|code| {
        let known = catalogue.industries().occupation(code).map(|one| &one.name);
        known.map_or(code.clone(), |name| {
            if visit.lang.is_zh() { name.zh.clone() } else { name.en.clone() }
        })
    }));
    if asked.parking {
        parts.push(visit.t("siteplans-line-parking").to_owned());
    }
    if asked.floor_percent > 0 {
        let floor = [("n", i64::from(asked.floor_percent).into())];
        parts.push(visit.tf("siteplans-line-floor", &floor));
    }
    parts.join(if visit.lang.is_zh() { "，" } else { ", " })
}
