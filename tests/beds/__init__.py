"""Test beds that generate whole invented districts; none shares words with another."""
