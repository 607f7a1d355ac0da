//! Sign-in, sessions, keys per person, Actor, areas, permission sentences.
