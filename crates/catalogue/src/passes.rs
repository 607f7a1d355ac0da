//! Kinds of pass: `passes.toml`. A city without the file issues none.

use serde::Serialize;

use crate::{fault::What, load::rows, named::named, read::Table, words::Words};

named! {
    /// Who may ask for a pass of a kind.
    Asker {
        /// Anybody signed in.
        Worker = "worker",
        /// Anybody, without an account.
        Visitor = "visitor",
        /// Whoever has the post of a contact member.
        Member = "member",
        /// The street's desk, for somebody.
        Desk = "desk",
    }
}

named! {
    /// Where a pass is read; the `aud` of its token is this name.
    Audience {
        Gate = "gate",
        Meet = "meet",
        Warm = "warm",
        Tag = "tag",
        Cert = "cert",
    }
}

/// A kind of pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassKind {
    pub code: String,
    pub name: Words,
    pub hint: Words,
    pub audience: Audience,
    /// The class number inside the token's scope, 1 to 23.
    pub class: u32,
    /// The class number of its printed form, which never changes; `None` where it is not printed.
    pub paper: Option<u32>,
    pub who: Vec<Asker>,
    /// Calendar days for which the right lasts; each day's token lives a day at most.
    pub days: u32,
    /// Days for which what a desk prints is good; 1 when left out. A key is believed as long.
    pub paper_days: u32,
    /// What its holder states and a guard may compare, such as the number plate.
    pub detail: Option<Words>,
    /// Whether that somebody holds one is sensitive: kept from every list of the desk.
    pub sensitive: bool,
}

/// All of `passes.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Passes {
    /// Places in the revocation bitmap, in bits.
    pub slots: u32,
    /// Days after which entry records are erased.
    pub entry_days: u32,
    /// Hours for which a gate may keep scans before it uploads them.
    pub upload_hours: u32,
    /// Age of the revocation bitmap, in hours, above which a gate flags what it accepts.
    pub list_hours: u32,
    /// Days for which a key signs.
    pub key_days: u32,
    /// Days by which the next key is announced before it signs.
    pub key_overlap_days: u32,
    pub kinds: Vec<PassKind>,
}

impl Passes {
    pub(crate) fn read(top: &Table<'_>) -> Option<Self> {
        let slots = top.number("slots", 1_024..=16_777_216);
        let entry = top.number("entry_days", 1..=30);
        let upload = top.number("upload_hours", 24..=168);
        let list = top.number("list_hours", 1..=168);
        let key = top.number("key_days", 7..=365);
        let overlap = top.number("key_overlap_days", 3..=30);
        let kinds = rows(top, "kind", PassKind::read);
        Some(Self {
            slots: slots?,
            entry_days: entry?,
            upload_hours: upload?,
            list_hours: list?,
            key_days: key?,
            key_overlap_days: overlap?,
            kinds,
        })
    }

    pub fn kind(&self, code: &str) -> Option<&PassKind> {
        self.kinds.iter().find(|kind| kind.code == code)
    }
    /// The kind whose tokens, on a screen or printed, carry this class number.
    pub fn of_class(&self, class: u32) -> Option<&PassKind> {
        self.kinds.iter().find(|kind| kind.class == class || kind.paper == Some(class))
    }
}

impl PassKind {
    fn read(table: &Table<'_>) -> Option<Self> {
        let code = table.define("code", What::PassKind);
        let (name, hint) = (table.words("name"), table.words("hint"));
        let audience = table.one_of("audience");
        let class = table.number("class", 1..=23);
        if let Some(class) = class {
            table.define_at(What::PassClass, &class.to_string(), table.key_line("class"));
        }
        let paper = table.has("paper").then(|| table.number("paper", 1..=23)).flatten();
        if let Some(class) = paper {
            table.define_at(What::PassClass, &class.to_string(), table.key_line("paper"));
        }
        let who = table.some_of("who");
        let days = table.number("days", 1..=3_650);
        let has_paper_days = table.has("paper_days");
        let paper_days = if has_paper_days { table.number("paper_days", 1..=400) } else { Some(1) };
        let detail = table.child_if("detail", Words::read);
        let sensitive = table.flag("sensitive");
        Some(Self {
            code: code?,
            name: name?,
            hint: hint?,
            audience: audience?,
            class: class?,
            paper,
            who: who?,
            days: days?,
            paper_days: paper_days?,
            detail,
            sensitive,
        })
    }

    pub fn is_for(&self, asker: Asker) -> bool {
        self.who.contains(&asker)
    }
}
