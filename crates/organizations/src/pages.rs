//! The desk's pages about organizations, and what they share with the API.

mod change;
mod coverage;
mod detail;
mod duties;
mod found;
mod input;
mod list;
mod log;
mod people;
mod seats;
mod show;
mod transfer;
mod transfers;
mod tree;
mod watch;
mod work;

use access::Action::{DutyKeep, MembershipGrant, ProfileRead, UnitManage, UnitRead, UnitTransfer};
use axum::http::Method;
use web::{Need, Routes};

pub(crate) use coverage::seen;
pub(crate) use duties::{held as duty_held, keep};
pub(crate) use input::{area, day, person};
pub(crate) use list::{Wanted, find};
pub(crate) use log::{Wanted as LogWanted, log};
pub(crate) use seats::tables;
pub(crate) use show::holders;
pub(crate) use transfer::{readable_move, submit};
pub(crate) use transfers::{Act, perform, readable_moves, side};
#[cfg(test)]
pub(crate) use watch::own_first;
pub(crate) use watch::{liaisons, watched};
pub(crate) use work::{change, directory, end, give, place, readable};

/// The pages of this domain.
pub fn routes() -> Routes {
    let (get, post) = (Method::GET, Method::POST);
    let (read, manage) = (Need::May(UnitRead), Need::May(UnitManage));
    let staff = Need::May(MembershipGrant);
    Routes::new("organizations")
        .page(get.clone(), "/units", read, list::list)
        .page(get.clone(), "/units/tree", read, tree::show)
        .page(get.clone(), "/units/coverage", read, coverage::show)
        .page(get.clone(), "/units/new", manage, found::ask)
        .page(post.clone(), "/units", manage, found::found)
        .page(get.clone(), "/units/{id}", read, show::show)
        .page(get.clone(), "/units/{id}/rename", manage, change::ask_name)
        .page(post.clone(), "/units/{id}/rename", manage, change::rename)
        .page(get.clone(), "/units/{id}/move", manage, change::ask_parent)
        .page(post.clone(), "/units/{id}/move", manage, change::regroup)
        .page(get.clone(), "/units/{id}/close", manage, change::ask_close)
        .page(post.clone(), "/units/{id}/close", manage, change::close)
        .page(get.clone(), "/units/{id}/detail", manage, detail::ask)
        .page(post.clone(), "/units/{id}/detail", manage, detail::save)
        .page(get.clone(), "/units/{id}/posts/new", staff, people::ask_post)
        .page(post.clone(), "/units/{id}/posts", staff, people::give)
        .page(get, "/units/{id}/posts/{post}/end", staff, people::ask_end)
        .page(post, "/units/{id}/posts/{post}/end", staff, people::end)
        .merge(transfers())
        .merge(carried())
}

fn transfers() -> Routes {
    let (get, post) = (Method::GET, Method::POST);
    let (read, may) = (Need::May(UnitRead), Need::May(UnitTransfer));
    Routes::new("organizations")
        .page(get.clone(), "/units/{id}/transfer", may, transfer::ask)
        .page(post.clone(), "/units/{id}/transfer", may, transfer::plan)
        .page(get.clone(), "/unit-moves", read, transfers::list)
        .page(get, "/unit-moves/{id}", read, transfers::show)
        .page(post.clone(), "/unit-moves/{id}/agree", may, transfers::agree_to)
        .page(post.clone(), "/unit-moves/{id}/return", may, transfers::give_back)
        .page(post, "/unit-moves/{id}/undo", may, transfers::undone)
}

fn carried() -> Routes {
    let (get, post) = (Method::GET, Method::POST);
    let (keep, worker) = (Need::May(DutyKeep), Need::May(ProfileRead));
    Routes::new("organizations")
        .page(get.clone(), "/units/{id}/duties/new", keep, duties::ask)
        .page(post.clone(), "/units/{id}/duties", keep, duties::give)
        .page(get.clone(), "/duties", keep, watch::list)
        .page(get.clone(), "/duties/{id}", keep, duties::acts)
        .page(post.clone(), "/duties/{id}/end", keep, duties::end)
        .page(post.clone(), "/duties/{id}/away", keep, duties::away)
        .page(post.clone(), "/duties/{id}/hand-over", keep, duties::hand_over)
        .page(post, "/duties/{id}/visits", keep, duties::visit)
        .page(get.clone(), "/duties/seats", keep, seats::show)
        .page(get.clone(), "/units/{id}/log", keep, log::show)
        .page(get, "/liaisons", worker, watch::turn_to)
}
