//! The same operations as JSON. Handlers call the use cases that the pages call; what is sent out
//! is made for the reader and never the domain's own structs.

mod acts;
mod cases;
mod listed;
mod model;
mod once;
mod photos;
mod places;
mod staff;

use access::Action;
use web::{Need, Routes, api_routes};

const REPORT: Need = Need::May(Action::CaseReport);
const READ: Need = Need::AnyOf(&[Action::CaseFollow, Action::CaseRead]);
const FOLLOW: Need = Need::May(Action::CaseFollow);

/// The table of operations.
pub(crate) fn routes() -> Routes {
    Routes::new("cases")
        .api(REPORT, api_routes!(cases::report))
        .api(Need::May(Action::CaseList), api_routes!(listed::list))
        .api(FOLLOW, api_routes!(listed::mine))
        .api(READ, api_routes!(cases::show))
        .api(READ, api_routes!(cases::entries))
        .api(FOLLOW, api_routes!(cases::receipt))
        .api(FOLLOW, api_routes!(acts::confirm))
        .api(FOLLOW, api_routes!(acts::dispute))
        .api(FOLLOW, api_routes!(acts::withdraw))
        .api(FOLLOW, api_routes!(acts::reopen))
        .api(FOLLOW, api_routes!(acts::appeal))
        .api(Need::May(Action::CaseAccept), api_routes!(staff::accept))
        .api(Need::May(Action::CaseAssign), api_routes!(staff::assign))
        .api(Need::May(Action::CaseAnswer), api_routes!(staff::answer))
        .api(Need::May(Action::CaseAnswer), api_routes!(staff::note))
        .api(Need::May(Action::CaseScope), api_routes!(staff::out_of_scope))
        .api(Need::May(Action::CaseEscalateHandle), api_routes!(staff::decide))
        .api(Need::May(Action::CaseAssign), api_routes!(staff::resort))
        .api(Need::May(Action::CaseClose), api_routes!(staff::release))
        .api(REPORT, api_routes!(photos::upload))
        .api(Need::May(Action::CaseClose), api_routes!(photos::release))
        .api(Need::May(Action::CaseClose), api_routes!(photos::withdraw))
        .api(Need::Public, api_routes!(places::matters))
        .api(Need::Public, api_routes!(places::areas))
}
