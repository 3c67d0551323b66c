//! Builders of every address. No page writes one by hand.

use std::fmt::{self, Write};

use domain::{
    BatchId, DraftId, Facet, ListQuery, Locale, MergeId, QueueFilter, QueuePart, ReferenceKind, Slug, SourceId, Stance,
    StatementFilter, StatementStart, UserId,
};

/// Room for nearly every address, in bytes.
const ROOM: usize = 96;

/// Whether search engines and link previews are to take an address in.
const PUBLIC: bool = true;

/// Whether they are to pass it over.
const PRIVATE: bool = false;

/// Declares every address: what is said in it, its pattern, in which that takes its places in order, whether it is public,
/// and, behind a question mark, its parameters.
macro_rules! addresses {
    ($($(#[$meta:meta])* $name:ident $(($($field:ident: $type:ty),+))? = $pattern:literal, $public:ident
        $(? $parameters:expr)?;)+) => {
        /// Something that readers can go to, in any language.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Address { $($(#[$meta])* $name $(($($type),+))?,)+ }

        /// An address without what is said in it. The table of routes is made of these.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum RouteName { $($(#[$meta])* $name,)+ }

        impl RouteName {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Where it is, after the prefix of the language, with names in braces for what is said in it.
            #[must_use]
            pub const fn pattern(self) -> &'static str {
                match self { $(Self::$name => $pattern,)+ }
            }

            const fn is_public(self) -> bool {
                match self { $(Self::$name => $public,)+ }
            }
        }

        impl Address {
            /// What it is the address of.
            #[must_use]
            pub const fn route(&self) -> RouteName {
                match self { $(Self::$name $(($(addresses!(@any $field)),+))? => RouteName::$name,)+ }
            }

            /// What takes the places in its pattern.
            fn parts(&self) -> Vec<&dyn fmt::Display> {
                match self { $(Self::$name $(($($field),+))? => addresses!(@parts [$($parameters)?] [$($($field),+)?]),)+ }
            }

            fn parameters(&self) -> String {
                match self { $(Self::$name $(($($field),+))? => addresses!(@query [$($parameters)?] [$($($field),+)?]),)+ }
            }
        }
    };
    (@any $field:ident) => { _ };
    // What is said in parameters takes no place in the pattern.
    (@parts [] [$($field:ident),*]) => { vec![$($field),*] };
    (@parts [$parameters:expr] [$($field:ident),*]) => {{ $(let _ = $field;)* Vec::new() }};
    (@query [] [$($field:ident),*]) => {{ $(let _ = $field;)* String::new() }};
    (@query [$parameters:expr] [$($field:ident),*]) => { encode(&$parameters) };
}

