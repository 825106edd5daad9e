"""How plans move with the weights of the factors: drawn in doubt, or one moved (parametric)."""
