//! What stands around every page: where one can go from here.

use access::{Action, Actor, reach};
use ui::{Density, Icon, NavItem, Shell};
use web::Visit;

/// Adds the navigation that fits whoever looks.
pub fn around(visit: &Visit, shell: Shell) -> Shell {
    let phone = shell.density == Density::Phone;
    let items = match &visit.actor {
        Some(actor) if actor.is_staff() => staff(visit, actor),
        Some(_) => worker(visit),
        None => visitor(visit),
    };
    let shell = shell.nav(items);
    match &visit.actor {
        Some(_) if !phone => shell.user(visit.t("nav-me"), "/me"),
        _ => shell,
    }
}

fn item(visit: &Visit, key: &str, path: &str, icon: Icon) -> NavItem {
    let here = visit.query.href();
    let here = here.split('?').next().unwrap_or_default();
    let current = here == path || (path != "/" && here.starts_with(&format!("{path}/")));
    NavItem::new(visit.t(key), path).icon(icon).current(current)
}

fn worker(visit: &Visit) -> Vec<NavItem> {
    vec![
        item(visit, "nav-home", "/", Icon::Home),
        item(visit, "nav-report", "/report", Icon::Plus),
        item(visit, "nav-mine", "/cases/mine", Icon::List),
        item(visit, "nav-points", "/points", Icon::Star),
        item(visit, "nav-me", "/me", Icon::Person),
    ]
}

fn visitor(visit: &Visit) -> Vec<NavItem> {
    vec![
        item(visit, "nav-home", "/", Icon::Home),
        item(visit, "nav-report", "/report", Icon::Plus),
        item(visit, "nav-progress", "/progress", Icon::Chart),
        item(visit, "nav-sign-in", "/sign-in", Icon::Person),
    ]
}

fn staff(visit: &Visit, actor: &Actor) -> Vec<NavItem> {
    let may = |action| !reach(actor, action).is_empty();
    let rings = actor.memberships.iter().any(|post| post.role == "duty");
    let all = [
        (may(Action::CaseList), "nav-inbox", "/inbox", Icon::List),
        (rings, "nav-duty", "/desk/duty", Icon::Megaphone),
        (may(Action::VisitKeep), "nav-visits", "/visits", Icon::List),
        (may(Action::NoteAdopt), "nav-notes", "/desk/notes", Icon::Megaphone),
        (
            may(Action::GatheringKeep) || may(Action::GatheringParty),
            "nav-gatherings",
            "/desk/gatherings",
            Icon::List,
        ),
        (
            may(Action::CollectiveOpen) || may(Action::CollectiveAnswer),
            "nav-collective",
            "/desk/collective",
            Icon::Megaphone,
        ),
        (may(Action::CaseFile), "nav-file", "/desk/file", Icon::Plus),
        (
            is_of_branch(visit, actor) && may(Action::ContactArrange),
            "nav-contacts",
            "/desk/contacts",
            Icon::Person,
        ),
        (
            is_of_party(visit, actor) && may(Action::BranchRead),
            "nav-branches",
            "/desk/branches",
            Icon::Person,
        ),
        (
            may(Action::FundDecide) || is_of_party(visit, actor) && may(Action::FundRead),
            "nav-funds",
            "/desk/funds",
            Icon::Chart,
        ),
        (may(Action::RegistryRead), "nav-registry", "/desk/registry", Icon::Person),
        (may(Action::UnitRead), "nav-units", "/units", Icon::Pin),
        (may(Action::PlaceManage), "nav-places", "/desk/places", Icon::Pin),
        (may(Action::HeatRead), "nav-heat", "/desk/heat", Icon::Chart),
        (may(Action::SitePlan), "nav-siting", "/desk/siting", Icon::Pin),
        (
            may(Action::MerchantWatch) || may(Action::MerchantReply),
            "nav-merchants",
            "/desk/merchants",
            Icon::Star,
        ),
        (may(Action::GateManage), "nav-gates", "/desk/gates", Icon::Pin),
        (may(Action::PassIssue), "nav-passes", "/desk/passes", Icon::Star),
        (may(Action::MembershipGrant), "nav-people", "/people", Icon::Person),
        // Whoever has the page of people finds the door there.
        (
            may(Action::ErasureAsk) && !may(Action::MembershipGrant),
            "nav-erasures",
            "/people/erasures",
            Icon::Person,
        ),
        (may(Action::CatalogueRead), "nav-catalogue", "/admin/catalogue", Icon::Code),
        (may(Action::CheckDraw), "nav-draws", "/draws", Icon::Star),
        (may(Action::Operate), "nav-open311", "/admin/open311", Icon::Code),
        (may(Action::AuditRead), "nav-journal", "/admin/journal", Icon::List),
        (true, "nav-progress", "/progress", Icon::Chart),
    ];
    let open = all.into_iter().filter(|(open, ..)| *open);
    open.map(|(_, key, path, icon)| item(visit, key, path, icon)).collect()
}

/// Whether the actor sits in a branch, which arranges contact members.
fn is_of_branch(visit: &Visit, actor: &Actor) -> bool {
    let catalogue = visit.app.catalogue();
    let kind = catalogue.chain().map(|chain| chain.branch_kind.as_str());
    actor.memberships.iter().any(|post| Some(post.unit_kind.as_str()) == kind)
}

/// Whether the actor holds a post in a unit of the Party: branches are nobody else's business.
fn is_of_party(visit: &Visit, actor: &Actor) -> bool {
    let catalogue = visit.app.catalogue();
    let of_party = |kind: &str| {
        let kind = catalogue.unit_kind(kind);
        kind.is_some_and(|kind| kind.category == catalogue::Category::Party)
    };
    actor.memberships.iter().any(|post| of_party(&post.unit_kind))
}