addresses! {
    /// The front page.
    Front = "/", PUBLIC;
    /// The timeline of a query.
    Timeline(query: Box<ListQuery>) = "/timeline", PUBLIC ? query.parameters();
    /// The picture of a list as a drawing.
    TimelineSvg(query: Box<ListQuery>) = "/timeline.svg", PUBLIC ? query.parameters();
    /// The picture of a list as pixels.
    TimelinePng(query: Box<ListQuery>) = "/timeline.png", PUBLIC ? query.parameters();
    /// What is shown of a list where its address is passed on.
    TimelineCard(query: Box<ListQuery>) = "/timeline/card.png", PUBLIC ? query.parameters();
    /// What is shown of a statement where its address is passed on.
    StatementCard(slug: Slug) = "/statements/{slug}/card.png", PUBLIC;
    /// What is shown of a stakeholder where its address is passed on.
    StakeholderCard(slug: Slug) = "/stakeholders/{slug}/card.png", PUBLIC;
    /// What is shown of a topic where its address is passed on.
    TopicCard(slug: Slug) = "/topics/{slug}/card.png", PUBLIC;
    /// What is new on record, of what a query asks for.
    News(query: Box<ListQuery>) = "/new", PUBLIC ? query.parameters();
    /// What is found by some words.
    Search(words: String) = "/search", PUBLIC ? given([("q", words)]);
    /// All stakeholders.
    Stakeholders = "/stakeholders", PUBLIC;
    /// One stakeholder.
    Stakeholder(slug: Slug) = "/stakeholders/{slug}", PUBLIC;
    /// All topics.
    Topics = "/topics", PUBLIC;
    /// One topic.
    Topic(slug: Slug) = "/topics/{slug}", PUBLIC;
    /// One statement.
    Statement(slug: Slug) = "/statements/{slug}", PUBLIC;
    /// All milestones.
    Milestones = "/milestones", PUBLIC;
    /// One milestone.
    Milestone(slug: Slug) = "/milestones/{slug}", PUBLIC;
    /// How statements are coded.
    Method = "/method", PUBLIC;
    /// Who runs this copy, what it covers and how to correct it.
    About = "/about", PUBLIC;
    /// How to report an error of one statement.
    Report(slug: Slug) = "/about", PUBLIC ? [("statement", slug.as_str())];
    /// What was changed in one statement.
    History(slug: Slug) = "/statements/{slug}/history", PUBLIC;
    /// What was changed lately in all statements.
    Corrections = "/corrections", PUBLIC;
    /// Signing in.
    SignIn = "/login", PRIVATE;
    /// The second factor, while signing in.
    SignInCode = "/login/code", PRIVATE;
    /// Where the password is given again.
    Confirmation = "/login/confirm", PRIVATE;
    /// Where the form that signs out goes.
    SignOut = "/logout", PRIVATE;
    /// Setting a password, by the token of a link.
    Password(token: String) = "/password/{token}", PRIVATE;
    /// The editor's desk.
    Desk = "/edit", PRIVATE;
    /// The editor's desk with a part of what there is to do.
    Queue(filter: QueueFilter) = "/edit", PRIVATE ? queue_parameters(filter);
    /// A new statement.
    NewStatement = "/edit/statements/new", PRIVATE;
    /// Changing a statement.
    EditStatement(slug: Slug) = "/edit/statements/{slug}", PRIVATE;
    /// Taking a statement back.
    Withdrawal(slug: Slug) = "/edit/statements/{slug}/withdraw", PRIVATE;
    /// Where the form that gives a statement back what it was goes.
    Restoration(slug: Slug) = "/edit/statements/{slug}/restore", PRIVATE;
    /// Where the form that begins a draft goes.
    Drafts = "/edit/drafts", PRIVATE;
    /// One draft.
    Draft(id: DraftId) = "/edit/drafts/{id}", PRIVATE;
    /// A draft as readers will see it.
    DraftReview(id: DraftId) = "/edit/drafts/{id}/review", PRIVATE;
    /// Where the form that hands a draft to the reviewers goes.
    DraftSubmission(id: DraftId) = "/edit/drafts/{id}/submit", PRIVATE;
    /// Where the form that publishes a draft goes.
    DraftPublication(id: DraftId) = "/edit/drafts/{id}/publish", PRIVATE;
    /// Where the form that sends a draft back goes.
    DraftReturn(id: DraftId) = "/edit/drafts/{id}/send-back", PRIVATE;
    /// Where the form that makes a draft an appearance of another statement goes.
    DraftReprint(id: DraftId) = "/edit/drafts/{id}/reprint", PRIVATE;
    /// Where the form that throws a draft away goes.
    DraftDisposal(id: DraftId) = "/edit/drafts/{id}/discard", PRIVATE;
    /// All sources.
    Sources = "/edit/sources", PRIVATE;
    /// One source.
    Source(id: SourceId) = "/edit/sources/{id}", PRIVATE;
    /// Where the form that keeps the text of a source goes.
    SourceText(id: SourceId) = "/edit/sources/{id}/text", PRIVATE;
    /// Where the form that marks quotes as compared goes.
    SourceVerification(id: SourceId) = "/edit/sources/{id}/verify", PRIVATE;
    /// A new statement with a passage of a source filled in.
    StatementFromSource(source: SourceId, start: StatementStart) = "/edit/statements/new", PRIVATE ? start_parameters(*source, start);
    /// Handing in a file of statements.
    Import = "/edit/import", PRIVATE;
    /// One such file.
    Batch(id: BatchId) = "/edit/import/{id}", PRIVATE;
    /// Where the form that says what the columns of a file mean goes.
    BatchMapping(id: BatchId) = "/edit/import/{id}/columns", PRIVATE;
    /// Where the form that makes drafts or statements of a file goes.
    BatchKeeping(id: BatchId) = "/edit/import/{id}/keep", PRIVATE;
    /// Where the form that takes back what was made of a file goes.
    BatchUndo(id: BatchId) = "/edit/import/{id}/undo", PRIVATE;
    /// Stakeholders, topics and milestones, to change them.
    Reference = "/edit/reference", PRIVATE;
    /// Where the form that adds one of a kind goes.
    ReferenceKind(kind: ReferenceKind) = "/edit/reference/{kind}", PRIVATE;
    /// A new one of a kind.
    NewReference(kind: ReferenceKind) = "/edit/reference/{kind}/new", PRIVATE;
    /// One of a kind, by its slug or number.
    ReferenceItem(kind: ReferenceKind, key: String) = "/edit/reference/{kind}/item/{key}", PRIVATE;
    /// Where the form that merges one into another goes.
    ReferenceMerge(kind: ReferenceKind, key: String) = "/edit/reference/{kind}/item/{key}/merge", PRIVATE;
    /// Where the form that undoes a merge goes.
    MergeUndo(id: MergeId) = "/edit/merges/{id}/undo", PRIVATE;
    /// One's own account.
    Account = "/edit/account", PRIVATE;
    /// Setting a second factor up.
    SecondFactor = "/edit/account/second-factor", PRIVATE;
    /// Where the form that takes a second factor away goes.
    SecondFactorRemoval = "/edit/account/second-factor/remove", PRIVATE;
    /// Where the form that makes new recovery codes goes.
    RecoveryCodes = "/edit/account/recovery-codes", PRIVATE;
    /// Where the forms that end sessions go.
    Sessions = "/edit/account/sessions", PRIVATE;
    /// Everybody's accounts.
    Users = "/edit/users", PRIVATE;
    /// One account.
    User(id: UserId) = "/edit/users/{id}", PRIVATE;
    /// Where the form that makes a new link to set somebody's password goes.
    UserLink(id: UserId) = "/edit/users/{id}/link", PRIVATE;
    /// Where the form that takes somebody's second factor away goes.
    UserSecondFactor(id: UserId) = "/edit/users/{id}/second-factor/remove", PRIVATE;
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
        let (prefix, pattern) = (locale.prefix(), self.route().pattern());
        // The front page of a language is its prefix alone.
        let mut rest = if prefix.is_empty() || pattern != "/" { pattern } else { "" };
        let mut address = String::with_capacity(ROOM);
        address.push_str(prefix);
        for part in self.parts() {
            let Some((before, after)) = rest.split_once('{') else { break };
            address.push_str(before);
            // Writing to a text does not fail.
            let _ = write!(address, "{part}");
            rest = after.split_once('}').map_or("", |(_, after)| after);
        }
        address.push_str(rest);
        let parameters = self.parameters();
        if !parameters.is_empty() {
            address.push('?');
            address.push_str(&parameters);
        }
        address
    }

    /// The address of a part of the page.
    #[must_use]
    pub fn part(&self, locale: Locale, id: &str) -> String {
        format!("{}#{id}", self.in_locale(locale))
    }

    /// Whether search engines and link previews are to pass it over.
    #[must_use]
    pub const fn is_private(&self) -> bool {
        !self.route().is_public()
    }

    /// What is shown of the page where its address is passed on.
    #[must_use]
    pub fn card(&self) -> Self {
        match self {
            Self::Statement(slug) => Self::StatementCard(slug.clone()),
            Self::Stakeholder(slug) => Self::StakeholderCard(slug.clone()),
            Self::Topic(slug) => Self::TopicCard(slug.clone()),
            Self::Timeline(query) => Self::TimelineCard(Box::new(query.at(None))),
            _ => Self::TimelineCard(Box::default()),
        }
    }

    /// The address, with where to go on to afterwards.
    #[must_use]
    pub fn after(&self, locale: Locale, next: &str) -> String {
        format!("{}?{}", self.in_locale(locale), encode(&[("next", next)]))
    }
}

