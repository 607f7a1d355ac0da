//! Stories across domains: the one integration binary.
