//! What an instance of a class should have.

use super::Snapshot;
use crate::error::Result;
use crate::project::Project;
use crate::template::Template;
use crate::{query, shapes, write};

impl Project {
    /// Returns what an instance of a class should have, as Turtle to be filled in, or as the header of a table in CSV: what the
    /// shapes of the class demand, what most of its instances have, and in the comments of Turtle what else they may have.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// let turtle = project.template(&snapshot, ":Person", false)?;
    /// assert!(turtle.contains(":NAME a :Person ;"));
    /// assert!(project.template(&snapshot, ":Person", true)?.starts_with("id,rdfs:label"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the name stands for no class, or for several.
    pub fn template(&self, snapshot: &Snapshot, class: &str, is_table: bool) -> Result<String> {
        let graph = snapshot.graph();
        let class = query::class(graph, class)?;
        let template = Template::of(graph, &shapes::read(graph), class);
        Ok(match is_table {
            true => write::template_csv(graph, &template),
            false => write::template_turtle(graph, &template, &self.languages(snapshot)),
        })
    }
}
