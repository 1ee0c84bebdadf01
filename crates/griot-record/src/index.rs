//! The words of the articles.
//!
//! Takes texts with the number of their article; gives the numbers of the articles that hold the
//! words asked for, the best first. The index is derived: what it has taken in is written with it
//! (the last article's number and key), so that whoever opens it knows whether it is in step with
//! the database, and it is made again when it is not. Words are compared without accents and
//! endings, by the rules of the article's language.
//!
//! Beside the words it holds what reprints are found by ([`Print`]): a record does not keep that of
//! all its articles in memory, and an index of words is what finds texts that share runs of words.

use std::path::Path;

use griot::fusion::{Print, Year};
use tantivy::collector::{Collector, Count, FilterCollector, SegmentCollector, TopDocs};
use tantivy::columnar::Column;
use tantivy::indexer::LogMergePolicy;
use tantivy::query::{Query, QueryParser};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::snippet::SnippetGenerator;
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer,
    TextAnalyzer,
};
use tantivy::{
    Directory, Index, IndexSettings, IndexWriter, ReloadPolicy, Searcher, SegmentReader,
    TantivyDocument,
};

use crate::error::{Error, Result};

mod prints;
mod unlocked;

pub(crate) use prints::Prints;
use unlocked::Unlocked;

/// What a writer may hold before it makes a segment.
const MEMORY: usize = 64 << 20;
/// A segment of more articles is not merged into a larger one. To merge is to write down every run of words again:
/// while segments of 40,000 articles became one of 320,000, that was a quarter of all that a run of `griot add` did. To
/// ask a few dozen segments takes little longer than to ask ten.
const LARGEST_MERGED: usize = 30_000;
/// Numbers of whole texts have this bit, and those of runs do not.
const WHOLE: u64 = 1 << 63;
/// Characters of a passage at most.
const PASSAGE: usize = 200;
/// Longer words are none.
const LONGEST_WORD: usize = 60;

/// Up to which article the index has taken everything in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) article: i64,
    pub(crate) key: String,
}

impl Mark {
    fn text(&self) -> String {
        format!("{} {}", self.article, self.key)
    }

    fn parse(text: &str) -> Option<Self> {
        let (article, key) = text.split_once(' ')?;
        Some(Self { article: article.parse().ok()?, key: key.to_owned() })
    }
}

/// An index that is open.
pub(crate) struct Words {
    index: Index,
    id: Field,
    /// What reprints are found by: numbers of runs of words, and of the whole text.
    runs: Field,
    /// How many runs a text has.
    n_runs: Field,
    /// The year in which it is printed, where that is known.
    year: Field,
    /// What tells of most texts that they are no reprint ([`Print::sketch`]).
    sketch: Field,
    fields: [(&'static str, Field); 2],
}

/// What finds the passages that show words best, made once for all texts.
pub(crate) struct Passages {
    snippets: Vec<(Field, SnippetGenerator)>,
}

/// An index that takes articles in.
pub(crate) struct WordsWriter {
    words: Words,
    writer: IndexWriter,
}

fn files(dir: &Path) -> Result<Box<dyn Directory>> {
    Ok(Box::new(Unlocked::open(dir).map_err(fault)?))
}

// It stands where functions are mapped over errors, and those come by value.
#[allow(clippy::needless_pass_by_value)]
fn fault(error: impl std::fmt::Display) -> Error {
    Error::Index(error.to_string())
}

fn analyzer(language: Language) -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(Stemmer::new(language))
        .build()
}

fn schema() -> Schema {
    let mut schema = Schema::builder();
    schema.add_u64_field("id", FAST | STORED);
    schema.add_u64_field("runs", INDEXED);
    schema.add_u64_field("n_runs", FAST);
    schema.add_i64_field("year", FAST);
    schema.add_u64_field("sketch", FAST);
    for name in ["fr", "en"] {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(name)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        schema.add_text_field(name, TextOptions::default().set_indexing_options(indexing));
    }
    schema.build()
}

impl Words {
    fn new(index: Index) -> Result<Self> {
        index.tokenizers().register("fr", analyzer(Language::French));
        index.tokenizers().register("en", analyzer(Language::English));
        let schema = index.schema();
        let field = |name| schema.get_field(name).map_err(fault);
        Ok(Self {
            id: field("id")?,
            runs: field("runs")?,
            n_runs: field("n_runs")?,
            year: field("year")?,
            sketch: field("sketch")?,
            fields: [("fr", field("fr")?), ("en", field("en")?)],
            index,
        })
    }

