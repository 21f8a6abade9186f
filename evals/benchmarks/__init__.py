"""Benchmarks of speed, each complete in itself; ``python -m evals.benchmarks.engine`` runs the engine's."""
