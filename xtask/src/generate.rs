//! Made-up statements in the format of an import, in any number, to see how Postura does with many. The same count and
//! seed give the same files; a smaller count gives the first statements of a larger one.
//!
//! What is like the real thing: few stakeholders say most, few topics are talked of most (both after Zipf), statements
//! come in bursts around milestones, and are in English, Spanish and French, some with a translation. What is not: the
//! sentences mean nothing, bodies are numbered so that none is mistaken for a real one, and nobody speaks for them.

mod random;
mod vocabulary;

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::Context;
use serde_json::{Value, json};

use self::{
    random::{Random, Weighted},
    vocabulary::{LANGUAGES, Vocabulary},
};
use crate::run::{root, step};

const STAKEHOLDERS: usize = 2_000;

/// The days from the first to the last statement: from 1 January 2017 on.
const DAYS: usize = 3_611;

/// How many days a milestone is talked of, before and after.
const BURST: usize = 14;

/// How much more is said on the day of a milestone than on any day.
const BURST_HEIGHT: f64 = 8.0;

/// Kinds of stakeholders, with how many of a hundred are of the kind.
const KINDS: [(&str, &str, f64); 9] = [
    ("industry_association", "Association", 26.0),
    ("company", "Company", 22.0),
    ("government", "Ministry", 12.0),
    ("legislature", "Committee", 10.0),
    ("chamber_of_commerce", "Chamber", 8.0),
    ("civil_society", "Coalition", 12.0),
    ("academia", "Institute", 6.0),
    ("international_org", "Organisation", 2.0),
    ("other", "Group", 2.0),
];

const COUNTRIES: [(&str, f64); 4] = [("MX", 42.0), ("US", 34.0), ("CA", 20.0), ("INT", 4.0)];

/// Stances from against to for.
const SCALE: [&str; 5] = ["strongly_oppose", "oppose", "mixed", "support", "strongly_support"];

const DIRECTNESS: [(&str, f64); 4] =
    [("verbatim", 55.0), ("partial_quote", 20.0), ("paraphrase", 15.0), ("document_summary", 10.0)];

/// Venues with the kind and tier of the source that is usual for each.
const VENUES: [(&str, &str, u8, f64); 9] = [
    ("press_release", "industry", 2, 30.0),
    ("interview", "news", 3, 20.0),
    ("event_speech", "news", 4, 12.0),
    ("report", "ngo", 2, 8.0),
    ("letter", "industry", 2, 5.0),
    ("consultation_submission", "official", 1, 10.0),
    ("hearing_testimony", "legislature", 1, 6.0),
    ("official_document", "official", 1, 4.0),
    ("social_post", "other", 5, 5.0),
];

/// Writes `count` statements with their stakeholders and topics to a folder.
pub(crate) fn generate(count: usize, seed: u64, folder: &Path) -> anyhow::Result<()> {
    step(&format!("generating {count} statements in {}", folder.display()));
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let world = World::new(seed)?;
    fs::write(folder.join("actors.json"), serde_json::to_vec_pretty(&world.actors())?)?;
    fs::write(folder.join("topics.json"), serde_json::to_vec_pretty(&world.topics())?)?;
    let mut file = BufWriter::new(File::create(folder.join("statements.jsonl"))?);
    let mut random = Random::new(seed.wrapping_add(1));
    for number in 1..=count {
        serde_json::to_writer(&mut file, &world.statement(seed, number, &mut random))?;
        file.write_all(b"\n")?;
    }
    file.flush()?;
    Ok(())
}

/// Everything that statements are made of.
struct World {
    bodies: Vec<Body>,
    bodies_by_weight: Weighted,
    topics: Vec<Topic>,
    topics_by_weight: Weighted,
    days_by_weight: Weighted,
    venues_by_weight: Weighted,
    directness_by_weight: Weighted,
    /// How many topics a statement has, less one.
    topics_more: Weighted,
    vocabularies: [Vocabulary; LANGUAGES.len()],
}

struct Body {
    slug: String,
    name: String,
    kind: &'static str,
    country: &'static str,
    /// How far it is for or against things: -1 to 1.
    lean: f64,
    /// The topics it comes back to.
    focus: Vec<usize>,
}

