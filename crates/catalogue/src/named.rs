//! Words that stand for a fixed set of meanings the engines know.

use kernel::Level;

/// An enum whose members are written by name in a catalogue.
pub(crate) trait Named: Copy + PartialEq + 'static {
    const ALL: &'static [(&'static str, Self)];

    fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, member)| *member)
    }

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, member)| *member == self).map_or("", |(name, _)| name)
    }

    fn names() -> Vec<String> {
        Self::ALL.iter().map(|(name, _)| (*name).to_owned()).collect()
    }
}

/// A catalogue may speak of every level at which an office exists.
impl Named for Level {
    const ALL: &'static [(&'static str, Self)] = &[
        (Self::Province.as_str(), Self::Province),
        (Self::City.as_str(), Self::City),
        (Self::County.as_str(), Self::County),
        (Self::Street.as_str(), Self::Street),
        (Self::Community.as_str(), Self::Community),
        (Self::Grid.as_str(), Self::Grid),
    ];
}

/// Declares an enum together with the names its members have in TOML and JSON.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $member:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$doc])* $member),+ }
        impl crate::named::Named for $name {
            const ALL: &'static [(&'static str, Self)] = &[$(($text, Self::$member)),+];
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(crate::named::Named::name(*self))
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    };
}
pub(crate) use named;
