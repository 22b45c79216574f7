//! The order of the modules: imports follow the table in `docs/architecture.md` and have no cycles.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::visit::{self, Visit};

/// A module's path below the crate: `["plan", "chain", "walk"]`.
type ModulePath = Vec<String>;

/// Files of a crate by their path below `src/`, and the order that their imports must keep.
struct Crate {
    modules: BTreeMap<ModulePath, Module>,
    order: Vec<ModulePath>,
}

#[derive(Default)]
struct Module {
    file: String,
    /// The path of each imported name.
    names: BTreeMap<String, ModulePath>,
    /// Every path in the code, absolute.
    paths: BTreeSet<ModulePath>,
    /// Items of a `mod.rs` that are neither `mod` nor `use`.
    logic: bool,
}

impl Crate {
    /// Reads the files: `(path below src/, text)`. `table` has the names of the modules in
    /// backticks in the first column, lowest first.
    fn new(files: &[(String, String)], table: &str) -> Self {
        let modules = files
            .iter()
            .filter(|(file, _)| !file.split('/').any(|part| part == "tests" || part == "tests.rs"))
            .map(|(file, text)| (module_path(file), Module::read(file, text)))
            .collect();
        Self { modules, order: order(table) }
    }

    /// Every violation of the order, one line each.
    fn violations(&self) -> Vec<String> {
        let edges = self.edges();
        let mut violations: Vec<String> =
            edges.iter().filter_map(|edge| self.violation(edge)).collect();
        violations.extend(cycles(&edges));
        let logic = self.modules.values().filter(|module| module.logic);
        violations.extend(logic.map(|module| format!("{}: contains logic", module.file)));
        violations
    }

    /// The imports between modules of the crate. A folder's `mod.rs` only re-exports, so an
    /// import of such a name counts as an import of the file that defines it.
    fn edges(&self) -> BTreeSet<(ModulePath, ModulePath)> {
        let mut edges = BTreeSet::new();
        for (from, module) in self.modules.iter().filter(|(_, it)| !is_folder(&it.file)) {
            for path in &module.paths {
                if let Some(to) = self.resolve(path)
                    && to != *from
                {
                    edges.insert((from.clone(), to));
                }
            }
        }
        edges
    }

    /// The file that a path belongs to; `None` for a folder, whose names are resolved one by one.
    fn resolve(&self, path: &[String]) -> Option<ModulePath> {
        let length = (0..=path.len()).rev().find(|at| self.modules.contains_key(&path[..*at]))?;
        let (found, rest) = path.split_at(length);
        let module = &self.modules[found];
        if !is_folder(&module.file) {
            return Some(found.to_vec());
        }
        let (name, rest) = rest.split_first()?;
        let target = module.names.get(name)?;
        self.resolve(&[target.as_slice(), rest].concat())
    }

    /// How an import violates the order of the table, if it does.
    fn violation(&self, (from, to): &(ModulePath, ModulePath)) -> Option<String> {
        let (here, there) = (self.rank(from), self.rank(to));
        let what = match (here, there) {
            (Some(here), Some(there)) if there <= here => return None,
            (Some(_), Some(_)) => "imports what is above it",
            _ => "imports what has no place in the table",
        };
        Some(format!("{} {what}: {}", from.join("::"), to.join("::")))
    }

    /// The row of the table for a module: the most specific one.
    fn rank(&self, module: &[String]) -> Option<usize> {
        let rows = self.order.iter().enumerate();
        let fits = rows.filter(|(_, row)| module.starts_with(row));
        fits.max_by_key(|(_, row)| row.len()).map(|(at, _)| at)
    }
}

fn is_folder(file: &str) -> bool {
    file.ends_with("mod.rs") || file == "lib.rs"
}

fn module_path(file: &str) -> ModulePath {
    let stem = file.trim_end_matches(".rs");
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    stem.split('/').filter(|part| *part != "lib").map(str::to_owned).collect()
}

/// The modules of the tables, in their order. A second table has the order inside one module, which
/// the text before it names: `Inside `plan` ...`; it replaces that module's row.
fn order(table: &str) -> Vec<ModulePath> {
    let mut rows = Vec::new();
    let mut inside: ModulePath = Vec::new();
    for line in table.lines() {
        if let Some(rest) = line.strip_prefix("Inside ") {
            inside = in_backticks(rest).into_iter().take(1).collect();
        }
        let Some(cell) = line.strip_prefix("| `").and_then(|_| line.split('|').nth(1)) else {
            continue;
        };
        for name in in_backticks(cell) {
            let path = inside.iter().cloned().chain(name.split("::").map(str::to_owned));
            rows.push(path.collect::<ModulePath>());
        }
    }
    let position = |path: &ModulePath| rows.iter().position(|row| *row == path[..1]);
    let mut placed = rows.clone();
    placed.sort_by_key(|path| (position(path), rows.iter().position(|row| row == path)));
    placed
}

