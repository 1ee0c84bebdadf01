//! A tree back to characters: well-formed HTML, every end tag written.

use super::tags::is_void;
use super::{Id, Kind, Tree};

impl Tree<'_> {
    /// The tree as HTML.
    pub(crate) fn write(&self) -> String {
        let mut html = String::new();
        let mut id: Id = 0;
        loop {
            let node = &self.nodes[id as usize];
            self.open(id, &mut html);
            let child = node.first_child.filter(|_| !matches!(node.kind, Kind::Gone));
            if let Some(child) = child {
                id = child;
                continue;
            }
            loop {
                self.close(id, &mut html);
                if id == 0 {
                    return html;
                }
                let node = &self.nodes[id as usize];
                if let Some(next) = node.next {
                    id = next;
                    break;
                }
                id = node.parent;
            }
        }
    }

    fn open(&self, id: Id, html: &mut String) {
        match &self.nodes[id as usize].kind {
            Kind::Element { name, attributes } => {
                html.push('<');
                html.push_str(name);
                for (name, value) in attributes {
                    html.push(' ');
                    html.push_str(name);
                    html.push_str("=\"");
                    html.push_str(&value.replace('"', "&quot;"));
                    html.push('"');
                }
                html.push('>');
            }
            Kind::Text(text) => {
                let mut pieces = text.split('<');
                html.push_str(pieces.next().unwrap_or_default());
                for piece in pieces {
                    html.push_str("&lt;");
                    html.push_str(piece);
                }
            }
            Kind::Root | Kind::Gone => {}
        }
    }

    fn close(&self, id: Id, html: &mut String) {
        if let Kind::Element { name, .. } = &self.nodes[id as usize].kind
            && !is_void(name)
        {
            html.push_str("</");
            html.push_str(name);
            html.push('>');
        }
    }
}
