//! Gaps of units, and the matrix that they add up to.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{AreaCode, Day};

use super::{Colour, Cover, Field, Gap, Lack, Reason, Rules, Site};

/// What is missing, oldest first. Blank spots are the gaps of [`Lack::Blank`].
pub fn gaps(sites: &[Site], rules: &Rules, today: Day) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = sites
        .iter()
        .flat_map(|site| {
            let age_days = (today.number() - site.since.number()).max(0);
            lacks(site, *rules).into_iter().map(move |lack| Gap {
                unit: site.unit,
                industry: site.industry.clone(),
                area: site.area,
                lack,
                owner: site.owner,
                age_days,
                old: age_days > i64::from(rules.old_days),
            })
        })
        .collect();
    gaps.sort_by_key(|gap| (std::cmp::Reverse(gap.age_days), gap.unit, gap.lack));
    gaps
}

/// The matrix of `industries` by `areas`, row by row in the order given. A unit counts in the
/// field of every listed area that holds its own. `empty` are the fields of which the city says
/// that the industry has nothing there.
pub fn matrix(
    sites: &[Site],
    industries: &[String],
    areas: &[AreaCode],
    empty: &BTreeSet<(String, AreaCode)>,
    rules: &Rules,
    today: Day,
) -> Vec<Field> {
    let gaps = gaps(sites, rules, today);
    let here =
        |area: &AreaCode, industry: &String, unit_area: &AreaCode, unit_industry: &String| {
            industry == unit_industry && area.contains(unit_area)
        };
    let fields =
        industries.iter().flat_map(|industry| areas.iter().map(move |area| (industry, area)));
    fields
        .map(|(industry, area)| {
            let units =
                sites.iter().filter(|site| here(area, industry, &site.area, &site.industry));
            let gaps: Vec<&Gap> =
                gaps.iter().filter(|gap| here(area, industry, &gap.area, &gap.industry)).collect();
            let declared = empty.contains(&(industry.clone(), *area));
            field(industry, *area, count(units), &gaps, declared)
        })
        .collect()
}

fn field(industry: &str, area: AreaCode, units: u32, gaps: &[&Gap], declared: bool) -> Field {
    let wanting: BTreeSet<_> = gaps.iter().map(|gap| gap.unit).collect();
    let covered = units.saturating_sub(count(wanting.iter()));
    let unowned = count(gaps.iter().filter(|gap| gap.owner.is_none()));
    let old = count(gaps.iter().filter(|gap| gap.old));
    let mut reasons = Vec::new();
    let mut lacks = BTreeMap::<Lack, u32>::new();
    for gap in gaps {
        *lacks.entry(gap.lack).or_default() += 1;
    }
    if units == 0 {
        reasons.push(if declared { Reason::DeclaredEmpty } else { Reason::NothingKnown });
    }
    reasons.extend(lacks.into_iter().map(|(lack, count)| Reason::Lacks(lack, count)));
    reasons.extend((unowned > 0).then_some(Reason::NoOwner(unowned)));
    reasons.extend((old > 0).then_some(Reason::Old(old)));
    let colour = match (unowned + old > 0, gaps.is_empty(), units > 0 || declared) {
        (true, ..) => Colour::Red,
        (false, true, true) => Colour::Green,
        _ => Colour::Amber,
    };
    Field { industry: industry.to_owned(), area, units, covered, colour, reasons }
}

fn lacks(site: &Site, rules: Rules) -> Vec<Lack> {
    let enough = site.full >= rules.own_from;
    let cover = match (site.cover, enough) {
        (Cover::Own, _) | (Cover::Joint | Cover::Instructor, false) => None,
        (Cover::Joint, true) => Some(Lack::OwnBranch),
        (Cover::Instructor | Cover::Nothing, true) => Some(Lack::Blank),
        (Cover::Nothing, false) => Some(Lack::Nobody),
    };
    let branch = matches!(site.cover, Cover::Own | Cover::Joint);
    let paralysed = (site.paralysed && branch).then_some(Lack::Paralysed);
    let unplaced = (site.unplaced > 0).then_some(Lack::Unplaced);
    [cover, paralysed, unplaced].into_iter().flatten().collect()
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}
