//! One sign-in link per role, so that a visitor can be anybody.

use access::{Vault, link, link::DemoMode, session::SessionKind};
use catalogue::Catalogue;
use contracts::PersonId;
use kernel::{Moment, Phone};
use storage::{Stamp, Store};

use crate::{
    cast::{FIRST_WORKER, MEMBER},
    error::Error,
};

/// The path below which the secret part of a link stands.
pub const LINK_PATH: &str = "/demo/enter/";

/// Roles that visitors may take, in the order in which they are shown.
const ROLES: [&str; 11] = [
    "worker",
    "member",
    "clerk",
    "street-lead",
    "department-clerk",
    "branch-secretary",
    "firm-clerk",
    "duty",
    "hotline",
    "auditor",
    "admin",
];

/// A link that signs in as the holder of a role, once, within a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleLink {
    /// Code of the catalogue's role.
    pub role: String,
    pub name_zh: String,
    pub name_en: String,
    /// [`LINK_PATH`] and the secret.
    pub path: String,
}

/// Makes a fresh link for every role of a demo city that was made before. The secrets come from
/// `now`'s randomness.
///
/// # Errors
/// When the store fails. A role whose holder is not there (in a store that is no demo city) has
/// no link.
pub fn links(
    store: &Store,
    vault: &Vault,
    catalogue: &Catalogue,
    mode: DemoMode,
    now: &Moment,
) -> Result<Vec<RoleLink>, Error> {
    let mut links = Vec::new();
    for role in catalogue.roles().iter().filter(|role| ROLES.contains(&role.code.as_str())) {
        let (vault, code) = (vault.clone(), role.code.clone());
        let stamp = Stamp::system(now.clone(), "demo-link");
        let token = store.write_blocking(stamp, move |tx| {
            let Some(person) = holder(tx, &vault, &code)? else { return Ok::<_, Error>(None) };
            let rides = matches!(code.as_str(), "worker" | "member");
            let kind = if rides { SessionKind::Worker } else { SessionKind::Staff };
            Ok(Some(link::issue(tx, mode, person, kind)?))
        })?;
        links.extend(token.map(|token| RoleLink {
            role: role.code.clone(),
            name_zh: role.name.zh.clone(),
            name_en: role.name.en.clone(),
            path: format!("{LINK_PATH}{}", token.as_str()),
        }));
    }
    links.sort_by_key(|link| ROLES.iter().position(|role| *role == link.role));
    Ok(links)
}

fn holder(
    db: &mut storage::Db<'_>,
    vault: &Vault,
    role: &str,
) -> Result<Option<PersonId>, storage::Error> {
    let phone = match role {
        "worker" => FIRST_WORKER,
        "member" => MEMBER,
        _ => return vault.find_by_login(db, role),
    };
    Phone::parse(&phone.to_string()).map_or(Ok(None), |phone| vault.find_by_phone(db, &phone))
}
