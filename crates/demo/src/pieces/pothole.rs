//! One hole in the road that three riders reported: two joined the first, and all share its answer.

use cases::{
    entry::Channel,
    handle,
    merge::{self, Join},
    report::Report,
};
use kernel::Timestamp;

use super::{Script, case, joint::permitted, town::Town};
use crate::{error::Error, place::degrees};

const TOLD: [(&str, &str); 3] = [
    ("路口有个坑，差点连人带车摔了", "绿灯刚起步就颠了一下，坑有脸盆那么大，夜里根本看不见。"),
    ("非机动车道上的坑还没补", "今天又有人在这里摔了，坑边没有任何提示。"),
    ("大坑，前轮陷进去了", "下雨积水看不出来，前轮陷进去，餐洒了一半。"),
];

/// Writes it; answers how many cases were reported.
pub fn tell(town: &Town<'_>, script: &mut Script) -> usize {
    let riders = [&town.worker].into_iter().chain(town.mates.iter().skip(60));
    let mut lead = None;
    for ((number, told), rider) in TOLD.into_iter().enumerate().zip(riders) {
        let report = report(town, number, told);
        let join = lead.map_or(Join::Separate, Join::With);
        lead = lead.or(Some(report.id));
        script.act(begun(town, number), rider, "report", move |tx, desk, by| {
            let permit = permitted(by)?;
            merge::join::report(tx, desk, &permit, report, join).map_err(Error::from)
        });
    }
    if let (Some(roads), Some(lead)) = (town.unit("urban-management", town.street.county), lead) {
        let at = begun(town, 0).plus_minutes(105);
        script.act(at, &roads.clerk, "case-accept", move |tx, _, by| {
            handle::accept(tx, by, lead, None)
        });
    }
    TOLD.len()
}

fn report(town: &Town<'_>, number: usize, (title, text): (&str, &str)) -> Report {
    // Phones are off by some metres.
    let off = i32::try_from(number).unwrap_or(0) * 8;
    let [lat, lon] = town.community.centre_e5;
    Report {
        id: case(town, &format!("piece-pothole-{number}"), begun(town, number)),
        matter: "road-hazard".into(),
        area: town.community.code,
        title: title.into(),
        text: text.into(),
        fields: vec![("hazard".into(), "surface".into())],
        place: degrees([lat, lon + off]),
        address: format!("{}路口", town.street.roads.first().map_or("", String::as_str)),
        photos: Vec::new(),
        channel: Channel::Web,
        own_units: Vec::new(),
    }
}

/// When the `number`-th rider reports it.
fn begun(town: &Town<'_>, number: usize) -> Timestamp {
    let minutes = i64::try_from(number).unwrap_or(0) * 47;
    town.day(1, 7, 40).plus_minutes(minutes)
}
