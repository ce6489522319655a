"""Forms of tables that the whole country publishes: recognised by what stands in them, with series by name."""