fn queue_parameters(QueueFilter { part, words }: &QueueFilter) -> Vec<(&'static str, String)> {
    given([("show", part.map_or("", QueuePart::code)), ("q", words)])
}

fn start_parameters(source: SourceId, start: &StatementStart) -> Vec<(&'static str, String)> {
    let StatementStart { passage, prefix, suffix, stakeholder } = start;
    let source = source.to_string();
    given([("source", &source), ("passage", passage), ("prefix", prefix), ("suffix", suffix), ("by", stakeholder)])
}

/// Those of some parameters that say something.
fn given<const N: usize>(all: [(&'static str, &str); N]) -> Vec<(&'static str, String)> {
    all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.to_owned())).collect()
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
    fn what_is_said_takes_its_place() {
        let slug: Slug = "msf".parse().expect("a slug");
        assert_eq!(Address::History(slug).in_locale(Locale::Es), "/es/statements/msf/history");
        let item = Address::ReferenceMerge(ReferenceKind::Topic, "a{b}".to_owned());
        assert_eq!(item.in_locale(Locale::En), "/edit/reference/topic/item/a{b}/merge");
        let queue = QueueFilter { part: Some(QueuePart::Mine), words: String::new() };
        assert_eq!(Address::Queue(queue).in_locale(Locale::Fr), "/fr/edit?show=mine");
        let start = StatementStart { passage: "a b".to_owned(), ..StatementStart::default() };
        let address = Address::StatementFromSource(SourceId(7), start).in_locale(Locale::En);
        assert_eq!(address, "/edit/statements/new?source=7&passage=a+b");
        assert!(Address::Method.is_private() != Address::Desk.is_private());
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
