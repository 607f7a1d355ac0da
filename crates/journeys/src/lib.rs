//! Stories across domains, told to the real program: see `tests/journeys`.