    pub(crate) fn open(dir: &Path) -> Result<Self> {
        let index = Index::open(files(dir)?).map_err(fault)?;
        if index.schema() != schema() {
            return Err(fault("it is of another version"));
        }
        Self::new(index)
    }

    /// Throws away what is there, and begins an empty one.
    pub(crate) fn create(dir: &Path) -> Result<Self> {
        if dir.exists() {
            std::fs::remove_dir_all(dir).map_err(|error| Error::io(dir, error))?;
        }
        std::fs::create_dir(dir).map_err(|error| Error::io(dir, error))?;
        let settings = IndexSettings::default();
        Self::new(Index::create(files(dir)?, schema(), settings).map_err(fault)?)
    }

    /// What it has taken in; nothing before its first commit.
    pub(crate) fn mark(&self) -> Result<Option<Mark>> {
        let payload = self.index.load_metas().map_err(fault)?.payload;
        Ok(payload.as_deref().and_then(Mark::parse))
    }

    /// Whether its files are as they were written, and how many articles are in it.
    pub(crate) fn verify(&self) -> Result<u64> {
        let damaged = self.index.validate_checksum().map_err(fault)?;
        if let Some(file) = damaged.iter().min() {
            return Err(fault(format!("`{}` is damaged", file.display())));
        }
        Ok(self.searcher()?.num_docs())
    }

    /// What it has taken in, to look for reprints in.
    pub(crate) fn prints(&self) -> Result<Prints> {
        Prints::new(self)
    }

    fn searcher(&self) -> Result<Searcher> {
        let builder = self.index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader: tantivy::IndexReader = builder.try_into().map_err(fault)?;
        Ok(reader.searcher())
    }

    fn query(&self, text: &str) -> Result<Box<dyn Query>> {
        let fields = self.fields.iter().map(|(_, field)| *field).collect();
        let mut parser = QueryParser::for_index(&self.index, fields);
        parser.set_conjunction_by_default();
        parser
            .parse_query(text)
            .map_err(|error| Error::Query { query: text.to_owned(), reason: error.to_string() })
    }

    /// The articles that hold the words, among those that `keep` keeps (all without): the best `most`, and how
    /// many there are.
    pub(crate) fn search(
        &self,
        text: &str,
        most: usize,
        keep: Option<impl Fn(u64) -> bool + Send + Sync + Clone + 'static>,
    ) -> Result<(Vec<i64>, usize)> {
        let query = self.query(text)?;
        let searcher = self.searcher()?;
        // A collector of none is refused.
        let most = most.min(usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX)).max(1);
        let best = (TopDocs::with_limit(most).order_by_score(), Count);
        let (best, count) = match keep {
            Some(keep) => {
                let collector = FilterCollector::new("id".to_owned(), keep, best);
                searcher.search(&query, &collector).map_err(fault)?
            }
            // A filter would read the number of every article that is found.
            None => searcher.search(&query, &best).map_err(fault)?,
        };
        let mut ids = Vec::with_capacity(best.len());
        for (_, address) in best {
            ids.push(self.id_of(&searcher, address)?);
        }
        Ok((ids, count))
    }

    /// All articles that hold the words, ascending.
    pub(crate) fn matching(&self, text: &str) -> Result<Vec<i64>> {
        let query = self.query(text)?;
        let searcher = self.searcher()?;
        let mut ids = searcher.search(&query, &Numbers).map_err(fault)?;
        ids.sort_unstable();
        Ok(ids)
    }

    /// What finds the passages that show words best.
    pub(crate) fn passages(&self, query: &str) -> Result<Passages> {
        let query = self.query(query)?;
        let searcher = self.searcher()?;
        let of_field = |(_, field): &(&str, Field)| {
            let mut snippets =
                SnippetGenerator::create(&searcher, &*query, *field).map_err(fault)?;
            snippets.set_max_num_chars(PASSAGE);
            Ok((*field, snippets))
        };
        let snippets = self.fields.iter().map(of_field).collect::<Result<_>>()?;
        Ok(Passages { snippets })
    }

    /// The passage of a text that shows words best; empty where none does.
    pub(crate) fn passage(&self, passages: &Passages, lang: Option<&str>, text: &str) -> String {
        let field = self.field(lang);
        let of_field = passages.snippets.iter().find(|(of, _)| *of == field);
        of_field
            .map_or_else(String::new, |(_, snippets)| snippets.snippet(text).fragment().to_owned())
    }