struct Topic {
    slug: String,
    label: String,
    proposition: String,
    /// Its words in each language.
    words: [Vec<&'static str>; LANGUAGES.len()],
}

impl World {
    fn new(seed: u64) -> anyhow::Result<Self> {
        let mut random = Random::new(seed);
        let topics: Vec<Topic> = vocabulary::topics().map(Topic::new).collect();
        let topics_by_weight = Weighted::zipf(topics.len(), 0.9, 1.5);
        let kinds = Weighted::new(KINDS.iter().map(|(.., weight)| *weight));
        let countries = Weighted::new(COUNTRIES.iter().map(|(_, weight)| *weight));
        let bodies = (1..=STAKEHOLDERS).map(|number| {
            let (kind, form, _) = KINDS[kinds.pick(&mut random)];
            Body {
                slug: format!("generated-body-{number}"),
                name: format!("{} {form} {number}", vocabulary::sector(&mut random)),
                kind,
                country: COUNTRIES[countries.pick(&mut random)].0,
                lean: random.share() * 2.0 - 1.0,
                focus: (0..6).map(|_| topics_by_weight.pick(&mut random)).collect(),
            }
        });
        Ok(Self {
            bodies: bodies.collect(),
            bodies_by_weight: Weighted::zipf(STAKEHOLDERS, 1.0, 4.0),
            topics_by_weight,
            topics,
            days_by_weight: Weighted::new(weights_of_days(&milestones()?).into_iter()),
            venues_by_weight: Weighted::new(VENUES.iter().map(|(.., weight)| *weight)),
            directness_by_weight: Weighted::new(DIRECTNESS.iter().map(|(_, weight)| *weight)),
            topics_more: Weighted::new([45.0, 35.0, 20.0].into_iter()),
            vocabularies: std::array::from_fn(|language| Vocabulary::new(LANGUAGES[language])),
        })
    }

    fn actors(&self) -> Vec<Value> {
        let actor = |body: &Body| {
            json!({"slug": body.slug, "name": body.name, "short": body.name, "kind": body.kind,
                "country": body.country, "aliases": [], "note": "Generated, to see how Postura does with many statements."})
        };
        self.bodies.iter().map(actor).collect()
    }

    fn topics(&self) -> Vec<Value> {
        let topic = |topic: &Topic| {
            json!({"slug": topic.slug, "label_en": topic.label, "label_es": topic.label, "label_fr": topic.label,
                "proposition_en": topic.proposition, "proposition_es": topic.proposition,
                "proposition_fr": topic.proposition, "broader": null, "articles": [], "coding_note": null})
        };
        self.topics.iter().map(topic).collect()
    }

    fn statement(&self, seed: u64, number: usize, random: &mut Random) -> Value {
        let body = &self.bodies[self.bodies_by_weight.pick(random)];
        let language = language_of(body.country, random);
        let topics = self.topics_of(body, random);
        let text = self.text(language, topics[0], random);
        let translation = (language > 0 && random.share() < 0.2).then(|| self.text(0, topics[0], random));
        let date = date(self.days_by_weight.pick(random));
        let (venue, source_kind, tier, _) = VENUES[self.venues_by_weight.pick(random)];
        let directness = DIRECTNESS[self.directness_by_weight.pick(random)].0;
        let stances = topics.iter().map(|topic| {
            let topic = &self.topics[*topic];
            let mut stance = json!({"topic": topic.slug, "proposition": topic.proposition, "value": stance(body.lean, random),
                "rationale": "generated"});
            if stance["value"] == "conditional" {
                stance["condition"] = "if the other side does the same".into();
            }
            stance
        });
        let slugs: Vec<&str> = topics.iter().map(|topic| self.topics[*topic].slug.as_str()).collect();
        json!({
            "external_id": format!("generated-{seed}-{number:08}"),
            "actor": body.name, "actor_short": body.name, "actor_slug": body.slug, "actor_kind": body.kind,
            "country": body.country, "speaker": null, "speaker_role": null,
            "statement_date": date, "date_precision": "day", "text": text, "directness": directness,
            "language": LANGUAGES[language],
            "translation_kind": translation.as_ref().map(|_| "editor"), "translation_en": translation,
            "topics": slugs, "stances": stances.collect::<Vec<_>>(), "venue": venue,
            "source_title": format!("{} on {}", body.name, self.topics[topics[0]].label.to_lowercase()),
            "source_publisher": "example.org",
            "source_url": format!("https://example.org/{}/{seed}-{number}", date.replace('-', "/")),
            "source_date": date, "source_kind": source_kind, "source_tier": tier, "source_title_from": "page",
            "seed": false, "also_seen": [], "restates": null, "note": null
        })
    }

