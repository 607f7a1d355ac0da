//! Proposes a category from title and text.
