//! Parts of what there is to do, as addresses name them.

/// A part of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueuePart {
    /// One's own drafts that were sent back.
    SentBack,
    /// One's own drafts that are being written.
    Mine,
    /// Everybody's drafts that wait for review.
    Waiting,
    /// The drafts of others that are being written or were sent back.
    Others,
    /// Sources with quotes that nobody compared with them.
    ToVerify,
    /// Sources without statements.
    Idle,
    /// Standings that are old.
    Stale,
    /// Statements that lack a translation into one of the languages of the pages.
    Untranslated,
}

impl QueuePart {
    const ALL: [Self; 8] = [
        Self::SentBack,
        Self::Mine,
        Self::Waiting,
        Self::Others,
        Self::ToVerify,
        Self::Idle,
        Self::Stale,
        Self::Untranslated,
    ];

    /// Its name in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SentBack => "sent-back",
            Self::Mine => "mine",
            Self::Waiting => "waiting",
            Self::Others => "others",
            Self::ToVerify => "to-verify",
            Self::Idle => "without-statements",
            Self::Stale => "stale",
            Self::Untranslated => "untranslated",
        }
    }

    /// The part of a name; `None` for anything else.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.code() == code)
    }
}

/// What of the queue is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// This part alone.
    pub part: Option<QueuePart>,
    /// Only what has words that begin so.
    pub words: String,
}
