//! What a city declares, in TOML, checked.
