//! Where links are looked for.

/// What of a field must agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// All of it.
    Whole,
    /// So many characters from the beginning.
    First(usize),
    /// So many characters from the end.
    Last(usize),
}

impl Piece {
    /// The piece of a text; all of it when it is shorter.
    pub(crate) fn of(self, text: &str) -> &str {
        match self {
            Self::Whole => text,
            Self::First(count) => {
                let end = text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
                text.get(..end).unwrap_or(text)
            }
            Self::Last(0) => "",
            Self::Last(count) => {
                let begin = text.char_indices().rev().nth(count - 1).map_or(0, |(at, _)| at);
                text.get(begin..).unwrap_or(text)
            }
        }
    }
}

/// Fields that must agree in both records; a record that lacks one is in no pair of the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule(pub Vec<(String, Piece)>);

impl Rule {
    /// Whole fields.
    pub fn on(fields: &[&str]) -> Self {
        Self(fields.iter().map(|field| ((*field).to_owned(), Piece::Whole)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_of_characters_and_never_longer_than_the_text() {
        let pieces = [Piece::Whole, Piece::First(1), Piece::Last(1), Piece::First(9)]
            .map(|piece| piece.of("王伟"));
        assert_eq!(pieces, ["王伟", "王", "伟", "王伟"]);
        assert_eq!(
            [Piece::Last(9), Piece::Last(0), Piece::First(0)].map(|p| p.of("王")),
            ["王", "", ""]
        );
    }
}
