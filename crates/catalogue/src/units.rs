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
        /// 社会组织与共建机构: associations, alliances, councils, in which several sit together.
        Joint = "joint",
        /// 居委会、村委会: self-government below the street.
        Community = "community",
    }
}

named! {
    /// How a branch usually meets; what a meeting says itself goes before.
    Meeting {
        OnSite = "on-site",
        Online = "online",
        /// Some in the room, some on the phone.
        Hybrid = "hybrid",
    }
}

named! {
    /// What must be known of an organization before it is founded.
    Need {
        /// 统一社会信用代码 (GB 32100).
        Uscc = "uscc",
        /// The industry it works in or leads.
        Industry = "industry",
        /// The unit it belongs to.
        Parent = "parent",
    }
}

named! {
    /// The step of a Party organization on the ladder committee, general branch, branch.
    Rank {
        Committee = "committee",
        GeneralBranch = "general-branch",
        Branch = "branch",
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
    /// Codes of the kinds under which it may stand; empty for any.
    pub under: Vec<String>,
    /// What must be known of it.
    pub needs: Vec<Need>,
    /// Follows an industry or a business, not an area: it may lie outside the deployment's area
    /// and belong to a unit that serves another area.
    pub roams: bool,
    /// Codes of the kinds that it may be raised or turned into.
    pub becomes: Vec<String>,
    /// Of Party organizations.
    pub rank: Option<Rank>,
    /// Of branches.
    pub meets: Option<Meeting>,
    /// Answers for the Party building of one industry in its area: a cell of the coverage matrix.
    pub covers_industry: bool,
    /// More units directly under it than this call for a level between.
    pub span_max: Option<u32>,
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
        let under = kinds(table, "under");
        let becomes = kinds(table, "becomes");
        let needs = if table.has("needs") { table.some_of("needs") } else { Some(Vec::new()) };
        let rank = if table.has("rank") { table.one_of("rank").map(Some) } else { Some(None) };
        let meets = if table.has("meets") { table.one_of("meets").map(Some) } else { Some(None) };
        let span_max = table.number_if("span_max", 2..=1_000);
        Some(Self {
            code: code?,
            name: name?,
            category: category?,
            levels: levels?,
            under,
            needs: needs?,
            roams: table.flag("roams"),
            becomes,
            rank: rank?,
            meets: meets?,
            covers_industry: table.flag("covers_industry"),
            span_max: span_max.and_then(|number| u32::try_from(number).ok()),
        })
    }

    /// Whether such a unit may belong to one of the kind `above`.
    pub fn stands_under(&self, above: &str) -> bool {
        self.under.is_empty() || self.under.iter().any(|kind| kind == above)
    }
}

/// Codes of kinds, each declared somewhere.
fn kinds(table: &Table<'_>, key: &'static str) -> Vec<String> {
    let listed = table.texts(key);
    for (code, line) in &listed {
        table.refer_at(What::UnitKind, code, *line);
    }
    listed.into_iter().map(|(code, _)| code).collect()
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