    /// One to three topics, half of the time ones that the body comes back to.
    fn topics_of(&self, body: &Body, random: &mut Random) -> Vec<usize> {
        let many = self.topics_more.pick(random) + 1;
        let mut topics = Vec::with_capacity(many);
        while topics.len() < many {
            let topic = if random.share() < 0.5 {
                body.focus[random.below(body.focus.len())]
            } else {
                self.topics_by_weight.pick(random)
            };
            if !topics.contains(&topic) {
                topics.push(topic);
            }
        }
        topics
    }

    /// Two to five sentences, one of them with the words of the topic.
    fn text(&self, language: usize, topic: usize, random: &mut Random) -> String {
        let sentences = 2 + random.below(4);
        let with_topic = random.below(sentences);
        let words = |sentence| if sentence == with_topic { self.topics[topic].words[language].as_slice() } else { &[] };
        let sentences = (0..sentences).map(|sentence| self.vocabularies[language].sentence(words(sentence), random));
        sentences.collect::<Vec<_>>().join(" ")
    }
}

impl Topic {
    fn new((head, tail): (vocabulary::Term, vocabulary::Term)) -> Self {
        let label = format!("{}: {}", head[0], tail[0]);
        Self {
            slug: label.to_lowercase().replace(": ", "-").replace(' ', "-"),
            proposition: format!("The rules on {} of {} should be strengthened.", tail[0], head[0]),
            words: std::array::from_fn(|language| vec![head[language], tail[language]]),
            label,
        }
    }
}

/// The language that a body of a country speaks.
fn language_of(country: &str, random: &mut Random) -> usize {
    let shares = match country {
        "MX" => [25.0, 75.0, 0.0],
        "CA" => [65.0, 0.0, 35.0],
        "US" => [98.0, 2.0, 0.0],
        _ => [60.0, 20.0, 20.0],
    };
    Weighted::new(shares.into_iter()).pick(random)
}

fn stance(lean: f64, random: &mut Random) -> &'static str {
    match random.share() {
        share if share < 0.06 => "none",
        share if share < 0.10 => "no_position",
        share if share < 0.15 => "conditional",
        _ => {
            let at = lean + (random.share() + random.share() - 1.0) * 1.5;
            let steps = [-1.0, -0.35, 0.15, 0.9];
            SCALE[steps.iter().filter(|step| at > **step).count()]
        }
    }
}

/// The days of the real milestones within the time of the statements.
fn milestones() -> anyhow::Result<Vec<usize>> {
    let file = root().join("server/starter-data/milestones.json");
    let milestones: Vec<Value> = serde_json::from_slice(&fs::read(file)?)?;
    let day = |milestone: &Value| (0..DAYS).find(|day| milestone["date"] == date(*day).as_str());
    Ok(milestones.iter().filter_map(day).collect())
}

#[expect(clippy::cast_precision_loss, reason = "few days")]
fn weights_of_days(milestones: &[usize]) -> Vec<f64> {
    let weight = |day: usize| {
        let slowly_more = 0.6 + 0.8 * day as f64 / DAYS as f64;
        let near = milestones.iter().map(|milestone| milestone.abs_diff(day)).filter(|days| *days < BURST);
        let bursts: f64 = near.map(|days| BURST_HEIGHT * (1.0 - days as f64 / BURST as f64)).sum();
        // 1 January 2017 was a Sunday.
        let weekend = if matches!(day % 7, 0 | 6) { 0.15 } else { 1.0 };
        (slowly_more + bursts) * weekend
    };
    (0..DAYS).map(weight).collect()
}

/// A day from 1 January 2017 on as YYYY-MM-DD.
fn date(mut day: usize) -> String {
    let mut year = 2017;
    loop {
        let leap = year % 4 == 0;
        let months = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        for (month, days) in (1..).zip(months) {
            if day < days {
                return format!("{year}-{month:02}-{:02}", day + 1);
            }
            day -= days;
        }
        year += 1;
    }
}
