//! What the names of elements mean to the tree.

/// Elements without an end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements that break the line.
pub(crate) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "pre"
            | "section"
            | "select"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "button"
            | "head"
            | "title"
    )
}

pub(crate) fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Elements whose start ends an open paragraph.
pub(super) fn closes_paragraph(name: &str) -> bool {
    is_block(name)
        && !matches!(
            name,
            "body"
                | "button"
                | "caption"
                | "head"
                | "html"
                | "optgroup"
                | "option"
                | "select"
                | "tbody"
                | "td"
                | "tfoot"
                | "th"
                | "thead"
                | "title"
                | "tr"
        )
}

/// Elements that hold their content together: an end tag inside closes nothing outside.
pub(super) fn is_boundary(name: &str) -> bool {
    matches!(name, "table" | "td" | "th" | "caption" | "object" | "html" | "body")
}

/// Elements that may stand in a head.
pub(super) fn is_of_head(name: &str) -> bool {
    matches!(
        name,
        "base" | "link" | "meta" | "noscript" | "script" | "style" | "template" | "title"
    )
}

/// Elements whose content is not markup, or not to be read: passed over up to their end tag.
pub(super) const SKIPPED: [&str; 12] = [
    "script", "style", "svg", "iframe", "noembed", "noframes", "xmp", "textarea", "template",
    "canvas", "noscript", "title",
];

/// Elements that are kept where the tree is as deep as it may be, so that paragraphs stay apart.
pub(super) fn is_leaf_like(name: &str) -> bool {
    is_heading(name) || matches!(name, "p" | "a" | "li" | "blockquote")
}
