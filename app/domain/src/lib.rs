//! The words of the field as plain types.
//!
//! Everything here is data and rules about data: no database, no clock, no HTML. The types are built
//! by parsing (`parse`, `FromStr`, `new`) and cannot hold a value that makes no sense, so code that
//! receives one never checks it again. They depend on `serde` and `chrono` alone, because the same
//! types reach the browser.
//!
//! What comes in is said as facts (`NewStatement`, `NewSource`, ...), and only their `check` makes a [`Valid`] thing of
//! them, which the record takes. To add a rule, add it there: every way in keeps it from then on.
//!
//! To add a coded vocabulary (like [`Stance`] or [`Venue`]) use the `vocabulary!` macro and
//! give every code a label in the three locale files.

#[macro_use]
mod vocabulary;

mod audit;
mod batch;
mod catalogue;
mod cursor;
mod date;
mod draft;
mod fault;
mod filter;
mod lengths;
mod locale;
mod merge;
mod milestone;
mod new_reference;
mod new_statement;
mod picture;
mod position;
mod queue;
mod range;
mod review;
mod search;
mod slug;
mod source;
mod stakeholder;
mod standing;
mod statement;
mod topic;
mod user;
mod valid;

pub use audit::{Action, Actor, AuditEntry, Change, ChangeScope, UserId};
pub use batch::{Batch, BatchId, BatchState, Charset, Reading, StoredBatch, TableRow};
pub use catalogue::Catalogue;
pub use cursor::{Cursor, Direction};
pub use date::{Bound, CalendarPeriod, DateError, DatePrecision, PossibleDays, StatedDate};
pub use draft::{Draft, DraftId, DraftState, StatementStart};
pub use fault::Fault;
pub use filter::{
    BadParameter, Group, LaneOrder, Lanes, ListQuery, ParameterFault, Sort, StatementFilter, Subtopics, TextQuery,
};
pub use lengths::{
    ADDRESS_LENGTH, LINE_LENGTH, MOST_LINES, MOST_POSITIONS, REMARK_LENGTH, STATEMENT_BYTES, TEXT_LENGTH,
};
pub use locale::{ByLanguage, Language, Locale, Localized};
pub use merge::{Merge, MergeId, MergedName, ReferenceKind, StoredMerge};
pub use milestone::{Milestone, MilestoneKind, MilestoneState};
pub use new_reference::{
    MilestoneField, NewMilestone, NewSource, NewStakeholder, NewText, NewTopic, SourceField, StakeholderField,
    TopicField,
};
pub use new_statement::{
    NewComparison, NewPosition, NewStatement, NewTranslation, Reprint, StatedSource, StatementField, StatementName,
};
pub use picture::{Cell, Dot, Lane, Picture, PictureRequest, TimeScale, TimeUnit};
pub use position::{CODEBOOK, Coding, Position, Stance};
pub use queue::{QueueFilter, QueuePart};
pub use range::DayRange;
pub use review::{ReviewStanding, UpcomingMilestone, review_cycle_start};
pub use search::{
    Facet, FacetCounts, Histogram, HistogramBar, ListPage, PositionCount, SearchResult, Span, StanceHolders,
};
pub use slug::{Slug, SlugError};
pub use source::{Source, SourceId, SourceKind, SourceTier, TitleOrigin, is_web_address};
pub use stakeholder::{Country, Stakeholder, StakeholderKind};
pub use standing::{Evidence, PlacedStanding, StanceChange, StanceTaken, Standing, StandingRequest};
pub use statement::{
    Appearance, Checked, ComparedText, Directness, EvidenceGrade, Passage, QuoteCheck, Statement, StatementId,
    StatementStatus, Translation, TranslationKind, Venue,
};
pub use topic::Topic;
pub use user::{EmailAddress, EmailError, Role, User};
pub use valid::{Faulty, Given, Valid};
pub use vocabulary::UnknownCode;
