//! Selectors: which elements of a page a rule means.
//!
//! Takes the part of CSS that rules for articles need; tells whether an element is meant.
//!
//! | written | means |
//! | --- | --- |
//! | `article` | elements of that name |
//! | `.corps`, `#contenu` | of that class, of that id |
//! | `[itemprop]`, `[itemprop=articleBody]`, `[class^=art-]`, `[class*=corps]` | with that attribute: present, equal, beginning, holding |
//! | `div.corps p` | a `p` somewhere inside a `div.corps` |
//! | `article > p` | a `p` directly inside an `article` |
//!
//! Deliberately nothing more: a selector that knows siblings and positions breaks with the next
//! redesign of the page, and whole engines of selectors want a tree of their own.

use serde::Deserialize;

use crate::extract::tree::{Id, Tree};

/// No selector has more steps; they are counted in the bits of a number.
const MAX_STEPS: usize = 32;

/// A selector.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Selector {
    /// From the outermost to the element that is meant.
    steps: Vec<Step>,
}

/// One element of a selector.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Step {
    /// Whether it stands directly inside the step before it.
    child: bool,
    name: Option<String>,
    tests: Vec<Test>,
}

/// What is asked of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Test {
    attribute: String,
    how: How,
    value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Present,
    Equals,
    Begins,
    Holds,
    /// One of its words, as of a class.
    Word,
}

impl TryFrom<String> for Selector {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        let refuse = |why: &str| format!("selector `{written}`: {why}");
        let mut steps = Vec::new();
        let mut child = false;
        for word in words(&written) {
            if word == ">" {
                if child || steps.is_empty() {
                    return Err(refuse("`>` stands between two elements"));
                }
                child = true;
                continue;
            }
            let mut step = step(&word).ok_or_else(|| {
                refuse("write names, `.class`, `#id`, `[attribute=value]`, spaces and `>`")
            })?;
            step.child = std::mem::take(&mut child);
            steps.push(step);
        }
        if steps.is_empty() || child {
            return Err(refuse("an element is missing"));
        }
        if steps.len() > MAX_STEPS {
            return Err(refuse("it has more steps than any page needs"));
        }
        Ok(Self { steps })
    }
}

/// The words of a selector; white space inside brackets does not part them.
fn words(written: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut inside = false;
    for c in written.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            _ => {}
        }
        if !inside && (c.is_whitespace() || c == '>') {
            words.push(String::new());
            if c == '>' {
                words.push(">".to_owned());
                words.push(String::new());
            }
        } else if let Some(word) = words.last_mut() {
            word.push(c);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// One element: a name, then what is asked of its attributes.
fn step(word: &str) -> Option<Step> {
    let mut step = Step::default();
    let end = word.find(['.', '#', '[']).unwrap_or(word.len());
    let (name, mut rest) = word.split_at(end);
    if !name.is_empty() && name != "*" {
        if !is_name(name) {
            return None;
        }
        step.name = Some(name.to_ascii_lowercase());
    }
    while let Some(mark) = rest.chars().next() {
        rest = &rest[mark.len_utf8()..];
        let end = match mark {
            '[' => rest.find(']')?,
            _ => rest.find(['.', '#', '[']).unwrap_or(rest.len()),
        };
        let (inside, after) = rest.split_at(end);
        rest = if mark == '[' { after.strip_prefix(']')? } else { after };
        let test = match mark {
            '.' => Test { attribute: "class".to_owned(), how: How::Word, value: inside.to_owned() },
            '#' => Test { attribute: "id".to_owned(), how: How::Equals, value: inside.to_owned() },
            '[' => attribute_test(inside)?,
            _ => return None,
        };
        if mark != '[' && !is_name(&test.value) {
            return None;
        }
        step.tests.push(test);
    }
    (step.name.is_some() || !step.tests.is_empty() || name == "*").then_some(step)
}

fn attribute_test(inside: &str) -> Option<Test> {
    let (name, value) = match inside.split_once('=') {
        Some((name, value)) => (name.trim(), Some(value.trim().trim_matches(['"', '\'']))),
        None => (inside.trim(), None),
    };
    let (name, how) = match name.as_bytes().last()? {
        b'^' => (&name[..name.len() - 1], How::Begins),
        b'*' => (&name[..name.len() - 1], How::Holds),
        b'~' => (&name[..name.len() - 1], How::Word),
        _ if value.is_none() => (name, How::Present),
        _ => (name, How::Equals),
    };
    let value = value.unwrap_or_default().to_owned();
    let asks = how == How::Present || !value.is_empty();
    (is_name(name) && asks).then(|| Test { attribute: name.to_ascii_lowercase(), how, value })
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

impl Selector {
    /// Whether an element is meant.
    pub(crate) fn fits(&self, tree: &Tree<'_>, id: Id) -> bool {
        if self.steps.last().is_none_or(|last| !last.fits(tree, id)) {
            return false;
        }
        let mut path = vec![id];
        while let Some(parent) = path.last().and_then(|at| tree.parent(*at)) {
            path.push(parent);
        }
        // From the outside inwards: bit `n` of `here` says that the first `n` steps fit a chain of
        // elements that ends here, bit `n` of `above` that they fit one that ends further out.
        let (mut here, mut above) = (1_u64, 1_u64);
        for at in path.into_iter().rev() {
            let mut now = 0;
            for (n, step) in self.steps.iter().enumerate() {
                let before = if step.child { here } else { above };
                if before & (1 << n) != 0 && step.fits(tree, at) {
                    now |= 1 << (n + 1);
                }
            }
            (here, above) = (now, above | now);
        }
        here & (1 << self.steps.len()) != 0
    }
}

impl Step {
    fn fits(&self, tree: &Tree<'_>, id: Id) -> bool {
        self.name.as_deref().is_none_or(|name| tree.name(id) == name)
            && (self.name.is_some() || !tree.name(id).is_empty())
            && self.tests.iter().all(|test| {
                tree.attribute(id, &test.attribute).is_some_and(|value| test.fits(&value))
            })
    }
}

impl Test {
    fn fits(&self, value: &str) -> bool {
        match self.how {
            How::Present => true,
            How::Equals => value == self.value,
            How::Begins => value.starts_with(&self.value),
            How::Holds => value.contains(&self.value),
            How::Word => value.split_whitespace().any(|word| word == self.value),
        }
    }
}
