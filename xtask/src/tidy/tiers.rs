//! A crate depends only on crates of lower tiers: never upwards, never on a sibling.

use super::{Fault, line_of};
use crate::tree::Tree;

/// The tiers, lowest first. A new crate is added to the tier that it belongs to.
const TIERS: [&[&str]; 8] = [
    &["kernel"],
    &["contracts"],
    &[
        "credential",
        "cwt",
        "ballots",
        "suggestion",
        "nearby",
        "linkage",
        "census",
        "planner",
        "siting",
        "heat",
        "sheets",
        "catalogue",
    ],
    &["storage", "access", "ui"],
    &["web"],
    &[
        "people",
        "organizations",
        "cases",
        "ledger",
        "ratings",
        "passes",
        "insight",
        "heatmaps",
        "siteplans",
        "declarations",
        "outreach",
        "gatherings",
        "branches",
        "places",
        "registry",
        "funds",
    ],
    &["demo"],
    &["yilu", "journeys"],
];

/// Arrows inside a tier, allowed one by one: (from, to).
const SIDEWAYS: [(&str, &str); 3] =
    [("access", "storage"), ("census", "linkage"), ("journeys", "yilu")];

const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

pub fn check(tree: &Tree) -> Vec<Fault> {
    tree.crates().flat_map(|(name, path, manifest)| check_manifest(name, path, manifest)).collect()
}

fn check_manifest(name: &str, path: &str, manifest: &str) -> Vec<Fault> {
    let Some(tier) = tier_of(name) else {
        let reason =
            format!("crate `{name}` has no tier; add it to TIERS in xtask/src/tidy/tiers.rs");
        return vec![Fault::new(path, 1, reason)];
    };
    let table = match manifest.parse::<toml::Table>() {
        Ok(table) => table,
        Err(error) => return vec![Fault::new(path, 1, format!("not TOML: {}", error.message()))],
    };
    KINDS
        .iter()
        .filter_map(|kind| table.get(*kind)?.as_table())
        .flat_map(toml::Table::keys)
        .filter_map(|dependency| {
            let reason = wrong_arrow(name, tier, dependency)?;
            Some(Fault::new(path, line_of_dependency(manifest, dependency), reason))
        })
        .collect()
}

fn wrong_arrow(name: &str, tier: usize, dependency: &str) -> Option<String> {
    let other = tier_of(dependency)?;
    // A crate may name itself in order to turn on a feature for its own tests.
    if other < tier || name == dependency || SIDEWAYS.contains(&(name, dependency)) {
        return None;
    }
    let direction = if other == tier { "a sibling" } else { "above it" };
    Some(format!(
        "`{name}` must not depend on `{dependency}`, which is {direction}; \
         siblings meet through `contracts`, in crates/yilu/src/wiring.rs"
    ))
}

fn tier_of(name: &str) -> Option<usize> {
    TIERS.iter().position(|tier| tier.contains(&name))
}

fn line_of_dependency(manifest: &str, name: &str) -> usize {
    let spellings = [format!("{name}."), format!("{name} ="), format!("{name}=")];
    let starts = |line: &str| spellings.iter().any(|spelling| line.starts_with(spelling.as_str()));
    manifest.lines().position(starts).map_or_else(|| line_of(manifest, name), |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::super::lines_of;
    use super::*;

    fn faults(name: &str, manifest: &str) -> Vec<Fault> {
        check(&Tree::of(&[(&format!("crates/{name}/Cargo.toml"), manifest)]))
    }

    #[test]
    fn lower_tiers_are_allowed() {
        let manifest = "[dependencies]\nkernel.workspace = true\nserde = \"1\"\nstorage = {}\n";
        assert_eq!(faults("cases", manifest), []);
        assert_eq!(faults("access", manifest), []);
    }

    #[test]
    fn siblings_and_upward_arrows_are_not() {
        let manifest = "[dependencies]\nkernel.workspace = true\nledger.workspace = true\n\n\
                        [dev-dependencies]\ndemo.workspace = true\n";
        let path = "crates/cases/Cargo.toml";
        let found = faults("cases", manifest);
        assert_eq!(lines_of(&found), [(path, 3), (path, 6)]);
        assert!(found[0].reason.contains("a sibling"));
        assert_eq!(faults("ui", "[dependencies]\nstorage.workspace = true\n").len(), 1);
    }

    #[test]
    fn a_crate_without_a_tier_is_refused() {
        assert!(faults("misc", "[package]\n")[0].reason.contains("has no tier"));
    }
}
