//! The same operations as JSON. Handlers call the use cases that the pages call; what is sent out
//! is made for the reader and never the domain's own structs.

mod acts;
mod bodies;
mod cases;
mod chain;
mod checks;
mod collective;
mod draws;
mod duty;
mod joint;
mod listed;
mod mediation;
mod merge;
mod model;
mod money;
mod once;
mod paste;
mod photos;
mod places;
mod results;
mod staff;

use access::Action;
use web::{Need, Routes, api_routes};

const REPORT: Need = Need::May(Action::CaseReport);
const READ: Need = Need::AnyOf(&[Action::CaseFollow, Action::CaseRead]);
const SPOT: Need = Need::May(Action::SpotCheck);
const DRAW: Need = Need::May(Action::CheckDraw);
const FOLLOW: Need = Need::May(Action::CaseFollow);

/// The table of operations.
pub(crate) fn routes() -> Routes {
    Routes::new("cases")
        .api(REPORT, api_routes!(cases::report))
        .api(Need::May(Action::CaseList), api_routes!(listed::list))
        .api(FOLLOW, api_routes!(listed::mine))
        .api(REPORT, api_routes!(merge::like))
        .api(READ, api_routes!(cases::show))
        .api(READ, api_routes!(cases::entries))
        .api(FOLLOW, api_routes!(cases::receipt))
        .api(FOLLOW, api_routes!(acts::confirm))
        .api(FOLLOW, api_routes!(acts::dispute))
        .api(FOLLOW, api_routes!(acts::withdraw))
        .api(FOLLOW, api_routes!(acts::reopen))
        .api(FOLLOW, api_routes!(acts::appeal))
        .api(FOLLOW, api_routes!(acts::bypass))
        .api(FOLLOW, api_routes!(acts::share_contact))
        .api(FOLLOW, api_routes!(acts::hide_contact))
        .api(Need::May(Action::CaseAccept), api_routes!(staff::accept))
        .api(Need::May(Action::CaseAccept), api_routes!(duty::acknowledge))
        .api(Need::May(Action::CaseAccept), api_routes!(duty::ringing))
        .api(Need::May(Action::CasePaste), api_routes!(paste::paste_in))
        .api(Need::May(Action::CasePaste), api_routes!(paste::look))
        .api(Need::May(Action::CaseAssign), api_routes!(staff::assign))
        .api(Need::May(Action::CaseAnswer), api_routes!(staff::answer))
        .api(Need::May(Action::CaseNote), api_routes!(staff::note))
        .api(Need::May(Action::CasePassUp), api_routes!(staff::pass_up))
        .api(Need::May(Action::CaseScope), api_routes!(staff::out_of_scope))
        .api(Need::May(Action::CaseEscalateHandle), api_routes!(staff::decide))
        .api(Need::May(Action::CaseAssign), api_routes!(staff::resort))
        .api(Need::May(Action::CaseClose), api_routes!(staff::release))
        .merge(joint())
        .merge(filings())
        .api(READ, api_routes!(results::list))
        .api(Need::May(Action::CaseAnswer), api_routes!(results::record))
        .api(Need::May(Action::CaseAnswer), api_routes!(results::strike))
        .api(SPOT, api_routes!(results::look))
        .api(SPOT, api_routes!(checks::list))
        .api(SPOT, api_routes!(checks::answer))
        .api(SPOT, api_routes!(checks::join, checks::leave))
        .api(DRAW, api_routes!(draws::list, draws::announce))
        .api(DRAW, api_routes!(draws::show))
        .api(FOLLOW, api_routes!(merge::apart))
        .api(Need::May(Action::CaseAssign), api_routes!(merge::merge))
        .api(Need::May(Action::CaseAssign), api_routes!(merge::unmerge))
        .api(REPORT, api_routes!(photos::upload))
        .api(Need::May(Action::CaseClose), api_routes!(photos::release))
        .api(Need::May(Action::CaseClose), api_routes!(photos::withdraw))
        .merge(dispute())
        .merge(collective())
        .api(Need::Public, api_routes!(places::matters))
        .api(Need::Public, api_routes!(places::areas))
}

