//! Which modules may name which. Arrows between them run one way, so that each can be read, tested and moved with those below
//! it and without those above.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use syn::visit::{self, Visit};

/// A module as it is named from the top of its crate; the crate itself is the empty one.
type Module = Vec<String>;

/// Which modules each module names. One that holds another, or is held by it, is left out: a room and its parts know each
/// other.
type Arrows = BTreeMap<Module, BTreeSet<Module>>;

/// What a file names, as it stands there.
struct Names {
    own: Module,
    paths: Vec<Vec<String>>,
}

impl Names {
    fn note_tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.note_tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.paths.push(with(&name.ident)),
            syn::UseTree::Rename(rename) => self.paths.push(with(&rename.ident)),
            syn::UseTree::Glob(_) => self.paths.push(before.to_vec()),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.note_tree(before, tree)),
        }
    }

    /// From the top of the crate, if it is in the crate.
    fn resolve(&self, path: &[String]) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([&self.own, rest].concat()),
            "super" => {
                let above = &self.own[..self.own.len().checked_sub(1)?];
                let ups = rest.iter().take_while(|part| *part == "super").count();
                Some([&above[..above.len().checked_sub(ups)?], &rest[ups..]].concat())
            }
            _ => None,
        }
    }
}

impl Visit<'_> for Names {
    fn visit_item_mod(&mut self, module: &syn::ItemMod) {
        let is_test = |attribute: &syn::Attribute| attribute.path().is_ident("cfg");
        if !module.attrs.iter().any(is_test) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &syn::ItemUse) {
        self.note_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &syn::Path) {
        self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }
}

/// The module of a file below the sources of a crate, if it is one that is built.
fn module_of(file: &Path) -> Option<Module> {
    let parts: Vec<String> = file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    match parts.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["lib"] => Some(Vec::new()),
        ["main"] => None,
        _ if parts.contains(&"tests".to_owned()) => None,
        _ => Some(parts),
    }
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let below = entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] });
    below.filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect()
}

/// The text of every module of a crate.
fn sources(package: &str) -> BTreeMap<Module, String> {
    let folder = acceptance::workspace().join(package).join("src");
    let module = |path: &std::path::PathBuf| module_of(path.strip_prefix(&folder).expect("below it"));
    let files = files_below(&folder);
    files.iter().filter_map(|path| Some((module(path)?, fs::read_to_string(path).expect("a text")))).collect()
}

fn arrows(package: &str) -> Arrows {
    let sources = sources(package);
    let deepest = |mut path: Module| {
        while !sources.contains_key(&path) {
            path.pop();
        }
        path
    };
    let mut arrows = Arrows::new();
    for (own, text) in &sources {
        let mut names = Names { own: own.clone(), paths: Vec::new() };
        names.visit_file(&syn::parse_file(text).expect("Rust"));
        let named = names.paths.iter().filter_map(|path| names.resolve(path)).map(deepest);
        let named = named.filter(|other| !own.starts_with(other) && !other.starts_with(own)).collect();
        arrows.insert(own.clone(), named);
    }
    arrows
}

/// The same between the rooms at the top of a crate.
fn between_rooms(arrows: &Arrows) -> Arrows {
    let mut rooms = Arrows::new();
    for (module, others) in arrows {
        let Some(room) = module.first() else { continue };
        let named = others.iter().filter_map(|other| other.first()).filter(|other| *other != room);
        rooms.entry(vec![room.clone()]).or_default().extend(named.map(|other| vec![other.clone()]));
    }
    rooms
}

/// The modules that can be reached from one.
fn reached<'a>(arrows: &'a Arrows, from: &'a Module) -> BTreeSet<&'a Module> {
    let mut reached = BTreeSet::new();
    let mut next = vec![from];
    while let Some(module) = next.pop() {
        next.extend(arrows.get(module).into_iter().flatten().filter(|other| reached.insert(*other)));
    }
    reached
}

/// The arrows that lead back to where they come from.
fn back(arrows: &Arrows) -> Vec<String> {
    let leads_back = |(one, other): &(&Module, &Module)| reached(arrows, other).contains(one);
    let all = arrows.iter().flat_map(|(one, others)| others.iter().map(move |other| (one, other)));
    all.filter(leads_back).map(|(one, other)| format!("{} -> {}", one.join("::"), other.join("::"))).collect()
}

/// The crates, each of which may depend on those before it.
const CRATES: &[&[&str]] = &[
    &["app/domain"],
    &["app/service", "app/words"],
    &["app/desk-islands", "app/islands"],
    &["app/pages"],
    &["server/formats", "server/index", "server/store"],
    &["server"],
    &["tests"],
    &["xtask"],
];

