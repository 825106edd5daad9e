"""What a year looks like: sums, progress, library, assets, and the papers that say so."""
