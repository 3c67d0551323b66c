//! The entries of `actors.json`, `topics.json` and `milestones.json`.

use domain::{
    Fault, Given, Milestone, MilestoneField, NewMilestone, NewStakeholder, NewText, NewTopic, Stakeholder,
    StakeholderField, Topic, TopicField, Valid,
};

use super::fields::Fields;

pub(super) fn read_stakeholder(fields: &mut Fields<'_>) -> Option<Valid<Stakeholder>> {
    let facts = NewStakeholder {
        slug: fields.slug("slug"),
        name: fields.text("name"),
        short_name: fields.text("short"),
        translated_name: localized(fields, "name"),
        translated_short_name: localized(fields, "short"),
        kind: fields.text("kind"),
        country: fields.text("country"),
        aliases: Given::Value(fields.texts("aliases")),
        note: fields.text("note"),
    };
    fields.keep(facts.check(), |field| match field {
        StakeholderField::Slug => "slug".into(),
        StakeholderField::Name => "name".into(),
        StakeholderField::ShortName => "short".into(),
        StakeholderField::TranslatedName(language) => format!("name_{language}").into(),
        StakeholderField::TranslatedShortName(language) => format!("short_{language}").into(),
        StakeholderField::Aliases => "aliases".into(),
        StakeholderField::Kind => "kind".into(),
        StakeholderField::Country => "country".into(),
        StakeholderField::Note => "note".into(),
    })
}

/// A text in up to three languages: `label_en`, `label_es`, `label_fr`.
fn localized(fields: &mut Fields<'_>, stem: &str) -> NewText {
    let mut text = |language: &str| fields.text(&format!("{stem}_{language}"));
    NewText { en: text("en"), es: text("es"), fr: text("fr") }
}

pub(super) fn read_topic(fields: &mut Fields<'_>) -> Option<Valid<Topic>> {
    let facts = NewTopic {
        slug: fields.slug("slug"),
        label: localized(fields, "label"),
        proposition: localized(fields, "proposition"),
        broader: fields.slug("broader"),
        articles: Given::Value(fields.texts("articles")),
        coding_note: fields.text("coding_note"),
        leads: fields.flag("leads"),
        aliases: Given::Value(fields.texts("aliases")),
    };
    fields.keep(facts.check(), |field| match field {
        TopicField::Slug => "slug".into(),
        TopicField::Label(language) => format!("label_{language}").into(),
        TopicField::Proposition(language) => format!("proposition_{language}").into(),
        TopicField::Aliases => "aliases".into(),
        TopicField::Broader => "broader".into(),
        TopicField::Articles => "articles".into(),
        TopicField::CodingNote => "coding_note".into(),
    })
}

pub(super) fn read_milestone(fields: &mut Fields<'_>) -> Option<Valid<Milestone>> {
    let slug = fields.slug("slug");
    let date = fields.period("date");
    if let (Given::Value(date), Given::Value(precision)) = (&date, fields.text("precision"))
        && precision != date.precision()
    {
        fields.fault("precision", Fault::PrecisionMismatch(date.to_string(), precision));
    }
    let facts = NewMilestone {
        slug,
        title: localized(fields, "title"),
        outcome: localized(fields, "outcome"),
        date,
        end_date: fields.day("end_date"),
        state: fields.text("state"),
        earlier_dates: Given::Value(fields.periods("earlier_dates")),
        party: fields.text("party"),
        kind: fields.text("kind"),
        source_title: fields.text("source_title"),
        source_url: fields.text("source_url"),
        note: fields.text("note"),
    };
    fields.keep(facts.check(), |field| match field {
        MilestoneField::Slug => "slug".into(),
        MilestoneField::Title(language) => format!("title_{language}").into(),
        MilestoneField::Outcome(language) => format!("outcome_{language}").into(),
        MilestoneField::Date => "date".into(),
        MilestoneField::EndDate => "end_date".into(),
        MilestoneField::State => "state".into(),
        MilestoneField::Party => "party".into(),
        MilestoneField::Kind => "kind".into(),
        MilestoneField::SourceTitle => "source_title".into(),
        MilestoneField::SourceUrl => "source_url".into(),
        MilestoneField::Note => "note".into(),
    })
}