fn in_backticks(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Cycles among sibling modules: files of a folder, folders of a folder.
fn cycles(edges: &BTreeSet<(ModulePath, ModulePath)>) -> Vec<String> {
    let mut levels: BTreeMap<ModulePath, BTreeMap<ModulePath, BTreeSet<ModulePath>>> =
        BTreeMap::new();
    for (from, to) in edges {
        let shared = from.iter().zip(to).take_while(|(one, other)| one == other).count();
        let level = levels.entry(from[..shared].to_vec()).or_default();
        let side = |path: &ModulePath| path[..path.len().min(shared + 1)].to_vec();
        level.entry(side(from)).or_default().insert(side(to));
    }
    levels.values().filter_map(cycle).collect()
}

/// One cycle of a graph, if any: what remains after removing all nodes without successors.
fn cycle(graph: &BTreeMap<ModulePath, BTreeSet<ModulePath>>) -> Option<String> {
    let mut left = graph.clone();
    loop {
        let ends: Vec<ModulePath> = left
            .iter()
            .filter(|(_, to)| !to.iter().any(|to| left.contains_key(to)))
            .map(|(from, _)| from.clone())
            .collect();
        if ends.is_empty() {
            break;
        }
        left.retain(|from, _| !ends.contains(from));
    }
    let mut at = left.keys().next()?.clone();
    let mut path = vec![at.clone()];
    loop {
        at.clone_from(left[&at].iter().find(|to| left.contains_key(*to))?);
        if let Some(start) = path.iter().position(|seen| *seen == at) {
            path.push(at);
            let names: Vec<String> = path[start..].iter().map(|path| path.join("::")).collect();
            return Some(format!("cycle: {}", names.join(" -> ")));
        }
        path.push(at.clone());
    }
}

impl Module {
    fn read(file: &str, text: &str) -> Self {
        let ast = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let here = module_path(file);
        let folder = if is_folder(file) { here.clone() } else { here[..here.len() - 1].to_vec() };
        let logic = is_folder(file)
            && ast.items.iter().any(|item| match item {
                syn::Item::Mod(module) => module.content.is_some(),
                syn::Item::Use(_) => false,
                _ => true,
            });
        let mut reader = Reader { here, folder, module: Self::default() };
        // Imports first: the other paths can use their names.
        for item in &ast.items {
            if let syn::Item::Use(item) = item
                && !is_test(&item.attrs)
            {
                reader.import(&mut Vec::new(), &item.tree);
            }
        }
        reader.visit_file(&ast);
        Self { file: file.to_owned(), logic, ..reader.module }
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) => {
            list.path.is_ident("cfg") && list.tokens.to_string().starts_with("test")
        }
        _ => false,
    })
}

struct Reader {
    here: ModulePath,
    folder: ModulePath,
    module: Module,
}

impl Reader {
    fn import(&mut self, before: &mut Vec<String>, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.import(before, &path.tree);
                before.pop();
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(before, tree);
                }
            }
            syn::UseTree::Name(name) => {
                let name = name.ident.to_string();
                let leaf = (name != "self").then(|| name.clone());
                let local = leaf.clone().or_else(|| before.last().cloned());
                self.bind(local, before.iter().cloned().chain(leaf).collect());
            }
            syn::UseTree::Rename(name) => {
                let leaf = Some(name.ident.to_string()).filter(|leaf| leaf != "self");
                let path = before.iter().cloned().chain(leaf).collect();
                self.bind(Some(name.rename.to_string()), path);
            }
            syn::UseTree::Glob(_) => panic!("{}: a glob import", self.here.join("::")),
        }
    }

    fn bind(&mut self, local: Option<String>, path: Vec<String>) {
        // In a `mod.rs` paths may start at a child.
        let path = self.absolute(&path).unwrap_or_else(|| [self.here.clone(), path].concat());
        self.module.paths.insert(path.clone());
        self.module.names.extend(local.map(|local| (local, path)));
    }

    /// A path from the crate's root, if it starts at the crate, a parent or an imported name.
    fn absolute(&self, path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([&self.here, rest].concat()),
            "super" => {
                let ups = rest.iter().take_while(|part| *part == "super").count();
                let base = if self.here == self.folder {
                    &self.here[..self.here.len() - 1]
                } else {
                    &self.folder[..]
                };
                Some([&base[..base.len() - ups], &rest[ups..]].concat())
            }
            name => Some([self.module.names.get(name)?.as_slice(), rest].concat()),
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Mod(item) => &item.attrs,
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Impl(item) => &item.attrs,
            syn::Item::Use(_) => return,
            _ => return visit::visit_item(self, item),
        };
        if !is_test(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        let absolute = self.absolute(&parts);
        self.module.paths.extend(absolute);
        visit::visit_path(self, path);
    }

    /// The arguments of a macro are not parsed: the paths are extracted from their text.
    fn visit_macro(&mut self, found: &'ast syn::Macro) {
        let text = found.tokens.to_string().replace(" :: ", "::");
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        for word in text.split(|c| !is_part(c)).filter(|word| word.contains("::")) {
            let parts: Vec<String> = word.split("::").map(str::to_owned).collect();
            let absolute = self.absolute(&parts);
            self.module.paths.extend(absolute);
        }
        visit::visit_macro(self, found);
    }
}

