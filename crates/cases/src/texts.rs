//! Enums that are stored, sent and read as texts.

/// Declares an enum whose members are stored, sent and parsed by one text.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $member:ident = $text:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$inner])* $member,)+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$member),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$member => $text),+ }
            }
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text)
            }
        }
    )+};
}

pub(crate) use texts;
