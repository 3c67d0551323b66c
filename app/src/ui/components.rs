//! Views of domain values, without state.

mod chosen;
mod evidence;
mod facets;
mod pages;
mod picture;
mod stance;
mod standing;
mod statement_card;
mod translated;

pub(crate) use chosen::ChosenFilters;
pub(crate) use evidence::{GradeBadge, QuoteCheckMark, SourceLink};
pub(crate) use facets::{FilterForm, choices_of};
pub(crate) use pages::PageLinks;
pub(crate) use picture::TimelineFigure;
pub(crate) use stance::{StanceBadge, StanceCounts};
pub(crate) use standing::ReviewStandingSection;
pub(crate) use statement_card::{PositionList, StatementCard, StatementWords};
pub(crate) use translated::TranslatedText;
