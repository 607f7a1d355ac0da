//! A believable city, made through public commands only.
