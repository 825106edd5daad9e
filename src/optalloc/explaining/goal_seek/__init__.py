"""Goal seek: what it takes for a recipient to get a wanted amount."""
