"""Evaluation: gold records, and the harness that says how well an engine's summaries agree with them."""
