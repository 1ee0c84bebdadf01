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

use std::collections::BTreeSet;
use std::path::Path;

use griot::fusion::Print;
use tantivy::collector::{Collector, Count, FilterCollector, SegmentCollector, TopDocs};
use tantivy::columnar::Column;
use tantivy::directory::MmapDirectory;
use tantivy::postings::BlockSegmentPostings;
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
    Directory, Index, IndexWriter, ReloadPolicy, Searcher, SegmentReader, TantivyDocument, Term,
};

use crate::error::{Error, Result};

mod unlocked;
use unlocked::Unlocked;

/// What a writer may hold before it makes a segment.
const MEMORY: usize = 64 << 20;
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
            sketch: field("sketch")?,
            fields: [("fr", field("fr")?), ("en", field("en")?)],
            index,
        })
    }

    pub(crate) fn open(dir: &Path) -> Result<Self> {
        let files = Unlocked(MmapDirectory::open(dir).map_err(fault)?);
        let files: Box<dyn Directory> = Box::new(files);
        let index = Index::open(files).map_err(fault)?;
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
        Self::new(Index::create_in_dir(dir, schema()).map_err(fault)?)
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

/// A state of the index, to look for reprints in.
///
/// Runs that everybody writes (`ont été tués dans une`) stand in more texts the longer a record
/// grows, and each of these would have to be read and compared. So runs are looked up the rarest
/// first, a text is only noted while the runs that are left could make a candidate of it, and what
/// shares enough runs is held against its sketch. What is left is nearly always a reprint.
pub(crate) struct Prints {
    searcher: Searcher,
    runs: Field,
    segments: Vec<OfSegment>,
    /// How many runs each text of the segment at hand shares with the text that is looked for; zero
    /// between calls.
    hits: Vec<u32>,
}

/// What is asked of the texts of a segment again and again.
struct OfSegment {
    /// Numbers of articles.
    ids: Column<u64>,
    /// How many runs each text has.
    n_runs: Vec<u32>,
    /// The sketches of all texts, one behind the other: reading a column word by word took a third
    /// of the time of a look-up.
    sketches: Vec<u64>,
    /// Where each sketch ends.
    ends: Vec<usize>,
}

impl OfSegment {
    fn new(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let counts = fast.u64("n_runs")?;
        let n_runs = (0..segment.max_doc())
            .map(|text| {
                let n = counts.first(text).unwrap_or_default();
                u32::try_from(n).unwrap_or(u32::MAX)
            })
            .collect();
        let column = fast.u64("sketch")?;
        let mut sketches = Vec::with_capacity(column.values.num_vals() as usize);
        let mut ends = Vec::with_capacity(segment.max_doc() as usize);
        for text in 0..segment.max_doc() {
            sketches.extend(column.values_for_doc(text));
            ends.push(sketches.len());
        }
        Ok(Self { ids: fast.u64("id")?, n_runs, sketches, ends })
    }

    fn sketch(&self, text: u32) -> &[u64] {
        let at = text as usize;
        let from = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let to = self.ends.get(at).copied().unwrap_or_default();
        self.sketches.get(from.unwrap_or_default()..to).unwrap_or_default()
    }
}

impl Prints {
    fn new(words: &Words) -> Result<Self> {
        let searcher = words.searcher()?;
        let segments = searcher
            .segment_readers()
            .iter()
            .map(OfSegment::new)
            .collect::<tantivy::Result<_>>()
            .map_err(fault)?;
        Ok(Self { runs: words.runs, segments, searcher, hits: Vec::new() })
    }

    /// The articles whose text may be the same as this one: they share enough runs with it and are
    /// like it at a glance, or share all of it. It is among them when the index has it.
    pub(crate) fn may_be(&mut self, print: &Print) -> Result<BTreeSet<i64>> {
        let mut found = BTreeSet::new();
        let terms: Vec<Term> =
            terms(print).map(|term| Term::from_field_u64(self.runs, term)).collect();
        let n_runs = print.runs().len();
        let mut glance = print.glance();
        let fewest = print.fewest_shared();
        // Nothing is a candidate of a text without runs.
        let most = fewest.last().copied().unwrap_or(u32::MAX);
        for (segment, of) in self.searcher.segment_readers().iter().zip(&self.segments) {
            self.hits.resize(self.hits.len().max(segment.max_doc() as usize), 0);
            let mut touched: Vec<u32> = Vec::new();
            let list = segment.inverted_index(self.runs).map_err(fault)?;
            let mut lists = Vec::with_capacity(terms.len());
            for (at, term) in terms.iter().enumerate() {
                let Some(info) = list.get_term_info(term).map_err(fault)? else { continue };
                if at < n_runs {
                    lists.push(info);
                    continue;
                }
                let mut texts = list
                    .read_block_postings_from_terminfo(&info, IndexRecordOption::Basic)
                    .map_err(fault)?;
                each_text(&mut texts, |text| found.extend(of.ids.first(text).map(|id| id as i64)));
            }
            lists.sort_by_key(|info| info.doc_freq);
            let needed = |text: u32| {
                let n_runs = of.n_runs.get(text as usize).map_or(usize::MAX, |n| *n as usize);
                fewest.get(n_runs).copied().unwrap_or(most)
            };
            for (at, info) in lists.iter().enumerate() {
                let left = u32::try_from(lists.len() - at).unwrap_or(u32::MAX);
                let mut texts = list
                    .read_block_postings_from_terminfo(info, IndexRecordOption::Basic)
                    .map_err(fault)?;
                each_text(&mut texts, |text| {
                    let Some(hits) = self.hits.get_mut(text as usize) else { return };
                    if *hits == 0 {
                        if left < needed(text) {
                            return;
                        }
                        touched.push(text);
                    }
                    *hits += 1;
                });
            }
            for text in touched {
                let hits = self.hits.get_mut(text as usize).map(std::mem::take).unwrap_or_default();
                if hits >= needed(text) && glance.may_be_same(of.sketch(text)) {
                    found.extend(of.ids.first(text).map(|id| id as i64));
                }
            }
        }
        Ok(found)
    }
}

/// Calls `each` with every text of a list.
fn each_text(texts: &mut BlockSegmentPostings, mut each: impl FnMut(u32)) {
    while !texts.docs().is_empty() {
        texts.docs().iter().for_each(|text| each(*text));
        texts.advance();
    }
}

impl WordsWriter {
    pub(crate) fn mark(&self) -> Result<Option<Mark>> {
        self.words.mark()
    }

    /// What was committed, to look for reprints in.
    pub(crate) fn prints(&self) -> Result<Prints> {
        self.words.prints()
    }

    /// Takes an article in; it is found after the next [`WordsWriter::commit`].
    pub(crate) fn add(&self, id: i64, lang: Option<&str>, title: &str, text: &str) -> Result<()> {
        let mut document = TantivyDocument::default();
        document.add_u64(self.words.id, id as u64);
        let field = self.words.field(lang);
        document.add_text(field, title);
        document.add_text(field, text);
        let print = Print::of(text);
        document.add_u64(self.words.n_runs, print.runs().len() as u64);
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
