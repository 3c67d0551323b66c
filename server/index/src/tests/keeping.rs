//! The index on disk: found again, and not used when it is not as it was written.

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::ListQuery;
use service::ports::{IndexChange, IndexedStakeholder, StatementIndex};
use tempfile::TempDir;

use super::{
    super::{KeptIndex, LiveIndex},
    world::{Maker, any_entry, any_query, any_stakeholders, fill},
};

const STATEMENTS: i64 = 1_500;

/// A folder with a kept index, and who its statements are of.
fn kept() -> (TempDir, Vec<IndexedStakeholder>, Vec<(ListQuery, domain::SearchResult)>) {
    let folder = TempDir::new().expect("a folder");
    let mut maker = Maker::new();
    let index = LiveIndex::open(folder.path()).expect("an index");
    assert_eq!(index.found(), None);
    let stakeholders = maker.make(any_stakeholders());
    let entries = (1..=STATEMENTS).map(|id| maker.make(any_entry(id))).collect();
    fill(&index, entries, stakeholders.clone());
    let queries = (0..40).map(|_| maker.make(any_query()).0);
    let answers = queries.map(|query| (query.clone(), index.search(&query, 20))).collect();
    (folder, stakeholders, answers)
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn a_kept_index_answers_as_before() {
    let (folder, stakeholders, answers) = kept();
    let index = LiveIndex::open(folder.path()).expect("an index");
    assert_eq!(index.found().map(|mark| mark.change_number), Some(1));
    index.apply(IndexChange { stakeholders: Some(stakeholders), ..IndexChange::default() });
    for (query, answer) in answers {
        assert_eq!(index.search(&query, 20), answer, "{query:?}");
    }
}

#[test]
fn a_new_set_takes_the_place_of_the_old_one_on_disk() {
    let (folder, stakeholders, _) = kept();
    let index = LiveIndex::open(folder.path()).expect("an index");
    fill(&index, vec![Maker::new().make(any_entry(7))], stakeholders);
    drop(index);
    let index = LiveIndex::open(folder.path()).expect("an index");
    assert_eq!(index.search(&ListQuery::default(), 5).total, 1);
    let sets = fs::read_dir(folder.path().join("0")).expect("a folder").filter_map(Result::ok);
    assert_eq!(sets.filter(|entry| entry.file_name().to_string_lossy().starts_with("set-")).count(), 1);
}

#[test]
fn a_second_process_has_a_place_of_its_own() {
    let (folder, ..) = kept();
    let first = LiveIndex::open(folder.path()).expect("an index");
    let second = LiveIndex::open(folder.path()).expect("an index");
    assert!(first.found().is_some() && second.found().is_none());
    assert!(first.is_first() && !second.is_first());
}

#[test]
fn a_damaged_file_is_noticed_wherever_it_is_damaged() {
    let (folder, ..) = kept();
    let all = files(folder.path());
    assert!(all.len() > 4, "{all:?}");
    for file in all.iter().filter(|file| !file.ends_with("lock") && !file.ends_with(".managed.json")) {
        let is_for_checks_only = file.ends_with("sums");
        let good = fs::read(file).expect("a file");
        let mut flipped = good.clone();
        if let Some(byte) = flipped.get_mut(good.len() / 2) {
            *byte ^= 1;
        }
        for bad in [flipped, good[..good.len() / 2].to_vec(), Vec::new()] {
            if bad == good {
                continue;
            }
            fs::write(file, bad).expect("a file");
            assert!(!matches!(KeptIndex::read(folder.path()), Ok(Some(_))), "a check takes {}", file.display());
            if is_for_checks_only {
                continue;
            }
            let index = LiveIndex::open(folder.path()).expect("an index");
            if index.found().is_some() {
                assert_eq!(index.search(&ListQuery::default(), 5).total, STATEMENTS as u64, "{}", file.display());
                panic!("damage to {} was not noticed", file.display());
            }
            assert_eq!(index.search(&ListQuery::default(), 5).total, 0);
        }
        fs::write(file, &good).expect("a file");
    }
    assert!(LiveIndex::open(folder.path()).expect("an index").found().is_some(), "it is good again");
}

#[test]
fn a_file_that_is_whole_but_is_another_s_is_noticed() {
    let (folder, ..) = kept();
    let is_of_a_shard = |file: &PathBuf| {
        let parent =
            file.parent().and_then(Path::file_name).is_some_and(|name| name.to_string_lossy().contains("shard"));
        parent && file.extension().is_some_and(|kind| kind != "json" && kind != "lock")
    };
    let all: Vec<PathBuf> = files(folder.path()).into_iter().filter(is_of_a_shard).collect();
    assert!(all.len() >= 5, "{all:?}");
    for file in &all {
        let good = fs::read(file).expect("a file");
        for other in &all {
            let bytes = fs::read(other).expect("a file");
            // Itself, or one of another shard that happens to be equal.
            if bytes == good {
                continue;
            }
            fs::write(file, bytes).expect("a file");
            let index = LiveIndex::open(folder.path()).expect("an index");
            assert!(index.found().is_none(), "{} stands for {}", other.display(), file.display());
        }
        fs::write(file, &good).expect("a file");
    }
    assert!(LiveIndex::open(folder.path()).expect("an index").found().is_some(), "it is good again");
}
