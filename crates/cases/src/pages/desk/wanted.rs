//! Which cases a page of the inbox shows: all of it stands in the address.

use contracts::{CaseId, UnitId};
use kernel::AreaCode;
use ui::query::Query;
use web::{Answer, Cursor, Problem};

use crate::store::lists::{After, Filter, Part};

/// How many pages back the address remembers.
const BACK_MAX: usize = 20;

/// What the address asks for.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub filter: Filter,
    /// Words or a number to search by.
    pub typed: Option<String>,
    /// Where each page so far began, the present one last; empty on the first.
    pub pages: Vec<After>,
}

impl Wanted {
    /// # Errors
    /// 400 when a filter cannot be read: showing everything instead would mislead.
    pub fn read(query: &Query) -> Answer<Self> {
        let typed = query.get("q").map(|typed| typed.trim().to_owned());
        let typed = typed.filter(|typed| !typed.is_empty());
        let part = match query.get("part") {
            Some(text) => Part::parse(text).ok_or_else(|| Problem::bad_request("desk-filter"))?,
            // Whoever looks for a case does not know whether it is closed by now.
            None if typed.is_some() => Part::All,
            None => Part::default(),
        };
        let pages = query.get("after").unwrap_or_default();
        let pages = pages.split('.').filter(|page| !page.is_empty());
        Ok(Self {
            filter: Filter {
                part,
                matter: query.get("matter").map(ToOwned::to_owned),
                owner: readable(query.get("unit").map(str::parse::<UnitId>))?,
                area: readable(query.get("area").map(AreaCode::parse))?,
                among: None,
            },
            typed,
            pages: pages.map(begins).collect::<Answer<_>>()?,
        })
    }

    /// Where the page before this one is; `None` on the first.
    pub fn previous(&self, query: &Query) -> Option<String> {
        let (_, before) = self.pages.split_last()?;
        Some(at(query, before))
    }

    /// Where the page after this one is.
    pub fn next(&self, query: &Query, last: After) -> String {
        let mut pages = self.pages.clone();
        pages.push(last);
        let kept = pages.len().saturating_sub(BACK_MAX);
        at(query, pages.get(kept..).unwrap_or_default())
    }
}

fn readable<T, E>(read: Option<Result<T, E>>) -> Answer<Option<T>> {
    read.transpose().map_err(|_| Problem::bad_request("desk-filter"))
}

fn begins(text: &str) -> Answer<After> {
    let (key, id) = Cursor::<(i64, CaseId)>::decode(text)?.0;
    Ok(After { key, id })
}

fn at(query: &Query, pages: &[After]) -> String {
    let pages: Vec<String> =
        pages.iter().map(|page| Cursor((page.key, page.id)).encode()).collect();
    let bare = query.without("after");
    if pages.is_empty() { bare.href() } else { bare.with("after", pages.join(".")).href() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(key: i64) -> After {
        After { key, id: CaseId::from_bytes([7; 16]) }
    }
    fn reread(href: &str) -> (Query, Wanted) {
        let query = Query::new("/inbox", href.split_once('?').map_or("", |(_, raw)| raw));
        let wanted = Wanted::read(&query).unwrap();
        (query, wanted)
    }

    #[test]
    fn the_address_remembers_the_pages_before() {
        let (query, first) = reread("/inbox?part=new&matter=parking");
        assert_eq!(first.previous(&query), None);
        let (query, second) = reread(&first.next(&query, after(1)));
        let (query, third) = reread(&second.next(&query, after(2)));
        assert_eq!(third.pages, [after(1), after(2)]);
        assert_eq!(third.filter, first.filter);
        let (query, back) = reread(&third.previous(&query).unwrap());
        assert_eq!(back.pages, [after(1)]);
        assert_eq!(back.previous(&query).as_deref(), Some("/inbox?part=new&matter=parking"));
    }

    #[test]
    fn a_search_looks_everywhere_and_wrong_filters_are_refused() {
        assert_eq!(reread("/inbox").1.filter.part, Part::Open);
        assert_eq!(reread("/inbox?q=%E5%85%85%E7%94%B5").1.filter.part, Part::All);
        assert_eq!(reread("/inbox?q=%E5%85%85%E7%94%B5&part=open").1.filter.part, Part::Open);
        for wrong in ["part=x", "unit=7", "area=99x", "after=!"] {
            let refused = Wanted::read(&Query::new("/inbox", wrong)).unwrap_err();
            assert_eq!(refused.status().as_u16(), 400, "{wrong}");
        }
    }
}
