//! SQLite or PostgreSQL behind one face.
