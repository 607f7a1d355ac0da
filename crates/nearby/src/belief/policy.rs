//! What the engine makes of words: the bounds that are chosen rather than learned.

/// The bounds. Both policies are constants; a deployment does not tune them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Policy {
    /// Hours in which a voice that speaks again only corrects itself: the older word is not judged.
    pub correction_hours: i64,
    /// Hours after which a word is judged by what others said before and after it.
    pub settle_hours: i64,
    /// Hours on both sides of a word in which somebody else must have spoken, for it to be judged.
    pub judge_hours: i64,
    /// Days after which a word is folded into the base, or dropped when it stands alone against.
    /// Until then a voice has one vote, its newest.
    pub memory_days: i64,
    /// Words that are kept apart.
    pub votes_max: usize,
    /// The most by which one reporter's word multiplies the odds, or divides them.
    pub weight_max: f64,
    /// Independent voices that it takes to say that it fails.
    pub voices_against: u8,
    /// A "works" of this weight refutes what was said against it before.
    pub refuting_weight: f64,
    /// The belief does not fall below this while fewer speak against it.
    pub lone_floor: f64,
    /// Where one voice is enough, a word of this weight …
    pub enough_weight: f64,
    /// … brings the belief down to this at least, until somebody says otherwise.
    pub lone_ceiling: f64,
}

impl Policy {
    /// A door: nobody closes it alone, but for its keeper.
    pub const DOOR: Self = Self {
        correction_hours: 6,
        settle_hours: 12,
        judge_hours: 24,
        memory_days: 3,
        votes_max: 12,
        weight_max: 30.0,
        voices_against: 2,
        refuting_weight: 2.0,
        lone_floor: 0.55,
        enough_weight: f64::INFINITY,
        lone_ceiling: 1.0,
    };

    /// An amenity behind the door: one reporter of fair trust is enough to say that the microwave
    /// is broken, because a wrong word costs the place nothing but this amenity, for a while.
    pub const AMENITY: Self = Self {
        voices_against: 1,
        lone_floor: 0.0,
        enough_weight: 4.0,
        lone_ceiling: 0.4,
        ..Self::DOOR
    };
}