/// Matters that concern many.
fn collective() -> Routes {
    let (open, answer) = (Need::May(Action::CollectiveOpen), Need::May(Action::CollectiveAnswer));
    let join = Need::May(Action::CollectiveJoin);
    Routes::new("cases")
        .api(Need::Public, api_routes!(collective::list))
        .api(Need::Public, api_routes!(collective::show))
        .api(Need::Public, api_routes!(collective::ballots))
        .api(open, api_routes!(collective::acts::open))
        .api(open, api_routes!(collective::acts::gather))
        .api(open, api_routes!(collective::acts::withdraw))
        .api(open, api_routes!(collective::acts::reopen))
        .api(open, api_routes!(collective::acts::strike))
        .api(answer, api_routes!(collective::acts::answer))
        .api(answer, api_routes!(collective::acts::extend))
        .api(answer, api_routes!(collective::acts::measure))
        .api(answer, api_routes!(collective::acts::decide))
        .api(join, api_routes!(collective::part::join))
        .api(join, api_routes!(collective::part::leave))
        .api(join, api_routes!(collective::part::comment))
        .api(join, api_routes!(collective::part::draw))
        .api(join, api_routes!(collective::part::cast))
}

/// The operations of the whistle.
fn joint() -> Routes {
    const CALL: Need = Need::May(Action::CaseWhistle);
    const MEET: Need = Need::AnyOf(&[Action::CaseWhistle, Action::CaseAnswer]);
    Routes::new("cases")
        .api(CALL, api_routes!(joint::whistle))
        .api(Need::May(Action::CaseAccept), api_routes!(joint::acknowledge))
        .api(Need::May(Action::CaseAnswer), api_routes!(joint::answer))
        .api(Need::May(Action::CaseAssign), api_routes!(joint::hand_back))
        .api(CALL, api_routes!(joint::close))
        .api(CALL, api_routes!(joint::send_back))
        .api(CALL, api_routes!(joint::give))
        .api(MEET, api_routes!(joint::convene))
        .api(MEET, api_routes!(joint::minutes))
}

/// Filing for workers, and who looks after whom.
fn filings() -> Routes {
    let (file, arrange) = (Need::May(Action::CaseFile), Need::May(Action::ContactArrange));
    Routes::new("cases")
        .api(file, api_routes!(chain::file))
        .api(file, api_routes!(chain::filed))
        .api(file, api_routes!(chain::confirm))
        .api(file, api_routes!(chain::send_code))
        .api(REPORT, api_routes!(chain::waiting))
        .api(REPORT, api_routes!(chain::agree))
        .api(REPORT, api_routes!(chain::decline))
        .api(REPORT, api_routes!(chain::member))
        .api(REPORT, api_routes!(chain::refuse_member))
        .api(arrange, api_routes!(chain::contacts))
        .api(arrange, api_routes!(chain::arrange))
        .api(arrange, api_routes!(chain::end))
}

/// Money and mediation.
fn dispute() -> Routes {
    let mediate = Need::May(Action::Mediate);
    Routes::new("cases")
        .api(READ, api_routes!(money::show))
        .api(Need::May(Action::EvidenceRead), api_routes!(money::court))
        .api(money::WRITE, api_routes!(money::upload))
        .api(money::WRITE, api_routes!(money::correct))
        .api(money::WRITE, api_routes!(money::hand_in))
        .api(money::WRITE, api_routes!(money::strike))
        .api(money::WRITE, api_routes!(money::payment))
        .api(money::WRITE, api_routes!(money::take_back))
        .api(Need::May(Action::CaseAnswer), api_routes!(money::plan))
        .api(READ, api_routes!(mediation::show))
        .api(mediate, api_routes!(mediation::open))
        .api(mediate, api_routes!(mediation::session))
        .api(mediate, api_routes!(mediation::agree))
        .api(mediate, api_routes!(mediation::check))
        .api(mediate, api_routes!(mediation::end))
}
