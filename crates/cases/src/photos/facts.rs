//! What can happen to a photo on its way to the public, and what it makes of a case.

use serde::{Deserialize, Serialize};

use crate::{case::Case, entry::Photo, rules::Refusal};

/// What happened to a photo.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Fact {
    /// `photo` is what the public sees of `original`.
    Released { original: String, photo: Photo },
    /// It is shown no more.
    Withdrawn { original: String },
}

/// A photo as the public sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub original: String,
    pub photo: Photo,
}

impl Fact {
    /// The word by which the entry is stored and journalled.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Released { .. } => "photo.released",
            Self::Withdrawn { .. } => "photo.withdrawn",
        }
    }
}

/// Whether this may happen to the case now.
pub fn admit(case: &Case, fact: &Fact) -> Result<(), Refusal> {
    let is_one = |original: &str| originals(case).any(|photo| photo.file == original);
    match fact {
        Fact::Released { .. } if case.visibility != "public-after-release" => {
            Err(Refusal::NeverPublic)
        }
        Fact::Released { original, .. } if !is_one(original) => Err(Refusal::NoSuchPhoto),
        Fact::Withdrawn { original } if case.shown(original).is_none() => Err(Refusal::NoSuchPhoto),
        _ => Ok(()),
    }
}

/// Takes the fact into the case.
pub fn apply(case: &mut Case, fact: &Fact) {
    let (Fact::Released { original, .. } | Fact::Withdrawn { original }) = fact;
    case.shown.retain(|shown| shown.original != *original);
    if let Fact::Released { original, photo } = fact {
        case.shown.push(Shown { original: original.clone(), photo: photo.clone() });
    }
}

/// The photos of the report and of the answer that stands.
pub(crate) fn originals(case: &Case) -> impl Iterator<Item = &Photo> {
    case.photos.iter().chain(case.answer.iter().flat_map(|answer| &answer.photos))
}

impl Case {
    /// What the public sees of this photo, if anything.
    pub fn shown(&self, original: &str) -> Option<&Photo> {
        let mut all = self.shown.iter();
        all.find(|shown| shown.original == original).map(|shown| &shown.photo)
    }

    /// Photos that anybody may see: none where the case's kind is not shown.
    pub fn public_photos(&self) -> impl Iterator<Item = &Photo> {
        let is_public = self.visibility == "public-after-release";
        self.shown.iter().filter(move |_| is_public).map(|shown| &shown.photo)
    }
}
