"""What is taken away: code, notebooks, tables, event files, reports, and the reference page."""
