//! Layout, forms, lists, timelines, charts; words in two languages.
