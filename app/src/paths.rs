//! Builders of every address. No page writes one by hand.

use crate::domain::{
    BatchId, DraftId, Facet, ListQuery, Locale, MergeId, QueueFilter, QueuePart, ReferenceKind, Slug, SourceId, Stance,
    StatementFilter, StatementStart, UserId,
};

/// Something that readers can go to, in any language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// The front page.
    Front,
    /// The timeline of a query.
    Timeline(Box<ListQuery>),
    /// All stakeholders.
    Stakeholders,
    /// One stakeholder.
    Stakeholder(Slug),
    /// All topics.
    Topics,
    /// One topic.
    Topic(Slug),
    /// One statement.
    Statement(Slug),
    /// All milestones.
    Milestones,
    /// How statements are coded.
    Method,
    /// What was changed in one statement.
    History(Slug),
    /// What was changed lately in all statements.
    Corrections,
    /// Signing in.
    SignIn,
    /// The second factor, while signing in.
    SignInCode,
    /// Where the password is given again.
    Confirmation,
    /// Where the form that signs out goes.
    SignOut,
    /// Setting a password, by the token of a link.
    Password(String),
    /// The editor's desk.
    Desk,
    /// The editor's desk with a part of what there is to do.
    Queue(QueueFilter),
    /// A new statement.
    NewStatement,
    /// Changing a statement.
    EditStatement(Slug),
    /// Taking a statement back.
    Withdrawal(Slug),
    /// Where the form that gives a statement back what it was goes.
    Restoration(Slug),
    /// Where the form that begins a draft goes.
    Drafts,
    /// One draft.
    Draft(DraftId),
    /// A draft as readers will see it.
    DraftReview(DraftId),
    /// Where the form that hands a draft to the reviewers goes.
    DraftSubmission(DraftId),
    /// Where the form that publishes a draft goes.
    DraftPublication(DraftId),
    /// Where the form that sends a draft back goes.
    DraftReturn(DraftId),
    /// Where the form that makes a draft an appearance of another statement goes.
    DraftReprint(DraftId),
    /// Where the form that throws a draft away goes.
    DraftDisposal(DraftId),
    /// All sources.
    Sources,
    /// One source.
    Source(SourceId),
    /// Where the form that keeps the text of a source goes.
    SourceText(SourceId),
    /// Where the form that marks quotes as compared goes.
    SourceVerification(SourceId),
    /// A new statement with a passage of a source filled in.
    StatementFromSource(SourceId, StatementStart),
    /// Handing in a file of statements.
    Import,
    /// One such file.
    Batch(BatchId),
    /// Where the form that says what the columns of a file mean goes.
    BatchMapping(BatchId),
    /// Where the form that makes drafts or statements of a file goes.
    BatchKeeping(BatchId),
    /// Where the form that takes back what was made of a file goes.
    BatchUndo(BatchId),
    /// Stakeholders, topics and milestones, to change them.
    Reference,
    /// Where the form that adds one of a kind goes.
    ReferenceKind(ReferenceKind),
    /// A new one of a kind.
    NewReference(ReferenceKind),
    /// One of a kind, by its slug or number.
    ReferenceItem(ReferenceKind, String),
    /// Where the form that merges one into another goes.
    ReferenceMerge(ReferenceKind, String),
    /// Where the form that undoes a merge goes.
    MergeUndo(MergeId),
    /// One's own account.
    Account,
    /// Setting a second factor up.
    SecondFactor,
    /// Where the form that takes a second factor away goes.
    SecondFactorRemoval,
    /// Where the form that makes new recovery codes goes.
    RecoveryCodes,
    /// Where the forms that end sessions go.
    Sessions,
    /// Everybody's accounts.
    Users,
    /// One account.
    User(UserId),
    /// Where the form that makes a new link to set somebody's password goes.
    UserLink(UserId),
    /// Where the form that takes somebody's second factor away goes.
    UserSecondFactor(UserId),
}

impl Address {
    /// The timeline of a filter.
    #[must_use]
    pub fn filtered(filter: StatementFilter) -> Self {
        Self::Timeline(Box::new(ListQuery { filter, ..ListQuery::default() }))
    }

