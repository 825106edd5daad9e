"""A run in one file: its inputs, options, plan and proof, solved again anywhere to the byte."""
