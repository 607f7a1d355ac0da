//! What is shipped.

use std::{collections::BTreeSet, path::Path};

use kernel::{Level, Span};

use crate::{Catalogue, Meeting, Need, Occasion, PhotoRule, Rank, Visibility, embedded::FILES};

#[test]
fn the_shipped_catalogue_has_no_fault() {
    let faults = Catalogue::from_sources(FILES.iter().copied()).err().unwrap_or_default();
    let lines: Vec<_> = faults.iter().map(|fault| format!("{fault}\n{}", fault.zh())).collect();
    assert!(faults.is_empty(), "{}", lines.join("\n"));
}

#[test]
fn the_built_in_files_are_those_of_the_folder() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue");
    let names = |folder: &str| -> Vec<String> {
        let entries = std::fs::read_dir(root.join(folder)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let toml = names.filter(|name| Path::new(name).extension().is_some_and(|e| e == "toml"));
        toml.map(|name| format!("{folder}{name}")).collect()
    };
    let on_disk: BTreeSet<_> = [names(""), names("matters/")].concat().into_iter().collect();
    let built_in: BTreeSet<_> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(on_disk, built_in);
}

#[test]
fn every_trouble_riders_name_has_a_leaf() {
    let catalogue = Catalogue::embedded();
    let named = [
        "gate-access",
        "parking",
        "charging",
        "sorting",
        "rest-meals",
        "merchant-slow",
        "route-planning",
        "equipment",
        "pay-commission",
        "arrears",
        "injury",
        "housing",
        "schooling",
        "training",
        "law",
        "health",
        "road-hazard",
        "road-enforcement",
        "urgent-danger",
        "suggestion",
        "other",
        "express-rights",
        "express-trade",
        "express-mood",
    ];
    for code in named {
        let matter = catalogue.matter(code).unwrap_or_else(|| panic!("no leaf {code}"));
        assert!(catalogue.group(&matter.group).is_some());
        assert!((8..=15).contains(&matter.phrases.len()), "{code}");
    }
    assert_eq!(catalogue.matters().len(), named.len());
    let by_group: usize =
        catalogue.groups().iter().map(|g| catalogue.matters_of(&g.code).count()).sum();
    assert_eq!(by_group, named.len());
    assert_eq!(catalogue.catch_all_matter(), "other");
    assert!(catalogue.phrases().count() > 190);
}

#[test]
fn deadlines_follow_the_draft_standard_and_silence_climbs() {
    let catalogue = Catalogue::embedded();
    let deadlines = |code: &str| catalogue.matter(code).unwrap().deadlines;
    assert_eq!(deadlines("urgent-danger").answer, Span::hours(2));
    assert_eq!(deadlines("road-hazard").answer, Span::hours(24));
    assert_eq!(deadlines("road-hazard").warn_after(), Span::hours(20));
    assert_eq!(deadlines("parking").answer, Span::WorkDays(7));
    assert_eq!(deadlines("parking").warn_after(), Span::WorkDays(6));
    assert_eq!(deadlines("arrears").answer, Span::WorkDays(15));

    let parking = catalogue.matter("parking").unwrap();
    assert_eq!(parking.climb_above(Level::Community).unwrap().level, Level::Street);
    assert_eq!(parking.climb_above(Level::Street).unwrap().level, Level::County);
    assert_eq!(parking.climb_at(Level::Street).unwrap().limit, Span::WorkDays(7));
    assert_eq!(parking.climb_above(Level::City), None);
}

/// The national rules on government apps forbid forcing photos out of people; what is personal is
/// neither published nor rewarded.
#[test]
fn the_shipped_matters_keep_the_compliance_profile() {
    let catalogue = Catalogue::embedded();
    for matter in catalogue.matters() {
        assert_ne!(matter.photo, PhotoRule::Required, "{}", matter.code);
        if matter.sensitive {
            assert_ne!(matter.visibility, Visibility::PublicAfterRelease, "{}", matter.code);
            assert_eq!(matter.points, None, "{}", matter.code);
        }
        assert!(matter.doors.iter().all(|door| catalogue.door(door).is_some()));
    }
    assert!(catalogue.matter("urgent-danger").unwrap().urgent);
    let urgent = catalogue.matter("urgent-danger").unwrap().points.as_deref().unwrap();
    assert_eq!(catalogue.point_rule(urgent).unwrap().amount, 20);
    assert_eq!(catalogue.point_rules_when(Occasion::CaseSupported).count(), 1);
    assert!(catalogue.role("clerk").unwrap().totp && !catalogue.role("worker").unwrap().totp);
    assert!(catalogue.unit_kind("street").unwrap().levels.contains(&Level::Street));
    assert_eq!(catalogue.city().area.level(), Level::City);
}

/// Five forms of branch, each with a way to meet; four sorts of firm; whatever may stand somewhere
/// leads up to something that may stand alone.
#[test]
fn kinds_of_organization_are_data() {
    let catalogue = Catalogue::embedded();
    let kind = |code: &str| catalogue.unit_kind(code).unwrap_or_else(|| panic!("no kind {code}"));
    let forms = ["platform", "firm", "territory", "freight", "online"];
    for form in forms {
        let branch = kind(&format!("branch-{form}"));
        assert_eq!(branch.rank, Some(Rank::Branch));
        assert!(branch.meets.is_some() && branch.stands_under("general-branch"));
    }
    assert_eq!(kind("branch-online").meets, Some(Meeting::Online));
    for (code, needs) in [
        ("brand", &[Need::Industry][..]),
        ("legal-entity", &[Need::Uscc, Need::Industry]),
        ("franchise", &[Need::Uscc, Need::Industry, Need::Parent]),
        ("site", &[Need::Parent]),
    ] {
        assert_eq!(kind(code).needs, needs);
    }
    assert!(!kind("site").stands_under("street") && kind("site").stands_under("franchise"));
    let covering = catalogue.unit_kinds().iter().filter(|kind| kind.covers_industry);
    assert_eq!(covering.map(|kind| kind.code.as_str()).collect::<Vec<_>>(), ["industry-committee"]);
}

#[test]
fn one_occupation_goes_by_many_names() {
    let catalogue = Catalogue::embedded();
    let industries = catalogue.industries();
    let code = |word: &str| industries.occupation_named(word).map(|one| one.code.as_str());
    for word in ["外卖员", "外卖送餐员", "骑手", "rider", " Delivery Rider "] {
        assert_eq!(code(word), Some("rider"), "{word}");
    }
    assert_eq!(code("木匠"), None);
    let core = industries.occupations.iter().filter(|one| one.of.is_none());
    assert_eq!(core.count(), 5);
    assert_eq!(industries.core_of("errand-runner").unwrap().code, "rider");
    assert_eq!(industries.industry_named("道路货运").unwrap().lead, "transport");
    assert_eq!(catalogue.duty("instructor").unwrap().visits.len(), 3);
    assert_eq!(catalogue.duty("six-party").unwrap().seats.len(), 6);
}
