//! The shell around every page: one document, one request on a phone.

mod nav;
mod shell;

pub use nav::{Flash, NavItem, look_href};
pub use shell::Shell;

/// Where the switch of language and type size leads: `GET /look?lang=en&size=large&back=/cases`
/// sets the cookies `lang` (`zh`, `en`) and `size` (`large`, `normal`), then returns to `back`
/// (a path of this site; anything else is refused by whoever serves it).
pub const LOOK_PATH: &str = "/look";

/// How tightly a page is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Density {
    /// One column, large targets, tabs at the bottom, everything inlined.
    #[default]
    Phone,
    /// Dense tables for staff, navigation on top, style and scripts from the cache.
    Desk,
    /// Read across a room: dark, 24 px and larger, everything inlined.
    Wall,
}

impl Density {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Desk => "desk",
            Self::Wall => "wall",
        }
    }
}
