//! Views of domain values, without state.

mod chosen;
mod differences;
mod duplicates;
mod evidence;
mod facets;
mod form;
mod page_links;
mod picture;
mod reach;
pub(crate) mod stance;
mod standing;
mod statement_card;
mod statement_title;
mod table;
mod text_fragment;
pub(crate) mod time_range;
mod translated;

pub(crate) use chosen::{ChosenFilters, filter_in_words};
pub(crate) use differences::{Difference, DifferenceTable, differences, field_differences};
pub(crate) use duplicates::duplicate_list;
pub(crate) use evidence::{GradeBadge, QuoteCheckMark, SourceLink};
pub(crate) use facets::FilterForm;
pub(crate) use form::{ErrorSummary, FileField, Kept, Notice, SelectField, TextField, error_of, tick_box};
pub use form::{FieldError, TextArea};
pub(crate) use page_links::PageLinks;
pub(crate) use picture::{FigureView, TimelineFigure, drawing_file};
pub(crate) use reach::reach_in_words;
pub(crate) use stance::{StanceBadge, badge, stance_counts};
pub(crate) use standing::ReviewStandingSection;
pub(crate) use statement_card::{PositionList, StatementWords, quotation_marks, statement_card};
pub(crate) use statement_title::statement_title;
pub(crate) use table::scrolling_table;
pub(crate) use text_fragment::with_text_fragment;
pub(crate) use time_range::TimeRange;
pub(crate) use translated::{InEnglish, TranslatedText, translated};
