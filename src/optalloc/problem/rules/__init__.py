"""The rules a policy can be made of; each file registers one under the word that users write."""
