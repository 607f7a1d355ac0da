//! People to place and branches that can take them.

use contracts::{PersonId, UnitId};
use kernel::AreaCode;
use serde::{Deserialize, Serialize};

/// Somebody to place. What is not known is left out; the proposal says what was missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// The occupation's code: `courier`, `rider`, `ride_hail_driver`, `trucker`, or the city's own.
    pub occupation: String,
    /// The platform's centre site that the person works from; `None` when dispersed.
    pub site: Option<UnitId>,
    /// The rental or partner company.
    pub partner: Option<UnitId>,
    /// Where the person works.
    pub work_area: Option<AreaCode>,
    /// Where the household is registered.
    pub home_registration: Option<AreaCode>,
    /// Where the person lives.
    pub residence: Option<AreaCode>,
    /// The freight line's name.
    pub freight_line: Option<String>,
}

impl Person {
    /// Somebody of whom only the occupation is known.
    pub fn of(id: PersonId, occupation: &str) -> Self {
        Self {
            id,
            occupation: occupation.to_owned(),
            site: None,
            partner: None,
            work_area: None,
            home_registration: None,
            residence: None,
            freight_line: None,
        }
    }
}

/// A branch that can take members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// The branch.
    pub branch: UnitId,
    /// The sites that it is built on.
    pub sites: Vec<UnitId>,
    /// The companies that it is built on.
    pub partners: Vec<UnitId>,
    /// The street, community or county whose dispersed members it takes; `None` when it takes
    /// only those of its sites, companies or lines.
    pub area: Option<AreaCode>,
    /// The freight lines that it accompanies.
    pub freight_lines: Vec<String>,
    /// Members today.
    pub members: u32,
    /// Members at most.
    pub members_max: u32,
}
