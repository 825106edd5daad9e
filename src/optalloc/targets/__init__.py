"""The ways a policy can say what recipients should get; each file registers one under the word that users write."""
