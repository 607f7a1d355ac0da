//! How the bodies of requests are declared.

/// Structs of a request's fields; a field that nobody knows is refused by name.
macro_rules! bodies {
    ($($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $field:ident: $kind:ty,)* })+) => {$(
        $(#[$doc])*
        #[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            $($(#[$inner])* $field: $kind,)*
        }
    )+};
}

pub(super) use bodies;
