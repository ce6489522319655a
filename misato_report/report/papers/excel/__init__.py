"""Marks in an .xlsx: the cells with marks are filled, rows are repeated, all else stays as the form has it."""
