"""A new workspace: created empty, from answers, or from the table of KPIs that a town keeps."""