    fn field(&self, lang: Option<&str>) -> Field {
        let [(_, first), ..] = self.fields;
        let of = |lang: &str| self.fields.iter().find(|(name, _)| *name == lang);
        lang.and_then(of).map_or(first, |(_, field)| *field)
    }

    fn id_of(&self, searcher: &Searcher, address: tantivy::DocAddress) -> Result<i64> {
        use tantivy::schema::Value as _;
        let document: TantivyDocument = searcher.doc(address).map_err(fault)?;
        let id = document.get_first(self.id).and_then(|value| value.as_u64());
        id.map(|id| id as i64).ok_or_else(|| fault("an article in it has no number"))
    }

    pub(crate) fn into_writer(self) -> Result<WordsWriter> {
        let writer = self.index.writer_with_num_threads(1, MEMORY).map_err(fault)?;
        let mut merging = LogMergePolicy::default();
        merging.set_max_docs_before_merge(LARGEST_MERGED);
        writer.set_merge_policy(Box::new(merging));
        Ok(WordsWriter { words: self, writer })
    }
}

/// Collects the numbers of all articles that are found.
struct Numbers;

struct SegmentNumbers {
    column: Column<u64>,
    found: Vec<i64>,
}

impl Collector for Numbers {
    type Fruit = Vec<i64>;
    type Child = SegmentNumbers;

    fn for_segment(&self, _: u32, segment: &SegmentReader) -> tantivy::Result<SegmentNumbers> {
        Ok(SegmentNumbers { column: segment.fast_fields().u64("id")?, found: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, of_segments: Vec<Vec<i64>>) -> tantivy::Result<Vec<i64>> {
        Ok(of_segments.concat())
    }
}

impl SegmentCollector for SegmentNumbers {
    type Fruit = Vec<i64>;

    fn collect(&mut self, article: tantivy::DocId, _: tantivy::Score) {
        self.found.extend(self.column.first(article).map(|id| id as i64));
    }

    fn harvest(self) -> Vec<i64> {
        self.found
    }
}

/// What reprints are found by.
fn terms(print: &Print) -> impl Iterator<Item = u64> {
    let whole = print.whole().map(|whole| whole | WHOLE);
    print.runs().iter().copied().map(u64::from).chain(whole)
}

impl WordsWriter {
    pub(crate) fn mark(&self) -> Result<Option<Mark>> {
        self.words.mark()
    }

    /// What was committed, to look for reprints in; `known` is an earlier state, of which much still holds.
    pub(crate) fn prints<'p>(&self, known: &'p mut Option<Prints>) -> Result<&'p mut Prints> {
        // A state that could not be read to its end is none.
        let prints = match known.take() {
            Some(mut prints) => {
                prints.renew(&self.words)?;
                prints
            }
            None => self.words.prints()?,
        };
        Ok(known.insert(prints))
    }

    /// Takes an article in; it is found after the next [`WordsWriter::commit`].
    pub(crate) fn add(
        &self,
        id: i64,
        lang: Option<&str>,
        year: Year,
        [title, text]: [&str; 2],
    ) -> Result<()> {
        let mut document = TantivyDocument::default();
        document.add_u64(self.words.id, id as u64);
        let field = self.words.field(lang);
        document.add_text(field, title);
        document.add_text(field, text);
        let print = Print::of(text);
        document.add_u64(self.words.n_runs, print.runs().len() as u64);
        if let Some(year) = year {
            document.add_i64(self.words.year, i64::from(year));
        }
        for word in print.sketch() {
            document.add_u64(self.words.sketch, word);
        }
        for term in terms(&print) {
            document.add_u64(self.words.runs, term);
        }
        self.writer.add_document(document).map_err(fault)?;
        Ok(())
    }

    pub(crate) fn commit(&mut self, mark: &Mark) -> Result<()> {
        let mut commit = self.writer.prepare_commit().map_err(fault)?;
        commit.set_payload(&mark.text());
        commit.commit().map_err(fault)?;
        Ok(())
    }

    /// Waits until the index is at rest.
    pub(crate) fn close(self) -> Result<()> {
        self.writer.wait_merging_threads().map_err(fault)
    }
}

impl std::fmt::Debug for WordsWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WordsWriter").finish_non_exhaustive()
    }
}
