"""How plans move with the weights of the factors."""
