"""Papers: the same facts in the forms of others, which are filled by marks (``docs/papers.md``)."""