fn files_below(folder: &Path, root: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, root, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn imports_follow_the_order_of_the_architecture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    files_below(&root.join("src"), &root.join("src"), &mut files);
    let table = fs::read_to_string(root.join("docs/architecture.md")).unwrap();
    let source = Crate::new(&files, &table);
    assert!(source.edges().len() > 300, "too few imports were found");
    let faults = source.violations();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [&'a str]);

/// Small crates with one violation each, and one without.
#[test]
fn violations_are_found() {
    const TABLE: &str =
        "| `low` | |\n| `high` | |\n\nInside `high` the order is:\n\n| `a`, `b` | |\n";
    let low = ("low.rs", "pub struct Low;");
    // label, files, violations
    let cases: [Case<'_>; 9] = [
        ("nothing", &[low, ("high/a.rs", "use crate::low::Low;")], &[]),
        (
            "an import upwards",
            &[("low.rs", "use crate::high::a::A;"), ("high/a.rs", "pub struct A;")],
            &["low imports what is above it: high::a"],
        ),
        (
            "by a path in the code",
            &[("low.rs", "fn f() { crate::high::a::f() }"), ("high/a.rs", "pub fn f() {}")],
            &["low imports what is above it: high::a"],
        ),
        (
            "in a macro",
            &[
                ("low.rs", "use crate::high::a; fn f() { println!(\"{}\", a::f()) }"),
                ("high/a.rs", "pub fn f() {}"),
            ],
            &["low imports what is above it: high::a"],
        ),
        (
            "through a re-export",
            &[
                ("low.rs", "use crate::high; fn f() -> high::A { loop {} }"),
                ("high/mod.rs", "mod a; pub use a::A;"),
                ("high/a.rs", "pub struct A;"),
            ],
            &["low imports what is above it: high::a"],
        ),
        (
            "inside a module",
            &[("high/a.rs", "use super::b::B;"), ("high/b.rs", "pub struct B;")],
            &["high::a imports what is above it: high::b"],
        ),
        (
            "a cycle of files",
            &[("high/b/one.rs", "use super::two::Two;"), ("high/b/two.rs", "use super::one::One;")],
            &["cycle: high::b::one -> high::b::two -> high::b::one"],
        ),
        (
            "a cycle of folders, without one of files",
            &[
                ("high/b/x/one.rs", "use crate::high::b::y::two::Two;"),
                ("high/b/x/three.rs", ""),
                ("high/b/y/two.rs", ""),
                ("high/b/y/four.rs", "use crate::high::b::x::three::Three;"),
            ],
            &["cycle: high::b::x -> high::b::y -> high::b::x"],
        ),
        (
            "logic in a mod.rs",
            &[("high/mod.rs", "mod a; fn f() {}"), ("high/a.rs", "")],
            &["high/mod.rs: contains logic"],
        ),
    ];
    for (shows, files, expected) in cases {
        let files: Vec<_> =
            files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
        assert_eq!(Crate::new(&files, TABLE).violations(), expected, "{shows}");
    }
}

/// Tests may import from anywhere.
#[test]
fn imports_of_tests_are_ignored() {
    let file = "#[cfg(test)]\nmod tests { use crate::high::a::A; }";
    let files = [("low.rs", file), ("low/tests.rs", "use crate::high::a::A;"), ("high/a.rs", "")]
        .map(|(file, text)| (file.to_owned(), text.to_owned()));
    assert!(Crate::new(&files, "| `low` | |\n| `high` | |\n").violations().is_empty());
}
