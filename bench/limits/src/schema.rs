//! The program's own tables, so that the limit pays for the same indexes.

const SQLITE: [&str; 2] = [
    include_str!("../../../crates/storage/migrations/1_storage.sql"),
    include_str!("../../../crates/cases/migrations/1_cases.sql"),
];
const POSTGRES_STORAGE: &str =
    include_str!("../../../crates/storage/migrations/1_storage.postgres.sql");

pub fn sqlite() -> String {
    SQLITE.join("\n")
}

/// As `storage::migrate` translates it.
pub fn postgres() -> String {
    let words = [
        (" INTEGER", " BIGINT"),
        (" BLOB", " BYTEA"),
        (" TEXT", " TEXT COLLATE \"C\""),
        (") STRICT", ")"),
    ];
    let cases = words.iter().fold(SQLITE[1].to_owned(), |sql, (from, to)| sql.replace(from, to));
    [POSTGRES_STORAGE, &cases].join("\n")
}
