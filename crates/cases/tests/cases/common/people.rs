//! Who lives and works in the town.

use access::{Actor, Membership};
use contracts::UnitId;
use kernel::{Day, Moment, Timestamp};

use super::{COMMUNITY, OTHER_STREET, Offices, STREET, area};

/// The town's people, each with the post that the name says.
#[derive(Clone)]
pub struct People {
    pub rider: Actor,
    pub other_rider: Actor,
    pub clerk: Actor,
    pub other_clerk: Actor,
    pub community: Actor,
    pub urban: Actor,
    pub traffic: Actor,
    pub county: Actor,
    pub hotline: Actor,
    pub duty: Actor,
    pub firm: Actor,
    pub other_firm: Actor,
    pub auditor: Actor,
    pub admin: Actor,
    /// Not among `all`: those of the chain.
    pub member: Actor,
    pub other_member: Actor,
    pub branch: Actor,
    pub transport: Actor,
    pub social: Actor,
}

impl People {
    pub fn new(offices: &Offices) -> Self {
        let moment = Moment::seeded(Timestamp::from_seconds(1_700_000_000), 815);
        let today = Day::new(2026, 1, 1).unwrap();
        let somebody = |posts| Actor::new(moment.id(), None, posts, today);
        let with = |unit: UnitId, kind: &str, role: &str, place: &str| {
            somebody(vec![Membership {
                id: moment.id(),
                unit,
                unit_kind: kind.into(),
                role: role.into(),
                area: area(place),
                from: Day::new(2020, 1, 1).unwrap(),
                until: None,
            }])
        };
        Self {
            rider: somebody(Vec::new()),
            other_rider: somebody(Vec::new()),
            clerk: with(offices.street, "street", "clerk", STREET),
            other_clerk: with(offices.other_street, "street", "clerk", OTHER_STREET),
            community: with(offices.community, "community", "clerk", COMMUNITY),
            urban: with(offices.urban, "urban-management", "department-clerk", "330102"),
            traffic: with(offices.traffic, "public-security-traffic", "department-clerk", "330102"),
            county: with(offices.county_hotline, "hotline", "clerk", "330102"),
            hotline: with(offices.city_hotline, "hotline", "hotline", "3301"),
            duty: with(offices.county_hotline, "hotline", "duty", "330102"),
            firm: with(offices.firm, "platform-firm", "firm-clerk", "3301"),
            other_firm: with(offices.other_firm, "platform-firm", "firm-clerk", "33"),
            auditor: with(offices.city_hotline, "hotline", "auditor", "3301"),
            admin: with(offices.city_hotline, "hotline", "admin", "3301"),
            member: with(offices.branch, "party-committee", "member", COMMUNITY),
            other_member: with(offices.branch, "party-committee", "member", COMMUNITY),
            branch: with(offices.branch, "party-committee", "department-clerk", COMMUNITY),
            transport: with(offices.transport, "transport", "department-clerk", "330102"),
            social: with(offices.social, "social-work", "department-clerk", "330102"),
        }
    }

    /// `all`, then the contact member and the branch.
    pub fn everybody(&self) -> Vec<&Actor> {
        self.all().into_iter().chain([&self.member, &self.branch]).collect()
    }

    pub fn all(&self) -> [&Actor; 14] {
        [
            &self.rider,
            &self.other_rider,
            &self.clerk,
            &self.other_clerk,
            &self.community,
            &self.urban,
            &self.traffic,
            &self.county,
            &self.hotline,
            &self.duty,
            &self.firm,
            &self.other_firm,
            &self.auditor,
            &self.admin,
        ]
    }
}
