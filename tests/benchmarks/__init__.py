"""The budgets, measured beside references: ``python -m tests.benchmarks.bench``; pytest runs none."""
