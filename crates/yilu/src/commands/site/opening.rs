//! Hours at which a room is open: `8-20`, `22-6`, `1-5:8-20;6:9-12` (1 is Monday).

const DAY: usize = 24;
const WEEK: usize = 7;

/// For each of `hours` (1, 24 or 168) whether it is open; empty for always. None where the text does
/// not read, or names days and the demand has none.
pub fn open(text: &str, hours: usize) -> Option<Vec<bool>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let mut week = [[false; DAY]; WEEK];
    let mut days_named = false;
    for rule in text.split(';') {
        let (days, span) = match rule.split_once(':') {
            Some((days, span)) => {
                days_named = true;
                (days_of(days.trim())?, span)
            }
            None => (0..WEEK, rule),
        };
        let (from, to) = range(span)?;
        let inside = |hour: usize| {
            if from < to { (from..to).contains(&hour) } else { hour >= from || hour < to }
        };
        if from >= DAY || to > DAY || from == to {
            return None;
        }
        for day in week.get_mut(days)? {
            day.iter_mut().enumerate().for_each(|(hour, open)| *open |= inside(hour));
        }
    }
    match hours {
        168 => Some(week.concat()),
        _ if days_named => None,
        24 => Some(week.first()?.to_vec()),
        // Whoever tells no hours is served by whoever opens at all.
        _ => Some(Vec::new()),
    }
}

/// Days from 1 to 7 as places from 0.
fn days_of(text: &str) -> Option<std::ops::Range<usize>> {
    let (from, to) = range(text).or_else(|| text.parse().ok().map(|day| (day, day)))?;
    ((1..=WEEK).contains(&from) && (from..=WEEK).contains(&to)).then(|| from - 1..to)
}

fn range(text: &str) -> Option<(usize, usize)> {
    let (from, to) = text.split_once('-')?;
    Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, hours: usize) -> Option<Vec<usize>> {
        let open = open(text, hours)?;
        Some((0..open.len()).filter(|hour| open[*hour]).collect())
    }

    #[test]
    fn hours_and_days_are_read() {
        assert_eq!(open("", 24), Some(Vec::new()));
        assert_eq!(told("8-10", 24), Some(vec![8, 9]));
        assert_eq!(told("22-2;12-13", 24), Some(vec![0, 1, 12, 22, 23]));
        assert_eq!(told("1-2:8-9; 7:0-1", 168), Some(vec![8, 32, 144]));
        assert_eq!(told("0-24", 168).map(|open| open.len()), Some(168));
        assert_eq!(told("8-20", 1), Some(Vec::new()));
        for wrong in ["8", "8-8", "24-25", "8:00-20:00", "8-9:8-9", "0:8-9", "1-5:8-20"] {
            assert_eq!(open(wrong, 24), None, "{wrong}");
        }
    }
}
