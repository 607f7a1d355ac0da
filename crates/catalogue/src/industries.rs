//! Industries and the occupations in them: `industries.toml`.

use serde::Serialize;

use crate::{fault::What, load::rows, read::Table, words::Words};

/// All of `industries.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Industries {
    pub industries: Vec<Industry>,
    pub occupations: Vec<Occupation>,
}

/// A branch of business whose Party building somebody leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Industry {
    pub code: String,
    pub name: Words,
    /// Code of the kind of office that runs the industry and leads its Party building.
    pub lead: String,
    /// Other names under which files know it.
    pub also: Vec<String>,
}

/// What a person works as. Somebody may have several at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Occupation {
    pub code: String,
    pub name: Words,
    /// Code of the industry.
    pub industry: String,
    /// Code of the occupation of which this is a sort.
    pub of: Option<String>,
    /// Other names for the same: 外卖员, 外卖送餐员 and 骑手 are one.
    pub also: Vec<String>,
}

impl Industries {
    pub(crate) fn read(top: &Table<'_>) -> Self {
        let industries = rows(top, "industry", Industry::read);
        let occupations = rows(top, "occupation", Occupation::read);
        Self { industries, occupations }
    }

    pub fn industry(&self, code: &str) -> Option<&Industry> {
        self.industries.iter().find(|industry| industry.code == code)
    }

    pub fn occupation(&self, code: &str) -> Option<&Occupation> {
        self.occupations.iter().find(|occupation| occupation.code == code)
    }

    /// The industry that a file calls by code, name or another name.
    pub fn industry_named(&self, word: &str) -> Option<&Industry> {
        let word = word.trim();
        self.industries.iter().find(|one| is_called(word, &one.code, &one.name, &one.also))
    }

    /// The occupation that a file calls by code, name or another name.
    pub fn occupation_named(&self, word: &str) -> Option<&Occupation> {
        let word = word.trim();
        self.occupations.iter().find(|one| is_called(word, &one.code, &one.name, &one.also))
    }

    /// The occupation without anything above it of which `code` is a sort; itself for a core one.
    /// `None` for an unknown code.
    pub fn core_of(&self, code: &str) -> Option<&Occupation> {
        let mut found = self.occupation(code)?;
        // A list that goes round ends here, for it is no longer than there are occupations.
        for _ in &self.occupations {
            let Some(above) = found.of.as_deref() else { break };
            found = self.occupation(above)?;
        }
        Some(found)
    }
}

fn is_called(word: &str, code: &str, name: &Words, also: &[String]) -> bool {
    let same = |known: &str| known.eq_ignore_ascii_case(word);
    same(code) || same(&name.zh) || same(&name.en) || also.iter().any(|known| same(known))
}

impl Industry {
    fn read(table: &Table<'_>) -> Option<Self> {
        let (code, name) = (table.define("code", What::Industry), table.words("name"));
        let lead = table.refer("lead", What::UnitKind);
        Some(Self { code: code?, name: name?, lead: lead?, also: also(table) })
    }
}

impl Occupation {
    fn read(table: &Table<'_>) -> Option<Self> {
        let (code, name) = (table.define("code", What::Occupation), table.words("name"));
        let industry = table.refer("industry", What::Industry);
        let of = if table.has("of") { table.refer("of", What::Occupation) } else { None };
        Some(Self { code: code?, name: name?, industry: industry?, of, also: also(table) })
    }
}

/// Other names; no two things of the file are called the same.
fn also(table: &Table<'_>) -> Vec<String> {
    let listed = table.texts("also");
    for (word, line) in &listed {
        table.define_at(What::OtherName, word, *line);
    }
    listed.into_iter().map(|(word, _)| word).collect()
}