/// The crates that a crate depends on, those for its tests included.
fn dependencies_of(package: &str) -> Vec<String> {
    let manifest = fs::read_to_string(acceptance::workspace().join(package).join("Cargo.toml")).expect("a manifest");
    let in_dependencies =
        manifest.split("\n[").filter(|part| part.split(']').next().expect("a name").ends_with("dependencies"));
    let lines = in_dependencies.flat_map(str::lines);
    let names = lines.filter_map(|line| line.split(['.', '=', ' ']).next()).filter(|name| !name.is_empty());
    names.filter(|name| !name.ends_with(']')).map(str::to_owned).collect()
}

fn name_of(package: &str) -> &str {
    match package {
        "tests" => "acceptance",
        other => other.rsplit('/').next().expect("a name"),
    }
}

#[test]
fn crates_depend_on_those_below_them_alone() {
    for (floor, packages) in CRATES.iter().enumerate() {
        for package in *packages {
            let dependencies = dependencies_of(package);
            let above = CRATES[floor..].concat();
            let upwards: Vec<&&str> =
                above.iter().filter(|other| dependencies.iter().any(|name| name == name_of(other))).collect();
            assert_eq!(upwards, Vec::<&&str>::new(), "{package}");
        }
    }
    assert_eq!(dependencies_of("app/domain"), ["chrono", "serde", "proptest"]);
}

#[test]
fn no_module_is_reached_from_itself() {
    assert!(arrows("server")[&vec!["http".to_owned(), "proof".to_owned()]].len() > 1, "the arrows are seen");
    for package in ["server", "server/formats", "server/index", "server/store"] {
        let arrows = arrows(package);
        assert_eq!(back(&arrows), Vec::<String>::new(), "{package}");
        assert_eq!(back(&between_rooms(&arrows)), Vec::<String>::new(), "{package}");
    }
}

/// Where else nothing of a crate may be named: its name in the code, and the folders below the top that may.
const AT_HOME: &[(&str, &[&str])] = &[
    ("sqlx", &["server/store/src", "tests"]),
    ("tantivy", &["server/index/src"]),
    ("leptos", &["app/desk-islands", "app/islands", "app/pages", "server/src/http/routes.rs"]),
    ("axum", &["server/src"]),
];

#[test]
fn each_library_is_named_where_it_belongs() {
    let top = acceptance::workspace();
    for (library, homes) in AT_HOME {
        let mut strangers = Vec::new();
        let sources = CRATES.concat().into_iter().map(|package| format!("{package}/src"));
        for folder in sources.chain(["server/benches", "tests/tests"].map(str::to_owned)) {
            for file in files_below(&top.join(folder)) {
                let path = file.strip_prefix(&top).expect("below it");
                let text = fs::read_to_string(&file).expect("a text");
                let mut names = Names { own: Vec::new(), paths: Vec::new() };
                names.visit_file(&syn::parse_file(&text).expect("Rust"));
                let is_named = names.paths.iter().any(|path| path[0] == *library);
                if is_named && !homes.iter().any(|home| path.starts_with(home)) {
                    strangers.push(path.display().to_string());
                }
            }
        }
        assert_eq!(strangers, Vec::<String>::new(), "{library}");
    }
}

/// Whether a word stands in a text by itself.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(is_part)
            && !text[at + word.len()..].chars().next().is_some_and(is_part)
    })
}

#[test]
fn nothing_is_depended_on_that_is_not_named() {
    let top = acceptance::workspace();
    let mut everywhere = String::new();
    for package in CRATES.concat() {
        let folder = top.join(package);
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("a manifest");
        let own = ["src", "tests", "benches"].map(|part| folder.join(part)).into_iter().filter(|part| part.is_dir());
        let files = own.flat_map(|part| files_below(&part)).chain([folder.join("build.rs")]);
        let code: String = files.filter_map(|file| fs::read_to_string(file).ok()).collect();
        // What a build script and a macro of the words are made into names these.
        let mut names = dependencies_of(package);
        names.retain(|name| name != "leptos_i18n" && (package, name.as_str()) != ("app/words", "leptos"));
        let unused: Vec<&String> = names.iter().filter(|name| !has_word(&code, &name.replace('-', "_"))).collect();
        assert_eq!(unused, Vec::<&String>::new(), "{package}");
        everywhere.push_str(&manifest);
    }
    let workspace = fs::read_to_string(top.join("Cargo.toml")).expect("a manifest");
    let shared =
        workspace.split("[workspace.dependencies]").nth(1).expect("a part").split("\n[").next().expect("a part");
    let names = shared.lines().filter_map(|line| line.split(['.', '=', ' ']).next()).filter(|name| !name.is_empty());
    let unused: Vec<&str> =
        names.filter(|name| !name.starts_with('#') && !everywhere.contains(&format!("\n{name}"))).collect();
    assert_eq!(unused, Vec::<&str>::new());
}