    /// The address for readers of a language.
    #[must_use]
    pub fn in_locale(&self, locale: Locale) -> String {
        let prefix = locale.prefix();
        match self {
            Self::Front if prefix.is_empty() => "/".to_owned(),
            Self::Front => prefix.to_owned(),
            Self::Timeline(query) => with_query(format!("{prefix}/timeline"), query),
            Self::Stakeholders => format!("{prefix}/stakeholders"),
            Self::Stakeholder(slug) => format!("{prefix}/stakeholders/{slug}"),
            Self::Topics => format!("{prefix}/topics"),
            Self::Topic(slug) => format!("{prefix}/topics/{slug}"),
            Self::Statement(slug) => format!("{prefix}/statements/{slug}"),
            Self::Milestones => format!("{prefix}/milestones"),
            Self::Method => format!("{prefix}/method"),
            Self::History(slug) => format!("{prefix}/statements/{slug}/history"),
            Self::Corrections => format!("{prefix}/corrections"),
            Self::SignIn => format!("{prefix}/login"),
            Self::SignInCode => format!("{prefix}/login/code"),
            Self::Confirmation => format!("{prefix}/login/confirm"),
            Self::SignOut => format!("{prefix}/logout"),
            Self::Password(token) => format!("{prefix}/password/{token}"),
            Self::Desk => format!("{prefix}/edit"),
            Self::Queue(QueueFilter { part, words }) => {
                let all = [("show", part.map_or("", QueuePart::code)), ("q", words.as_str())];
                let given: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
                let query = if given.is_empty() { String::new() } else { format!("?{}", encode(&given)) };
                format!("{prefix}/edit{query}")
            }
            Self::NewStatement => format!("{prefix}/edit/statements/new"),
            Self::EditStatement(slug) => format!("{prefix}/edit/statements/{slug}"),
            Self::Withdrawal(slug) => format!("{prefix}/edit/statements/{slug}/withdraw"),
            Self::Restoration(slug) => format!("{prefix}/edit/statements/{slug}/restore"),
            Self::Drafts => format!("{prefix}/edit/drafts"),
            Self::Draft(id) => format!("{prefix}/edit/drafts/{id}"),
            Self::DraftReview(id) => format!("{prefix}/edit/drafts/{id}/review"),
            Self::DraftSubmission(id) => format!("{prefix}/edit/drafts/{id}/submit"),
            Self::DraftPublication(id) => format!("{prefix}/edit/drafts/{id}/publish"),
            Self::DraftReturn(id) => format!("{prefix}/edit/drafts/{id}/send-back"),
            Self::DraftReprint(id) => format!("{prefix}/edit/drafts/{id}/reprint"),
            Self::DraftDisposal(id) => format!("{prefix}/edit/drafts/{id}/discard"),
            Self::Sources => format!("{prefix}/edit/sources"),
            Self::Source(SourceId(id)) => format!("{prefix}/edit/sources/{id}"),
            Self::SourceText(SourceId(id)) => format!("{prefix}/edit/sources/{id}/text"),
            Self::SourceVerification(SourceId(id)) => format!("{prefix}/edit/sources/{id}/verify"),
            Self::StatementFromSource(SourceId(id), start) => {
                let id = id.to_string();
                let StatementStart { passage, prefix: before, suffix: after, stakeholder } = start;
                let all =
                    [("source", &id), ("passage", passage), ("prefix", before), ("suffix", after), ("by", stakeholder)];
                let given: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
                format!("{prefix}/edit/statements/new?{}", encode(&given))
            }
            Self::Import => format!("{prefix}/edit/import"),
            Self::Batch(BatchId(id)) => format!("{prefix}/edit/import/{id}"),
            Self::BatchMapping(BatchId(id)) => format!("{prefix}/edit/import/{id}/columns"),
            Self::BatchKeeping(BatchId(id)) => format!("{prefix}/edit/import/{id}/keep"),
            Self::BatchUndo(BatchId(id)) => format!("{prefix}/edit/import/{id}/undo"),
            Self::Reference => format!("{prefix}/edit/reference"),
            Self::ReferenceKind(kind) => format!("{prefix}/edit/reference/{kind}"),
            Self::NewReference(kind) => format!("{prefix}/edit/reference/{kind}/new"),
            Self::ReferenceItem(kind, key) => format!("{prefix}/edit/reference/{kind}/item/{key}"),
            Self::ReferenceMerge(kind, key) => format!("{prefix}/edit/reference/{kind}/item/{key}/merge"),
            Self::MergeUndo(MergeId(id)) => format!("{prefix}/edit/merges/{id}/undo"),
            Self::Account => format!("{prefix}/edit/account"),
            Self::SecondFactor => format!("{prefix}/edit/account/second-factor"),
            Self::SecondFactorRemoval => format!("{prefix}/edit/account/second-factor/remove"),
            Self::RecoveryCodes => format!("{prefix}/edit/account/recovery-codes"),
            Self::Sessions => format!("{prefix}/edit/account/sessions"),
            Self::Users => format!("{prefix}/edit/users"),
            Self::User(id) => format!("{prefix}/edit/users/{id}"),
            Self::UserLink(id) => format!("{prefix}/edit/users/{id}/link"),
            Self::UserSecondFactor(id) => format!("{prefix}/edit/users/{id}/second-factor/remove"),
        }
    }

