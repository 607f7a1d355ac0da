//! Names of areas: the national divisions of the part that a deployment serves, and its own grids;
//! and where the middle of some of them lies.

mod centre;
mod national;

use std::{collections::BTreeMap, ops::Bound};

use crate::{
    area::{AreaCode, AreaCodeError, Level},
    geo::Wgs84,
};

pub use centre::CentresError;

/// Names by area code, in order.
#[derive(Debug, Clone, Default)]
pub struct AreaBook {
    names: BTreeMap<AreaCode, Box<str>>,
    centres: BTreeMap<AreaCode, Wgs84>,
}

/// An area that cannot be found or added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AreaBookError {
    #[error(transparent)]
    Code(#[from] AreaCodeError),
    #[error("area {0}: not in the part of the country served here")]
    Unknown(AreaCode),
    #[error("area {0}: the area above it ({1}) is unknown; add that first")]
    NoParent(AreaCode, AreaCode),
    #[error("area {0}: needs a name")]
    NoName(AreaCode),
}

impl AreaBook {
    /// The national divisions (2023) below `root`, with `root` itself and the areas above it.
    /// Reads one province unless `root` is [`AreaCode::NATION`], which reads 665,271 names.
    /// Hong Kong, Macao and Taiwan have no statistical codes; [`AreaBook::add`] them where needed.
    pub fn national(root: &AreaCode) -> Self {
        let mut names = vec![(AreaCode::NATION, Box::from("全国"))];
        national::read(root, |code, name| names.push((code, Box::from(name))));
        Self { names: names.into_iter().collect(), centres: BTreeMap::new() }
    }

    /// Adds a grid or another local area, or renames a known one.
    pub fn add(&mut self, code: AreaCode, name: &str) -> Result<(), AreaBookError> {
        if name.trim().is_empty() {
            return Err(AreaBookError::NoName(code));
        }
        match code.parent() {
            Some(above) if above != AreaCode::NATION && !self.knows(&above) => {
                return Err(AreaBookError::NoParent(code, above));
            }
            _ => {}
        }
        self.names.insert(code, Box::from(name.trim()));
        Ok(())
    }

    /// The known area that `text` is the code of, padded or not.
    pub fn code(&self, text: &str) -> Result<AreaCode, AreaBookError> {
        let code = AreaCode::parse(text)?;
        if self.knows(&code) { Ok(code) } else { Err(AreaBookError::Unknown(code)) }
    }

    pub fn knows(&self, code: &AreaCode) -> bool {
        self.names.contains_key(code)
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Every area with its own name, each just before what lies in it.
    pub fn iter(&self) -> impl Iterator<Item = (AreaCode, &str)> {
        self.names.iter().map(|(code, name)| (*code, &**name))
    }

    /// The area's own name: `清波街道`.
    pub fn name(&self, code: &AreaCode) -> Option<&str> {
        self.names.get(code).map(AsRef::as_ref)
    }

    /// The name from the province down, as one says it: `浙江省杭州市上城区清波街道`,
    /// `北京市东城区`, `湖北省仙桃市`. Unknown parts are left out.
    pub fn full_name(&self, code: &AreaCode) -> String {
        if *code == AreaCode::NATION {
            return self.name(code).unwrap_or_default().to_owned();
        }
        self.line(code, |_| true)
    }

    /// The name from the county down, where the city goes without saying: `上城区清波街道`. A city or
    /// more has its [`AreaBook::full_name`].
    pub fn local_name(&self, code: &AreaCode) -> String {
        if code.level() < Level::County {
            return self.full_name(code);
        }
        self.line(code, |area| area.level() >= Level::County)
    }

    fn line(&self, code: &AreaCode, keep: fn(&AreaCode) -> bool) -> String {
        let mut line: Vec<_> =
            std::iter::once(*code).chain(code.ancestors()).filter(keep).collect();
        line.reverse();
        line.iter().filter_map(|area| self.name(area).map(|name| spoken(*area, name))).collect()
    }

    /// The nearest known areas inside, in order of code: the areas directly below, and deeper ones
    /// where a level is missing (streets of a city without counties).
    pub fn children(&self, code: &AreaCode) -> impl Iterator<Item = AreaCode> {
        let end = code.last();
        let mut done = *code;
        std::iter::from_fn(move || {
            let rest = (Bound::Excluded(done), Bound::Included(end));
            let (next, _) = self.names.range(rest).next()?;
            done = next.last();
            Some(*next)
        })
    }

    /// The known street that an area is or lies in.
    pub fn street_of(&self, code: &AreaCode) -> Option<AreaCode> {
        code.at(Level::Street).filter(|street| self.knows(street))
    }

    /// Areas by code or by name, whole or in part, with or without the areas above: `330102001`,
    /// `清波`, `上城区清波街道`. An area is found by its own name, not by that of an area above.
    pub fn find(&self, text: &str) -> Vec<AreaCode> {
        let wanted: String = text.chars().filter(|character| !character.is_whitespace()).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        if let Ok(code) = self.code(&wanted) {
            return vec![code];
        }
        let mut found = Vec::new();
        let mut line: Vec<(AreaCode, String)> = Vec::new();
        for (code, name) in self.iter() {
            while line.last().is_some_and(|(above, _)| !above.contains(&code)) {
                line.pop();
            }
            let above = line.last().map_or("", |(_, full)| full);
            let full = format!("{above}{}", spoken(code, name));
            if full.contains(&wanted) && !above.contains(&wanted) {
                found.push(code);
            }
            line.push((code, full));
        }
        found
    }
}

/// What of an area's name is said in a full name: the bureau fills the city level of
/// municipalities and of counties run by a province with words that are no names.
fn spoken(code: AreaCode, name: &str) -> &str {
    const FILLERS: [&str; 4] = ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"];
    match code.level() {
        Level::Nation => "",
        Level::City if FILLERS.contains(&name) => "",
        _ => name,
    }
}

#[cfg(test)]
mod tests;
