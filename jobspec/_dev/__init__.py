"""Makes the frozen tables and the generated pages; not part of the wheel."""
