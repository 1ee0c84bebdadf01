//! The state of a parse: a stack, the rest of the sentence, and the arcs so far.
//!
//! The moves are those of the arc-hybrid system: *shift* takes the next token on the stack;
//! *left* makes the next token the head of the top of the stack, *right* makes the second of the
//! stack its head, and either takes the top away. The root stands behind the last token, and only
//! the last of the stack may go to it, so that a sentence has one root.
//!
//! Tokens are numbered from 0; `n` is the root and `n + 1` stands for nothing.

use crate::annotate::Rel;

/// A move of the parser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The next token goes on the stack.
    Shift,
    /// The next token is the head of the top of the stack.
    Left,
    /// The second of the stack is the head of the top.
    Right,
}

/// What is known of a token's place in the tree.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// Its head, once it has one.
    pub head: u32,
    /// Its relation.
    pub rel: Rel,
    /// How many dependents stand left of it.
    pub n_left: u8,
    /// How many stand right of it.
    pub n_right: u8,
    /// Its leftmost dependent.
    pub left: u32,
    /// Its rightmost dependent.
    pub right: u32,
    /// The relations of its dependents, as bits.
    pub labels: u64,
    /// Number of the lemma of its preposition or mark; 0 if it has none, or one without a number.
    pub case: u32,
}

/// The state of a parse, to be used again for the next sentence.
#[derive(Debug, Default)]
pub struct State {
    stack: Vec<u32>,
    nodes: Vec<Node>,
    next: u32,
    n: u32,
}

/// Below the stack stand this many absent tokens, so that its top is always there.
const FLOOR: usize = 3;

impl State {
    /// Starts over with a sentence of `n` tokens.
    pub fn start(&mut self, n: usize) {
        self.n = n as u32;
        self.next = 0;
        let absent = self.n + 1;
        self.stack.clear();
        self.stack.extend([absent; FLOOR]);
        self.nodes.clear();
        let node = Node {
            head: absent,
            rel: Rel::Dep,
            n_left: 0,
            n_right: 0,
            left: absent,
            right: absent,
            labels: 0,
            case: 0,
        };
        self.nodes.resize(n + 2, node);
    }

    /// How many tokens the sentence has; also the number of the root.
    pub fn n(&self) -> u32 {
        self.n
    }

    /// How many tokens stand on the stack.
    pub fn depth(&self) -> usize {
        self.stack.len() - FLOOR
    }

    /// The tokens on the stack, from the bottom.
    pub fn stack(&self) -> &[u32] {
        &self.stack[FLOOR..]
    }

    /// The three topmost of the stack, the top last.
    #[inline]
    pub fn top(&self) -> [u32; 3] {
        match self.stack.last_chunk::<3>() {
            Some(top) => *top,
            None => [self.n + 1; 3],
        }
    }

    /// The next token.
    #[inline]
    pub fn next(&self) -> u32 {
        self.next
    }

    /// The two behind the next.
    #[inline]
    pub fn lookahead(&self) -> [u32; 2] {
        [(self.next + 1).min(self.n + 1), (self.next + 2).min(self.n + 1)]
    }

    /// The place of a token in the tree.
    #[inline]
    pub fn node(&self, token: u32) -> &Node {
        &self.nodes[token as usize]
    }

    /// Whether every token has its head.
    pub fn is_done(&self) -> bool {
        self.next == self.n && self.depth() == 0
    }

    /// The only move there is, if there is but one.
    pub fn forced(&self) -> Option<Move> {
        match (self.next == self.n, self.depth()) {
            (false, 0) => Some(Move::Shift),
            (true, 0 | 1) => Some(Move::Left),
            (true, _) => Some(Move::Right),
            (false, _) => None,
        }
    }

    /// Whether a move may be made when none is forced.
    pub fn allows(&self, step: Move) -> bool {
        step != Move::Right || self.depth() >= 2
    }

    /// The arc that a move would make, as head and dependent.
    pub fn arc(&self, step: Move) -> Option<(u32, u32)> {
        let [_, second, top] = self.top();
        match step {
            Move::Shift => None,
            Move::Left => Some((self.next, top)),
            Move::Right => Some((second, top)),
        }
    }

    /// Makes a move; `rel` is the relation of the dependent, `lemma` the number of its lemma.
    pub fn apply(&mut self, step: Move, rel: Rel, lemma: u32) {
        let Some((head, dep)) = self.arc(step) else {
            self.stack.push(self.next);
            self.next += 1;
            return;
        };
        if self.depth() > 0 {
            self.stack.pop();
        }
        let node = &mut self.nodes[dep as usize];
        node.head = head;
        node.rel = rel;
        let node = &mut self.nodes[head as usize];
        if dep < head {
            node.n_left = node.n_left.saturating_add(1).min(7);
            node.left = dep;
        } else {
            node.n_right = node.n_right.saturating_add(1).min(7);
            node.right = dep;
        }
        node.labels |= 1 << rel as u8;
        if matches!(rel, Rel::Case | Rel::Mark) && (node.case == 0 || dep < head) {
            node.case = lemma;
        }
    }
}
