//! Every address of this domain.

use access::Action;
use axum::http::Method;
use web::{Need, Routes, api_routes};

use crate::{api, pages};

const ATTEND: Need = Need::May(Action::GatheringAttend);
const KEEP: Need = Need::AnyOf(&[Action::GatheringKeep, Action::GatheringParty]);
const DRAFT: Need = Need::May(Action::GatheringKeep);

/// Every address of this domain.
pub fn routes() -> Routes {
    Routes::new("gatherings").merge(worker()).merge(desk()).merge(public()).merge(programs())
}

fn worker() -> Routes {
    use pages::{ballot, mine, one};
    Routes::new("gatherings")
        .page(Method::GET, "/gatherings", ATTEND, mine::list)
        .page(Method::GET, "/gatherings/take", ATTEND, mine::take)
        .page(Method::POST, "/gatherings/take/calendar", ATTEND, mine::feed)
        .page(Method::POST, "/gatherings/take/statement", ATTEND, mine::statement)
        .page(Method::GET, "/gatherings/{id}", ATTEND, one::show)
        .page(Method::POST, "/gatherings/{id}/sign-up", ATTEND, one::sign_up)
        .page(Method::POST, "/gatherings/{id}/cancel", ATTEND, one::cancel)
        .page(Method::POST, "/gatherings/{id}/make-up", ATTEND, one::make_up)
        .page(Method::POST, "/gatherings/{id}/code", ATTEND, one::code)
        .page(Method::POST, "/gatherings/{id}/topics", ATTEND, one::topic)
        .page(Method::POST, "/gatherings/{id}/topics/{topic}/support", ATTEND, one::support)
        .page(Method::POST, "/gatherings/{id}/judge/{decision}", ATTEND, one::judge)
        .page(Method::GET, "/gatherings/{id}/motions/{motion}", ATTEND, ballot::ask)
        .page(Method::POST, "/gatherings/{id}/motions/{motion}", ATTEND, ballot::cast)
        .page(Method::POST, "/drafts/{id}/comments", ATTEND, pages::drafts::comment)
}

fn desk() -> Routes {
    use pages::{door, drafts, keep, new};
    Routes::new("gatherings")
        .page(Method::GET, "/desk/gatherings", KEEP, new::list)
        .page(Method::GET, "/desk/gatherings/new", KEEP, new::fresh)
        .page(Method::POST, "/desk/gatherings", KEEP, new::call)
        .page(Method::GET, "/desk/series/new", KEEP, new::fresh_series)
        .page(Method::POST, "/desk/series", KEEP, new::begin)
        .page(Method::POST, "/desk/series/{id}/end", KEEP, new::end)
        .page(Method::GET, "/desk/gatherings/{id}", KEEP, keep::show)
        .page(Method::POST, "/desk/gatherings/{id}/papers", KEEP, keep::paper)
        .page(Method::POST, "/desk/gatherings/{id}/items", KEEP, keep::item)
        .page(Method::POST, "/desk/gatherings/{id}/motions", KEEP, keep::motion)
        .page(Method::POST, "/desk/gatherings/{id}/minutes", KEEP, keep::minutes)
        .page(Method::POST, "/desk/gatherings/{id}/decisions", KEEP, keep::decision)
        .page(Method::POST, "/desk/gatherings/{id}/move", KEEP, keep::shift)
        .page(Method::POST, "/desk/gatherings/{id}/off", KEEP, keep::off)
        .page(Method::GET, "/desk/gatherings/{id}/door", KEEP, door::show)
        .page(Method::POST, "/desk/gatherings/{id}/pass", KEEP, door::pass)
        .page(Method::POST, "/desk/gatherings/{id}/phone", KEEP, door::phone)
        .page(Method::POST, "/desk/gatherings/{id}/people/{person}", KEEP, door::tick)
        .page(Method::POST, "/desk/gatherings/{id}/sheet", KEEP, door::sheet)
        .page(Method::GET, "/desk/drafts/new", DRAFT, drafts::fresh)
        .page(Method::POST, "/desk/drafts", DRAFT, drafts::put_out)
        .page(Method::POST, "/desk/drafts/{id}/close", DRAFT, drafts::close)
        .page(Method::POST, "/desk/comments/{id}", DRAFT, drafts::answer)
}

fn public() -> Routes {
    use pages::{councils, drafts, mine};
    Routes::new("gatherings")
        .page(Method::GET, "/calendar/{secret}", Need::Public, mine::ics)
        .page(Method::GET, "/councils", Need::Public, councils::list)
        .page(Method::GET, "/councils/{id}", Need::Public, councils::show)
        .page(Method::GET, "/drafts", Need::Public, drafts::list)
        .page(Method::GET, "/drafts/{id}", Need::Public, drafts::show)
}

fn programs() -> Routes {
    use api::{attend, keep};
    Routes::new("gatherings")
        .api(ATTEND, api_routes!(attend::list))
        .api(ATTEND, api_routes!(attend::show))
        .api(ATTEND, api_routes!(attend::act))
        .api(ATTEND, api_routes!(attend::code))
        .api(ATTEND, api_routes!(attend::vote))
        .api(KEEP, api_routes!(keep::call))
        .api(KEEP, api_routes!(keep::act))
        .api(KEEP, api_routes!(keep::pass))
        .api(KEEP, api_routes!(keep::enrol))
        .api(KEEP, api_routes!(keep::sheet))
        .api(Need::Public, api_routes!(api::council))
        .api(Need::Public, api_routes!(api::draft))
}
