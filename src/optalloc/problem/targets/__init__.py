"""The ways to say what recipients should get; each file registers one under the users' word."""
