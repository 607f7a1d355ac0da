//! Making a catalogue out of files.

use std::{cell::RefCell, fs, io, path::Path};

use crate::{
    catalogue::Catalogue,
    chain::Chain,
    check,
    city::City,
    collective::Collectives,
    duties::{self, DutyKind},
    fault::{Fault, Place, Reason, What},
    funds::Purpose,
    gatherings::Gatherings,
    industries::Industries,
    matter::{Door, Group, Matter},
    passes::Passes,
    places::Places,
    points::PointRule,
    ratings::Ratings,
    read::{Log, Sheet, Table},
    results::Results,
    units::{Role, UnitKind},
};

const SINGLE_FILES: [&str; 8] = [
    "city.toml",
    "groups.toml",
    "units.toml",
    "roles.toml",
    "points.toml",
    "scopes.toml",
    "ratings.toml",
    "results.toml",
];
const MATTERS: &str = "matters/";
/// A city that says nothing of these has what is shipped with the program.
const SHIPPED: [(&str, &str); 3] = [
    ("places.toml", include_str!("../../../catalogue/places.toml")),
    ("gatherings.toml", include_str!("../../../catalogue/gatherings.toml")),
    ("funds.toml", include_str!("../../../catalogue/funds.toml")),
];
/// The same with industries and duties. What they say of kinds of organization that the city does
/// not have is no fault of its own: there is nobody then, and a page says so.
const LENIENT: [(&str, &str); 2] = [
    ("industries.toml", include_str!("../../../catalogue/industries.toml")),
    ("duties.toml", include_str!("../../../catalogue/duties.toml")),
];

/// A catalogue in the making: what could be read so far.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    city: Option<City>,
    pub groups: Vec<Group>,
    pub matters: Vec<Matter>,
    pub unit_kinds: Vec<UnitKind>,
    roles: Vec<Role>,
    pub point_rules: Vec<PointRule>,
    doors: Vec<Door>,
    ratings: Option<Ratings>,
    chain: Option<Chain>,
    collectives: Option<Collectives>,
    passes: Option<Passes>,
    results: Option<Results>,
    places: Option<Places>,
    pub industries: Option<Industries>,
    duties: Vec<DutyKind>,
    gatherings: Option<Gatherings>,
    purposes: Vec<Purpose>,
    pub catch_all_matter: Option<String>,
    pub catch_all_unit_kind: Option<String>,
}

