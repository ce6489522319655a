"""Bytes → tables: the cells of CSV, Excel, OpenDocument and JSON files."""
