//! Which blocks of a page are the article.
//!
//! Takes the tree of a page; gives its blocks, each with the probability that it is part of what a
//! reader came for. Two small forests of decision trees judge, the second of which knows what the
//! first held of the blocks around, so that runs hold together. What they look at is form, position,
//! links and general words of templates (`features.rs`): an article is not chosen by its subject, and
//! no site is known by name. `griot-dev learn-pages` learns the trees from pages with known text.

mod features;
pub use features::Rows;

mod forest;
pub use forest::{Forest, probability};

mod markup;

mod page;

mod shape;

use std::sync::LazyLock;

use crate::extract::blocks::Block;
use crate::extract::judge::page::Page;
use crate::extract::tree::Tree;
use crate::lexicon::pages::Pages;

static SHIPPED: &str = include_str!("../../models/pages.txt");

/// The forests of both judgements, and where a yes begins.
#[derive(Clone, Debug, Default)]
pub struct Model {
    first: Forest,
    second: Forest,
    threshold: f32,
}

/// The values of the blocks of a page, for a teacher.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// The texts of the blocks.
    pub texts: Vec<String>,
    /// The rows of the first judgement.
    pub rows: Rows,
}

/// A block with what was judged of it.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    pub(crate) block: Block,
    /// How probable it is that the block is part of the article.
    pub(crate) probability: f32,
    pub(crate) place: Place,
}

/// On what part of the page a block stands.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    /// In a menu, a head or a foot of the page.
    pub(crate) menu: bool,
    /// Among comments of readers.
    pub(crate) comments: bool,
    /// Beside a picture.
    pub(crate) caption: bool,
    /// In an element that is made for the captions of pictures.
    pub(crate) figcaption: bool,
    pub(crate) h1: bool,
    /// The group of blocks whose elements look like its own.
    pub(crate) alike: u32,
}

/// A page whose blocks wait to be judged.
pub(crate) struct Case<'t, 'a> {
    page: Page<'t, 'a>,
    rows: Rows,
}

impl<'t, 'a> Case<'t, 'a> {
    pub(crate) fn new(tree: &'t Tree<'a>, title: Option<&str>, pages: &Pages) -> Self {
        let page = Page::of(tree);
        let rows = features::rows(&page, title, pages);
        Self { page, rows }
    }

    /// The body that the page gives in JSON-LD; mostly empty.
    pub(crate) fn take_body(&mut self) -> String {
        std::mem::take(&mut self.page.body_text)
    }

    /// What a teacher needs to know.
    pub(crate) fn lesson(&self) -> Lesson {
        let texts = self.page.blocks.iter().map(|block| block.text.clone()).collect();
        Lesson { texts, rows: self.rows.clone() }
    }

    /// The rows of the second judgement, given the probabilities of the first.
    pub(crate) fn second(&mut self, probabilities: &[f32]) -> Rows {
        self.page.add_up(probabilities);
        features::second_rows(&self.page, &self.rows, probabilities)
    }

    /// The blocks, and of each the probability that it is part of the article.
    pub(crate) fn judge(mut self, model: &Model) -> Vec<Judged> {
        let p = |forest: &Forest, rows: &Rows| -> Vec<f32> {
            forest.sums(&rows.values, rows.width).into_iter().map(probability).collect()
        };
        let first = p(&model.first, &self.rows);
        let rows = self.second(&first);
        let second = p(&model.second, &rows);
        let n_blocks = self.page.blocks.len();
        let places: Vec<Place> = (0..n_blocks).map(|at| self.page.place(at)).collect();
        let judged = self.page.blocks.into_iter().zip(second).zip(places);
        judged.map(|((block, probability), place)| Judged { block, probability, place }).collect()
    }
}

impl Model {
    /// The model that the program ships.
    pub fn builtin() -> &'static Self {
        // A model that cannot be read judges nothing to be the article; a test reads this one.
        static MODEL: LazyLock<Model> = LazyLock::new(|| Model::parse(SHIPPED).unwrap_or_default());
        &MODEL
    }

    /// Where a yes begins.
    pub fn threshold(&self) -> f32 {
        self.threshold
    }

    /// Reads a model: a line `threshold 0.5`, a line `features` with names, `first` or `second`
    /// before the trees of each judgement; `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut model = Self::default();
        let mut names: Vec<&str> = Vec::new();
        let mut second = false;
        for line in text.lines() {
            match line.split_once(' ').unwrap_or((line, "")) {
                ("" | "#", _) => {}
                ("threshold", value) => model.threshold = value.parse().ok()?,
                ("features", list) => names = list.split(' ').collect(),
                ("first", _) => second = false,
                ("second", _) => second = true,
                _ if second => model.second.add(line, &names)?,
                _ => model.first.add(line, &names)?,
            }
        }
        (model.threshold > 0.0 && !names.is_empty()).then_some(model)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_model_is_read_and_asks_for_what_is_known() {
        let model = Model::parse(SHIPPED).unwrap();
        assert!(model.threshold > 0.2 && model.threshold < 0.8);
        let tree = Tree::parse("<h1>A day</h1><p>One, two.</p><ul><li><a href=x>Home</a></ul>");
        let mut case = Case::new(&tree, None, Pages::builtin());
        let rows = case.second(&[0.5; 3]);
        let listed = SHIPPED.lines().find_map(|line| line.strip_prefix("features ")).unwrap();
        assert_eq!(listed.split(' ').collect::<Vec<_>>(), rows.names);
        assert_eq!(rows.values.len(), 3 * rows.width);
    }

    #[test]
    fn what_is_no_model_is_refused() {
        for text in ["", "threshold 0.5", "features a\nfirst\n=1", "threshold x\nfeatures a"] {
            assert!(Model::parse(text).is_none(), "{text}");
        }
    }
}