impl Catalogue {
    /// Reads `*.toml` of a folder and of its folder `matters`.
    ///
    /// # Errors
    /// Every fault of every file, in the order of files and lines.
    pub fn load(dir: &Path) -> Result<Self, Vec<Fault>> {
        let mut files = Vec::new();
        let mut faults = Vec::new();
        for prefix in ["", MATTERS] {
            let read = read_folder(&dir.join(prefix), prefix, &mut files, &mut faults);
            read.unwrap_or_else(|error| faults.push(unreadable(prefix, &error)));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Self::from_sources(files.iter().map(|(name, text)| (name.as_str(), text.as_str())))
    }

    /// Reads files handed in as (path inside the catalogue, text), in any order.
    ///
    /// # Errors
    /// Every fault of every file, in the order of files and lines.
    pub fn from_sources<'a>(
        sources: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<Fault>> {
        let mut sources: Vec<_> = sources.into_iter().collect();
        for shipped in SHIPPED {
            if !sources.iter().any(|(name, _)| *name == shipped.0) {
                sources.push(shipped);
            }
        }
        sources.sort_unstable();
        let log = RefCell::new(Log::default());
        let mut draft = Draft::default();
        for (name, text) in &sources {
            draft.read(name, text, &log);
        }
        for (name, text) in LENIENT {
            if !sources.iter().any(|(given, _)| *given == name) {
                draft.read(name, text, &RefCell::default());
            }
        }
        let mut log = log.into_inner();
        for name in SINGLE_FILES {
            if !sources.iter().any(|(given, _)| *given == name) {
                log.faults.push(whole_file(name, Reason::MissingFile));
            }
        }
        check::check(&draft, &mut log);
        log.faults.sort_by(|a, b| a.place.cmp(&b.place));
        draft.finish(log.faults)
    }
}

impl Draft {
    fn read(&mut self, name: &str, text: &str, log: &RefCell<Log>) {
        let sheet = Sheet::new(name, text, log);
        match name {
            "city.toml" => self.city = sheet.read(City::read),
            "groups.toml" => sheet.read(|top| {
                self.catch_all_matter = top.refer("catch_all", What::Matter);
                self.groups = rows(top, "group", Group::read);
            }),
            "units.toml" => sheet.read(|top| {
                self.catch_all_unit_kind = top.refer("catch_all", What::UnitKind);
                self.unit_kinds = rows(top, "unit_kind", UnitKind::read);
            }),
            "roles.toml" => self.roles = sheet.read(|top| rows(top, "role", Role::read)),
            "points.toml" => {
                self.point_rules = sheet.read(|top| rows(top, "rule", PointRule::read));
            }
            "scopes.toml" => self.doors = sheet.read(|top| rows(top, "door", Door::read)),
            "ratings.toml" => self.ratings = sheet.read(Ratings::read),
            "chain.toml" => self.chain = sheet.read(Chain::read),
            "collective.toml" => self.collectives = sheet.read(Collectives::read),
            "passes.toml" => self.passes = sheet.read(Passes::read),
            "results.toml" => self.results = sheet.read(Results::read),
            "places.toml" => self.places = sheet.read(Places::read),
            "industries.toml" => self.industries = Some(sheet.read(Industries::read)),
            "duties.toml" => self.duties = sheet.read(duties::read),
            "gatherings.toml" => self.gatherings = sheet.read(Gatherings::read),
            "funds.toml" => self.purposes = sheet.read(|top| rows(top, "purpose", Purpose::read)),
            _ if name.starts_with(MATTERS) => {
                self.matters.extend(sheet.read(|top| rows(top, "matter", Matter::read)));
            }
            _ => log.borrow_mut().faults.push(whole_file(name, Reason::UnknownFile)),
        }
    }

    fn finish(mut self, faults: Vec<Fault>) -> Result<Catalogue, Vec<Fault>> {
        let (
            Some(city),
            Some(ratings),
            Some(matter),
            Some(unit_kind),
            Some(results),
            Some(places),
            Some(industries),
            Some(gatherings),
            [],
        ) = (
            self.city,
            self.ratings,
            self.catch_all_matter,
            self.catch_all_unit_kind,
            self.results,
            self.places,
            self.industries,
            self.gatherings,
            faults.as_slice(),
        )
        else {
            return Err(faults);
        };
        for kind in &mut self.matters {
            kind.catch_all.clone_from(&unit_kind);
        }
        let rank = |kind: &Matter| self.groups.iter().position(|group| group.code == kind.group);
        self.matters.sort_by_key(rank);
        Ok(Catalogue {
            city,
            groups: self.groups,
            matters: self.matters,
            unit_kinds: self.unit_kinds,
            roles: self.roles,
            point_rules: self.point_rules,
            doors: self.doors,
            ratings,
            chain: self.chain,
            collectives: self.collectives,
            passes: self.passes,
            results,
            places,
            industries,
            duties: self.duties,
            gatherings,
            purposes: self.purposes,
            catch_all_matter: matter,
            catch_all_unit_kind: unit_kind,
        })
    }
}

/// The rows of a file that makes no sense without any.
pub(crate) fn rows<T>(
    top: &Table<'_>,
    key: &'static str,
    read: impl Fn(&Table<'_>) -> Option<T>,
) -> Vec<T> {
    if !top.has(key) {
        top.fault(Reason::MissingKey { key });
    }
    top.children(key, read)
}

fn read_folder(
    dir: &Path,
    prefix: &str,
    files: &mut Vec<(String, String)>,
    faults: &mut Vec<Fault>,
) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let name = format!("{prefix}{name}");
        match fs::read_to_string(&path) {
            Ok(text) => files.push((name, text)),
            Err(error) => faults.push(unreadable(&name, &error)),
        }
    }
    Ok(())
}

fn unreadable(name: &str, error: &io::Error) -> Fault {
    whole_file(if name.is_empty() { "." } else { name }, Reason::Unreadable(error.to_string()))
}

fn whole_file(name: &str, reason: Reason) -> Fault {
    Fault { place: Place { file: name.to_owned(), line: 1 }, reason }
}
