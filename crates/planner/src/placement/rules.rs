//! The rules as data. A city may hand in its own.

use serde::{Deserialize, Serialize};

/// What a step of a rule looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The branch of the platform's centre site.
    Site,
    /// The branch of the street or community where the person works.
    Street,
    /// The branch of the rental or partner company.
    Partner,
    /// The branch where the household is registered.
    HomeRegistration,
    /// The branch where the person lives.
    Residence,
    /// The branch of the freight line.
    FreightLine,
}

/// For some occupations: where to look, first things first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// The name by which proposals cite it.
    pub code: String,
    /// Occupations; none for the rule that takes everybody else.
    pub occupations: Vec<String>,
    /// Where to look, in this order.
    pub steps: Vec<Anchor>,
}

/// The three rules of practice, as cities report them, and one for everybody else:
///
/// - `site_then_street`: 由平台企业在中心站点组建流动党员党支部，其他分散流动党员由街道社区统筹组建
/// - `partner`: 依托合作企业（租赁公司）这个关键节点挂靠组建; a driver of no company falls to the street
/// - `trucker`: by home registration, residence or freight line (户籍地、居住地、货运线)
/// - `street`: who has another occupation belongs to the street of work, then of residence
pub fn rules() -> Vec<Rule> {
    let rule = |code: &str, occupations: &[&str], steps: &[Anchor]| Rule {
        code: code.to_owned(),
        occupations: occupations.iter().map(ToString::to_string).collect(),
        steps: steps.to_vec(),
    };
    vec![
        rule("site_then_street", &["courier", "rider"], &[Anchor::Site, Anchor::Street]),
        rule("partner", &["ride_hail_driver"], &[Anchor::Partner, Anchor::Street]),
        rule(
            "trucker",
            &["trucker"],
            &[Anchor::HomeRegistration, Anchor::Residence, Anchor::FreightLine],
        ),
        rule("street", &[], &[Anchor::Street, Anchor::Residence]),
    ]
}
