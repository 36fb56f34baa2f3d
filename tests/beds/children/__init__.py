"""A test bed of children's names: 9,000 invented students, labelled mentions and labelled look-alikes.

It was written from the design alone, without a look at how names are matched. `python -m
tests.beds.children` runs the real checkers over it and prints the marks. Everybody is invented: common
given-name shapes, surnames built from syllables or taken from ordinary words.
"""
