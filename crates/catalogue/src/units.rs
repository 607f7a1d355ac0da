//! Kinds of organization and the posts they give: `units.toml`, `roles.toml`.

use kernel::Level;
use serde::Serialize;

use crate::{fault::What, named::named, read::Table, words::Words};

named! {
    /// What sort of body an organization is.
    Category {
        Government = "government",
        Firm = "firm",
        /// 群团组织: unions, youth league, women's federation.
        MassOrganization = "mass-organization",
        Party = "party",
        /// 居委会、村委会: self-government below the street.
        Community = "community",
    }
}

/// A kind of organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitKind {
    pub code: String,
    pub name: Words,
    pub category: Category,
    /// The levels at which such an organization exists.
    pub levels: Vec<Level>,
}

/// A post that a person can hold; what it may do is the access policy's business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Role {
    pub code: String,
    pub name: Words,
    /// Which sorts of organization may give this post.
    pub held_in: Vec<Category>,
    /// Whether signing in needs a one-time code from an authenticator.
    pub totp: bool,
}

impl UnitKind {
    pub(crate) fn read(table: &Table<'_>) -> Option<Self> {
        let code = table.define("code", What::UnitKind);
        let name = table.words("name");
        let category = table.one_of("category");
        let levels = table.some_of("levels");
        Some(Self { code: code?, name: name?, category: category?, levels: levels? })
    }
}

impl Role {
    pub(crate) fn read(table: &Table<'_>) -> Option<Self> {
        let code = table.define("code", What::Role);
        let name = table.words("name");
        let held_in = table.some_of("held_in");
        let totp = table.flag("totp");
        Some(Self { code: code?, name: name?, held_in: held_in?, totp })
    }
}
