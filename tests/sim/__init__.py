"""Simulate a school year of classroom websites, and know what was really posted; judges nothing itself.

`python -m tests.sim --seed 1 --sites 60 --nights 60` replays one against the product and counts its errors.
"""
