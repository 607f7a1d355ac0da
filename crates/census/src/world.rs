//! How large and how hard the night is.

/// Sizes are rows, rates are out of ten thousand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct World {
    /// Rows of courier stations.
    pub roster: usize,
    /// Rows of platforms.
    pub platform: usize,
    /// Rows of the street survey.
    pub survey: usize,
    /// Pairs of two people with one name and one street, in different files.
    pub same_names: usize,
    /// Phones that one person had in one file and another person has in another.
    pub recycled: usize,
    /// People with an old phone in one file.
    pub changed: usize,
    /// Rows that no import may let through.
    pub broken: usize,
    /// Platform rows that list a person once more.
    pub twice: usize,
    /// People who live with a sibling or a colleague.
    pub together: usize,
    /// Of those, who give the other's phone in one file.
    pub shared_phone: usize,
    /// A slip of the pen in a field (the survey, written by hand, has twice as many).
    pub slip: usize,
    /// A field left empty (twice as many in the survey).
    pub gap: usize,
    /// Another street or station than in the other files.
    pub moved: usize,
}

impl World {
    /// The night as a whole.
    pub const CENSUS: Self = Self {
        roster: 50_000,
        platform: 120_000,
        survey: 80_000,
        same_names: 400,
        recycled: 300,
        changed: 900,
        broken: 200,
        twice: 40,
        together: 1_000,
        shared_phone: 1_000,
        slip: 100,
        gap: 250,
        moved: 1_200,
    };

    /// The same city on a worse day.
    #[must_use]
    pub const fn harder(self) -> Self {
        Self {
            together: self.together * 2,
            shared_phone: self.shared_phone * 2,
            slip: self.slip * 2,
            gap: self.gap * 2,
            moved: self.moved * 2,
            changed: self.changed * 2,
            ..self
        }
    }

    /// One part in so many of every size, at least one of each.
    #[must_use]
    pub fn part(self, of: usize) -> Self {
        let part = |size: usize| (size / of.max(1)).max(1);
        Self {
            roster: part(self.roster),
            platform: part(self.platform),
            survey: part(self.survey),
            same_names: part(self.same_names),
            recycled: part(self.recycled),
            changed: part(self.changed),
            ..self
        }
    }

    /// Rows of all files.
    pub const fn rows(&self) -> usize {
        self.roster + self.platform + self.survey
    }
}
