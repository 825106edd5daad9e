"""The first-stage plan that several states of the world, each with its probability, go on from."""
