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
    let mut items = Vec::new();
    let may = |action| !reach(actor, action).is_empty();
    if may(Action::CaseList) {
        items.push(item(visit, "nav-inbox", "/inbox", Icon::List));
    }
    if actor.memberships.iter().any(|post| post.role == "duty") {
        items.push(item(visit, "nav-duty", "/desk/duty", Icon::Megaphone));
    }
    if may(Action::VisitKeep) {
        items.push(item(visit, "nav-visits", "/visits", Icon::List));
    }
    if may(Action::NoteAdopt) {
        items.push(item(visit, "nav-notes", "/desk/notes", Icon::Megaphone));
    }
    if may(Action::GatheringKeep) || may(Action::GatheringParty) {
        items.push(item(visit, "nav-gatherings", "/desk/gatherings", Icon::List));
    }
    if may(Action::CollectiveOpen) || may(Action::CollectiveAnswer) {
        items.push(item(visit, "nav-collective", "/desk/collective", Icon::Megaphone));
    }
    if may(Action::CaseFile) {
        items.push(item(visit, "nav-file", "/desk/file", Icon::Plus));
    }
    if is_of_branch(visit, actor) && may(Action::ContactArrange) {
        items.push(item(visit, "nav-contacts", "/desk/contacts", Icon::Person));
    }
    if is_of_party(visit, actor) && may(Action::BranchRead) {
        items.push(item(visit, "nav-branches", "/desk/branches", Icon::Person));
    }
    if may(Action::FundDecide) || is_of_party(visit, actor) && may(Action::FundRead) {
        items.push(item(visit, "nav-funds", "/desk/funds", Icon::Chart));
    }
    if may(Action::RegistryRead) {
        items.push(item(visit, "nav-registry", "/desk/registry", Icon::Person));
    }
    if may(Action::UnitRead) {
        items.push(item(visit, "nav-units", "/units", Icon::Pin));
    }
    if may(Action::PlaceManage) {
        items.push(item(visit, "nav-places", "/desk/places", Icon::Pin));
    }
    if may(Action::HeatRead) {
        items.push(item(visit, "nav-heat", "/desk/heat", Icon::Chart));
    }
    if may(Action::SitePlan) {
        items.push(item(visit, "nav-siting", "/desk/siting", Icon::Pin));
    }
    if may(Action::MerchantWatch) || may(Action::MerchantReply) {
        items.push(item(visit, "nav-merchants", "/desk/merchants", Icon::Star));
    }
    if may(Action::GateManage) {
        items.push(item(visit, "nav-gates", "/desk/gates", Icon::Pin));
    }
    if may(Action::PassIssue) {
        items.push(item(visit, "nav-passes", "/desk/passes", Icon::Star));
    }
    if may(Action::MembershipGrant) {
        items.push(item(visit, "nav-people", "/people", Icon::Person));
    }
    if may(Action::CatalogueRead) {
        items.push(item(visit, "nav-catalogue", "/admin/catalogue", Icon::Code));
    }
    if may(Action::CheckDraw) {
        items.push(item(visit, "nav-draws", "/draws", Icon::Star));
    }
    if may(Action::Operate) {
        items.push(item(visit, "nav-open311", "/admin/open311", Icon::Code));
    }
    if may(Action::AuditRead) {
        items.push(item(visit, "nav-journal", "/admin/journal", Icon::List));
    }
    items.push(item(visit, "nav-progress", "/progress", Icon::Chart));
    items
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