    /// The address of a part of the page.
    #[must_use]
    pub fn part(&self, locale: Locale, id: &str) -> String {
        format!("{}#{id}", self.in_locale(locale))
    }

    /// Whether search engines and link previews are to pass it over.
    #[must_use]
    pub const fn is_private(&self) -> bool {
        !matches!(
            self,
            Self::Front
                | Self::Timeline(_)
                | Self::Stakeholders
                | Self::Stakeholder(_)
                | Self::Topics
                | Self::Topic(_)
                | Self::Statement(_)
                | Self::Milestones
                | Self::Method
                | Self::History(_)
                | Self::Corrections
        )
    }

    /// The address, with where to go on to afterwards.
    #[must_use]
    pub fn after(&self, locale: Locale, next: &str) -> String {
        format!("{}?{}", self.in_locale(locale), encode(&[("next", next)]))
    }
}

fn with_query(path: String, query: &ListQuery) -> String {
    let parameters = encode(&query.parameters());
    if parameters.is_empty() { path } else { format!("{path}?{parameters}") }
}

/// Parameters as they stand behind the question mark of an address.
#[must_use]
pub fn encode<Name: AsRef<str>, Value: AsRef<str>>(parameters: &[(Name, Value)]) -> String {
    let pairs = parameters.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Reads what stands behind the question mark of an address.
#[must_use]
pub fn decode(query: &str) -> Vec<(String, String)> {
    decode_bytes(query.as_bytes())
}

/// Reads the body of a form, which is written like what stands behind a question mark.
#[must_use]
pub fn decode_bytes(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body).into_owned().collect()
}

/// The filter for one stakeholder, topic and stance, each if given.
#[must_use]
pub fn filter_for(stakeholder: Option<&Slug>, topic: Option<&Slug>, stance: Option<Stance>) -> StatementFilter {
    StatementFilter {
        stakeholder: stakeholder.cloned().into_iter().collect(),
        topic: topic.cloned().into_iter().collect(),
        stance: stance.into_iter().collect(),
        ..StatementFilter::default()
    }
}

/// The id of a facet's field in the filter form.
#[must_use]
pub fn facet_id(facet: Facet) -> String {
    format!("facet-{facet}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_has_no_prefix() {
        assert_eq!(Address::Front.in_locale(Locale::En), "/");
        assert_eq!(Address::Front.in_locale(Locale::Es), "/es");
        assert_eq!(Address::Method.in_locale(Locale::Fr), "/fr/method");
    }

    #[test]
    fn words_survive_the_way_through_an_address() {
        let query = ListQuery::default().with("q", "acc\u{e8}s & \"100 %\" + m\u{e1}s");
        let Some((_, encoded)) = Address::Timeline(Box::new(query.clone()))
            .in_locale(Locale::En)
            .split_once('?')
            .map(|(p, q)| (p.to_owned(), q.to_owned()))
        else {
            panic!("no parameters")
        };
        let decoded = decode(&encoded);
        let (read, bad) = ListQuery::read(decoded.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        assert_eq!((read, bad), (query, Vec::new()));
    }
}
