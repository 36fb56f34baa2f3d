"""Labelled links with what stands behind them, and a run that judges the checker; fetches nothing real."""
