"""Facts, the parts a policy is made of, and the program that they become."""
